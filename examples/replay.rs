//! Runs a link natively: the same bits as the page, and its figures as text or JSON.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;
use std::{fs, io};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use initscope::config::{Config, Preset};
use initscope::diagnostics::LayerSummary;
use initscope::kernels::math;
use initscope::link::{Link, fingerprint};
use initscope::model::Statistics;
use initscope::session::{Part, Session};
use initscope::text::{LARGEST, Text};
use initscope::{Error, export};
use lexopt::prelude::*;
use serde::Serialize;

const USAGE: &str = "\
Usage: replay [--preset NAME | --link '#…'] [--text FILE] [--steps N] [--every K]
              [--json | --pytorch]

Trains a network natively and prints its losses, layers and checksum.

  --preset NAME   one of the presets (default: naive)
  --link '#…'     everything that a link of the page says, its step included
  --text FILE     one item a line (default: the link's text, else the built-in names)
  --steps N       how many steps (default: the link's step, else 1000)
  --every K       print the loss of every K-th step (default: a tenth of the steps)
  --json          one JSON object instead of text
  --pytorch       trains nothing: prints a script that trains the same network in PyTorch";

const NAMES: &[u8] = include_bytes!("../www/text/names.txt");

/// More steps than anyone waits for.
const MOST_STEPS: u64 = 1_000_000_000;

struct Arguments {
    link: Link,
    text: Vec<u8>,
    steps: u64,
    every: u64,
    json: bool,
    pytorch: bool,
}

#[derive(Serialize)]
struct Report {
    losses: Vec<(u64, f32)>,
    first_loss: f32,
    uniform_loss: f32,
    train: f32,
    val: f32,
    params: usize,
    layers: Vec<LayerSummary>,
    steps: u64,
    steps_per_second: f64,
    checksum: String,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("replay: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let Some(Arguments { link, text, steps, every, json, pytorch }) = arguments()? else {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    if pytorch {
        let script = export::pytorch(&link.config, &text, export::TEMPLATE).map_err(|error| error.to_string())?;
        written(write!(io::stdout(), "{script}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = Text::parse(&text).map_err(|error| error.to_string())?;
    let listed = |errors: Vec<initscope::Error>| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let mut session = Session::new(text, link.config, 0).map_err(listed)?;
    let report = train(&mut session, steps, every);
    written(if json { print_json(&report) } else { print_text(&report) })?;
    match link.sum {
        Some(sum) if initscope::link::print_sum(sum) != report.checksum => {
            eprintln!("replay: the link expects checksum {}", initscope::link::print_sum(sum));
            Ok(ExitCode::FAILURE)
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// A reader that closes the pipe early has seen enough.
fn written(result: io::Result<()>) -> Result<(), String> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error.to_string()) })
}

/// `None` where help was asked for.
fn arguments() -> Result<Option<Arguments>, String> {
    let mut link = None;
    let (mut text, mut steps, mut every, mut json, mut pytorch) = (None, None, None, false, false);
    let mut parser = lexopt::Parser::from_env();
    let said = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(said)? {
        match argument {
            Long("preset" | "link") if link.is_some() => return Err("--preset and --link come once, not both".into()),
            Long("preset") => link = Some(preset(&parser.value().map_err(said)?.to_string_lossy())?),
            Long("link") => link = Some(parse_link(&parser.value().map_err(said)?.to_string_lossy())?),
            Long("text") => {
                let path = parser.value().map_err(said)?;
                let bytes = fs::read(&path).map_err(|error| format!("--text {}: {error}", path.to_string_lossy()))?;
                text = Some(bytes);
            }
            Long("steps") => steps = Some(count(&mut parser, "--steps", 0)?),
            Long("every") => every = Some(count(&mut parser, "--every", 1)?),
            Long("json") => json = true,
            Long("pytorch") => pytorch = true,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected())),
        }
    }
    if pytorch && (json || steps.is_some() || every.is_some()) {
        return Err("--pytorch trains nothing: it comes without --steps, --every and --json".into());
    }
    let link = link.unwrap_or_default();
    let text = text_of(&link, text)?;
    let steps = steps.or(link.step).unwrap_or(1000);
    let every = every.unwrap_or((steps / 10).max(1));
    Ok(Some(Arguments { link, text, steps, every, json, pytorch }))
}

fn preset(name: &str) -> Result<Link, String> {
    let found = Preset::ALL.iter().find(|preset| preset.name() == name);
    let names = || Preset::ALL.iter().map(|preset| preset.name()).collect::<Vec<_>>().join(", ");
    let preset = found.ok_or_else(|| Error::new("--preset", format!("one of {}", names()), name).to_string())?;
    let config: Config = preset.config();
    Ok(Link { config, ..Link::default() })
}

fn parse_link(fragment: &str) -> Result<Link, String> {
    let (link, errors) = Link::parse(fragment);
    if errors.is_empty() {
        return Ok(link);
    }
    Err(errors.iter().map(|error| format!("--link: {error}")).collect::<Vec<_>>().join("\n"))
}

/// The text that the link brings, or the file given, if it is the one that the link names.
fn text_of(link: &Link, given: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    if let Some(packed) = link.extra("text") {
        return if given.is_some() { Err("--text: the link brings a text of its own".into()) } else { unpack(packed) };
    }
    let text = given.unwrap_or_else(|| NAMES.to_vec());
    let got = fingerprint(&text);
    match link.extra("textis") {
        Some(expected) if expected != got => {
            Err(Error::new("--text", format!("the file that the link names, {expected}"), got).to_string())
        }
        _ => Ok(text),
    }
}

fn unpack(packed: &str) -> Result<Vec<u8>, String> {
    let unlike = |what: &str, got: String| format!("--link: {}", Error::new("text", what, got));
    let deflated = BASE64_URL_SAFE_NO_PAD
        .decode(packed)
        .map_err(|error| unlike("base64url without padding", error.to_string()))?;
    let text = miniz_oxide::inflate::decompress_to_vec_with_limit(&deflated, LARGEST);
    text.map_err(|error| unlike(&format!("a text packed by raw deflate, at most {LARGEST} bytes"), error.to_string()))
}

fn count(parser: &mut lexopt::Parser, option: &str, least: u64) -> Result<u64, String> {
    let value = parser.value().map_err(|error| error.to_string())?;
    let value = value.to_string_lossy();
    let number = value.parse().ok().filter(|number| (least..=MOST_STEPS).contains(number));
    number.ok_or_else(|| format!("{option}: expected a whole number from {least} to {MOST_STEPS}, got {value}"))
}

fn train(session: &mut Session, steps: u64, every: u64) -> Report {
    let first_loss = session.training().loss();
    let mut losses = Vec::new();
    let start = Instant::now();
    for step in 0..steps {
        let loss = session.advance();
        if step % every == 0 {
            losses.push((step, loss));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    Report {
        losses,
        first_loss,
        uniform_loss: math::ln(session.text_info().vocabulary as f32),
        train: session.evaluate(Part::Train, Statistics::Running),
        val: session.evaluate(Part::Val, Statistics::Running),
        params: session.training().model().parameters().len(),
        layers: session.layers(),
        steps,
        steps_per_second: if steps == 0 { 0.0 } else { steps as f64 / seconds },
        checksum: session.checksum(),
    }
}

fn print_json(report: &Report) -> io::Result<()> {
    let json = serde_json::to_string(report).map_err(io::Error::other)?;
    writeln!(io::stdout(), "{json}")
}

fn print_text(report: &Report) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (step, loss) in &report.losses {
        writeln!(out, "{step:7}/{:7}: {loss:.4}", report.steps)?;
    }
    writeln!(out, "first loss {:.4}, ln V {:.4}", report.first_loss, report.uniform_loss)?;
    writeln!(out, "train {:.4}, val {:.4}", report.train, report.val)?;
    writeln!(out, "{} parameters, {:.0} steps per second", report.params, report.steps_per_second)?;
    for (i, layer) in report.layers.iter().enumerate() {
        let LayerSummary { mean, std, saturated, gradstd, .. } = layer;
        writeln!(
            out,
            "layer {}: mean {mean:+.4}, std {std:.4}, saturated {saturated:.2}%, gradient std {gradstd:e}",
            i + 1
        )?;
    }
    writeln!(out, "checksum {}", report.checksum)
}
