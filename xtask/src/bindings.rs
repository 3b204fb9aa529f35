//! Makes a package for browsers from a compiled module: wasm-bindgen's JS and types, and optionally wasm-opt.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

/// Holds a hash of a package's inputs, so that a second run has nothing to do.
const RECORD: &str = ".made-of";

/// Functions that are called once are not inlined, and neighbors have similar names: both compress better. The lowest
/// KiB of memory, the end of the stack, is never used, so constants may be folded into the addresses of loads and
/// stores.
const OPTIMIZER_FLAGS: [&str; 6] = [
    "-O3",
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=0",
    "--reorder-functions-by-name",
    "--strip-producers",
    "--strip-target-features",
];

/// The package to make.
pub struct Package<'a> {
    /// The repository.
    pub root: &'a Path,
    /// The name of its files: `name.js`, `name.d.ts`, `name_bg.wasm`.
    pub name: &'a str,
    /// The module that Cargo made.
    pub module: &'a Path,
    /// The package's folder in `root`.
    pub folder: &'a str,
    /// Whether wasm-opt runs.
    pub optimize: bool,
}

/// Writes the package, unless it is up to date. An optimized one is accepted if none was requested.
///
/// # Errors
/// As text for a reader: a module that wasm-bindgen can't read, a missing wasm-opt, a file that can't be written.
pub fn write(package: &Package<'_>) -> Result<(), String> {
    let Package { root, name, module, folder, optimize } = *package;
    let out = root.join(folder);
    let optimizer = root.join("node_modules/binaryen");
    let plain = format!("{:016x}", hash(module)?);
    let flags = OPTIMIZER_FLAGS.join(" ");
    let optimized = hash(&optimizer.join("package.json")).map(|optimizer| format!("{plain} {optimizer:016x} {flags}"));
    let there = fs::read_to_string(out.join(RECORD)).unwrap_or_default();
    if optimized.as_ref().is_ok_and(|optimized| there == *optimized) || (!optimize && there == plain) {
        println!("{folder} is up to date");
        return Ok(());
    }
    let record = if optimize { optimized.map_err(|_| "wasm-opt is missing: run `npm ci`")? } else { plain };

    if out.exists() {
        fs::remove_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    bind(name, module, &out).map_err(|error| format!("wasm-bindgen: {error}"))?;
    let module = out.join(format!("{name}_bg.wasm"));
    if optimize {
        run_optimizer(&optimizer, &module)?;
    }
    fs::write(out.join(RECORD), record).map_err(|error| format!("{}: {error}", out.display()))?;
    let bytes = fs::metadata(&module).map_err(|error| format!("{}: {error}", module.display()))?.len();
    println!("{folder}: {} KiB of wasm{}", bytes.div_ceil(1024), if optimize { ", optimized" } else { "" });
    Ok(())
}

fn hash(path: &Path) -> Result<u64, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Ok(hasher.finish())
}

fn bind(name: &str, module: &Path, out: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    // The default path of the module lets bundlers find the file and give it a hashed name.
    bindgen.input_path(module).out_name(name).typescript(true).omit_default_module_path(false);
    // The page creates a new instance after a trap.
    bindgen.reset_state_function(true);
    let made = bindgen.web(true).and_then(|bindgen| bindgen.generate(out));
    made.map_err(|error| format!("{error:#}"))
}

fn run_optimizer(optimizer: &Path, module: &Path) -> Result<(), String> {
    let status = Command::new("node")
        .arg(optimizer.join("bin/wasm-opt"))
        .arg(module)
        .args(OPTIMIZER_FLAGS)
        .arg("-o")
        .arg(module)
        .status()
        .map_err(|error| format!("node can't be run: {error}"))?;
    if status.success() { Ok(()) } else { Err("wasm-opt failed".into()) }
}
