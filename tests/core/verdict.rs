//! Verdicts: what is wrong, and how to fix it, for the lecture's networks and for other bad settings.

use initscope::config::FieldName;
use initscope::dataset::Dataset;
use initscope::diagnostics::verdict::{Measured, is_healthy, verdicts};
use initscope::diagnostics::{Divergence, LayerSummary, NonFinite, Verdict};
use initscope::link::Link;
use initscope::session::Session;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

/// The verdicts after so many steps, as severity, control, layer and text.
fn after(link: &str, steps: usize) -> Vec<String> {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    let mut session = Session::new(Dataset::parse(NAMES).unwrap(), link.config, 0).unwrap();
    (0..steps).for_each(|_| _ = session.advance());
    session.write_frame();
    said(&session.verdicts())
}

fn said(verdicts: &[Verdict]) -> Vec<String> {
    let one = |Verdict { severity, text, control, layer, .. }: &Verdict| {
        let layer = layer.map_or(String::new(), |layer| format!(" {layer}"));
        format!("{severity:?} {}{layer}: {text}", control.map_or("-", FieldName::key))
    };
    verdicts.iter().map(one).collect()
}

/// Whether `text` matches `pattern`, in which each `#` stands for a number.
fn matches(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    for (i, part) in pattern.split('#').enumerate() {
        if i > 0 {
            let number = rest.trim_start_matches(|character: char| character.is_ascii_digit() || character == '.');
            if number.len() == rest.len() {
                return false;
            }
            rest = number;
        }
        let Some(after) = rest.strip_prefix(part) else { return false };
        rest = after;
    }
    rest.is_empty()
}

#[track_caller]
fn assert_said(link: &str, steps: usize, expected: &[&str]) {
    let said = after(link, steps);
    let same = said.len() == expected.len() && said.iter().zip(expected).all(|(said, pattern)| matches(said, pattern));
    assert!(same, "{link} after {steps} steps:\n{}\nexpected\n{}", said.join("\n"), expected.join("\n"));
}

const START: &str = "Bad out: First loss 22.3; a uniform guess costs 3.30: shrink the output weights";
const SATURATED: &str = "Bad w 1: Layer 1: # % saturated: lower the hidden scale";
const SATURATED_AND_DEAD: &str = "Bad w 1: Layer 1: # % saturated, # dead: lower the hidden scale";
const HEALTHY: &str = "Good -: Healthy: first loss #, at most # % saturated";

#[test]
fn lecture_networks_have_the_lectures_verdicts() {
    let cases: [(&str, usize, &[&str]); 24] = [
        ("naive", 0, &[START, SATURATED]),
        ("naive", 1000, &[START, SATURATED_AND_DEAD]),
        ("output-fixed", 0, &[SATURATED]),
        ("output-fixed", 1000, &[SATURATED]),
        ("tanh-fixed", 0, &[HEALTHY]),
        ("tanh-fixed", 1000, &[HEALTHY]),
        ("kaiming", 0, &[HEALTHY]),
        ("kaiming", 1000, &[HEALTHY]),
        ("batchnorm", 0, &[HEALTHY]),
        ("batchnorm", 1000, &[HEALTHY]),
        ("deep-gain-1", 0, &[HEALTHY]),
        ("deep-gain-1", 1000, &[HEALTHY]),
        ("deep-gain-5/3", 0, &[HEALTHY]),
        ("deep-gain-5/3", 1000, &[HEALTHY]),
        ("deep-gain-3", 0, &["Warn w 1: Layer 1: # % saturated: lower the hidden scale"]),
        ("deep-gain-3", 1000, &["Warn w 1: Layer 1: # % saturated: lower the hidden scale"]),
        ("deep-gain-0.5", 0, &["Bad w 5: Activations shrink to 0.0# by layer 5: raise the hidden scale"]),
        ("deep-gain-0.5", 100, &["Warn w 5: Activations shrink to 0.0# by layer 5: raise the hidden scale"]),
        ("deep-linear", 0, &["Good -: Healthy: first loss #"]),
        ("deep-linear", 1000, &["Good -: Healthy: first loss #"]),
        ("deep-batchnorm", 0, &[HEALTHY]),
        ("deep-batchnorm", 1000, &[HEALTHY]),
        ("deep-no-fan-in-batchnorm", 0, &[HEALTHY]),
        ("deep-no-fan-in-batchnorm", 1000, &[HEALTHY]),
    ];
    for (preset, steps, expected) in cases {
        assert_said(&format!("#preset={preset}"), steps, expected);
    }
}

