//! Lists the crates in the wasm module, each with its license and the texts that must be distributed: a part of the
//! site's licenses.md. Crates that are only used to build the module, such as macros, are not listed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cargo::{TARGET, cargo};

/// The terms of the standard library and of the crates that it is built from.
const STANDARD_LIBRARY: &str = include_str!("standard-library.txt");

/// A crate, and the license texts in its own folder.
struct Shipped {
    name: String,
    version: String,
    license: String,
    text: String,
}

/// Writes `folder`/licenses.md for the graph of `package`, and returns how many crates it names.
///
/// # Errors
/// As text for a reader: a graph that Cargo can't report, a crate without a license or its text.
pub fn write(root: &Path, package: &str, folder: &str) -> Result<usize, String> {
    let mut shipped = crates(&metadata(root)?, package)?;
    shipped.push(standard_library()?);
    let parts = shipped.iter().map(|Shipped { name, version, license, text }| {
        format!("## {name} - {version} ({license})\n\n{}\n", text.trim())
    });
    let path = root.join(folder).join("licenses.md");
    fs::write(&path, parts.collect::<Vec<_>>().join("\n")).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(shipped.len())
}

fn metadata(root: &Path) -> Result<Value, String> {
    let output = Command::new(cargo())
        .current_dir(root)
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET])
        .output()
        .map_err(|error| format!("cargo can't be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// The run-time dependencies of `package`, direct and indirect, by name; without itself and macros, which run while it
/// is compiled.
fn crates(metadata: &Value, package: &str) -> Result<Vec<Shipped>, String> {
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let all = list.as_array().into_iter().flatten();
        all.map(|one| (text(&one["id"]).to_owned(), one.clone())).collect()
    };
    let (packages, nodes) = (by_id(&metadata["packages"]), by_id(&metadata["resolve"]["nodes"]));
    let own = packages.iter().find(|(_, of)| text(&of["name"]) == package && of["source"].is_null());
    let (own, _) = own.ok_or_else(|| format!("cargo metadata: expected a package {package}"))?;

    let mut seen = vec![own.clone()];
    let mut next = 0;
    while let Some(id) = seen.get(next).cloned() {
        next += 1;
        let node = nodes.get(&id).ok_or_else(|| format!("cargo metadata: expected a node {id}"))?;
        for dependency in list(&node["deps"]) {
            let id = text(&dependency["pkg"]).to_owned();
            let runs = list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
            let is_macro =
                list(&packages[&id]["targets"]).any(|target| list(&target["kind"]).any(|kind| kind == "proc-macro"));
            if runs && !is_macro && !seen.contains(&id) {
                seen.push(id);
            }
        }
    }
    let mut shipped = seen[1..].iter().map(|id| shipped(&packages[id])).collect::<Result<Vec<_>, _>>()?;
    shipped.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(shipped)
}

fn shipped(package: &Value) -> Result<Shipped, String> {
    let [name, version, license] = ["name", "version", "license"].map(|key| text(&package[key]).to_owned());
    let folder = Path::new(text(&package["manifest_path"])).parent().unwrap_or(Path::new("")).to_owned();
    if license.is_empty() {
        return Err(format!("{name} {version}: expected a license in its Cargo.toml, got none"));
    }
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let texts = texts_of(names.collect());
    if texts.is_empty() {
        return Err(format!("{name} {version}: expected a file with its license in {}, got none", folder.display()));
    }
    let read =
        |file: &String| fs::read_to_string(folder.join(file)).map_err(|error| format!("{name}, {file}: {error}"));
    let texts = texts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Shipped { name, version, license, text: texts.join("\n\n") })
}

/// The files with license texts. A crate under a choice of MIT and Apache is used under MIT, so Apache's text is left
/// out.
fn texts_of(mut names: Vec<String>) -> Vec<String> {
    let states = |name: &String| {
        let name = name.to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    names.retain(states);
    if names.iter().any(|name| name.to_uppercase().contains("MIT")) {
        names.retain(|name| !name.to_uppercase().contains("APACHE"));
    }
    names.sort();
    names
}

fn standard_library() -> Result<Shipped, String> {
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output();
    let output = output.map_err(|error| format!("rustc can't be run: {error}"))?.stdout;
    // From "rustc 1.95.0 (…)".
    let version = String::from_utf8_lossy(&output).split(' ').nth(1).unwrap_or_default().trim().to_owned();
    let [name, license] = ["Rust's standard library", "MIT OR Apache-2.0"].map(str::to_owned);
    Ok(Shipped { name, version, license, text: STANDARD_LIBRARY.to_owned() })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::texts_of;

    fn kept(names: &[&str]) -> Vec<String> {
        texts_of(names.iter().map(|&name| name.into()).collect())
    }

    #[test]
    fn mit_text_is_distributed_if_there_is_a_choice() {
        assert_eq!(kept(&["src", "LICENSE-MIT", "LICENSE-APACHE", "Cargo.toml"]), ["LICENSE-MIT"]);
    }

    #[test]
    fn other_license_texts_and_copyright_notices_are_kept() {
        let names = ["LICENSE-UNICODE", "LICENSE-MIT", "LICENSE-APACHE", "COPYRIGHT"];
        assert_eq!(kept(&names), ["COPYRIGHT", "LICENSE-MIT", "LICENSE-UNICODE"]);
    }

    #[test]
    fn single_license_of_any_kind_is_kept() {
        assert_eq!(kept(&["LICENSE-APACHE", "README.md"]), ["LICENSE-APACHE"]);
        assert_eq!(kept(&["License.txt"]), ["License.txt"]);
        assert!(kept(&["README.md"]).is_empty());
    }
}
