//! The norm sections of a frame: statistics, gains and biases of every normed block, and the zero gradient of a bias
//! before BatchNorm. Each is compared with a naive recomputation.

use initscope::dataset::Dataset;
use initscope::diagnostics::histogram::BINS;
use initscope::link::Link;
use initscope::session::Session;

use super::sections::{floats, words};

const WORDS: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";

/// A run of some steps with norm sections on.
fn session(link: &str, steps: usize) -> Session {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    let mut session = Session::new(Dataset::parse(WORDS.as_bytes()).unwrap(), link.config, 0).unwrap();
    session.show_norms(true);
    (0..steps).for_each(|_| _ = session.advance());
    session.write_frame();
    session
}

fn tensor<'a>(session: &Session, of: &'a [f32], name: &str) -> Option<&'a [f32]> {
    let tensor = session.training().model().tensors().iter().find(|tensor| tensor.name == name)?;
    Some(&of[tensor.range.clone()])
}

fn largest(values: &[f32]) -> f32 {
    values.iter().map(|value| value.abs()).fold(0.0, f32::max)
}

const DEEP: &str = "#preset=deep-batchnorm&hidden=9,4&batch=6&lr=0.5&b=std:1&outb=std:1";

#[test]
fn every_normed_block_has_its_sections_in_order() {
    let blocks = |link: &str| -> Vec<u32> {
        let session = session(link, 1);
        let named = |k: usize| session.frame().sections().iter().any(|of| of.name == format!("norm.{k}.block"));
        (0..)
            .take_while(|&k| named(k))
            .flat_map(|k| words(session.frame(), &format!("norm.{k}.block")).to_vec())
            .collect()
    };
    assert_eq!(blocks(DEEP), [0, 1, 2]);
    assert_eq!(blocks("#hidden=9,4&norm=batch"), [0, 1]);
    assert_eq!(blocks("#hidden=9,4&norm=layer&outnorm=0.1"), [0, 1, 2]);
    assert!(blocks("#hidden=9,4").is_empty());
}

#[test]
fn layer_norm_has_gains_and_biases_but_no_minibatch_statistics() {
    let session = session("#hidden=9,4&norm=layer&outnorm=0.1&b=zero", 3);
    for part in ["batch_mean", "batch_var", "running_mean", "running_var"] {
        assert!(words(session.frame(), &format!("norm.1.{part}")).is_empty());
    }
    assert_eq!(words(session.frame(), "norm.1.gain.counts").iter().sum::<u32>(), 4);
    assert_eq!(words(session.frame(), "norm.0.bias.counts").iter().sum::<u32>(), 9);
    assert_eq!(words(session.frame(), "norm.0.bias_gradient").len(), 2);
}

