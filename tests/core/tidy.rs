//! The rooms of the house keep to what they may name. Read as text, so that a slip is told in words.

use std::fs;
use std::path::{Path, PathBuf};

/// A room is shown to be two by more lines than this.
const MOST_LINES: usize = 450;

/// A source file: its path from the root, and its lines.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Lines of code, comments left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
        lines.filter(|(_, line)| !line.starts_with("//") && !line.starts_with("/*") && !line.starts_with('*'))
    }

    /// Every place where `is_wrong` holds for a line of code.
    fn faults<'a>(&'a self, is_wrong: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = String> + 'a {
        let wrong = self.code().filter(move |(_, line)| is_wrong(line));
        wrong.map(|(number, line)| format!("{}:{number}: {line}", self.path))
    }
}

/// All files below `folder` whose name ends in one of `extensions`.
fn sources(folder: &str, extensions: &[&str]) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let made = ["pkg", "public", "target", "node_modules"].iter().any(|name| path.ends_with(name));
            if path.is_dir() && !made {
                walk(&path, found);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|of| extensions.iter().any(|extension| of == *extension)));
    paths.sort();
    assert!(!paths.is_empty(), "nothing to read in {folder}");
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

fn none(faults: impl Iterator<Item = String>, rule: &str) {
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

fn names_any(line: &str, words: &[&str]) -> bool {
    words.iter().any(|word| line.contains(word))
}

/// The modules of lib.rs in their order.
fn modules() -> Vec<String> {
    let [lib] = <[Source; 1]>::try_from(
        sources("src", &["rs"]).into_iter().filter(|of| of.path == "src/lib.rs").collect::<Vec<_>>(),
    )
    .unwrap_or_else(|_| panic!("src/lib.rs is missing"));
    let names = lib.code().filter_map(|(_, line)| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned));
    names.collect()
}

/// What follows each `crate::` in a line, as the first names of paths.
fn crate_paths(line: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect::<String>();
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => found.extend(list.split(['}', ',']).map(|item| name(item.trim()))),
            None => found.push(name(rest)),
        }
    }
    found
}

#[test]
fn every_module_uses_only_the_modules_above_it_in_lib_rs() {
    let modules = modules();
    assert!(modules.len() > 10, "lib.rs lists {modules:?}");
    let place = |name: &str| modules.iter().position(|module| module == name);
    let mut faults = Vec::new();
    for source in sources("src", &["rs"]) {
        let room = source.path["src/".len()..].split(['/', '.']).next().unwrap().to_owned();
        if room == "lib" {
            continue;
        }
        let own = place(&room).unwrap_or_else(|| panic!("{} belongs to no module of lib.rs", source.path));
        let upwards = |line: &str| crate_paths(line).iter().filter_map(|name| place(name)).any(|other| other > own);
        faults.extend(source.faults(upwards));
    }
    none(faults.into_iter(), "a module names one that lib.rs lists below it");
}

#[test]
fn kernels_know_no_other_room() {
    let faults = sources("src/kernels", &["rs"]);
    let faults =
        faults.iter().flat_map(|source| source.faults(|line| crate_paths(line).iter().any(|name| name != "kernels")));
    none(faults, "kernels name another room");
}

#[test]
fn kernels_and_layers_allocate_nothing() {
    const ALLOCATING: [&str; 7] = ["Vec", "vec!", "Box", ".collect()", "String", "format!", ".to_vec()"];
    let (kernels, layers) = (sources("src/kernels", &["rs"]), sources("src/layers", &["rs"]));
    let faults = kernels.iter().chain(&layers).flat_map(|source| source.faults(|line| names_any(line, &ALLOCATING)));
    none(faults, "a kernel or layer allocates");
}

#[test]
fn diagnostics_change_nothing_and_training_never_reads_them() {
    let (diagnostics, core) = (sources("src/diagnostics", &["rs"]), sources("src", &["rs"]));
    let changing =
        diagnostics.iter().flat_map(|source| source.faults(|line| names_any(line, &["&mut Training", "&mut Model"])));
    none(changing, "diagnostics can change what they measure");
    let trainers = ["src/train.rs", "src/model", "src/layers/", "src/evaluate/"];
    let trainers = core.iter().filter(|source| trainers.iter().any(|trainer| source.path.starts_with(trainer)));
    none(trainers.flat_map(|source| source.faults(|line| line.contains("diagnostics"))), "training reads diagnostics");
}

#[test]
fn only_the_boundary_names_js() {
    const JS: [&str; 5] = ["wasm_bindgen", "web_sys", "js_sys", "JsValue", "getrandom"];
    let core = sources("src", &["rs"]);
    let outside = core.iter().filter(|source| !source.path.starts_with("src/wasm/"));
    none(outside.flat_map(|source| source.faults(|line| names_any(line, &JS))), "JS is named outside src/wasm/");
}

