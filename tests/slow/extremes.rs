//! Extreme networks, a hundred steps each: every number stays finite, or the run reports that it diverged, at the step
//! at which a naive check of every number finds the first non-finite one.

use initscope::config::FIELDS;
use initscope::dataset::Dataset;
use initscope::diagnostics::NonFinite;
use initscope::diagnostics::verdict::Severity;
use initscope::link::Link;
use initscope::session::Session;
use rayon::prelude::*;

const ITEMS: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";
const STEPS: u64 = 100;

/// The ends of every field's range, and each of its words. Sizes have smaller maxima: the largest network of all is
/// trained only a few times.
const CORNERS: [(&str, &[&str]); 24] = [
    ("context", &["1", "16"]),
    ("emb", &["1", "64"]),
    ("hidden", &["1", "1x10", "512", "24x10"]),
    (
        "act",
        &["tanh", "relu", "identity", "sigmoid", "leaky_relu", "elu", "selu", "gelu", "gelu_tanh", "silu", "softplus"],
    ),
    ("w", INITS),
    ("out", INITS),
    ("b", &["none", "zero", "torch", "std:0", "std:100"]),
    ("outb", &["none", "zero", "torch", "prior", "std:0", "std:100"]),
    (
        "norm",
        &[
            "none",
            "batch",
            "batch&outnorm=0",
            "batch&outnorm=100",
            "layer",
            "layer&outnorm=0",
            "layer&outnorm=100",
            "rms",
            "rms&outnorm=100",
            "group:1",
            "group:4",
        ],
    ),
    ("eps", &["0", "1"]),
    ("momentum", &["0", "1"]),
    ("variance", &["unbiased", "biased"]),
    ("res", &["none", "pre", "post"]),
    ("branch", &["0", "100", "depth", "learned:0", "learned:100"]),
    ("batch", &["1", "2", "256"]),
    ("lr", &["0", "100", "0,50:100", "100,50:0", "100,cosine:1", "100,cosine:10000000"]),
    ("warmup", &["0", "10000000"]),
    ("opt", &["sgd", "momentum:0", "momentum:0.999999", "nesterov:0.999999", "adam", "adamw"]),
    ("betas", &["0,0", "0.999999,0.999999", "0,0.999999", "0.999999,0"]),
    ("opteps", &["0", "1"]),
    ("decay", &["default", "0", "10"]),
    ("clip", &["none", "1e-6", "1000000"]),
    ("seed", &["0", "4294967295"]),
    (
        "then",
        &[
            "none",
            "1:batch=2;momentum=1;eps=0,99:batch=256;momentum=0;eps=1;seed=4294967295",
            "50:variance=biased;seed=0",
        ],
    ),
];

const INITS: &[&str] = &[
    "std:0",
    "std:100",
    "gain:0",
    "gain:100",
    "xavier_normal:100",
    "xavier_uniform:100",
    "kaiming_normal:100",
    "kaiming_uniform:100",
    "kaiming_normal_out:100",
    "kaiming_uniform_out:100",
    "orthogonal:100",
    "trunc_normal:100",
    "torch",
    "lsuv",
    "zero",
];

/// A row selects an extreme of each field. Every pair of extremes of two fields is in some row: each new row has, field
/// by field, the extreme with the most pairs that are in no row yet.
fn rows() -> Vec<[usize; CORNERS.len()]> {
    let corners: Vec<_> = (0..CORNERS.len()).flat_map(|a| (0..CORNERS[a].1.len()).map(move |i| (a, i))).collect();
    let pairs = corners.iter().flat_map(|&one| corners.iter().map(move |&other| [one, other]));
    let mut unseen: Vec<[(usize, usize); 2]> = pairs.filter(|[one, other]| one.0 > other.0).collect();
    let mut rows = Vec::new();
    while let Some(&[(a, i), (b, j)]) = unseen.first() {
        let mut row = [usize::MAX; CORNERS.len()];
        (row[a], row[b]) = (i, j);
        let holds = |row: &[usize], [(a, i), (b, j)]: [(usize, usize); 2]| row[a] == i && row[b] == j;
        for field in 0..CORNERS.len() {
            if row[field] == usize::MAX {
                let new = |corner: usize| {
                    let mut row = row;
                    row[field] = corner;
                    unseen.iter().filter(|pair| pair.iter().any(|of| of.0 == field) && holds(&row, **pair)).count()
                };
                row[field] = (0..CORNERS[field].1.len()).rev().max_by_key(|corner| new(*corner)).unwrap();
            }
        }
        unseen.retain(|pair| !holds(&row, *pair));
        rows.push(row);
    }
    rows
}

