//! Builds examples for the tests that run them. Contains no tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// The path of an example, built once into the target directory that these tests were built in (a coverage build has
/// its own).
pub fn example(name: &str) -> PathBuf {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut known = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(name.into()).or_insert_with(|| build(name)).clone()
}

fn build(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder of the target directory");
    let built = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--locked", "--example", name, "--message-format=json", "--target-dir"])
        .arg(target)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = built.stdout.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    let mut paths = messages.filter_map(|message: Value| Some(PathBuf::from(message["executable"].as_str()?)));
    paths.next_back().expect("Cargo names no executable")
}
