//! A session under any sequence of commands: nothing panics, every frame is complete, questions don't change the run,
//! and its own link replays to the same network.

use std::sync::LazyLock;

use initscope::SplitName;
use initscope::config::Config;
use initscope::dataset::Dataset;
use initscope::diagnostics::verdict::Severity;
use initscope::diagnostics::{NonFinite, Survey};
use initscope::evaluate::{Calibration, Coupling, Evaluation, Task, Ways};
use initscope::link::Link;
use initscope::session::Session;

use super::bytes::Bytes;
use super::frame::well_formed;
use super::well_said;

/// Longer runs find no more, and fewer of them fit into an hour.
const MAX_STEPS: u64 = 150;

const TEXTS: [&str; 4] = [
    "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily",
    "a\nb\na\nb\na\nb",
    "é\n語 語\n.\n..\nשלום\n👩‍👧\nabcdefghijklmnopqrstuvwxyz0123456789",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nb\nc\nd\ne\nf\ng",
];

static PARSED: LazyLock<Vec<Dataset>> =
    LazyLock::new(|| TEXTS.iter().map(|text| Dataset::parse(text.as_bytes()).unwrap()).collect());

fn text(bytes: &mut Bytes) -> Dataset {
    PARSED[bytes.up_to(3)].clone()
}

/// A network small enough for thousands per second.
fn config(bytes: &mut Bytes) -> Config {
    const SIZES: [&str; 6] = ["1", "2", "3", "5", "8", "17"];
    const HIDDEN: [&str; 8] = ["4", "1", "5,3", "2x10", "8x3", "33", "1x10", "16,1,7"];
    const SCALES: [&str; 24] = [
        "gain:5/3",
        "std:0",
        "std:1",
        "std:100",
        "gain:100",
        "std:1e-30",
        "gain:0.5",
        "std:0.01",
        "xavier_normal",
        "xavier_uniform:100",
        "kaiming_normal",
        "kaiming_normal:0",
        "kaiming_uniform",
        "kaiming_uniform:100",
        "kaiming_normal_out",
        "kaiming_uniform_out:1e-30",
        "orthogonal",
        "orthogonal:100",
        "trunc_normal:0.02",
        "trunc_normal:100",
        "torch",
        "lsuv",
        "zero",
        "xavier_normal:1e-30",
    ];
    const BIASES: [&str; 6] = ["none", "zero", "std:0", "std:1", "std:100", "torch"];
    const OUTPUT_BIASES: [&str; 7] = ["none", "zero", "std:0", "std:1", "std:100", "torch", "prior"];
    const NORMS: [&str; 12] = [
        "none",
        "batch",
        "batch&outnorm=0.1",
        "batch&outnorm=100",
        "layer",
        "layer&outnorm=0",
        "layer&outnorm=1",
        "rms",
        "rms&outnorm=0",
        "rms&outnorm=100",
        "group:1",
        "group:2",
    ];
    const RESIDUALS: [&str; 3] = ["none", "pre", "post"];
    const BRANCHES: [&str; 8] = ["1", "depth", "learned:0", "learned:1", "0", "100", "learned:100", "1e-30"];
    const SHARES: [&str; 5] = ["0", "1e-5", "0.1", "1", "1e-30"];
    const RATES: [&str; 8] = ["0.1", "0", "1", "100", "10,2:0.1", "0.1,1:100,5:0", "1e-9", "0.1,2:0.5,cosine:7"];
    const THENS: [&str; 7] = [
        "none",
        "1:batch=3",
        "2:seed=7;eps=0",
        "3:batch=2,4:batch=31;momentum=1",
        "1:variance=biased,2:variance=unbiased",
        "5:eps=1",
        "10000000:batch=256",
    ];
    const BATCHES: [&str; 5] = ["4", "2", "1", "7", "32"];
    const ACTIVATIONS: [&str; 11] =
        ["tanh", "relu", "identity", "sigmoid", "leaky_relu", "elu", "selu", "gelu", "gelu_tanh", "silu", "softplus"];
    const VARIANCES: [&str; 2] = ["unbiased", "biased"];
    const WARMUPS: [&str; 4] = ["0", "1", "3", "10000000"];
    const OPTIMIZERS: [&str; 7] = ["sgd", "sgd", "momentum:0.9", "nesterov:0.5", "adam", "adamw", "momentum:0"];
    const BETAS: [&str; 4] = ["0.9,0.999", "0,0", "0.3,0.999999", "0.999999,0"];
    const DECAYS: [&str; 5] = ["default", "0", "0.1", "10", "1e-30"];
    const CLIPS: [&str; 5] = ["none", "none", "1", "1e-6", "1e6"];
    let mut link = format!("#seed={}", bytes.u32());
    for (key, values) in [
        ("context", &SIZES[..5]),
        ("emb", &SIZES),
        ("hidden", &HIDDEN),
        ("act", &ACTIVATIONS),
        ("w", &SCALES),
        ("out", &SCALES),
        ("b", &BIASES),
        ("outb", &OUTPUT_BIASES),
        ("norm", &NORMS),
        ("eps", &SHARES),
        ("momentum", &SHARES),
        ("variance", &VARIANCES),
        ("batch", &BATCHES),
        ("lr", &RATES),
        ("then", &THENS),
        ("warmup", &WARMUPS),
        ("opt", &OPTIMIZERS),
        ("betas", &BETAS),
        ("opteps", &SHARES),
        ("decay", &DECAYS),
        ("clip", &CLIPS),
        ("res", &RESIDUALS),
        ("branch", &BRANCHES),
    ] {
        link.extend(["&", key, "=", bytes.one_of(values)]);
    }
    // A batch of 1 with BatchNorm is a fault, which parsing replaces by the default, as are groups that don't divide a width.
    Link::parse(&link).0.config
}

