//! Hostile input: no link, text or sequence of commands panics, every refusal names its field, and what is accepted
//! survives a round trip. `fuzz/` searches for exceptions with the same properties.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use initscope::Error;
use initscope::config::FIELDS;
use initscope::dataset::{Dataset, MAX_BYTES, items};
use initscope::link::{KEYS, Link};
use proptest::prelude::*;

use super::properties;

/// The seeds of a fuzz target, including inputs that once failed.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| (path.display().to_string(), fs::read(&path).unwrap());
    files.map(read).collect()
}

fn each_seed(target: &str, least: usize, holds: impl Fn(&[u8])) {
    let seeds = seeds(target);
    assert!(seeds.len() >= least, "{} seeds for {target}", seeds.len());
    for (name, bytes) in seeds {
        // Printed if the property panics.
        println!("{name}");
        holds(&bytes);
    }
}

#[test]
fn every_seed_holds() {
    each_seed("link", 20, |bytes| properties::link::link(&String::from_utf8_lossy(bytes)));
    each_seed("field", 20, |bytes| properties::link::field(bytes[0], &String::from_utf8_lossy(&bytes[1..])));
    each_seed("text", 20, properties::text::text);
    each_seed("session", 10, properties::session::session);
    each_seed("frame", 5, properties::frame::frame);
    each_seed("runs", 40, |bytes| _ = properties::runs::runs(&String::from_utf8_lossy(bytes)));
}

#[test]
fn file_of_runs_is_accepted_exactly_if_its_seed_is_named_good() {
    for (name, bytes) in seeds("runs") {
        let is_taken = properties::runs::runs(&String::from_utf8_lossy(&bytes));
        assert_eq!(is_taken, name.contains("/good-"), "{name}");
    }
}

#[test]
fn every_documented_link_holds_when_corrupted_anywhere() {
    for line in include_str!("../golden/links.txt").lines().filter(|line| !line.starts_with(';')) {
        let link = line.split(" => ").next().unwrap();
        for end in (0..link.len()).filter(|&end| link.is_char_boundary(end)) {
            properties::link::link(&link[..end]);
            properties::link::link(&link[end..]);
        }
    }
}

/// The faults of a link as (field, got), each well-formed; asserts that the Config is the default one.
fn refused(fragment: &str) -> Vec<(String, String)> {
    properties::link::link(fragment);
    let (link, errors) = Link::parse(fragment);
    assert_eq!(link.config, Link::default().config, "{fragment} changed something");
    errors.into_iter().map(|Error { field, got, .. }| (field, got)).collect()
}

/// Tries a value that no key accepts with every key of a link.
fn in_every_key(value: &str, encoded: &str) {
    for key in FIELDS.iter().map(|field| field.name).chain(KEYS) {
        let pin = key.starts_with("pin");
        let (field, got) = (if pin { format!("{key} {value}") } else { key.into() }, value);
        let fragment = if pin { format!("#{key}=;{encoded}=1") } else { format!("#{key}={encoded}") };
        let errors = refused(&fragment);
        let got = if pin { format!("{got}=1") } else { got.into() };
        assert_eq!(errors, [(field, got)], "{fragment}");
    }
}

#[test]
fn scripts_and_markup_are_refused_as_plain_values_in_every_field() {
    for value in ["<script>alert(1)</script>", "javascript:alert(1)", "\"><svg/onload>", "{{7*7}}", "../../etc/passwd"]
    {
        in_every_key(value, value);
    }
    for fragment in ["javascript:alert(1)", "<img src=x onerror=alert(1)>", "data:text/html,<b>"] {
        let errors = refused(fragment);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(fragment.starts_with(&*errors[0].0), "{errors:?}");
    }
    assert_eq!(refused("#=1"), [("link".into(), "=1".into())], "a value without a key has no field but the link");
}