fn link(row: &[usize]) -> String {
    let pairs = CORNERS.iter().zip(row).map(|((key, corners), &i)| format!("&{key}={}", corners[i]));
    let link: String = pairs.collect();
    // Four groups need four neurons.
    let link = if link.contains("norm=group:4") { link.replace("&hidden=1", "&hidden=4") } else { link };
    // A batch of 1 has no variance.
    if link.contains("norm=batch") { link.replace("&batch=1&", "&batch=2&") } else { link }
}

fn is_lost(values: &[f32]) -> bool {
    values.iter().any(|value| !value.is_finite())
}

/// Which numbers of the network are not finite.
fn lost(session: &Session) -> Option<NonFinite> {
    let model = session.training().model();
    let statistics = || is_lost(model.running()).then_some(NonFinite::Statistics);
    let mut state = session.training().optimizer().state();
    let optimizer = || state.any(|(_, arena)| is_lost(arena)).then_some(NonFinite::Optimizer);
    is_lost(model.parameters()).then_some(NonFinite::Weights).or_else(statistics).or_else(optimizer)
}

/// Trains a link's network, and compares the reported divergence with a check of every number of every step. Returns
/// the first step with a non-finite number.
fn trained(link: &str, steps: u64) -> Option<u64> {
    let (read, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{link}: {errors:?}");
    let mut session = Session::new(Dataset::parse(ITEMS.as_bytes()).unwrap(), read.config, 0).unwrap();
    session.disable_checkpoints();
    let (mut diverged, mut nan) = (None, None);
    for step in 0..steps {
        let found = lost(&session);
        if !session.advance().is_finite() {
            nan = nan.or(Some(step));
            diverged = diverged.or(Some((step, NonFinite::Loss)));
        }
        diverged = diverged.or(found.map(|what| (step, what)));
    }
    session.write_frame();
    let loss = session.training().loss();
    if !loss.is_finite() {
        nan = nan.or(Some(steps));
        diverged = diverged.or(Some((steps, NonFinite::Loss)));
    }
    diverged = diverged.or(lost(&session).map(|what| (steps, what)));

    let marks = session.marks().clone();
    assert_eq!(marks.diverged.map(|found| (found.step, found.what)), diverged, "{link}");
    assert_eq!(marks.nonfinite_loss, nan, "{link}");
    let verdicts = session.verdicts();
    let figures = verdicts[0].text.strip_prefix("Loss is NaN").unwrap_or(&verdicts[0].text);
    assert!(!figures.contains("NaN") && !figures.contains("inf"), "{link}: {}", verdicts[0].text);
    let expected = match (diverged, nan) {
        (_, Some(0)) if !loss.is_finite() => "Loss is NaN from the start".to_owned(),
        (_, Some(step)) if !loss.is_finite() => format!("Loss is NaN since step {step}: "),
        (Some((step, _)), _) if lost(&session).is_some() => format!(" diverged at step {step}: "),
        _ => String::new(),
    };
    assert!(verdicts[0].text.contains(&expected), "{link}: {} for {expected}", verdicts[0].text);
    if diverged.is_some() && lost(&session).is_some() {
        assert!(verdicts[0].severity == Severity::Bad, "{link}");
    }
    diverged.map(|(step, _)| step)
}

#[test]
fn extremes_are_the_ends_of_the_ranges() {
    assert_eq!(CORNERS.len() + 2, FIELDS.len(), "all fields but the preset, and outnorm, which is part of norm");
    for field in &FIELDS {
        let corners = CORNERS.iter().find(|(name, _)| *name == field.name).map_or(&[][..], |(_, corners)| corners);
        let named = |end: f64| corners.iter().any(|corner| corner.contains(&initscope::config::number::print(end)));
        assert!(
            corners.is_empty()
                || !field.choices.is_empty()
                || (named(field.min) && (named(field.max) || field.name == "then"))
        );
        assert!(
            corners.is_empty()
                || field.choices.iter().all(|word| corners.iter().any(|corner| corner.starts_with(word)))
        );
    }
}

#[test]
fn pairs_of_extremes_train_or_report_first_nonfinite_step() {
    let rows = rows();
    let diverged: Vec<Option<u64>> = rows.par_iter().map(|row| trained(&link(row), STEPS)).collect();
    let lost = diverged.iter().flatten().count();
    println!("{} networks, {lost} diverged", rows.len());
    assert!(rows.len() >= 28 && lost > 0 && lost < rows.len());
}

/// All combinations of everything that decides whether numbers overflow, on small networks.
fn overflowing(is_exhaustive: bool) -> Vec<String> {
    let mut links = vec![String::new()];
    let thorough: &[&str] = if is_exhaustive { &["1", "2", "256"] } else { &["2"] };
    let biases: &[&str] = if is_exhaustive {
        &["none&outb=none", "std:100&outb=std:100", "none&outb=std:100", "std:100&outb=none"]
    } else {
        &["none&outb=none", "std:100&outb=std:100"]
    };
    let of = |key: &str| CORNERS.iter().find(|(name, _)| *name == key).unwrap().1;
    for (key, corners) in [
        ("act", of("act")),
        ("norm", of("norm")),
        ("w", &["std:0", "std:100"]),
        ("out", &["std:0", "std:100"]),
        ("b", biases),
        ("eps", &["0", "1"]),
        ("momentum", of("momentum")),
        ("lr", &["0", "100"]),
        ("hidden", &["3", "3x10"]),
        ("emb", &["2"]),
        ("batch", thorough),
    ] {
        links =
            links.iter().flat_map(|link| corners.iter().map(move |corner| format!("{link}&{key}={corner}"))).collect();
    }
    links.retain(|link| !(link.contains("norm=batch") && link.ends_with("batch=1")));
    links
}

/// All combinations of everything that decides whether numbers overflow along residual connections, on small networks.
fn overflowing_along_residuals() -> Vec<String> {
    let mut links = vec![String::new()];
    for (key, corners) in [
        ("act", &["tanh", "relu", "identity", "gelu"][..]),
        ("norm", &["none", "batch", "layer", "rms", "group:1"]),
        ("res", &["pre", "post"]),
        ("branch", &["1", "100", "depth", "learned:0", "learned:100"]),
        ("w", &["std:0", "std:100"]),
        ("eps", &["0", "1"]),
        ("lr", &["0", "100"]),
        ("hidden", &["3x10"]),
        ("emb", &["2"]),
    ] {
        links =
            links.iter().flat_map(|link| corners.iter().map(move |corner| format!("{link}&{key}={corner}"))).collect();
    }
    links
}

fn count_diverged(links: &[String]) -> usize {
    links.par_iter().filter(|link| trained(link, STEPS).is_some()).count()
}

#[test]
fn extreme_configs_train_or_report_first_nonfinite_step() {
    let links = [overflowing(false), overflowing_along_residuals()].concat();
    let lost = count_diverged(&links);
    println!("{} networks, {lost} diverged", links.len());
    assert!(lost > links.len() / 10 && lost < links.len());
}

#[test]
#[ignore = "takes minutes: cargo test --release --test slow extremes -- --ignored --nocapture"]
fn more_extreme_configs_and_the_largest_networks_train_or_report_divergence() {
    let links = overflowing(true);
    println!("{} networks, {} diverged", links.len(), count_diverged(&links));
    let largest = "#context=8&emb=64&hidden=512x10&batch=256";
    for rest in [
        "",
        "&act=relu&w=std:100&lr=100",
        "&norm=batch&outnorm=100&w=std:100&lr=100&eps=0",
        "&norm=layer&act=identity&lr=100",
    ] {
        println!("{largest}{rest}: {:?}", trained(&format!("{largest}{rest}"), STEPS));
    }
}

#[test]
fn overflowing_statistics_with_a_finite_loss_are_reported_as_divergence() {
    let link = "#act=relu&norm=batch&w=gain:100&out=std:100&b=none&outb=none&eps=1&lr=100&hidden=4";
    let (read, _) = Link::parse(link);
    let mut session = Session::new(Dataset::parse(ITEMS.as_bytes()).unwrap(), read.config, 0).unwrap();
    (0..STEPS).for_each(|_| _ = session.advance());
    session.write_frame();
    assert!(session.training().loss().is_finite() && is_lost(session.training().model().running()));
    let step = session.marks().diverged.unwrap().step;
    assert_eq!(session.marks().nonfinite_loss, None);
    let text = &session.verdicts()[0].text;
    assert_eq!(*text, format!("Running statistics diverged at step {step}: reset, then lower the learning rate"));
    // When looking back, the step before has no such verdict.
    for (back, is_told) in [(step - 1, false), (step, true)] {
        session.look_back(back).unwrap();
        while session.advance_look_back().is_some_and(|progress| !progress.is_finished()) {}
        assert_eq!(session.past_verdicts()[0].text == *text, is_told, "step {back}");
    }
}

#[test]
fn nonfinite_loss_is_reported_at_its_first_step_with_or_without_frames() {
    let link = "#act=relu&w=std:100&out=std:100&lr=100&hidden=20";
    let first = trained(link, 60).unwrap();
    assert!(first > 0);
    let (read, _) = Link::parse(link);
    let mut session = Session::new(Dataset::parse(ITEMS.as_bytes()).unwrap(), read.config, 0).unwrap();
    for step in 0..first {
        session.write_frame();
        assert_eq!(session.marks().diverged, None, "step {step}");
        session.advance();
    }
    // The divergence of the current step is known before the step is made.
    session.write_frame();
    assert_eq!(session.marks().diverged.map(|found| (found.step, found.what)), Some((first, NonFinite::Loss)));
}
