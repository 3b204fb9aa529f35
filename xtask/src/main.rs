//! `cargo xtask`: builds that need more than Cargo, and the checks of a release. build.sh runs the tests and serves the
//! site.

mod bindings;
mod cargo;
mod licenses;
mod release;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bindings::Package;

const USAGE: &str = "\
Usage: cargo xtask wasm [--optimize]
       cargo xtask licenses
       cargo xtask parity
       cargo xtask release TAG

  wasm     the engine for browsers and Node, in www/pkg/; --optimize runs wasm-opt on it
  licenses the crates in it and their terms alone, in www/pkg/licenses.md
  parity   every kernel and its reference, for the tests, in tests/parity/pkg/
  release  prints the CHANGELOG's notes of a tag such as v1.2.0, and fails where the tag is not the version";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let done = match arguments[..] {
        ["wasm"] => wasm(&root, false),
        ["wasm", "--optimize"] => wasm(&root, true),
        ["licenses"] => licenses(&root),
        ["parity"] => parity(&root),
        ["release", tag] => release(&root, tag),
        ["-h" | "--help"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

fn wasm(root: &Path, optimize: bool) -> Result<(), String> {
    let module = cargo::build_wasm(root, "initscope")?;
    bindings::write(&Package { root, name: "initscope", module: &module, folder: "www/pkg", optimize })?;
    licenses(root)
}

fn licenses(root: &Path) -> Result<(), String> {
    let count = licenses::write(root, "initscope", "www/pkg")?;
    println!("www/pkg/licenses.md: the terms of {count} crates");
    Ok(())
}

fn parity(root: &Path) -> Result<(), String> {
    let module = cargo::build_wasm(root, "parity")?;
    bindings::write(&Package { root, name: "parity", module: &module, folder: "tests/parity/pkg", optimize: false })
}

fn release(root: &Path, tag: &str) -> Result<(), String> {
    println!("{}", release::notes(tag, &release::Files::read(root)?)?);
    Ok(())
}