#[test]
fn nul_and_invalid_utf_8_bytes_are_refused_in_every_field() {
    in_every_key("\0", "%00");
    in_every_key("\0", "\0");
    in_every_key("8\0", "8%00");
    in_every_key("\u{fffd}", "%ff");
    in_every_key("\u{fffd}\u{fffd}", "%C0%80");
    in_every_key("\u{fffd}\u{fffd}\u{fffd}", "%ed%a0%80");
    for broken in ["%", "%2", "%zz", "%%%", "%u0041", "% 41"] {
        in_every_key(broken, broken);
    }
}

#[test]
fn nonfinite_and_malformed_numbers_are_refused_and_minus_zero_is_zero() {
    let unlike = [
        "1e999", "-1e999", "NaN", "nan", "inf", "Infinity", "-inf", "0x10", "0X1p3", "1_000", "1,5", " 1", "1 ", "１",
        "０.１",
    ];
    for value in unlike {
        for key in ["eps", "momentum", "outnorm", "context", "emb", "batch", "seed", "step"] {
            assert_eq!(refused(&format!("#{key}={value}")), [(key.to_owned(), value.to_owned())]);
        }
        for (key, value) in
            [("w", format!("std:{value}")), ("out", format!("gain:{value}")), ("b", format!("std:{value}"))]
        {
            assert_eq!(refused(&format!("#{key}={value}")), [(key.to_owned(), value)]);
        }
        // In a list, the fault is the list's.
        assert_eq!(refused(&format!("#lr=0.1,5:{value}")).len(), 1, "{value}");
        assert_eq!(refused(&format!("#then=5:eps={value}")).len(), 1, "{value}");
    }
    for zero in ["-0", "-0.0", "-0e9", "-0/5", "0/-5", "-1e-999"] {
        let (link, errors) = Link::parse(&format!("#eps={zero}&w=std:{zero}&lr={zero},5:{zero}"));
        assert_eq!(*errors, []);
        assert_eq!(link.to_string(), "#v=1&w=std:0&eps=0&lr=0,5:0", "{zero}");
    }
}

#[test]
fn repeated_key_is_reported_and_the_first_value_holds() {
    for (key, first, then) in
        [("batch", "8", "9"), ("preset", "kaiming", "naive"), ("pin1", "a", "b"), ("focus", "loss", "norm")]
    {
        let fragment = format!("#{key}={first}&{key}={then}&{key}={then}");
        properties::link::link(&fragment);
        let (link, errors) = Link::parse(&fragment);
        assert_eq!(
            errors.iter().map(|error| (&*error.field, &*error.expected)).collect::<Vec<_>>(),
            [(key, "one value"); 2]
        );
        assert_eq!(link.to_string(), Link::parse(&format!("#{key}={first}")).0.to_string());
    }
}

/// Links with millions of bytes in each place where a link can have them.
fn long_links(size: usize) -> Vec<String> {
    let fill = |part: &str| part.repeat(size / part.len());
    let mut links = vec![
        fill("&x=1"),
        fill("&batch=8"),
        fill("="),
        fill("%41"),
        fill("%"),
        format!("#{}=1", fill("k")),
        format!("#pin1={}", fill(";seed=1")),
        format!("#pin1=;lr={}", fill("0,")),
        format!("#hide={}loss", fill("loss,")),
        format!("#lr=0.{}", fill("9")),
        format!("#w=std:0.{}1", fill("0")),
    ];
    for key in [
        "batch", "hidden", "w", "b", "outnorm", "lr", "then", "act", "v", "step", "sum", "focus", "hide", "text",
        "textis", "pin1",
    ] {
        links.extend(
            ["9", "0", "1,", "5:1,", "1/", "1:batch=8;", "é", "loss,"].map(|part| format!("#{key}={}", fill(part))),
        );
    }
    links
}

/// More than parsing any link in one pass takes, and less than a parser that rereads the link for each byte.
const A_MOMENT: Duration = Duration::from_secs(2);

#[test]
fn two_megabyte_link_is_parsed_quickly_with_short_errors() {
    for link in long_links(2 << 20) {
        let start = Instant::now();
        let (read, errors) = Link::parse(&link);
        let taken = start.elapsed();
        assert!(taken < A_MOMENT, "{taken:?} for {}…", &link[..16]);
        errors.iter().for_each(properties::well_said);
        // Whatever was accepted of it has a short text form.
        assert!(read.to_string().len() < 10_000, "{}…", &link[..16]);
    }
}

