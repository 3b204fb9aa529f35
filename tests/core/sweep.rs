//! Cells of a sweep: each has the measures and the checksum of a session of the same steps, in any order and on any
//! thread.
//!
//! Node's test compares wasm with `tests/golden/sweep.json`; after an intended change, record it again: `RECORD=1 cargo
//! test --test core sweep`.

use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use initscope::SplitName;
use initscope::checksum;
use initscope::config::{Activation, Config};
use initscope::dataset::Dataset;
use initscope::diagnostics::verdict::Severity;
use initscope::link::Link;
use initscope::session::Session;
use initscope::sweep::{Cell, CellResult, Grid, Measure, cell_config};
use serde_json::{Value, json};

use super::built;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

const MEASURES: [Measure; 5] =
    [Measure::FirstLoss, Measure::Saturated, Measure::Dead, Measure::GradientRatio, Measure::Val];

fn config(link: &str) -> Config {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    link.config
}

/// The measures as plain loops over a session's numbers, after so many steps.
struct Naive {
    session: Session,
    first_loss: f32,
}

impl Naive {
    fn run(text: &Dataset, config: Config, steps: u64) -> Self {
        let mut session = Session::new(text.clone(), config, 0).unwrap();
        let first_loss = session.training().loss();
        (0..steps).for_each(|_| _ = session.advance());
        session.write_frame();
        Self { session, first_loss }
    }

    /// The activations of a layer, by example.
    fn rows(&self, layer: usize) -> Vec<&[f32]> {
        let pass = self.session.training().pass();
        pass.activation(layer).chunks_exact(self.session.config().hidden[layer]).collect()
    }

    fn is_flat(&self, h: f32) -> bool {
        if self.session.config().activation == Activation::Relu { h == 0.0 } else { h.abs() > 0.97 }
    }

    fn gradient_std(&self, layer: usize) -> f64 {
        let gradient = self.session.training().pass().d_activation(layer).iter().map(|&g| f64::from(g));
        let n = gradient.len() as f64;
        let mean = gradient.clone().sum::<f64>() / n;
        (gradient.map(|g| (g - mean) * (g - mean)).sum::<f64>() / (n - 1.0)).sqrt()
    }

    fn measure(&self, measure: Measure) -> f64 {
        let layers = self.session.config().hidden.len();
        match measure {
            Measure::FirstLoss => f64::from(self.first_loss),
            Measure::Saturated => {
                let share = |layer: usize| {
                    let all = self.rows(layer).concat();
                    100.0 * all.iter().filter(|&&h| self.is_flat(h)).count() as f64 / all.len() as f64
                };
                (0..layers).map(share).sum::<f64>() / layers as f64
            }
            Measure::Dead if self.session.config().activation == Activation::Identity => 0.0,
            Measure::Dead => {
                let dead = |layer: usize| {
                    let rows = self.rows(layer);
                    (0..rows[0].len()).filter(|&neuron| rows.iter().all(|row| self.is_flat(row[neuron]))).count()
                };
                (0..layers).map(dead).sum::<usize>() as f64
            }
            Measure::GradientRatio => self.gradient_std(layers - 1) / self.gradient_std(0),
            Measure::Val => f64::from(self.session.evaluate(SplitName::Val)),
        }
    }
}

/// Asserts that both are close, equal or NaN.
#[track_caller]
fn assert_near(value: f32, expected: f64, tolerance: f64, what: &str) {
    let same = (value.is_nan() && expected.is_nan()) || f64::from(value) == expected;
    let near = (f64::from(value) - expected).abs() <= tolerance * expected.abs();
    assert!(same || near, "{what}: {value} for {expected}");
}

