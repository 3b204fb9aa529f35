//! The crate as a dependency: a separate project that adds it by its path.

use std::path::Path;
use std::process::Command;
use std::{env, fs, process};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs Cargo in `folder` without the network, and returns what it printed.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(arguments)
        // Kept between runs: only the first one compiles the dependencies.
        .env("CARGO_TARGET_DIR", Path::new(ROOT).join("target/library"))
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn new_project_adds_the_crate_by_path_and_trains_in_twenty_lines() {
    let example = include_str!("../../examples/train.rs");
    assert!(example.lines().count() <= 20, "examples/train.rs has more than 20 lines");

    let folder = env::temp_dir().join(format!("initscope-library-{}", process::id()));
    fs::create_dir(&folder).unwrap();
    cargo(&folder, &["init", "--quiet", "--vcs", "none", "--name", "somebodys"]);
    // The versions that are already here, since the registry may be unreachable.
    fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    cargo(&folder, &["add", "--quiet", "--offline", "--path", ROOT]);
    fs::write(folder.join("src/main.rs"), example).unwrap();
    let printed = cargo(&folder, &["run", "--quiet", "--offline"]);
    fs::remove_dir_all(&folder).unwrap();

    let losses: Vec<f32> =
        printed.lines().filter_map(|line| line.strip_prefix("step ")?.split_once("loss ")?.1.parse().ok()).collect();
    assert_eq!(losses.len(), 6, "{printed}");
    assert!(losses[5] < losses[0] - 0.5, "it does not learn: {printed}");
    assert!(printed.contains("\nvalidation loss ") && printed.contains("\nnew names: "), "{printed}");
}
