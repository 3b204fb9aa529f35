//! The conditions for publishing a tag: it has the version that every file has, and the CHANGELOG, in the format of
//! [Keep a Changelog](https://keepachangelog.com), describes that version.

use std::fs;
use std::path::Path;

/// The notes of a release: the CHANGELOG's section of the tag's version.
///
/// # Errors
/// If the tag is not `v` and the version of Cargo.toml and of all [`OTHERS`], or the CHANGELOG has no such section, or
/// an empty one.
pub fn notes(tag: &str, files: &Files) -> Result<String, String> {
    let version = files.version()?;
    if tag.strip_prefix('v') != Some(version) {
        return Err(format!("tag: expected v{version}, the version of Cargo.toml, got {tag}"));
    }
    let sections = sections(&files.changelog)?;
    let section = sections.iter().find(|section| section.version == version);
    let section = section.ok_or_else(|| format!("CHANGELOG.md: expected a section [{version}], got none"))?;
    let text = section.lines.join("\n").trim().to_owned();
    if text.is_empty() {
        Err(format!("CHANGELOG.md: expected what [{version}] changes, got nothing"))
    } else {
        Ok(text)
    }
}

/// The files that repeat the version of Cargo.toml.
const OTHERS: [&str; 5] = ["package.json", "package-lock.json", "Cargo.lock", "bench/Cargo.lock", "fuzz/Cargo.lock"];

/// The files that a release is checked against.
#[derive(Clone)]
pub struct Files {
    cargo: String,
    others: [String; OTHERS.len()],
    changelog: String,
}

impl Files {
    /// Reads the files of a repository.
    ///
    /// # Errors
    /// If one is missing.
    pub fn read(root: &Path) -> Result<Self, String> {
        let read = |name: &str| fs::read_to_string(root.join(name)).map_err(|error| format!("{name}: {error}"));
        let [package, package_lock, lock, bench_lock, fuzz_lock] = OTHERS.map(read);
        let others = [package?, package_lock?, lock?, bench_lock?, fuzz_lock?];
        Ok(Self { cargo: read("Cargo.toml")?, others, changelog: read("CHANGELOG.md")? })
    }

    /// The version that all of them have.
    fn version(&self) -> Result<&str, String> {
        let version = between(&self.cargo, "\nversion = \"").ok_or("Cargo.toml: expected a version, got none")?;
        for (name, text) in OTHERS.iter().zip(&self.others) {
            let start = if name.ends_with(".json") { "\"version\": \"" } else { "name = \"initscope\"\nversion = \"" };
            let other = between(text, start).unwrap_or("none");
            if other != version {
                return Err(format!("{name}: expected version {version} as in Cargo.toml, got {other}"));
            }
        }
        Ok(version)
    }
}

/// The text from the first `start` to the next quote.
fn between<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once('"')?.0)
}

/// The changes of one version.
struct Section<'a> {
    version: &'a str,
    lines: Vec<&'a str>,
}

/// The sections of a CHANGELOG, the newest first.
///
/// # Errors
/// If its format is not: `## [Unreleased]`, then `## [1.2.3] - 2026-11-26`, and in each only groups of changes by their
/// six names.
fn sections(changelog: &str) -> Result<Vec<Section<'_>>, String> {
    const GROUPS: [&str; 6] = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    let wrong = |number: usize, expected: &str, got: &str| {
        Err(format!("CHANGELOG.md:{number}: expected {expected}, got {got}"))
    };
    let mut sections: Vec<Section> = Vec::new();
    let mut grouped = false;
    for (number, line) in (1..).zip(changelog.lines()) {
        if let Some(heading) = line.strip_prefix("## ") {
            let version = match sections.len() {
                0 => (heading == "[Unreleased]").then_some("Unreleased"),
                _ => dated(heading),
            };
            let expected = if sections.is_empty() { "## [Unreleased]" } else { "## [1.2.3] - 2026-11-26" };
            let Some(version) = version else { return wrong(number, expected, line) };
            sections.push(Section { version, lines: Vec::new() });
            grouped = false;
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        if let Some(group) = line.strip_prefix("### ") {
            if !GROUPS.contains(&group) {
                return wrong(number, &format!("one of {}", GROUPS.join(", ")), group);
            }
            grouped = true;
        } else if !grouped && line.starts_with("- ") {
            return wrong(number, "a group such as ### Added above a change", line);
        }
        section.lines.push(line);
    }
    if sections.is_empty() { wrong(1, "## [Unreleased]", "no section") } else { Ok(sections) }
}