#[test]
fn cell_has_the_measures_and_checksum_of_a_session() {
    let text = Dataset::parse(NAMES).unwrap();
    for link in [
        "#preset=naive",
        "#preset=deep-gain-3",
        "#preset=deep-batchnorm",
        "#preset=deep-no-fan-in-batchnorm&lr=0.5",
        "#hidden=60,7,30&act=relu&w=gain:1&b=std:3&out=std:0.01&batch=16",
        "#hidden=20,30&act=identity&w=gain:1.2&norm=layer",
        "#hidden=30x3&lr=100",
        "#preset=batchnorm&hidden=40&then=9:batch=7;momentum=0.5,20:seed=3",
        // Dead neurons are judged in batches of 16 or more.
        "#hidden=20&act=relu&w=gain:1&b=std:9&out=std:0.01&outb=zero&batch=4&then=5:batch=40",
        // A variance of 0 with eps 0: every loss is NaN.
        "#hidden=30x2&w=std:0&norm=batch&eps=0",
    ] {
        for steps in [0, 1, 23] {
            let naive = Naive::run(&text, config(link), steps);
            for measure in MEASURES {
                let what = format!("{} of {link} after {steps} steps", measure.name());
                let found = Cell::new(&text, config(link), measure, steps).unwrap().finish(&text);
                let tolerance = if measure == Measure::GradientRatio { 1e-6 } else { 1e-7 };
                assert_near(found.value, naive.measure(measure), tolerance, &what);
                assert_eq!(checksum::print(found.checksum), naive.session.checksum(), "{what}");
                let good = naive.session.verdicts()[0].severity == Severity::Good;
                assert_eq!(found.healthy, good, "{what}: {:?}", naive.session.verdicts());
            }
        }
    }
}

#[test]
fn only_a_network_without_warnings_is_healthy() {
    let text = Dataset::parse(NAMES).unwrap();
    for (link, steps, expected) in [
        ("#preset=deep-gain-5/3", 0, Severity::Good),
        ("#preset=deep-batchnorm", 120, Severity::Good),
        ("#preset=deep-gain-1&out=gain:3", 0, Severity::Warn),
        ("#preset=deep-gain-1&w=gain:0.7", 0, Severity::Warn),
        ("#preset=deep-gain-3", 0, Severity::Warn),
        ("#preset=naive", 0, Severity::Bad),
    ] {
        let cell = Cell::new(&text, config(link), Measure::FirstLoss, steps).unwrap();
        let verdicts = Naive::run(&text, config(link), steps).session.verdicts();
        assert_eq!(verdicts[0].severity, expected, "{link}: {verdicts:?}");
        assert_eq!(cell.finish(&text).healthy, expected == Severity::Good, "{link}");
    }
}

#[test]
fn sliced_cell_has_its_result_only_at_the_end() {
    let text = Dataset::parse(NAMES).unwrap();
    for (measure, steps) in [(Measure::Saturated, 0), (Measure::Dead, 5), (Measure::Val, 3)] {
        let mut cell = Cell::new(&text, config("#preset=kaiming"), measure, steps).unwrap();
        let whole = cell.clone().finish(&text);
        let slices = if measure == Measure::Val { text.val().len().div_ceil(128) } else { 0 };
        let total = steps as usize + 1 + slices;
        for done in 1..=total {
            let (progress, found) = cell.advance(&text);
            assert_eq!([progress.done, progress.total], [done, total]);
            assert_eq!(found, (done == total).then_some(whole), "{done} of {total}");
        }
        // Another slice changes nothing.
        assert_eq!(cell.advance(&text).1, Some(whole));
    }
    let broken = Config { batch: 0, ..Config::default() };
    assert_eq!(Cell::new(&text, broken, Measure::Dead, 0).unwrap_err()[0].field, "batch");
}

#[test]
fn measures_are_parsed_by_name() {
    for (measure, name) in MEASURES.into_iter().zip(Measure::NAMES) {
        assert_eq!((name.parse(), measure.name()), (Ok(measure), name));
    }
    let error = "loss".parse::<Measure>().unwrap_err().to_string();
    assert_eq!(error, "measure: expected first_loss, saturated, dead, gradient_ratio, val, got loss");
}

/// `sweep` as a user runs it, on so many threads.
fn sweep(arguments: &[&str], threads: &str) -> Output {
    Command::new(built::example("sweep")).args(arguments).env("RAYON_NUM_THREADS", threads).output().unwrap()
}

