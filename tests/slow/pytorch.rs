//! The PyTorch script of a run: PyTorch's results of exactly the script that is printed today are this crate's results,
//! and the script contains any text correctly.
//!
//! `tests/golden/run_pytorch.py` ran the scripts in PyTorch.

use std::fs;
use std::path::PathBuf;

use initscope::SplitName;
use initscope::config::{Config, Preset};
use initscope::dataset::Dataset;
use initscope::export;
use initscope::link::Link;
use initscope::session::Session;
use proptest::prelude::*;
use serde::Deserialize;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");
const MAKEMORE: &[u8] = include_bytes!("../golden/makemore.txt");

/// A script, and what PyTorch printed.
#[derive(Deserialize)]
struct Run {
    link: String,
    /// The text, the built-in one if there is none, and how many copies of makemore.txt follow it.
    text: Option<String>,
    makemore: usize,
    /// FNV-1a 64 of the script.
    script: String,
    losses: Vec<f64>,
    /// Mean, std, saturated percent and gradient's std of each hidden layer.
    layers: Vec<[f64; 4]>,
    train: f64,
    val: f64,
}

impl Run {
    fn config(&self) -> Config {
        let (link, errors) = Link::parse(&self.link);
        assert_eq!(*errors, [], "{}", self.link);
        link.config
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.text.as_ref().map_or(NAMES, |text| text.as_bytes());
        [text, &MAKEMORE.repeat(self.makemore)].concat()
    }
}

fn runs() -> Vec<(String, Run)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pytorch");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let runs: Vec<(String, Run)> =
        paths.iter().map(|path| (name(path), serde_json::from_slice(&fs::read(path).unwrap()).unwrap())).collect();
    let of_presets = runs.iter().filter(|(_, run)| run.config() == run.config().preset.config());
    assert!(of_presets.count() >= Preset::ALL.len() && runs.len() >= 30, "{} runs", runs.len());
    runs
}

fn script(link: &str, text: &[u8]) -> String {
    let (link, errors) = Link::parse(link);
    assert_eq!(*errors, []);
    export::pytorch(&link.config, text, export::TEMPLATE).unwrap()
}

fn fnv1a64(bytes: &[u8]) -> String {
    let hash = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, hash))
}

#[test]
fn current_scripts_are_those_that_pytorch_ran() {
    for (name, run) in runs() {
        let today = fnv1a64(script(&run.link, &run.bytes()).as_bytes());
        assert_eq!(today, run.script, "{name}: another script; tests/golden/run_pytorch.py runs it");
    }
}

#[test]
fn presets_train_as_their_scripts_do_in_pytorch() {
    compare(|name| Preset::NAMES.iter().any(|preset| preset.replace('/', "_") == name));
}

#[test]
fn other_networks_and_texts_train_as_their_scripts_do_in_pytorch() {
    compare(|name| !Preset::NAMES.iter().any(|preset| preset.replace('/', "_") == name));
}

fn compare(takes: impl Fn(&str) -> bool) {
    for (name, run) in runs().into_iter().filter(|(name, _)| takes(name)) {
        let mut session = Session::new(Dataset::parse(&run.bytes()).unwrap(), run.config(), 0).unwrap();
        let near = |what: &str, got: f32, expected: f64, tolerance: f64| {
            let off = (f64::from(got) - expected).abs();
            assert!(off <= tolerance, "{name} {what}: {got} for {expected}");
        };
        assert_eq!(run.losses.len(), 1001, "{name}");
        let drift = drift(&name);
        let steps = steps(&name);
        for (step, &expected) in run.losses[..steps].iter().enumerate() {
            let tolerance = if step == 0 { 1e-6 } else { drift };
            near(&format!("step {step}"), session.advance(), expected, tolerance * expected);
        }
        if steps < run.losses.len() {
            continue;
        }
        let layers = session.layers();
        assert_eq!(layers.len(), run.layers.len(), "{name}");
        for (layer, &[mean, std, saturated, gradstd]) in layers.iter().zip(&run.layers) {
            near("mean", layer.mean, mean, drift * std);
            near("std", layer.std, std, drift * std);
            near("saturated", layer.saturated, saturated, 50.0 * drift);
            near("gradient std", layer.gradient_std, gradstd, drift * gradstd);
        }
        near("train", session.evaluate(SplitName::Train), run.train, drift * run.train);
        near("val", session.evaluate(SplitName::Val), run.val, drift * run.val);
    }
}

