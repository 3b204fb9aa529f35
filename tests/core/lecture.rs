//! The lecture's own run: makemore's names have its split and the losses that its notebook prints.

use std::collections::BTreeMap;

use initscope::config::Preset;
use initscope::dataset::Dataset;
use initscope::link::Link;
use initscope::session::Session;
use serde::Deserialize;

/// `tests/golden/lecture.json`: these names as `tests/golden/make.py` split them, and each preset's first loss.
#[derive(Deserialize)]
struct Golden {
    lines: usize,
    examples: [usize; 3],
    first: BTreeMap<String, f64>,
}

fn names() -> Dataset {
    Dataset::parse(include_bytes!("../golden/makemore.txt")).unwrap()
}

fn golden() -> Golden {
    serde_json::from_slice(include_bytes!("../golden/lecture.json")).unwrap()
}

fn session(preset: &str) -> Session {
    let (link, errors) = Link::parse(&format!("preset={preset}"));
    assert_eq!(*errors, []);
    Session::new(names(), link.config, 0).unwrap()
}

#[test]
fn makemore_names_split_as_in_the_lecture() {
    let text = names();
    let examples = [text.train(), text.val(), text.test()].map(|split| split.len());
    assert_eq!(examples, [182_625, 22_655, 22_866], "what the notebook prints");
    assert_eq!((text.lines(), examples), (golden().lines, golden().examples));
    assert_eq!(text.vocabulary(), 27);
}

#[test]
fn every_preset_has_pytorchs_first_loss() {
    let first = golden().first;
    assert_eq!(first.len(), 12);
    for (preset, expected) in first {
        let got = f64::from(session(&preset).training().loss());
        assert!((got - expected).abs() <= 1e-6 * expected, "{preset}: {got} for {expected}");
    }
}

#[test]
fn naive_and_batch_norm_runs_match_the_notebooks_losses() {
    assert_eq!(format!("{:.4}", session("naive").advance()), "27.8817");
    let mut batch_norm = session("batchnorm");
    let losses: Vec<f32> = (0..20_001).map(|_| batch_norm.advance()).collect();
    assert_eq!([0, 10_000, 20_000].map(|step| format!("{:.4}", losses[step])), ["3.3239", "2.0322", "2.5675"]);
}

#[test]
fn gain_half_shrinks_activations_forward_and_gradients_backward() {
    let layers = session("deep-gain-0.5").layers();
    assert_eq!(layers.len(), 5);
    for pair in layers.windows(2) {
        assert!(pair[1].std < 0.7 * pair[0].std, "activations: {layers:?}");
        assert!(pair[0].gradient_std < 0.7 * pair[1].gradient_std, "gradients: {layers:?}");
    }
    let doc = Preset::DeepGainHalf.doc();
    assert!(doc.contains("activations shrink") && doc.contains("gradients shrink toward the input"), "{doc}");
}