fn printed(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The JSON that each command prints, run by a shell as the documentation describes.
fn run(commands: &str) -> Vec<Value> {
    let folder = built::example("replay").parent().unwrap().to_owned();
    let path = env::join_paths([folder].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap()))).unwrap();
    let shell = Command::new("sh").arg("-c").arg(commands).env("PATH", path).output().unwrap();
    printed(shell).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn csv_does_not_depend_on_the_number_of_threads() {
    let arguments =
        ["--preset", "deep-gain-1", "--x", "w=0.3..3*5", "--y", "depth=1..5*3", "--measure", "val", "--steps", "2"];
    let csv = printed(sweep(&arguments, "1"));
    assert_eq!(csv.lines().count(), 16);
    assert_eq!(csv.lines().next(), Some("w,depth,val,healthy,checksum,link,error"));
    for threads in ["2", "7"] {
        assert_eq!(printed(sweep(&arguments, threads)), csv, "{threads} threads");
    }
}

#[test]
fn csv_has_what_replay_prints_for_each_link_and_command() {
    for (measure, steps) in
        [("first_loss", "0"), ("saturated", "3"), ("dead", "0"), ("gradient_ratio", "12"), ("val", "4")]
    {
        let arguments = [
            "--link",
            "#preset=deep-gain-3&hidden=30,20",
            "--x",
            "w=0.5,9",
            "--y",
            "norm=none,batch",
            "--steps",
            steps,
        ];
        let csv = printed(sweep(&[&arguments[..], &["--measure", measure]].concat(), "2"));
        let rows: Vec<Vec<String>> = csv.lines().skip(1).map(fields).collect();
        assert_eq!(rows.len(), 4);
        let links = rows.iter().map(|row| format!("replay --json --link '{}'", row[5])).collect::<Vec<_>>().join("\n");
        let commands = printed(sweep(&[&arguments[..], &["--commands"]].concat(), "2"));
        for reports in [run(&links), run(&commands)] {
            assert_eq!(reports.len(), 4);
            for (row, report) in rows.iter().zip(reports) {
                let value: f32 = row[2].parse().unwrap();
                assert_eq!(value.to_bits(), (report[measure].as_f64().unwrap() as f32).to_bits(), "{row:?}");
                assert_eq!(row[3], report["healthy"].to_string(), "{row:?}");
                assert_eq!([&*row[4], &*row[5]], [&report["checksum"], &report["link"]], "{row:?}");
            }
        }
    }
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(character),
        }
    }
    fields
}

#[test]
fn invalid_cell_is_reported_and_the_others_are_computed() {
    let arguments = ["--x", "batch=1,32", "--y", "norm=none,batch"];
    let csv = printed(sweep(&arguments, "2"));
    let rows: Vec<Vec<String>> = csv.lines().skip(1).map(fields).collect();
    assert_eq!(rows.iter().filter(|row| row[6].is_empty() && row[2].parse::<f32>().is_ok()).count(), 3);
    assert_eq!(rows[2], ["1", "batch", "", "", "", "", "batch: expected at least 2 with BatchNorm, got 1"]);
    let output = sweep(&[&arguments[..], &["--commands"]].concat(), "2");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said, "sweep: left out batch=1 norm=batch: batch: expected at least 2 with BatchNorm, got 1\n");
    assert_eq!(printed(output).lines().count(), 3);
}

#[test]
fn custom_text_is_named_in_links_and_commands() {
    let path = env::temp_dir().join(format!("initscope-sweep's-{}.txt", std::process::id()));
    fs::write(&path, "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper").unwrap();
    let arguments = ["--x", "w=1,2", "--text", path.to_str().unwrap()];
    let csv = printed(sweep(&arguments, "2"));
    let reports = run(&printed(sweep(&[&arguments[..], &["--commands"]].concat(), "2")));
    fs::remove_file(&path).unwrap();
    let links: Vec<String> = csv.lines().skip(1).map(|line| fields(line)[4].clone()).collect();
    assert!(links.iter().all(|link| link.contains("&textis=")), "{links:?}");
    assert_eq!(reports.iter().map(|report| report["link"].as_str().unwrap()).collect::<Vec<_>>(), links);
}

