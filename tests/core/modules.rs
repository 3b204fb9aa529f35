//! The core's module order and the restrictions of its innermost modules: rules that no lint can check.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the repository's root, and its lines.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The lines of code that `is_wrong` selects, each with its place.
    fn faults<'a>(&'a self, is_wrong: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = String> + 'a {
        let lines =
            self.text.lines().enumerate().filter(move |(_, line)| !line.trim().starts_with("//") && is_wrong(line));
        lines.map(|(i, line)| format!("{}:{}: {}", self.path, i + 1, line.trim()))
    }
}

/// All Rust files in `folder`.
fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    assert!(!paths.is_empty(), "{folder} has no Rust files");
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

/// The first names of the paths in a line that begin with `crate::`.
fn crate_paths(line: &str) -> Vec<&str> {
    let name = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => found.extend(list.split(['}', ',']).map(|item| &item.trim()[..name(item.trim())])),
            None => found.push(&rest[..name(rest)]),
        }
    }
    found
}

#[test]
fn every_module_imports_only_modules_above_it_in_lib_rs() {
    let lib = include_str!("../../src/lib.rs");
    let modules: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() > 10, "lib.rs lists {modules:?}");
    let place = |name: &str| modules.iter().position(|&module| module == name);
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| source.path != "src/lib.rs") {
        let module = source.path["src/".len()..].split(['/', '.']).next().unwrap();
        let own = place(module).unwrap_or_else(|| panic!("{} belongs to no module of lib.rs", source.path));
        let is_below = |line: &str| crate_paths(line).iter().filter_map(|name| place(name)).any(|other| other > own);
        faults.extend(source.faults(is_below));
    }
    assert!(faults.is_empty(), "a module uses one that lib.rs lists below it:\n{}", faults.join("\n"));
}

#[test]
fn kernels_and_layers_do_not_allocate_and_diagnostics_do_not_mutate() {
    const ALLOCATING: &[&str] = &["Vec", "vec!", "Box", ".collect()", "String", "format!", ".to_vec()"];
    let forbidden = [
        ("src/kernels", ALLOCATING),
        ("src/layers", ALLOCATING),
        ("src/diagnostics", &["&mut Training", "&mut Model"]),
    ];
    for (folder, words) in forbidden {
        let names_any = |line: &str| words.iter().any(|word| line.contains(word));
        let faults: Vec<String> = sources(folder).iter().flat_map(|source| source.faults(names_any)).collect();
        assert!(faults.is_empty(), "{folder} names {words:?}:\n{}", faults.join("\n"));
    }
}