/// The largest relative distance from PyTorch's figures within a thousand steps of this run.
///
/// Two networks saturate so much that they amplify rounding: their scripts differ from themselves in double precision
/// by up to 5.5e-3 (naive) and 4.6e-4 (deep-gain-3) of a loss, as `run_pytorch.py --double` shows.
/// PyTorch's figures of relu differ by 7.5e-3 from one machine to another, on one of which they are within 1e-5 of these.
fn drift(name: &str) -> f64 {
    if ["naive", "deep-gain-3", "relu"].contains(&name) { 1e-2 } else { 1e-5 }
}

/// The number of losses to compare: for most all of them, for others fewer than it takes the script to differ by 2e-6 of a loss
/// from itself in double precision.
///
/// Thirty layers amplify rounding, above all where their slope jumps at 0: by the last step, the scripts of these networks are up
/// to 0.2 of a loss from themselves in double precision.
fn steps(name: &str) -> usize {
    match name {
        "selu" => 10,
        "relu-kaiming" => 20,
        "post-norm" | "relu-xavier" | "rezero" | "rmsnorm-silu" => 150,
        _ => 1001,
    }
}

/// What Python reads from `words = """…""".split(…)`, and the rest of the script.
fn python_reads(script: &str) -> (Vec<String>, String) {
    let (before, rest) = script.split_once("words = \"\"\"").unwrap();
    let mut characters = rest.chars();
    let mut text = String::new();
    while !characters.as_str().starts_with("\"\"\"") {
        match characters.next().unwrap() {
            '\\' => match characters.next().unwrap() {
                '\n' => {}
                character @ ('\\' | '"') => text.push(character),
                'U' => {
                    let code: String = characters.by_ref().take(8).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
                }
                other => panic!("an escape that is not needed: {other}"),
            },
            character => text.push(character),
        }
    }
    let after = &characters.as_str()[3..];
    let is_space = |character: char| character.is_whitespace() || ('\x1c'..='\x1f').contains(&character);
    let items: Vec<&str> = match after.split_once('\n').unwrap().0 {
        ".split()" => text.split(is_space).filter(|item| !item.is_empty()).collect(),
        ".split(\"\\n\")" => text.split('\n').collect(),
        other => panic!("{other}"),
    };
    (items.into_iter().map(str::to_owned).collect(), format!("{before}{after}"))
}

/// The items of a text, as documented.
fn items(text: &str) -> Vec<String> {
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).split(['\n', '\r']).map(str::trim_end);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn built_in_names_are_in_the_script_separated_by_spaces() {
    let script = script("#preset=batchnorm", NAMES);
    assert_eq!(python_reads(&script).0, items(str::from_utf8(NAMES).unwrap()));
    assert!(script.contains("\nemma olivia ava isabella "));
    let (_, text) = script.split_once("words = ").unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 110), "a line is longer than 110 columns");
}

/// Characters that Python, a template or an editor may interpret.
const TELLING: &[char] = &[
    'a',
    ' ',
    '\t',
    '"',
    '\'',
    '\\',
    '$',
    '{',
    '#',
    '.',
    'n',
    '\n',
    '\r',
    '\0',
    '\x0b',
    '\x0c',
    '\x1c',
    '\x1f',
    '\x7f',
    '\u{85}',
    '\u{a0}',
    '\u{ad}',
    '\u{301}',
    '\u{200b}',
    '\u{200d}',
    '\u{202e}',
    '\u{2028}',
    '\u{2029}',
    '\u{3000}',
    '\u{feff}',
    '👩',
    '\u{e0061}',
];