#[test]
fn networks_beyond_the_lecture_are_healthy_but_for_those_whose_signal_shrinks() {
    let healthy: &[&str] = &["Good -: Healthy: first loss #"];
    let shrunk = "Bad w 30: Activations shrink to #e-5 by layer 30: raise the hidden scale";
    let still_shrunk = "Bad w 30: Activations shrink to 0.00# by layer 30: raise the hidden scale";
    let slow = "Warn lr: Updates are only 10⁻⁶ of the weights: raise the learning rate";
    let mild = "Warn w 5: Activations shrink to 0.0# by layer 5: raise the hidden scale";
    let vanishing = "Bad w 1: Gradients shrink #-fold toward layer 1: raise the hidden scale";
    // After no step, 10 and 100.
    let cases: [(&str, [&[&str]; 3]); 10] = [
        ("torch-default", [&[mild], &[mild], &[HEALTHY]]),
        ("torch-default&hidden=100x30", [&[vanishing], &[vanishing], &[vanishing]]),
        ("relu-kaiming", [healthy; 3]),
        ("relu-xavier", [&[shrunk], &[still_shrunk], &[still_shrunk, slow]]),
        ("selu", [healthy; 3]),
        ("residual-depth", [healthy; 3]),
        ("rezero", [healthy; 3]),
        ("pre-norm", [healthy; 3]),
        ("post-norm", [healthy; 3]),
        ("rmsnorm-silu", [healthy; 3]),
    ];
    for (preset, expected) in cases {
        for (steps, expected) in [0, 10, 100].into_iter().zip(expected) {
            assert_said(&format!("#preset={preset}"), steps, expected);
        }
    }
}

#[test]
fn residual_network_is_judged_by_its_sums_and_not_by_its_branches() {
    let grown = "Bad norm 30: The residual stream grows to # by layer 30: use BatchNorm";
    // It also explains the first loss.
    assert_said("#preset=residual-depth&branch=1&act=relu", 0, &[grown]);
    let shrunk = "Bad w 30: The residual stream shrinks to 0.0# by layer 30: raise the hidden scale";
    assert_said("#preset=residual-depth&w=gain:0.01", 0, &[shrunk]);
    // The branches of ReZero are 0 at first, and let no gradient pass: the sums do.
    let config = Link::parse("#hidden=100x3&res=pre&branch=learned:0").0.config;
    let branch = LayerSummary { std: 0.001, gradient_std: 0.0, ..LAYER };
    let found = Measured { ends: [[0.65, 1e-3]; 2], ..measured(&[LAYER, branch, branch]) };
    assert_eq!(said(&verdicts(&config, &found)), ["Good -: Healthy: first loss 3.30, at most 5 % saturated"]);
}

#[test]
fn deep_networks_whose_activation_has_no_stable_scale_are_given_a_norm() {
    let shrunk = "Bad norm 30: Activations shrink to 0.00# by layer 30: use BatchNorm";
    assert_said("#preset=relu-kaiming&act=gelu&w=gain:1.4&hidden=100x30", 0, &[shrunk]);
    assert_said(
        "#preset=deep-gain-1&act=gelu&w=gain:0.6",
        0,
        &["Bad w 5: Activations shrink to 0.00# by layer 5: raise the hidden scale"],
    );
}

#[test]
fn deep_relu_layers_and_residual_branches_may_have_half_of_their_neurons_dead() {
    let healthy = ["Good -: Healthy: first loss 3.30"];
    let half = LayerSummary { dead: 50, ..LAYER };
    for (link, at, is_healthy) in [
        ("#hidden=100x10&act=relu", 9, true),
        ("#hidden=100x10&act=relu", 4, false),
        ("#hidden=100x10&act=relu&norm=layer", 9, false),
        ("#hidden=100x10&act=relu&res=pre", 4, true),
        ("#hidden=100x10&act=relu&res=pre", 0, false),
    ] {
        let mut layers = [LAYER; 10];
        layers[at] = half;
        let config = Link::parse(link).0.config;
        let said = said(&verdicts(&config, &measured(&layers)));
        assert_eq!(said == healthy, is_healthy, "{link}, layer {}: {said:?}", at + 1);
    }
}

