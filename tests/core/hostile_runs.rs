//! `replay --runs` as a user runs it: every run of a file that a page exported is replayed to its checksum.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, process};

use initscope::link::fingerprint;
use serde_json::{Value, json};

use super::built;

/// A file that the page wrote, with a change.
fn file(seed: &str, change: impl Fn(&mut Value)) -> String {
    let path = format!("{}/fuzz/seeds/runs/{seed}", env!("CARGO_MANIFEST_DIR"));
    let mut file = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    change(&mut file);
    file.to_string()
}

/// Standard output, standard error, and the exit status.
fn replay(name: &str, content: &str, arguments: &[&str]) -> (String, String, i32) {
    let path: PathBuf = env::temp_dir().join(format!("initscope-runs-{}-{name}", process::id()));
    fs::write(&path, content).unwrap();
    let output = Command::new(built::example("replay")).arg("--runs").arg(&path).args(arguments).output().unwrap();
    fs::remove_file(&path).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn link(file: &str, run: usize) -> String {
    serde_json::from_str::<Value>(file).unwrap()["runs"][run]["link"].as_str().unwrap().to_owned()
}

#[test]
fn exported_runs_replay_to_the_same_checksums_natively() {
    let good = file("good-one", |_| {});
    let expected = format!("1/1: same bits: {}\n", link(&good, 0));
    assert_eq!(replay("good", &good, &[]), (expected.clone(), String::new(), 0));
    assert_eq!(replay("marked", &format!("\u{feff}{good}"), &[]).0, expected, "with a byte order mark");
    assert_eq!(replay("none", &file("good-none", |_| {}), &[]), (String::new(), String::new(), 0));
}

#[test]
fn different_checksum_is_reported() {
    let good = file("good-one", |_| {});
    let sum = link(&good, 0).split_once("sum=").unwrap().1.to_owned();
    let other = good.replace(&sum, "0123456789abcdef");
    let (printed, _, status) = replay("other", &other, &[]);
    assert_eq!((printed, status), (format!("1/1: other bits, {sum}: {}\n", link(&other, 0)), 1));
}

#[test]
fn run_on_a_custom_text_is_replayed_with_it_and_skipped_without_it() {
    let text = "ab\nba\naab\nbba\nabab\nb\na";
    let on = |text: &str, sum: &str| {
        file("good-one", |file| {
            let link = format!(
                "#v=1&preset=kaiming&hidden=2&batch=4&textis={}&step=3&sum={sum}",
                fingerprint(text.as_bytes())
            );
            let run = &mut file["runs"][0];
            (run["link"], run["text"]) = (json!(link), json!("own.txt"));
        })
    };
    let unknown = on(text, "0000000000000000");
    let (printed, _, status) = replay("left", &unknown, &[]);
    assert_eq!(status, 1);
    assert!(printed.starts_with("1/1: not replayed, --text: expected the file that the link names, "), "{printed}");

    let path = env::temp_dir().join(format!("initscope-runs-{}-own.txt", process::id()));
    fs::write(&path, text).unwrap();
    let with = ["--text", path.to_str().unwrap()];
    let printed = replay("own", &unknown, &with).0;
    let sum = printed.strip_prefix("1/1: other bits, ").unwrap().split_once(':').unwrap().0;
    let same = replay("same", &on(text, sum), &with);
    let built_in = replay("built-in", &file("good-one", |_| {}), &with);
    fs::remove_file(&path).unwrap();
    assert!(same.0.starts_with("1/1: same bits: ") && same.2 == 0, "{same:?}");
    assert!(built_in.0.starts_with("1/1: same bits: "), "a text is for the runs that name it: {built_in:?}");
}

#[test]
fn names_are_printed_without_terminal_control_characters() {
    let named = file("good-one", |file| file["runs"][0]["name"] = json!("red \u{1b}[31m\n\u{202e}<b>"));
    let (printed, _, status) = replay("named", &named, &[]);
    assert_eq!(status, 0);
    assert!(printed.ends_with(" red \\u{1b}[31m\\n\\u{202e}<b>\n"), "{printed}");
}

#[test]
fn broken_file_is_reported_run_by_run_and_nothing_is_replayed() {
    let broken = file("good-three", |file| {
        file["runs"][0]["step"] = json!("ten");
        file["runs"][2]["log"]["stride"] = json!(0);
    });
    let (printed, complaint, status) = replay("broken", &broken, &[]);
    assert_eq!((printed.as_str(), status), ("", 2));
    let expected =
        "runs[0].step: expected a whole number, got \"ten\"\nruns[2].log.stride: expected at least 1, got 0\n";
    assert!(complaint.ends_with(expected), "{complaint}");
    assert!(
        replay("names", "emma\nolivia\n", &[]).1.contains("file: expected JSON, as Export all writes it, got emma")
    );
    for arguments in [&["--steps", "5"][..], &["--json"], &["--preset", "naive"], &["--pytorch"]] {
        let (_, complaint, status) = replay("alone", &broken, arguments);
        assert!(status == 2 && complaint.contains("--runs replays what its file says"), "{arguments:?}: {complaint}");
    }
}