/// A session at step 0.
pub fn begin(bytes: &mut Bytes) -> Session {
    let (text, config) = (text(bytes), config(bytes));
    Session::new(text, config, bytes.u32()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A network of any settings, twenty steps and a frame; see [`session`].
pub fn recipe(choices: &[u8]) {
    /// A command's number, and what it takes.
    const ADVANCE_TWENTY_STEPS: [u8; 2] = [1, 20];
    const WRITE_A_FRAME: [u8; 1] = [2];
    let mut bytes = choices.to_vec();
    // As many as a session at step 0 takes, so that what follows are its commands.
    bytes.resize(choices.len().max(256), 0);
    let mut rest = Bytes(&bytes);
    begin(&mut rest);
    let taken = bytes.len() - rest.0.len();
    session(&[&bytes[..taken], &ADVANCE_TWENTY_STEPS, &WRITE_A_FRAME].concat());
}

/// One of the commands that a page can send.
pub fn command(session: &mut Session, bytes: &mut Bytes) {
    match bytes.up_to(11) {
        0 => advance(session),
        1 => (0..bytes.up_to(60)).for_each(|_| advance(session)),
        2 => {
            session.write_frame();
            let step = session.training().step();
            well_formed(session.frame(), session, step);
            well_judged(session);
        }
        3 => look(session, bytes),
        4 => asks_nothing_of_the_run(session, |session| ask(session, bytes)),
        5 => asks_nothing_of_the_run(session, |session| look_back(session, bytes)),
        6 => retune(session, bytes),
        7 => replan(session, bytes),
        8 => session.configure(config(bytes), bytes.u32()).unwrap_or_else(|errors| panic!("{errors:?}")),
        9 => session.set_dataset(text(bytes), bytes.u32()),
        10 => refuses_a_bad_config(session, bytes),
        _ => session.disable_checkpoints(),
    }
}

/// Any commands, and then a replay of the run's link.
pub fn session(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut session = begin(&mut bytes);
    while !bytes.is_empty() {
        command(&mut session, &mut bytes);
    }
    let link = Link { config: session.config().clone(), ..Link::default() };
    let (read, errors) = Link::parse(&link.to_string());
    assert_eq!((&read, &errors[..]), (&link, &[][..]));
    assert_eq!(read.to_string(), link.to_string());

    let mut again = session.clone();
    again.configure(read.config, 0).unwrap();
    let mut diverged = None;
    for step in 0..session.training().step() {
        diverged = diverged.or(lost(&again).map(|what| (step, what)));
        if !again.advance().is_finite() {
            diverged = diverged.or(Some((step, NonFinite::Loss)));
        }
    }
    assert_eq!(again.checksum(), session.checksum(), "{}", link);
    assert_eq!(again.strips(), session.strips());
    for session in [&mut session, &mut again] {
        session.set_threshold(0.5).unwrap();
        session.set_focus(0, 0);
        session.show_preactivations(false);
        session.show_norms(false);
        session.write_frame();
    }
    // Everything except the epoch.
    assert_eq!(again.frame().words()[3..], session.frame().words()[3..]);

    let step = session.training().step();
    diverged = diverged.or(lost(&session).map(|what| (step, what)));
    if !session.training().loss().is_finite() {
        diverged = diverged.or(Some((step, NonFinite::Loss)));
    }
    for session in [&mut session, &mut again] {
        let found = session.marks().diverged.map(|found| found.step);
        assert_eq!(found, diverged.map(|(step, _)| step), "{}: {diverged:?}", link);
        let healthy = session.verdicts()[0].severity == Severity::Good;
        assert!(!healthy || (lost(session).is_none() && session.training().loss().is_finite()), "{}", link);
    }
}

/// What of the network is not finite, checked number by number.
fn lost(session: &Session) -> Option<NonFinite> {
    let model = session.training().model();
    let is_lost = |values: &[f32]| values.iter().any(|value| !value.is_finite());
    let statistics = || is_lost(model.running()).then_some(NonFinite::Statistics);
    let mut state = session.training().optimizer().state();
    let optimizer = || state.any(|(_, arena)| is_lost(arena)).then_some(NonFinite::Optimizer);
    is_lost(model.parameters()).then_some(NonFinite::Weights).or_else(statistics).or_else(optimizer)
}

fn advance(session: &mut Session) {
    let step = session.training().step();
    if step < MAX_STEPS {
        session.advance();
        assert_eq!(session.training().step(), step + 1);
    }
}

fn asks_nothing_of_the_run(session: &mut Session, ask: impl FnOnce(&mut Session)) {
    let before = (session.checksum(), session.training().step());
    ask(session);
    assert_eq!((session.checksum(), session.training().step()), before, "a question changed the run");
}

fn well_judged(session: &Session) {
    let verdicts = session.verdicts();
    assert!((1..=3).contains(&verdicts.len()));
    for verdict in verdicts {
        let words = &verdict.text;
        let figures = words.strip_prefix("Loss is NaN").unwrap_or(words);
        assert!(!["NaN", "inf"].iter().any(|word| figures.contains(word)), "{words}");
        let hidden = session.config().hidden.len();
        assert!(verdict.layer.is_none_or(|layer| (1..=hidden).contains(&layer)), "{words}");
    }
}

fn look(session: &mut Session, bytes: &mut Bytes) {
    let threshold = [f64::from(bytes.byte()) / 255.0, bytes.f64()][bytes.up_to(1)];
    match session.set_threshold(threshold) {
        Ok(()) => assert!((0.0..=1.0).contains(&threshold)),
        Err(error) => well_said(&error),
    }
    session.set_focus(bytes.u32() as usize, bytes.up_to(20));
    session.show_preactivations(bytes.up_to(1) == 1);
    session.show_norms(bytes.up_to(1) == 1);
}

fn ask(session: &mut Session, bytes: &mut Bytes) {
    let split = bytes.one_of(&[SplitName::Train, SplitName::Val, SplitName::Test]);
    let (model, text, batch) = (session.model(), session.dataset(), session.training().batch());
    match bytes.up_to(8) {
        0 => {
            let mut evaluation = Evaluation::new(model, text, split, model.running());
            work(&mut evaluation, session, bytes);
        }
        1 => {
            let mut calibration = Calibration::new(model, text);
            work(&mut calibration, session, bytes);
            assert_eq!(calibration.statistics().len(), model.running().len());
        }
        2 => {
            let mut survey = Survey::new(model, text, session.look().threshold);
            work(&mut survey, session, bytes);
            assert_eq!(survey.dead().len(), session.config().hidden.len());
        }
        3 => {
            let mut ways = Ways::new(model, text, batch);
            work(&mut ways, session, bytes);
        }
        4 => {
            let tokens: Vec<u32> = (0..bytes.up_to(9)).map(|_| u32::from(bytes.byte()) % 40).collect();
            let (target, draws, seed) = (u32::from(bytes.byte()), u32::from(bytes.byte()), bytes.u32());
            match Coupling::new(model, batch, (&tokens, target), draws, seed) {
                Ok(mut coupling) => {
                    work(&mut coupling, session, bytes);
                    assert_eq!(coupling.spread().mean.len(), coupling.evaluation().len());
                }
                Err(error) => well_said(&error),
            }
        }
        5 => {
            let items = session.sample(bytes.up_to(4), bytes.u32());
            assert!(items.iter().all(|item| item.chars().count() <= 64));
        }
        6 => {
            let (info, layers) = (session.strips_info(), session.config().hidden.len());
            assert_eq!(session.strips().len(), 2 * layers * info.columns * info.bins);
        }
        7 => assert_eq!(session.layers().len(), session.config().hidden.len()),
        _ => _ = session.marks(),
    }
}

/// Some slices of a task, or all of them.
fn work(task: &mut impl Task, session: &Session, bytes: &mut Bytes) {
    for _ in 0..=bytes.up_to(40) {
        let progress = task.advance(session.model(), session.dataset());
        assert!(progress.done <= progress.total);
    }
}

fn look_back(session: &mut Session, bytes: &mut Bytes) {
    let (now, step) = (session.training().step(), bytes.up_to(80) as u64);
    match session.look_back(step) {
        Ok(()) => assert!(step <= now),
        Err(error) => {
            assert!(step > now);
            well_said(&error);
            return;
        }
    }
    // Sometimes incomplete.
    for _ in 0..bytes.byte() {
        session.advance_look_back();
    }
    if let Some(frame) = session.past_frame() {
        well_formed(frame, session, step);
        assert!((1..=3).contains(&session.past_verdicts().len()));
    }
}

fn retune(session: &mut Session, bytes: &mut Bytes) {
    let rate = [f64::from(bytes.byte()) / 100.0, bytes.f64()][bytes.up_to(1)];
    if let Err(error) = session.set_learning_rate(rate) {
        well_said(&error);
        assert_eq!(error.field, "lr");
    }
}

fn replan(session: &mut Session, bytes: &mut Bytes) {
    let step = session.training().step();
    let plan = match bytes.up_to(3) {
        0 => String::new(),
        1 => format!("{}:{}", step + u64::from(bytes.byte()), bytes.up_to(120)),
        2 => format!("{}:0.5,{}:1/3", step + 1, step + 1 + u64::from(bytes.byte())),
        _ => String::from_utf8_lossy(bytes.take(20)).into_owned(),
    };
    let before = session.config().clone();
    if let Err(error) = session.set_plan(&plan) {
        well_said(&error);
        assert_eq!((error.field.as_str(), session.config()), ("lr", &before));
    }
}

fn refuses_a_bad_config(session: &mut Session, bytes: &mut Bytes) {
    let mut config = config(bytes);
    match bytes.up_to(3) {
        0 => config.batch = 257,
        1 => config.hidden = vec![],
        2 => config.embedding = 0,
        _ => config.eps = f64::NAN,
    }
    let before = (session.checksum(), session.training().step(), session.config().clone());
    let errors = session.configure(config, 0).unwrap_err();
    errors.iter().for_each(well_said);
    assert_eq!((session.checksum(), session.training().step(), session.config().clone()), before);
}