#[test]
fn other_faults_have_the_fix_that_their_config_allows() {
    let cases: [(&str, usize, &[&str]); 13] = [
        ("#preset=kaiming&lr=10", 300, &["Bad lr: Loss has risen from 3.29 to #: lower the learning rate"]),
        (
            "#preset=deep-batchnorm&lr=10",
            100,
            &["Warn lr 1: Layer 1: updates are 10⁻¹ of the weights: lower the learning rate"],
        ),
        ("#preset=kaiming&lr=0.00001", 90, &[HEALTHY]),
        (
            "#preset=kaiming&lr=0.00001",
            100,
            &["Warn lr: Updates are only 10⁻⁸ of the weights: raise the learning rate"],
        ),
        (
            "#act=relu&w=std:100&out=std:100&lr=100",
            50,
            &["Bad lr: Loss is NaN since step 3: reset, then lower the learning rate"],
        ),
        ("#preset=deep-batchnorm&hidden=10x3&w=std:0&eps=0", 0, &["Bad eps 1: Loss is NaN from the start: raise eps"]),
        (
            "#preset=deep-batchnorm&outnorm=10",
            0,
            &["Bad outnorm: First loss 21.3; a uniform guess costs 3.30: lower the logits gain"],
        ),
        (
            "#preset=kaiming&outb=std:5",
            0,
            &["Bad outb: First loss 10.8; a uniform guess costs 3.30: shrink the output biases"],
        ),
        ("#preset=kaiming&b=std:5", 0, &["Bad b 1: Layer 1: # % saturated, # dead: shrink the hidden biases"]),
        ("#preset=kaiming&w=std:0.001", 0, &["Bad w 1: Activations shrink to 0.0# by layer 1: raise the hidden scale"]),
        (
            "#preset=deep-linear&w=gain:2&out=std:0.001",
            0,
            &["Warn w 5: Activations grow to # by layer 5: lower the hidden scale"],
        ),
        (
            "#preset=deep-gain-1&act=relu&b=std:3&hidden=60x10",
            0,
            &[
                "Warn norm #: Layer #: # of 60 neurons dead: use BatchNorm",
                "Warn w 1: Gradients shrink #-fold toward layer 1: raise the hidden scale",
            ],
        ),
        ("#preset=deep-batchnorm&act=relu", 300, &["Good -: Healthy: first loss #"]),
    ];
    for (link, steps, expected) in cases {
        assert_said(link, steps, expected);
    }
}

#[test]
fn verdict_depends_on_the_step_alone_and_not_on_the_view() {
    let session = |threshold| {
        let mut session = Session::new(Dataset::parse(NAMES).unwrap(), Link::parse("").0.config, 0).unwrap();
        session.set_threshold(threshold).unwrap();
        session
    };
    let (mut watched, mut bare) = (session(0.1), session(0.97));
    for _ in 0..150 {
        watched.write_frame();
        watched.advance();
        bare.advance();
    }
    watched.write_frame();
    bare.write_frame();
    assert_eq!(watched.verdicts(), bare.verdicts());
}

/// A healthy layer.
const LAYER: LayerSummary = LayerSummary { mean: 0.0, std: 0.65, saturated: 5.0, dead: 0, gradient_std: 1e-3 };

fn measured(layers: &[LayerSummary]) -> Measured {
    Measured {
        step: 200,
        loss: 2.5,
        first_loss: 3.3,
        uniform_loss: 3.3,
        smooth_loss: 2.5,
        nonfinite_since: None,
        diverged: None,
        layers: layers.to_vec(),
        ends: [layers.first(), layers.last()]
            .map(|layer| layer.map_or([0.0; 2], |layer| [layer.std, layer.gradient_std])),
        updates: vec![-2.5; layers.len()],
    }
}

