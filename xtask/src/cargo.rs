//! Compiles a crate to wasm with Cargo, after checking that simd128 is on.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The page's compilation target.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Added to the flags of .cargo/config.toml. Loops of unknown length are not unrolled: as fast, and 3 KB smaller,
/// gzipped.
const FLAGS: &str = "target.wasm32-unknown-unknown.rustflags=['-Cllvm-args=-unroll-runtime=false']";

/// Builds `package` in release mode and returns the module's path.
///
/// # Errors
/// As text for a reader: flags that would turn simd128 off, a missing target, a failed compilation.
pub fn build_wasm(root: &Path, package: &str) -> Result<PathBuf, String> {
    for name in ["CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS"] {
        check_flags(name, env::var_os(name))?;
    }
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libdir = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    let libdir = libdir.map_err(|error| format!("rustc can't be run: {error}"))?.stdout;
    if !Path::new(String::from_utf8_lossy(&libdir).trim()).is_dir() {
        return Err(format!("the target {TARGET} is not installed: run `rustup target add {TARGET}`"));
    }

    let target_dir = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let status = Command::new(cargo())
        .current_dir(root)
        .args(["build", "--release", "--lib", "--locked", "--package", package, "--target", TARGET, "--target-dir"])
        .arg(&target_dir)
        .args(["--config", FLAGS])
        .status()
        .map_err(|error| format!("cargo can't be run: {error}"))?;
    if !status.success() {
        return Err(format!("{package} does not compile for {TARGET}"));
    }
    Ok(root.join(target_dir).join(TARGET).join("release").join(package).with_extension("wasm"))
}

/// The Cargo that runs this.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A variable with flags, even an empty one, replaces the flags of .cargo/config.toml.
fn check_flags(name: &str, value: Option<OsString>) -> Result<(), String> {
    match value {
        Some(flags) if !flags.to_string_lossy().contains("+simd128") => Err(format!(
            "{name} is set and would switch simd128 off: unset it, or add `-C target-feature=+simd128` to it"
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::check_flags;

    #[test]
    fn flags_without_simd128_are_refused_by_name_even_if_empty() {
        for flags in ["", "-C target-cpu=native", "-C target-feature=-simd128"] {
            let message = check_flags("RUSTFLAGS", Some(flags.into())).unwrap_err();
            assert!(message.contains("RUSTFLAGS") && message.contains("unset"), "{message}");
        }
    }

    #[test]
    fn missing_flags_and_flags_with_simd128_are_accepted() {
        assert_eq!(check_flags("RUSTFLAGS", None), Ok(()));
        assert_eq!(check_flags("RUSTFLAGS", Some("-C target-feature=+simd128".into())), Ok(()));
    }
}