proptest! {
    #[test]
    fn python_reads_the_items_of_any_text(
        lines in prop::collection::vec(
            prop::collection::vec(prop_oneof![5 => prop::sample::select(TELLING), 1 => any::<char>()], 0..8),
            6..24,
        ),
        is_marked: bool,
        has_ends: bool,
    ) {
        let end = if has_ends { "\r\n" } else { "\n" };
        let text: String = lines.iter().map(|line| line.iter().collect::<String>() + end).collect();
        let text = if is_marked { "\u{feff}".to_owned() + &text } else { text };
        let made = export::pytorch(&Config::default(), text.as_bytes(), export::TEMPLATE);
        prop_assert_eq!(made.is_ok(), Dataset::parse(text.as_bytes()).is_ok());
        prop_assume!(made.is_ok());
        let script = made.unwrap();
        prop_assert_eq!(python_reads(&script).0, items(&text));
        let hides = |character: char| character.is_control() || character.is_whitespace();
        prop_assert!(!script.contains(|character| !['\n', ' '].contains(&character) && hides(character)));
    }
}

#[test]
fn script_ends_with_the_text_and_names_its_line() {
    for text in [NAMES, b"a\nb\nc\nd\ne\nf", b"a b\nc d\ne\nf\ng\nh"] {
        let script = script("#preset=deep-linear", text);
        let line = script.split_once("at the end, from line ").unwrap().1.split_once(' ').unwrap().0;
        let line: usize = line.parse().unwrap();
        assert!(script.lines().nth(line - 1).unwrap().starts_with("words = \"\"\""), "{line}");
        let (_, code) = python_reads(&script);
        assert_eq!(code.lines().skip(line).collect::<Vec<_>>(), ["main(words)"], "nothing else comes after the text");
    }
}

#[test]
fn text_above_a_mebibyte_stays_in_its_file() {
    let fitting = |size: usize| b"abcdefg\n".repeat(size / 8);
    assert!(script("#", &fitting(1 << 20)).contains("words = \"\"\"\nabcdefg abcdefg "));
    let script = script("#", &fitting((1 << 20) + 8));
    assert!(script.len() < 10_000 && !script.contains("abcdefg") && !script.contains("\"\"\".split"), "{script}");
    // The CRC is CPython's, of zlib.crc32(b"abcdefg\n" * 131073).
    assert!(script.contains("if (len(text), zlib.crc32(text)) != (1048584, 0x175e0353):\n"), "{script}");
}

#[test]
fn faults_of_config_or_text_are_named() {
    let error = |config: &Config, text: &[u8]| export::pytorch(config, text, export::TEMPLATE).unwrap_err();
    let config = Config { batch: 1, ..Preset::BatchNorm.config() };
    assert_eq!(error(&config, NAMES)[0].field, "batch");
    assert_eq!(error(&Config { eps: 2.0, ..Config::default() }, NAMES)[0].field, "eps");
    assert_eq!(error(&Config::default(), b"one\ntwo")[0].field, "text");
    assert_eq!(error(&Config::default(), b"\xff")[0].expected, "UTF-8");
}

/// Every kind of network and of number that scripts in the style of the lecture are made for.
fn every_kind() -> Vec<String> {
    let mut links = vec![String::new()];
    for choices in [
        &["hidden=9", "hidden=9,8"][..],
        &["norm=none", "norm=batch", "norm=batch&outnorm=0.1", "norm=layer", "norm=layer&outnorm=1/3"],
        &["act=tanh", "act=relu", "act=identity"],
        &["b=none", "b=zero", "b=std:1/3"],
        &["outb=none", "outb=zero", "outb=std:0"],
        &["w=std:1&variance=biased", "w=gain:5/3"],
        &["out=std:1/7&lr=1/3", "out=gain:2&lr=0.1,10:0.01,200:1/3"],
    ] {
        links = links.iter().flat_map(|link| choices.iter().map(move |choice| format!("{link}&{choice}"))).collect();
    }
    links
}

#[test]
fn script_contains_exactly_what_its_network_needs() {
    every_kind().iter().for_each(|link| contains_what_it_needs(link));
}