const LOOKS_LIKE_UTF_16: &str = "text: expected UTF-8, got text that looks like UTF-16; save it as UTF-8";

/// The error of parsing a bad text.
fn fault(bytes: &[u8]) -> String {
    properties::text::text(bytes);
    Dataset::parse(bytes).unwrap_err().to_string()
}

const NAMES: &str = "emma\nolivia\nava\nisabella\nsophia\nmia\n";

#[test]
fn utf_16_text_is_reported_as_utf_16() {
    let utf_16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        for text in
            [format!("\u{feff}{NAMES}"), NAMES.to_owned(), "\u{feff}שלום\nعالم\n".to_owned(), "\u{feff}".to_owned()]
        {
            assert_eq!(fault(&utf_16(&text, to_bytes)), LOOKS_LIKE_UTF_16, "{text}");
        }
    }
    // Single NULs are characters.
    assert!(Dataset::parse(b"a\0b\0c\0d\ne\nf\0\ng\nh\ni").is_ok());
}

#[test]
fn binary_files_are_refused_with_the_first_invalid_byte() {
    for (bytes, at) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "byte 0x89 at offset 0"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x80", "byte 0x80 at offset 20"),
        (b"PK\x03\x04\x14\0\x08\x08\x08\0\xc5", "byte 0xC5 at offset 10"),
        (b"\x1f\x8b\x08\0\0", "byte 0x8B at offset 1"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "byte 0xE2 at offset 10"),
    ] {
        assert_eq!(fault(bytes), format!("text: expected UTF-8, got {at}"));
    }
    assert_eq!(fault(&[0; 4096]), LOOKS_LIKE_UTF_16);
}

#[test]
fn windows_1252_is_refused_by_name_and_other_broken_bytes_are_not() {
    let latin = |text: &str| text.chars().map(|character| character as u8).collect::<Vec<_>>();
    for text in ["zoë\nrené\n", "Ærøskøbing\n\u{93}Zürich\u{94}\r\n", "\tñandú\n", "naïve \u{80}5"] {
        let expected = "text: expected UTF-8, got text in an encoding like Windows-1252; save it as UTF-8";
        assert_eq!(fault(&latin(text)), expected, "{text:?}");
    }
    let mut broken = "zoë\nrené\n".to_owned().into_bytes();
    broken.truncate(broken.len() - 2);
    let cyrillic: &[u8] = b"\xe0\xed\xed\xe0\n\xee\xeb\xe5\xe3";
    for (bytes, at) in [(&broken[..], "byte 0xC3 at offset 8"), (cyrillic, "byte 0xE0 at offset 0")] {
        assert_eq!(fault(bytes), format!("text: expected UTF-8, got {at}"));
    }
}

#[test]
fn hundred_megabyte_text_is_refused_by_length_alone() {
    // Neither UTF-8 nor within any other limit.
    let large = vec![0xff; 100_000_000];
    assert_eq!(fault(&large), format!("text: expected at most 8 MiB ({MAX_BYTES} bytes), got 100000000 bytes"));
    let start = Instant::now();
    _ = Dataset::parse(&large);
    assert!(start.elapsed() < A_MOMENT, "it was read");
}

#[test]
fn too_small_texts_are_refused_with_their_line_count() {
    for (text, got) in
        [("a", "1 line"), ("one line only", "1 line"), ("", "an empty text"), ("\u{feff}", "blank lines only")]
    {
        assert_eq!(fault(text.as_bytes()), format!("text: expected at least 6 lines that aren't blank, got {got}"));
    }
    // As one line, a whole alphabet is refused for its characters first.
    let letters: String = ('\u{4e00}'..).take(9000).collect();
    assert_eq!(fault(letters.as_bytes()), "text: expected at most 8192 distinct characters, got 9000");
}

