//! Runs a link natively: the same bits as on the page, with its figures as text or JSON.

mod common;
#[path = "common/runs.rs"]
mod runs;

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use common::{Options, Source, count, listed, text_of, written};
use initscope::SplitName;
use initscope::checksum;
use initscope::config::{Config, MAX_RUN_STEPS};
use initscope::dataset::Dataset;
use initscope::diagnostics::LayerSummary;
use initscope::diagnostics::verdict::is_healthy;
use initscope::export;
use initscope::kernels::math;
use initscope::link::LinkText;
use initscope::session::Session;
use initscope::sweep::Measure;
use lexopt::prelude::*;
use serde::Serialize;

const USAGE: &str = "\
Usage: replay [--preset NAME | --link '#…'] [--text FILE] [--steps N] [--every K]
              [--json | --pytorch]
       replay --runs FILE [--text FILE]

Trains a network natively and prints its losses, layers and checksum.

  --preset NAME   one of the presets (default: naive)
  --link '#…'     a link of the page, its step included
  --text FILE     one item a line (default: the link's text, else the built-in names)
  --steps N       how many steps (default: the link's step, else 1000)
  --every K       print the loss of every K-th step (default: a tenth of the steps)
  --json          one JSON object instead of text
  --pytorch       trains nothing: prints a script that trains the same network in PyTorch
  --runs FILE     replays every run of a file that the page exported, and compares the checksums";

struct Arguments {
    source: Source,
    steps: u64,
    every: u64,
    json: bool,
    pytorch: bool,
}

/// The requested output.
enum Asked {
    Help,
    Run(Box<Arguments>),
    /// A file of runs, and a text that some of them may name.
    Runs(String, Option<Vec<u8>>),
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
    saturated: f32,
    dead: f32,
    gradient_ratio: f32,
    healthy: bool,
    steps: u64,
    steps_per_second: f64,
    checksum: String,
    /// Null if the step is beyond those that a link can have.
    link: Option<String>,
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
    let Arguments { source, steps, every, json, pytorch } = match arguments()? {
        Asked::Run(arguments) => *arguments,
        Asked::Runs(path, text) => return replay_runs(&path, text),
        Asked::Help => {
            println!("{USAGE}");
            return Ok(ExitCode::SUCCESS);
        }
    };
    let config = source.link.config.clone();
    if pytorch {
        let script = export::pytorch(&config, &source.text, export::TEMPLATE).map_err(|error| error.to_string())?;
        written(write!(io::stdout(), "{script}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = Dataset::parse(&source.text).map_err(|error| error.to_string())?;
    let mut session = Session::new(text, config, 0).map_err(listed)?;
    let report = train(&mut session, steps, every, |config, sum| source.link(config, steps, Some(sum)));
    written(if json { print_json(&report) } else { print_text(&report) })?;
    match source.link.sum {
        Some(sum) if checksum::print(sum) != report.checksum => {
            eprintln!("replay: the link expects checksum {}", checksum::print(sum));
            Ok(ExitCode::FAILURE)
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn arguments() -> Result<Asked, String> {
    let mut options = Options::default();
    let (mut steps, mut every, mut json, mut pytorch, mut runs) = (None, None, false, false, None);
    let mut parser = lexopt::Parser::from_env();
    let said = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(said)? {
        match argument {
            Long("preset") => options.preset(&mut parser)?,
            Long("link") => options.fragment(&mut parser)?,
            Long("text") => _ = options.text(&mut parser)?,
            Long("steps") => steps = Some(count(&mut parser, "--steps", [0, MAX_RUN_STEPS])?),
            Long("every") => every = Some(count(&mut parser, "--every", [1, MAX_RUN_STEPS])?),
            Long("json") => json = true,
            Long("pytorch") => pytorch = true,
            Long("runs") => runs = Some(parser.value().map_err(said)?.to_string_lossy().into_owned()),
            Short('h') | Long("help") => return Ok(Asked::Help),
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected())),
        }
    }
    if pytorch && (json || steps.is_some() || every.is_some()) {
        return Err("--pytorch trains nothing: it comes without --steps, --every and --json".into());
    }
    if let Some(path) = runs {
        if options.link.is_some() || steps.is_some() || every.is_some() || json || pytorch {
            return Err("--runs replays what its file says: it comes with --text at most".into());
        }
        return Ok(Asked::Runs(path, options.text));
    }
    let source = options.source()?;
    let steps = steps.or(source.link.step).unwrap_or(1000);
    let every = every.unwrap_or((steps / 10).max(1));
    Ok(Asked::Run(Box::new(Arguments { source, steps, every, json, pytorch })))
}

/// Replays every run of a file and prints a line for each. Succeeds if all of them have their checksums.
fn replay_runs(path: &str, text: Option<Vec<u8>>) -> Result<ExitCode, String> {
    let json = fs::read_to_string(path).map_err(|error| format!("--runs {path}: {error}"))?;
    let json = json.strip_prefix('\u{feff}').unwrap_or(&json);
    let file = runs::read(json).map_err(|errors| format!("--runs {path}:\n{}", listed(errors)))?;
    let mut out = io::stdout().lock();
    let (mut same, count) = (0, file.runs.len());
    for (i, run) in file.runs.iter().enumerate() {
        let said = match replayed(run, text.as_deref()) {
            Ok(sum) if Some(sum) == run.link.sum => {
                same += 1;
                "same bits".to_owned()
            }
            Ok(sum) => format!("other bits, {}", checksum::print(sum)),
            Err(message) => format!("not replayed, {message}"),
        };
        // A name may contain a terminal's control characters.
        let title = format!("{} {}", run.link, run.name.escape_debug());
        written(writeln!(out, "{}/{count}: {said}: {}", i + 1, title.trim_end()))?;
    }
    Ok(if same == count { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The checksum at the step of a run's link.
fn replayed(run: &runs::Run, text: Option<&[u8]>) -> Result<u64, String> {
    let given = text.filter(|_| matches!(run.link.text, Some(LinkText::File(_)))).map(<[u8]>::to_vec);
    let text = Dataset::parse(&text_of(&run.link, given)?).map_err(|error| error.to_string())?;
    let mut session = Session::new(text, run.link.config.clone(), 0).map_err(listed)?;
    (0..run.step).for_each(|_| _ = session.advance());
    Ok(session.training().checksum())
}

fn train(session: &mut Session, steps: u64, every: u64, link: impl Fn(Config, u64) -> String) -> Report {
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
    let layers = session.layers();
    // The frame is of the next step's minibatch, as the page shows it and as a sweep measures it.
    session.write_frame();
    let measured = session.measured();
    let [saturated, dead, gradient_ratio] =
        [Measure::Saturated, Measure::Dead, Measure::GradientRatio].map(|measure| measure.of(measured));
    Report {
        losses,
        first_loss,
        uniform_loss: math::ln(session.text_info().vocabulary as f32),
        train: session.evaluate(SplitName::Train),
        val: session.evaluate(SplitName::Val),
        params: session.training().model().parameters().len(),
        layers,
        saturated,
        dead,
        gradient_ratio,
        healthy: is_healthy(session.config(), measured),
        steps,
        steps_per_second: if steps == 0 { 0.0 } else { steps as f64 / seconds },
        checksum: session.checksum(),
        link: (steps <= initscope::config::MAX_RUN_STEPS)
            .then(|| link(session.config().clone(), session.training().checksum())),
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
        let LayerSummary { mean, std, saturated, gradient_std, .. } = layer;
        writeln!(
            out,
            "layer {}: mean {mean:+.4}, std {std:.4}, saturated {saturated:.2}%, gradient std {gradient_std:e}",
            i + 1
        )?;
    }
    writeln!(out, "checksum {}", report.checksum)
}