#[test]
fn unsafe_stands_in_its_two_rooms_with_its_reason() {
    let core = sources("src", &["rs"]);
    let rooms = ["src/kernels/simd128.rs", "src/wasm/memory.rs"];
    let outside = core.iter().filter(|source| !rooms.contains(&source.path.as_str()));
    none(outside.flat_map(|source| source.faults(|line| line.contains("unsafe"))), "unsafe outside its rooms");
    for source in core.iter().filter(|source| rooms.contains(&source.path.as_str())) {
        let lines: Vec<&str> = source.text.lines().collect();
        let reasonless = source.faults(|line| line.contains("unsafe {")).filter(|fault| {
            let number: usize = fault.split(':').nth(1).unwrap().parse().unwrap();
            !lines[number.saturating_sub(4)..number].iter().any(|line| line.contains("SAFETY:"))
        });
        none(reasonless, "an unsafe block without its reason");
    }
}

#[test]
fn the_numbers_use_no_clock_no_hash_order_and_no_functions_of_the_platform() {
    #[rustfmt::skip]
    const VARYING: [&str; 17] = [
        ".exp()", ".exp2()", ".exp_m1()", ".ln()", ".ln_1p()", ".log10()", ".log2()", ".tanh()", ".sin()", ".cos()",
        ".sin_cos()", ".powf(", ".powi(", ".mul_add(", "HashMap", "HashSet", "std::time",
    ];
    let core = sources("src", &["rs"]);
    none(core.iter().flat_map(|source| source.faults(|line| names_any(line, &VARYING))), "not the same everywhere");
}

#[test]
fn the_rooms_of_the_page_import_no_further_than_they_may() {
    let forbidden = [
        ("www/shared", &["import ", "document", "window", "../"][..]),
        ("www/worker", &["../app/", "../draw/", "document", "window"]),
        ("www/draw", &["../app/", "../worker/", "../pkg/", "localStorage", "location", "new Worker"]),
        ("www/lessons", &["import ", "../", "document", "window"]),
        ("www/app", &["memory.buffer"]),
    ];
    for (room, words) in forbidden {
        let sources = sources(room, &["js"]);
        none(sources.iter().flat_map(|source| source.faults(|line| names_any(line, words))), room);
    }
    let page = sources("www", &["js"]);
    let elsewhere = page.iter().filter(|source| source.path != "www/worker/session.js");
    let faults = elsewhere.flat_map(|source| source.faults(|line| line.contains("memory.buffer")));
    none(faults, "wasm memory is touched outside www/worker/session.js");
}

#[test]
fn the_page_writes_no_markup_and_asks_nobody_else() {
    #[rustfmt::skip]
    const MARKUP: [&str; 15] = [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "setHTML", "createContextualFragment", "DOMParser", "srcdoc",
        "document.write", "eval(", "new Function", "javascript:", "setAttribute(\"style\"", "setAttribute(\"on", "cssText",
        " style=\"",
    ];
    let page = sources("www", &["js", "html", "css"]);
    let is_wrong = |line: &str| {
        let others = line.replace("http://www.w3.org/", "");
        names_any(line, &MARKUP) || names_any(&others, &["http://", "https://"])
    };
    none(page.iter().flat_map(|source| source.faults(is_wrong)), "markup from script, or another site");
}

#[test]
fn the_page_names_elements_by_attributes() {
    // Firefox reflects them as properties from 119 on, and the page runs from 114.
    let page = sources("www", &["js"]);
    let reflects = |line: &str| {
        line.split(".aria").skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
            || line.contains(".role = ")
    };
    none(page.iter().flat_map(|source| source.faults(reflects)), "an ARIA attribute as a property");
}

#[test]
fn every_file_says_what_it_is_and_is_one_room() {
    let mut all = Vec::new();
    for folder in ["src", "tests", "xtask", "examples", "benches", "bench", "vite", "www"] {
        all.extend(sources(folder, &["rs", "js", "css"]));
    }
    let openings = ["//! ", "// ", "/* "];
    let silent = all.iter().filter(|source| !openings.iter().any(|opening| source.text.starts_with(opening)));
    none(silent.map(|source| source.path.clone()), "a file does not open by saying what it is");
    let long = all.iter().map(|source| (source, source.text.lines().count())).filter(|&(_, lines)| lines > MOST_LINES);
    none(long.map(|(source, lines)| format!("{}: {lines} lines", source.path)), "more than one room");
}