#[test]
fn every_script_and_sign_is_kept_code_point_by_code_point() {
    for text in [
        "שלום\nעולם\nمرحبا\nبالعالم\nא\u{200f}ב\n\u{202e}abc\u{202c}",
        "👩\u{200d}👩\u{200d}👧\n🏳\u{fe0f}\u{200d}🌈\n👍🏽\n🇩🇪\n😀\n☃",
        "e\u{301}\né\n\u{301}\nn\u{303}\na\u{20d0}\nz\u{335}\u{336}\u{337}",
        "\u{feff}\u{feff}a\nb\n\u{feff}c\nd\ne\nf",
    ] {
        properties::text::text(text.as_bytes());
        let parsed = Dataset::parse(text.as_bytes()).unwrap();
        let mut distinct: Vec<char> =
            text.strip_prefix('\u{feff}').unwrap_or(text).chars().filter(|c| *c != '\n').collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(parsed.characters(), distinct);
        let given: Vec<&str> = items(text.as_bytes()).unwrap().collect();
        assert_eq!(given.join("\n"), text.strip_prefix('\u{feff}').unwrap_or(text));
    }
}

/// A value as a person, a program or an attacker could write it.
fn any_value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "std:", "gain:", "xavier_normal", "kaiming_uniform_out:", "orthogonal", "lsuv", "torch", "prior", "group:", "rms", "pre",
            "depth", "learned:", "momentum:", "nesterov:", "adamw", "default", "cosine:", "batch", "layer", "none", "zero", "loss", ",", ":", ";", "=", "/", "x", "e", "-", "+", ".", "%", "&", "#",
            "%3B", "%253B", "%25", "%00", "seed=", "batch=", "preset=", "kaiming", "lr=", "1e999", "NaN", "0x10", "０.１", "\0", "<b>",
        ]).prop_map(str::to_owned),
        3 => "[0-9]{1,20}",
        1 => "\\PC{0,3}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn any_key() -> impl Strategy<Value = String> {
    let known = FIELDS.iter().map(|field| field.name).chain(KEYS).chain([""]);
    prop_oneof![9 => prop::sample::select(known.collect::<Vec<_>>()).prop_map(str::to_owned), 1 => "\\PC{0,4}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_link_is_parsed_or_refused_by_field(pairs in prop::collection::vec((any_key(), any_value()), 0..8)) {
        properties::link::link(&pairs.iter().map(|(key, value)| format!("&{key}={value}")).collect::<String>());
    }

    #[test]
    fn any_field_value_is_parsed_or_refused_by_field(of in any::<u8>(), text in any_value()) {
        properties::link::field(of, &text);
    }

    #[test]
    fn file_of_runs_with_changed_bytes_is_parsed_or_refused_by_field(
        of in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, ".{0,3}|-?[0-9]{1,12}|\\[|null|\""), 1..5),
    ) {
        let seeds = seeds("runs");
        let mut json = String::from_utf8_lossy(&of.get(&seeds).1).into_owned();
        for (at, length, with) in changes {
            let starts: Vec<usize> = json.char_indices().map(|(start, _)| start).chain([json.len()]).collect();
            let from = at.index(starts.len());
            json.replace_range(starts[from]..starts[(from + length).min(starts.len() - 1)], &with);
        }
        properties::runs::runs(&json);
    }

    #[test]
    fn any_bytes_are_a_text_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..300), lines in 0..12_usize) {
        // Valid lines are added, so that many texts are accepted.
        bytes.extend("\nab".repeat(lines).bytes());
        properties::text::text(&bytes);
        properties::text::text(String::from_utf8_lossy(&bytes).as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_recipe_trains_for_twenty_steps_or_reports_that_it_diverged(choices in prop::collection::vec(any::<u8>(), 64)) {
        properties::session::recipe(&choices);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_commands_leave_a_session_consistent(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        properties::session::session(&bytes);
    }

    #[test]
    fn corrupted_frame_is_refused_by_a_defensive_reader(bytes in prop::collection::vec(any::<u8>(), 0..160)) {
        properties::frame::frame(&bytes);
    }
}