/// The version of a heading such as `[1.2.3] - 2026-11-26`.
fn dated(heading: &str) -> Option<&str> {
    let (version, date) = heading.strip_prefix('[')?.split_once("] - ")?;
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let [year, month, day] = <[&str; 3]>::try_from(date.split('-').collect::<Vec<_>>()).ok()?;
    let numbers = version.split('-').next()?.split('.').filter(|number| number.parse::<u64>().is_ok()).count();
    (digits(year, 4) && digits(month, 2) && digits(day, 2) && numbers == 3).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let json = "{\n  \"name\": \"initscope\",\n  \"version\": \"1.2.0\",\n";
        let lock = "[[package]]\nname = \"rand\"\nversion = \"0.10.4\"\n\n[[package]]\nname = \"initscope\"\nversion = \"1.2.0\"\n";
        Files {
            cargo: "[workspace]\n\n[package]\nname = \"initscope\"\nversion = \"1.2.0\"\nrust-version = \"1.88\"\n"
                .into(),
            others: [json, json, lock, lock, lock].map(String::from),
            changelog: CHANGELOG.into(),
        }
    }

    const CHANGELOG: &str = "\
# Changelog

## [Unreleased]

## [1.2.0] - 2026-11-26

### Added

- A thing.

## [1.1.0] - 2026-10-01

### Fixed

- Another.
";

    #[test]
    fn notes_are_the_versions_section_of_the_changelog() {
        assert_eq!(notes("v1.2.0", &files()).unwrap(), "### Added\n\n- A thing.");
    }

    #[test]
    fn tag_that_is_not_the_version_is_refused() {
        for tag in ["v1.2.1", "1.2.0", "v1.1.0", "v1.2.0-rc.1", ""] {
            let error = notes(tag, &files()).unwrap_err();
            assert_eq!(error, format!("tag: expected v1.2.0, the version of Cargo.toml, got {tag}"));
        }
    }

    #[test]
    fn each_file_with_another_version_or_none_is_named() {
        for (i, name) in OTHERS.iter().enumerate() {
            for (text, got) in [(files().others[i].replace("1.2.0", "1.1.0"), "1.1.0"), (String::new(), "none")] {
                let mut files = files();
                files.others[i] = text;
                let error = notes("v1.2.0", &files).unwrap_err();
                assert_eq!(error, format!("{name}: expected version 1.2.0 as in Cargo.toml, got {got}"));
            }
        }
    }

    #[test]
    fn changelog_without_the_version_or_of_another_format_is_refused() {
        let refused = |changelog: String| notes("v1.2.0", &Files { changelog, ..files() }).unwrap_err();
        let of = |from: &str, to: &str| refused(CHANGELOG.replace(from, to));
        assert_eq!(of("[1.2.0]", "[1.3.0]"), "CHANGELOG.md: expected a section [1.2.0], got none");
        assert_eq!(of("### Added\n\n- A thing.\n", ""), "CHANGELOG.md: expected what [1.2.0] changes, got nothing");
        assert_eq!(of(" - 2026-11-26", ""), "CHANGELOG.md:5: expected ## [1.2.3] - 2026-11-26, got ## [1.2.0]");
        assert!(of("2026-11-26", "November 26").starts_with("CHANGELOG.md:5: "));
        assert!(of("[1.2.0]", "[1.2]").starts_with("CHANGELOG.md:5: "));
        assert_eq!(of("[Unreleased]", "Unreleased"), "CHANGELOG.md:3: expected ## [Unreleased], got ## Unreleased");
        assert!(of("### Added", "### New").starts_with("CHANGELOG.md:7: expected one of Added, Changed, "));
        assert!(of("### Added\n", "").contains("expected a group such as ### Added above a change, got - A thing."));
        assert_eq!(refused("# Changelog\n".into()), "CHANGELOG.md:1: expected ## [Unreleased], got no section");
    }

    #[test]
    fn project_files_have_one_version_and_a_valid_changelog() {
        let files = Files::read(&crate::root()).unwrap();
        assert!(!files.version().unwrap().is_empty());
        assert_eq!(sections(&files.changelog).err(), None);
    }
}
