//! What has to be so before a tag is published: it names the version that every file names, and the CHANGELOG, in the form
//! of [Keep a Changelog](https://keepachangelog.com), says what that version changes.

/// The notes of a release: the CHANGELOG's section of the tag's version.
///
/// # Errors
/// When the tag is not `v` and the version of Cargo.toml, package.json and package-lock.json, or the CHANGELOG has no
/// such section, or nothing in it.
pub fn notes(tag: &str, files: &Files) -> Result<String, String> {
    let version = files.version()?;
    if tag.strip_prefix('v') != Some(version) {
        return Err(format!("tag: expected v{version}, the version of Cargo.toml, got {tag}"));
    }
    let sections = sections(files.changelog)?;
    let section = sections.iter().find(|section| section.version == version);
    let section = section.ok_or_else(|| format!("CHANGELOG.md: expected a section [{version}], got none"))?;
    let text = section.lines.join("\n").trim().to_owned();
    if text.is_empty() {
        Err(format!("CHANGELOG.md: expected what [{version}] changes, got nothing"))
    } else {
        Ok(text)
    }
}

/// The files that name a version.
pub struct Files<'a> {
    pub cargo: &'a str,
    pub package: &'a str,
    pub package_lock: &'a str,
    pub changelog: &'a str,
}

impl<'a> Files<'a> {
    /// The version that all of them name.
    fn version(&self) -> Result<&'a str, String> {
        let version = between(self.cargo, "\nversion = \"").ok_or("Cargo.toml: expected a version, got none")?;
        for (name, text) in [("package.json", self.package), ("package-lock.json", self.package_lock)] {
            let other = between(text, "\"version\": \"").unwrap_or("none");
            if other != version {
                return Err(format!("{name}: expected version {version} as in Cargo.toml, got {other}"));
            }
        }
        Ok(version)
    }
}

/// What stands from the first `start` to the next quote.
fn between<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once('"')?.0)
}

/// What one version changes.
struct Section<'a> {
    version: &'a str,
    lines: Vec<&'a str>,
}

/// The sections of a CHANGELOG, the newest first.
///
/// # Errors
/// When it is not of the form: `## [Unreleased]`, then `## [1.2.3] - 2026-11-26`, and in each only groups of changes by
/// their six names.
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

    const FILES: Files = Files {
        cargo: "[workspace]\n\n[package]\nname = \"initscope\"\nversion = \"1.2.0\"\n\n[dependencies]\nrand = { version = \"0.10.4\" }\n",
        package: "{\n  \"name\": \"initscope\",\n  \"version\": \"1.2.0\",\n",
        package_lock: "{\n  \"name\": \"initscope\",\n  \"version\": \"1.2.0\",\n",
        changelog: CHANGELOG,
    };

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
    fn a_releases_notes_are_its_section_of_the_changelog() {
        assert_eq!(notes("v1.2.0", &FILES).unwrap(), "### Added\n\n- A thing.");
    }

    #[test]
    fn a_tag_is_refused_that_is_not_the_version() {
        for tag in ["v1.2.1", "1.2.0", "v1.1.0", "v1.2.0-rc.1", ""] {
            let error = notes(tag, &FILES).unwrap_err();
            assert_eq!(error, format!("tag: expected v1.2.0, the version of Cargo.toml, got {tag}"));
        }
    }

    #[test]
    fn a_file_is_named_that_has_another_version() {
        let package = FILES.package.replace("1.2.0", "1.1.0");
        let error = notes("v1.2.0", &Files { package: &package, ..FILES }).unwrap_err();
        assert_eq!(error, "package.json: expected version 1.2.0 as in Cargo.toml, got 1.1.0");
        let error = notes("v1.2.0", &Files { package_lock: "{}", ..FILES }).unwrap_err();
        assert_eq!(error, "package-lock.json: expected version 1.2.0 as in Cargo.toml, got none");
    }

    #[test]
    fn a_changelog_without_the_version_or_of_another_form_is_refused() {
        let refused = |changelog: &str| notes("v1.2.0", &Files { changelog, ..FILES }).unwrap_err();
        let of = |from: &str, to: &str| refused(&CHANGELOG.replace(from, to));
        assert_eq!(of("[1.2.0]", "[1.3.0]"), "CHANGELOG.md: expected a section [1.2.0], got none");
        assert_eq!(of("### Added\n\n- A thing.\n", ""), "CHANGELOG.md: expected what [1.2.0] changes, got nothing");
        assert_eq!(of(" - 2026-11-26", ""), "CHANGELOG.md:5: expected ## [1.2.3] - 2026-11-26, got ## [1.2.0]");
        assert!(of("2026-11-26", "November 26").starts_with("CHANGELOG.md:5: "));
        assert!(of("[1.2.0]", "[1.2]").starts_with("CHANGELOG.md:5: "));
        assert_eq!(of("[Unreleased]", "Unreleased"), "CHANGELOG.md:3: expected ## [Unreleased], got ## Unreleased");
        assert!(of("### Added", "### New").starts_with("CHANGELOG.md:7: expected one of Added, Changed, "));
        assert!(of("### Added\n", "").contains("expected a group such as ### Added above a change, got - A thing."));
        assert_eq!(refused("# Changelog\n"), "CHANGELOG.md:1: expected ## [Unreleased], got no section");
    }

    #[test]
    fn this_projects_files_name_one_version_and_its_changelog_is_of_the_form() {
        let files = Files {
            cargo: include_str!("../../Cargo.toml"),
            package: include_str!("../../package.json"),
            package_lock: include_str!("../../package-lock.json"),
            changelog: include_str!("../../CHANGELOG.md"),
        };
        assert!(!files.version().unwrap().is_empty());
        assert_eq!(sections(files.changelog).err(), None);
    }
}