#[test]
fn worst_verdict_is_first_and_each_fix_appears_once() {
    let config = Link::parse("#hidden=100x3").0.config;
    let flat = LayerSummary { saturated: 45.0, dead: 14, ..LAYER };
    let flatter = LayerSummary { saturated: 61.4, dead: 0, gradient_std: 1.0, ..LAYER };
    let found = Measured { first_loss: 4.0, ..measured(&[flat, flatter, flatter]) };
    let expected = [
        "Bad w 2: Layer 2: 61 % saturated: lower the hidden scale",
        "Warn out: First loss 4.00; a uniform guess costs 3.30: shrink the output weights",
    ];
    assert_eq!(said(&verdicts(&config, &found)), expected);
    let found = Measured { smooth_loss: 50.0, first_loss: 27.94, updates: vec![-0.7; 3], ..found };
    let expected = [
        "Bad out: First loss 27.9; a uniform guess costs 3.30: shrink the output weights",
        "Bad lr: Loss has risen from 27.9 to 50: lower the learning rate",
        "Bad w 2: Layer 2: 61 % saturated: lower the hidden scale",
    ];
    assert_eq!(said(&verdicts(&config, &found)), expected);
}

#[test]
fn nonfinite_weights_under_a_finite_loss_are_the_only_verdict() {
    let config = Link::parse("#norm=batch").0.config;
    let flat = LayerSummary { saturated: 80.0, ..LAYER };
    for (what, words) in [
        (NonFinite::Statistics, "Running statistics"),
        (NonFinite::Weights, "Weights"),
        (NonFinite::Optimizer, "The optimizer's averages"),
    ] {
        let found = Measured { diverged: Some(Divergence { step: 150, what }), ..measured(&[flat]) };
        let expected = format!("Bad lr: {words} diverged at step 150: reset, then lower the learning rate");
        assert_eq!(said(&verdicts(&config, &found)), [expected]);
        assert!(!is_healthy(&config, &found));
    }
}

#[test]
fn hidden_scale_is_not_blamed_for_norm_or_training() {
    let flat = LayerSummary { saturated: 80.0, ..LAYER };
    for link in ["#norm=batch", "#norm=layer", "#w=gain:5/3&b=zero"] {
        let expected = ["Bad lr 1: Layer 1: 80 % saturated: lower the learning rate"];
        assert_eq!(said(&verdicts(&Link::parse(link).0.config, &measured(&[flat]))), expected, "{link}");
    }
    let shrunk = LayerSummary { std: 0.001, gradient_std: 1.0, ..LAYER };
    let normed = Link::parse("#hidden=100x2&norm=batch").0.config;
    assert_eq!(
        said(&verdicts(&normed, &measured(&[LAYER, shrunk]))),
        ["Good -: Healthy: first loss 3.30, at most 5 % saturated"]
    );
    let dead = LayerSummary { dead: 60, ..LAYER };
    let relu = Link::parse("#hidden=100&act=relu&norm=batch").0.config;
    assert_eq!(
        said(&verdicts(&relu, &measured(&[dead]))),
        ["Bad lr 1: Layer 1: 60 of 100 neurons dead: lower the learning rate"]
    );
    let few = Link::parse("#hidden=100&act=relu&batch=4").0.config;
    assert_eq!(
        said(&verdicts(&few, &measured(&[dead]))),
        ["Good -: Healthy: first loss 3.30"],
        "4 examples are too few to tell"
    );
}

#[test]
fn gradients_that_change_many_fold_across_layers_are_reported() {
    let config = Link::parse("#hidden=100x3").0.config;
    let large = LayerSummary { gradient_std: 0.02, ..LAYER };
    let said = |first, last| said(&verdicts(&config, &measured(&[first, LAYER, last])));
    assert_eq!(said(large, LAYER), ["Warn w 1: Gradients grow 20-fold toward layer 1: lower the hidden scale"]);
    assert_eq!(said(LAYER, large), ["Warn w 1: Gradients shrink 20-fold toward layer 1: raise the hidden scale"]);
    let none = LayerSummary { gradient_std: 0.0, ..LAYER };
    assert_eq!(said(none, LAYER), ["Bad w 1: Gradients shrink to 0 toward layer 1: raise the hidden scale"]);
}