#[test]
fn gains_and_biases_are_counted_on_axes_that_contain_them_all() {
    for link in [DEEP, "#hidden=9,4&norm=layer&outnorm=0.1&lr=0.3"] {
        let session = session(link, 40);
        let (frame, parameters) = (session.frame(), session.training().model().parameters());
        for (k, number) in (1..=3).enumerate() {
            for (part, name) in [("gain", "gain"), ("bias", "bias")] {
                let values = tensor(&session, parameters, &format!("{name}{number}")).unwrap();
                let of = |what: &str| format!("norm.{k}.{part}.{what}");
                let [from, to] = floats(frame, &of("range"))[..] else { panic!("two ends") };
                assert!(values.iter().all(|value| (from..=to).contains(value)), "{values:?} on {from} to {to}");
                assert_eq!(words(frame, &of("outside")), [0, 0]);
                let mut counts = [0; BINS];
                for value in values {
                    let bin = (f64::from(value - from) * BINS as f64 / f64::from(to - from)) as usize;
                    counts[bin.min(BINS - 1)] += 1;
                }
                assert_eq!(words(frame, &of("counts")), counts, "{link} {part} {number}");
                let mean = values.iter().sum::<f32>() / values.len() as f32;
                assert!((floats(frame, &of("mean"))[0] - mean).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn axes_are_powers_of_two_shared_by_hidden_layers() {
    let mut session = session(DEEP, 0);
    let range = |session: &Session, name: &str| floats(session.frame(), &format!("norm.{name}.range"));
    assert_eq!(range(&session, "0.gain"), [0.0, 2.0], "gains begin at 1");
    assert_eq!(range(&session, "2.gain"), [0.0, 0.125], "but at 0.1 on the logits");
    assert_eq!(range(&session, "0.bias"), [-0.125, 0.125], "biases at 0");
    // Large steps: some gain becomes negative, some bias grows.
    session.set_learning_rate(30.0).unwrap();
    (0..4).for_each(|_| _ = session.advance());
    session.write_frame();
    let parameters = session.training().model().parameters();
    let hidden = |name: &str| -> Vec<f32> {
        [1, 2].iter().flat_map(|i| tensor(&session, parameters, &format!("{name}{i}")).unwrap().to_vec()).collect()
    };
    assert!(hidden("gain").iter().any(|&gain| gain < 0.0), "no gain turned negative");
    for part in ["gain", "bias"] {
        let [from, to] = range(&session, &format!("0.{part}"))[..] else { panic!("two ends") };
        assert_eq!(range(&session, &format!("1.{part}")), [from, to]);
        assert_eq!((from, to.log2().fract()), (-to, 0.0));
        let largest = largest(&hidden(part));
        assert!(to > largest && (to <= 2.0 * largest || to == 0.125), "{largest} on an axis to {to}");
    }
}

#[test]
fn gain_axis_extends_below_zero_if_a_gain_is_negative() {
    let mut session = session(DEEP, 0);
    session.set_learning_rate(1.0).unwrap();
    let mut least = f32::INFINITY;
    for _ in 0..2000 {
        session.advance();
        session.write_frame();
        let parameters = session.training().model().parameters();
        let gains = [1, 2].map(|i| tensor(&session, parameters, &format!("gain{i}")).unwrap().to_vec()).concat();
        least = gains.into_iter().fold(f32::INFINITY, f32::min);
        let from = floats(session.frame(), "norm.0.gain.range")[0];
        assert_eq!(from < 0.0, least < 0.0, "the axis begins at {from}, the least gain is {least}");
        if least < 0.0 {
            break;
        }
    }
    assert!((-0.25..0.0).contains(&least), "{least} is not the first step beneath 0");
}

#[test]
fn bias_before_batch_norm_has_no_gradient_and_its_weight_does() {
    let session = session(DEEP, 10);
    let gradients = session.training().model().gradients();
    for (k, number) in (1..=3).enumerate() {
        let [bias, weight] = floats(session.frame(), &format!("norm.{k}.bias_gradient"))[..] else { panic!("two") };
        assert_eq!(bias, largest(tensor(&session, gradients, &format!("b{number}")).unwrap()));
        assert_eq!(weight, largest(tensor(&session, gradients, &format!("W{number}")).unwrap()));
        assert!(weight > 1e-3 && bias < 1e-5 * weight, "block {k}: bias {bias}, weight {weight}");
    }
}

#[test]
fn bias_before_layer_norm_has_a_gradient() {
    let session = session("#hidden=9,4&norm=layer&b=zero&batch=6", 10);
    let [bias, weight] = floats(session.frame(), "norm.0.bias_gradient")[..] else { panic!("two") };
    assert!(bias > 1e-3 * weight, "bias {bias}, weight {weight}");
}

#[test]
fn layer_without_bias_has_no_bias_gradient() {
    let session = session("#preset=batchnorm&hidden=9&b=none&outb=zero&outnorm=0.1", 1);
    assert_eq!(words(session.frame(), "norm.0.bias_gradient").len(), 0);
    assert_eq!(words(session.frame(), "norm.1.bias_gradient").len(), 2);
}

#[test]
fn unrequested_norm_sections_have_no_counts_and_nan_gradients() {
    let mut session = session(DEEP, 5);
    let layout = session.frame().sections().to_vec();
    session.show_norms(false);
    session.write_frame();
    assert_eq!(session.frame().sections(), layout, "the layout depends on the network alone");
    for k in 0..3 {
        for part in ["gain", "bias"] {
            let of = |what: &str| format!("norm.{k}.{part}.{what}");
            assert_eq!(words(session.frame(), &of("counts")), [0; BINS]);
            assert!(floats(session.frame(), &of("mean"))[0].is_nan());
        }
        assert!(floats(session.frame(), &format!("norm.{k}.bias_gradient")).iter().all(|value| value.is_nan()));
        assert!(!words(session.frame(), &format!("norm.{k}.batch_mean")).is_empty(), "statistics are always shown");
    }
    session.show_norms(true);
    session.set_dataset(Dataset::parse(WORDS.as_bytes()).unwrap(), 1);
    assert_eq!(words(session.frame(), "norm.0.gain.counts").iter().sum::<u32>(), 9, "the wish outlives the text");
}

#[test]
fn nan_gains_are_counted_separately() {
    let session = session("#preset=deep-batchnorm&hidden=9,4&batch=6&lr=100&eps=0&act=relu&w=std:0", 4);
    assert_eq!(words(session.frame(), "norm.0.gain.nonfinite"), [9, 0]);
    assert!(floats(session.frame(), "norm.0.bias_gradient").iter().all(|value| value.is_nan()));
}

#[test]
fn norm_sections_do_not_change_the_weights() {
    let mut looked = session(DEEP, 0);
    let mut bare = session(DEEP, 0);
    bare.show_norms(false);
    for _ in 0..30 {
        looked.write_frame();
        looked.advance();
        bare.advance();
    }
    assert_eq!(looked.checksum(), bare.checksum());
}
