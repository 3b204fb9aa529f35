//! The `replay` example as a user runs it: its output, and its errors for bad input.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs, process};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use initscope::SplitName;
use initscope::dataset::Dataset;
use initscope::diagnostics::verdict::Severity;
use initscope::export;
use initscope::link::{Link, fingerprint};
use initscope::session::Session;
use serde_json::Value;

use super::built;

fn replay(arguments: &[&str]) -> Output {
    Command::new(built::example("replay")).args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = replay(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The error message; asserts that the exit status is `code` and that no result was printed.
fn complaint(arguments: &[&str], code: i32) -> String {
    let output = replay(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
    if code == 2 {
        assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
    }
    message
}

/// A file with this content, deleted when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = env::temp_dir().join(format!("initscope-replay-{}-{name}", process::id()));
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.0);
    }
}

const ITEMS: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";

#[test]
fn json_has_the_figures_of_the_same_session() {
    let file = Scratch::new("items.txt", ITEMS.as_bytes());
    let link = "#hidden=20,10&norm=batch&batch=8&seed=3";
    let report = json(&["--link", link, "--text", file.path(), "--steps", "25", "--every", "10"]);

    let mut session = Session::new(Dataset::parse(ITEMS.as_bytes()).unwrap(), Link::parse(link).0.config, 0).unwrap();
    let losses: Vec<f32> = (0..25).map(|_| session.advance()).collect();
    let near = |value: &Value, expected: f32| {
        let value = value.as_f64().unwrap();
        assert!((value - f64::from(expected)).abs() <= 1e-6 * f64::from(expected).abs(), "{value} for {expected}");
    };
    let printed = report["losses"].as_array().unwrap();
    assert_eq!(printed.len(), 3);
    for (row, step) in printed.iter().zip([0, 10, 20]) {
        assert_eq!(row[0], step);
        near(&row[1], losses[step]);
    }
    near(&report["train"], session.evaluate(SplitName::Train));
    near(&report["val"], session.evaluate(SplitName::Val));
    near(&report["uniform_loss"], (session.text_info().vocabulary as f32).ln());
    assert_eq!(report["params"], session.training().model().parameters().len());
    assert_eq!(report["checksum"], session.checksum());
    assert!(report["steps_per_second"].as_f64().unwrap() > 0.0);
    let layers = report["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 2);
    for (layer, expected) in layers.iter().zip(session.layers()) {
        near(&layer["mean"], expected.mean);
        near(&layer["std"], expected.std);
        near(&layer["saturated"], expected.saturated);
        near(&layer["gradstd"], expected.gradient_std);
    }
    // A sweep's measures are of the next step's minibatch, as a frame's are.
    session.write_frame();
    let next = session.layers();
    near(&report["saturated"], (next[0].saturated + next[1].saturated) / 2.0);
    near(&report["dead"], (next[0].dead + next[1].dead) as f32);
    near(&report["gradient_ratio"], next[1].gradient_std / next[0].gradient_std);
    assert_eq!(report["healthy"], session.verdicts()[0].severity == Severity::Good);
}

#[test]
fn json_has_a_link_that_replays_the_run_with_its_text_and_checksum() {
    let file = Scratch::new("linked.txt", ITEMS.as_bytes());
    let report = json(&["--link", "#preset=kaiming&hidden=20&focus=loss", "--text", file.path(), "--steps", "5"]);
    let link = report["link"].as_str().unwrap();
    let sum = report["checksum"].as_str().unwrap();
    let textis = fingerprint(ITEMS.as_bytes());
    assert_eq!(link, format!("#v=1&preset=kaiming&hidden=20&focus=loss&textis={textis}&step=5&sum={sum}"));
    assert_eq!(json(&["--link", link, "--text", file.path()])["checksum"], sum);
    assert!(complaint(&["--link", link], 2).contains("the file that the link names"));
    assert_eq!(json(&["--steps", "0"])["link"].as_str().unwrap().split("&sum").next(), Some("#v=1&step=0"));
}

#[test]
fn default_is_the_naive_preset_on_the_built_in_names_with_a_high_first_loss() {
    let report = json(&["--steps", "1"]);
    let first = report["losses"][0][1].as_f64().unwrap();
    assert!((first - 22.305).abs() < 1e-3, "{first}");
    assert!((report["uniform_loss"].as_f64().unwrap() - 27_f64.ln()).abs() < 1e-6);
    assert_eq!(report["params"], 11_897);
}

#[test]
fn makemore_names_have_the_notebooks_first_loss() {
    let names = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/makemore.txt");
    let output = replay(&["--text", names, "--steps", "1"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("first loss 27.8817, ln V 3.2958\n"), "{text}");
}

#[test]
fn zero_steps_print_the_initial_network() {
    let report = json(&["--preset", "deep-batchnorm", "--steps", "0"]);
    assert_eq!(report["losses"], Value::Array(vec![]));
    assert_eq!(report["steps_per_second"], 0.0);
    assert_eq!(report["layers"].as_array().unwrap().len(), 5);
}

#[test]
fn link_gives_the_step_to_stop_at_and_the_expected_checksum() {
    let sum = json(&["--link", "#preset=kaiming&step=20"])["checksum"].as_str().unwrap().to_owned();
    assert_eq!(json(&["--preset", "kaiming", "--steps", "20"])["checksum"], sum.as_str());
    let link = |sum: &str| format!("#preset=kaiming&step=20&sum={sum}");
    assert!(replay(&["--link", &link(&sum)]).status.success());
    let message = complaint(&["--link", &link("0123456789abcdef")], 1);
    assert!(message.contains("0123456789abcdef"), "{message}");
}

/// [`ITEMS`] by zlib's raw deflate, in base64url.
const PACKED: &str = "FcpBCoAwEAPAe36ZSrCBrC1VCv5enPOoihjxNsFN-GZTQtxjdhNH58p4HqH-UYqJzjW1oK28F9h80oHKeT8";

#[test]
fn link_with_its_text_needs_no_file_and_link_with_a_hash_accepts_no_other() {
    let file = Scratch::new("named.txt", ITEMS.as_bytes());
    let keys = "#hidden=20&step=15";
    let expected = json(&["--link", keys, "--text", file.path()])["checksum"].as_str().unwrap().to_owned();
    assert_ne!(json(&["--link", keys])["checksum"], expected.as_str());

    let brought = format!("{keys}&text={PACKED}");
    assert_eq!(json(&["--link", &brought])["checksum"], expected.as_str());
    let message = complaint(&["--link", &brought, "--text", file.path()], 2);
    assert!(message.contains("--text: the link brings a text of its own"), "{message}");

    let name = fingerprint(ITEMS.as_bytes());
    let named = format!("{keys}&textis={name}");
    assert_eq!(json(&["--link", &named, "--text", file.path()])["checksum"], expected.as_str());
    let names = fingerprint(include_bytes!("../../www/text/names.txt"));
    let message = complaint(&["--link", &named], 2);
    assert!(
        message.contains(&format!("--text: expected the file that the link names, {name}, got {names}")),
        "{message}"
    );
    assert_eq!(json(&["--link", &format!("{keys}&textis={names}")])["checksum"], json(&["--link", keys])["checksum"]);
}

#[test]
fn damaged_or_oversized_packed_text_is_refused() {
    let bomb = BASE64_URL_SAFE_NO_PAD.encode(miniz_oxide::deflate::compress_to_vec(&vec![b'a'; 9 << 20], 9));
    let cut = &PACKED[..40];
    for packed in [&bomb, cut, "A", "AAAA_-__"] {
        let message = complaint(&["--link", &format!("#text={packed}")], 2);
        assert!(message.contains("--link: text: expected "), "{message}");
    }
}

#[test]
fn view_keys_of_a_link_change_nothing_natively() {
    let plain = json(&["--link", "#preset=kaiming&step=5"]);
    let shown = json(&["--link", "#preset=kaiming&lesson=a&focus=loss&hide=controls,time&embed=1&step=5"]);
    assert_eq!(plain["checksum"], shown["checksum"]);
}

#[test]
fn documented_links_replay() {
    let documents = concat!(include_str!("../../README.md"), include_str!("../../docs/links.md"));
    let words = documents.split(|c: char| c.is_whitespace() || c == '`');
    let links: Vec<&str> = words.filter(|word| word.starts_with("#v=1")).collect();
    assert!(links.iter().any(|link| link.contains("&sum=")), "{links:?}");
    for link in links {
        let output = replay(&["--link", link]);
        assert!(output.status.success(), "{link}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn text_output_has_the_same_figures_as_json() {
    let output = replay(&["--preset", "batchnorm", "--steps", "30", "--every", "15"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let report = json(&["--preset", "batchnorm", "--steps", "30"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].trim_start().starts_with("0/     30: 3."), "{text}");
    assert!(lines[1].trim_start().starts_with("15/     30: "), "{text}");
    assert!(text.contains("ln V 3.2958"), "{text}");
    assert!(text.contains(&format!("train {:.4}", report["train"].as_f64().unwrap())), "{text}");
    assert!(text.contains("12097 parameters") && text.contains("steps per second"), "{text}");
    assert!(text.contains("layer 1: mean ") && text.contains("saturated ") && text.contains("gradient std "), "{text}");
    assert_eq!(lines.last(), Some(&format!("checksum {}", report["checksum"].as_str().unwrap()).as_str()));
}

#[test]
fn pytorch_script_is_printed_byte_for_byte() {
    let items = Scratch::new("script.txt", ITEMS.as_bytes());
    let link = "#preset=deep-gain-3&batch=9";
    let output = replay(&["--pytorch", "--text", items.path(), "--link", link]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = export::pytorch(&Link::parse(link).0.config, ITEMS.as_bytes(), export::TEMPLATE).unwrap();
    assert!(output.stdout == expected.as_bytes(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn bad_input_is_named_on_stderr_with_exit_status_2() {
    let not_utf8 = Scratch::new("bytes.txt", b"ab\n\xff\n");
    let short = Scratch::new("short.txt", b"ab\nba\n");
    let cases: [(&[&str], &[&str]); 17] = [
        (&["--colour"], &["--colour", "Usage:"]),
        (&["names.txt"], &["names.txt"]),
        (&["--preset", "kaimng"], &["--preset", "kaiming", "kaimng"]),
        (&["--preset", ""], &["--preset", "naive", "got nothing"]),
        (&["--preset"], &["--preset"]),
        (&["--link", "#batch=0&seed=x"], &["batch", "1 to 256", "seed", "got x"]),
        (&["--link", "#colour=red"], &["colour"]),
        (&["--link", "#norm=batch&batch=1"], &["batch", "at least 2"]),
        (&["--preset", "kaiming", "--link", "#"], &["--preset and --link"]),
        (&["--text", "there-is-no-such-file.txt"], &["--text", "there-is-no-such-file.txt"]),
        (&["--text", not_utf8.path()], &["text", "UTF-8", "0xFF"]),
        (&["--text", short.path()], &["text", "at least 6 lines", "2 lines"]),
        (&["--steps", "many"], &["--steps", "whole number", "many"]),
        (&["--steps", "-1"], &["--steps", "-1"]),
        (&["--pytorch", "--steps", "5"], &["--pytorch", "--steps"]),
        (&["--pytorch", "--text", short.path()], &["text", "at least 6 lines", "2 lines"]),
        (&["--every", "0"], &["--every", "from 1", "0"]),
    ];
    for (arguments, words) in cases {
        let message = complaint(arguments, 2);
        for word in words {
            assert!(message.contains(word), "{arguments:?} do not name {word}: {message}");
        }
    }
}

#[test]
fn help_exits_with_status_0() {
    let output = replay(&["--help"]);
    assert!(output.status.success());
    let usage = String::from_utf8(output.stdout).unwrap();
    for option in ["--preset", "--link", "--text", "--steps", "--every", "--json", "--pytorch", "--runs"] {
        assert!(usage.contains(option), "{option}");
    }
}