#[test]
fn bad_arguments_are_named_on_stderr_with_exit_status_2() {
    for (arguments, expected) in [
        (&["--y", "w=1"][..], "--x is missing"),
        (&["--x", "w=101"], "w: expected a number from 0 to 100"),
        (&["--x", "w=1", "--y", "w=2"], "w: expected another field on the second axis"),
        (&["--x", "w=1", "--measure", "loss"], "--measure: expected first_loss"),
        (&["--x", "w=1", "--steps", "10000001"], "--steps: expected a whole number from 0 to 10000000, got 10000001"),
        (&["--x", "w=1", "--link", "#w=2"], "--link: w: expected std:σ, gain:g"),
        (&["--x", "w=1", "--preset", "naive", "--link", "#"], "--preset and --link exclude each other"),
        (&["--threads"], "Usage: sweep"),
    ] {
        let output = sweep(arguments, "1");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

/// Sweeps that wasm must repeat: base, x, y, measure, steps.
const RECORDED: [(&str, &str, &str, &str, u64); 9] = [
    ("#preset=deep-gain-1", "w=0.01..10*6", "out=0.01..10*3", "saturated", 0),
    ("#preset=deep-gain-3", "depth=2..10*3", "norm=none,batch,layer", "gradient_ratio", 0),
    ("#preset=kaiming&act=relu&b=std:2", "width=10..300*4", "batch=1..64*3", "dead", 7),
    ("#preset=batchnorm", "lr=0.001..10*3", "seed=1..3*3", "val", 25),
    ("#preset=naive", "w=gain:1,std:1,5/3", "", "first_loss", 3),
    ("#hidden=30x2&norm=batch&eps=0", "w=0,1", "", "gradient_ratio", 0),
    ("#hidden=24x4&act=gelu&w=kaiming_normal&lr=0.01", "norm=none,rms,group:4", "res=none,pre,post", "val", 12),
    ("#hidden=20x3&w=gain:1&lr=0.003", "opt=sgd,momentum:0.9,adam,adamw", "clip=none,0.5", "first_loss", 15),
    ("#hidden=12&w=orthogonal&lr=0.05&res=pre", "depth=4..64*3:log", "branch=1,depth,learned:0", "gradient_ratio", 2),
];

#[test]
fn cells_match_the_recorded_ones() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/sweep.json");
    let text = Dataset::parse(NAMES).unwrap();
    let recorded = RECORDED.map(|(base, x, y, measure, steps)| {
        let grid = Grid::parse(&config(base), x, y).unwrap();
        let cells: Vec<Value> = grid
            .cells()
            .map(|values| {
                let cell = cell_config(&config(base), &values).unwrap();
                let cell = Cell::new(&text, cell, measure.parse().unwrap(), steps).unwrap();
                let CellResult { value, healthy, checksum } = cell.finish(&text);
                let values: Vec<&str> = values.into_iter().map(|(_, value)| value).collect();
                json!([values, value.to_string(), healthy, checksum::print(checksum)])
            })
            .collect();
        json!({ "base": base, "x": x, "y": y, "measure": measure, "steps": steps, "cells": cells })
    });
    if env::var_os("RECORD").is_some() {
        // A line per cell.
        let text = serde_json::to_string(&recorded).unwrap().replace("[[", "\n  [[").replace("{\"base", "\n{\"base");
        fs::write(&path, text + "\n").unwrap();
    }
    let expected: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(json!(recorded), expected);
    let values = recorded.iter().flat_map(|sweep| sweep["cells"].as_array().unwrap()).map(|cell| &cell[1]);
    assert_eq!(values.clone().filter(|value| *value == "NaN").count(), 1);
    assert!(values.count() > 40);
}