const INITIALIZATIONS: &[&str] = &[
    "std:1/3",
    "gain:5/3",
    "xavier_normal",
    "xavier_normal:2",
    "xavier_uniform",
    "xavier_uniform:2",
    "kaiming_normal",
    "kaiming_normal:2",
    "kaiming_uniform",
    "kaiming_uniform:1/3",
    "kaiming_normal_out",
    "kaiming_normal_out:2",
    "kaiming_uniform_out",
    "kaiming_uniform_out:2",
    "orthogonal",
    "orthogonal:1/3",
    "trunc_normal:0.1",
    "torch",
    "lsuv",
    "zero",
];

/// What recipes are made of: the values of each key.
const PARTS: &[(&str, &[&str])] = &[
    ("hidden", &["9", "9x3", "9x12,6x2", "9,6"]),
    (
        "act",
        &["tanh", "relu", "identity", "sigmoid", "leaky_relu", "elu", "selu", "gelu", "gelu_tanh", "silu", "softplus"],
    ),
    ("w", INITIALIZATIONS),
    ("out", INITIALIZATIONS),
    ("b", &["none", "zero", "std:1/3", "torch"]),
    ("outb", &["none", "zero", "std:1/3", "torch", "prior"]),
    ("norm", &["none", "batch", "batch&outnorm=0.1", "batch&variance=biased", "layer", "rms&outnorm=1/3", "group:3"]),
    ("res", &["none", "pre", "post"]),
    ("branch", &["1", "1/3", "depth", "learned:0"]),
    ("lr", &["0.1", "1/3,10:0.1", "0.1,10:0.01,200:1/3,cosine:900", "0.1,cosine:1000"]),
    ("warmup", &["0", "20"]),
    ("opt", &["sgd", "momentum:0.9", "nesterov:1/3", "adam&betas=0.8,0.9", "adamw&opteps=1e-6"]),
    ("decay", &["default", "1/3", "0"]),
    ("clip", &["none", "1", "1/3"]),
];

proptest! {
    #[test]
    fn script_of_any_recipe_contains_exactly_what_its_network_needs(
        values in PARTS.iter().map(|(_, values)| prop::sample::select(*values)).collect::<Vec<_>>(),
    ) {
        let part = |(value, (key, _)): (&&str, &(&str, _))| format!("{key}={value}");
        contains_what_it_needs(&values.iter().zip(PARTS).map(part).collect::<Vec<_>>().join("&"));
    }
}

fn contains_what_it_needs(link: &str) {
    let (_, code) = python_reads(&script(link, b"a\nb\nc\nd\ne\nf"));
    let code = code.split_once("\"\"\"\n\n").unwrap().1;
    assert!(!["$", "@w", "@b", "@layer", "#if", "#e"].iter().any(|mark| code.contains(mark)), "{link}\n{code}");
    assert!(!code.contains("\n\n\n\n") && !code.lines().any(|line| line.ends_with(' ')), "{link}\n{code}");
    let all = names(code);
    for name in code.lines().flat_map(defined) {
        assert!(all.iter().filter(|other| **other == name).count() > 1, "{name} is of no use: {link}\n{code}");
    }
}

fn names(code: &str) -> Vec<&str> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    code.split(|character| !is_name(character)).filter(|name| !name.is_empty()).collect()
}

/// The names that a line of Python defines, except those that Python itself calls.
fn defined(line: &str) -> Vec<&str> {
    let line = line.trim();
    if let Some(module) = line.strip_prefix("import ") {
        return names(module).last().copied().into_iter().collect();
    }
    if let Some(rest) = line.strip_prefix("class ").or(line.strip_prefix("def ")) {
        return names(rest).first().copied().filter(|name| !name.starts_with("__")).into_iter().collect();
    }
    let targets = line.split_once(" = ").map_or("", |(targets, _)| targets);
    // Attributes of a parameter are read by PyTorch.
    if targets.contains('(') || targets.starts_with("p.") { Vec::new() } else { names(targets) }
}
