//! Examples as Cargo builds them, for tests that run them. No test itself.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// Where Cargo puts an example, built.
pub fn example(name: &str) -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--locked", "--example", name, "--message-format=json"])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = built.stdout.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    let mut paths = messages.filter_map(|message: Value| Some(PathBuf::from(message["executable"].as_str()?)));
    paths.next_back().expect("Cargo names no executable")
}
