//! What a viewer can request in addition to the usual figures: the minibatch, one neuron, pre-activations, a smoothed
//! loss. Each is compared with a naive recomputation, and each request survives a restart.

use initscope::dataset::Dataset;
use initscope::diagnostics::Smoothed;
use initscope::diagnostics::histogram::BINS;
use initscope::link::Link;
use initscope::session::Session;

use super::sections::{floats, words};

const WORDS: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";

fn text() -> Dataset {
    Dataset::parse(WORDS.as_bytes()).unwrap()
}

fn session(link: &str) -> Session {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    Session::new(text(), link.config, 7).unwrap()
}

fn focus(session: &Session) -> [u32; 2] {
    ["layer", "index"].map(|part| words(session.frame(), &format!("neuron.{part}"))[0])
}

const DEEP: [&str; 3] = [
    "#hidden=7,5&batch=9",
    "#hidden=7,5&act=relu&norm=batch&batch=9",
    "#hidden=7,5&act=identity&norm=layer&outnorm=0.1&batch=9",
];

#[test]
fn displayed_minibatch_is_of_training_examples_and_changes_each_step() {
    let (mut session, text) = (session("#context=4&batch=9"), text());
    let examples: Vec<(Vec<u32>, u32)> = (0..text.train().len())
        .map(|i| {
            let mut context = [0; 4];
            let target = text.train().example(i, &mut context);
            (context.map(u32::from).to_vec(), u32::from(target))
        })
        .collect();
    let mut before = vec![];
    for _ in 0..5 {
        session.write_frame();
        let (tokens, targets) = (words(session.frame(), "batch.tokens"), words(session.frame(), "batch.targets"));
        assert_eq!((tokens.len(), targets.len()), (36, 9));
        for (context, &target) in tokens.chunks(4).zip(targets) {
            assert!(examples.contains(&(context.to_vec(), target)), "{context:?} → {target}");
        }
        assert_ne!(tokens, before);
        before = tokens.to_vec();
        session.advance();
    }
}

#[test]
fn focused_neurons_preactivations_give_its_activations() {
    for link in DEEP {
        let mut session = session(link);
        session.advance();
        for (layer, neurons) in [(0, 7), (1, 5)] {
            for neuron in 0..neurons {
                session.set_focus(layer, neuron);
                session.write_frame();
                assert_eq!(focus(&session), [layer as u32, neuron as u32]);
                let map = floats(session.frame(), &format!("layer.{layer}.map"));
                let h: Vec<f32> = map.iter().copied().skip(neuron).step_by(neurons).collect();
                let entering = floats(session.frame(), "neuron.preactivation");
                assert_eq!(entering.len(), 9);
                for (x, h) in entering.into_iter().zip(h) {
                    let expected = match link {
                        _ if link.contains("relu") => x.max(0.0),
                        _ if link.contains("identity") => x,
                        _ => x.tanh(),
                    };
                    assert!((h - expected).abs() < 1e-6, "{link}: {h} of {x}");
                }
            }
        }
    }
}

#[test]
fn focus_is_clamped_to_the_network_and_restored_with_its_neuron() {
    let mut session = session("#hidden=7,5");
    assert_eq!(focus(&session), [0, 0]);
    session.set_focus(1, 4);
    session.write_frame();
    session.set_dataset(text(), 8);
    assert_eq!(focus(&session), [1, 4], "the focus is the viewer's, not the text's");
    let configure = |session: &mut Session, link: &str| {
        session.configure(Link::parse(link).0.config, 9).unwrap();
        focus(session)
    };
    assert_eq!(configure(&mut session, "#hidden=7,3"), [1, 2]);
    assert_eq!(configure(&mut session, "#hidden=3"), [0, 2]);
    assert_eq!(configure(&mut session, "#hidden=9x3"), [1, 4]);
    session.set_focus(usize::MAX, usize::MAX);
    session.write_frame();
    assert_eq!(focus(&session), [2, 8]);
}

#[test]
fn preactivations_are_measured_on_request_on_one_axis() {
    for link in DEEP {
        let mut session = session(link);
        session.advance();
        session.write_frame();
        let without = session.frame().sections().to_vec();
        for i in 0..2 {
            let part = |part: &str| format!("layer.{i}.preactivation.{part}");
            assert_eq!(words(session.frame(), &part("counts")), [0; BINS]);
            assert_eq!(words(session.frame(), &part("outside")), [0; 2]);
            assert_eq!(words(session.frame(), &part("nonfinite")), [0; 2]);
            assert_eq!(floats(session.frame(), &part("range")), [-1.0, 1.0]);
            assert!(["mean", "std"].iter().all(|moment| floats(session.frame(), &part(moment))[0].is_nan()));
        }

        session.show_preactivations(true);
        let mut reach = 0.0_f64;
        for (layer, neurons) in [(0, 7), (1, 5)] {
            let mut values = vec![];
            for neuron in 0..neurons {
                session.set_focus(layer, neuron);
                session.write_frame();
                values.extend(floats(session.frame(), "neuron.preactivation").into_iter().map(f64::from));
            }
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let std = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            reach = reach.max(4.0 * (mean.abs() + std));
            let part = |part: &str| format!("layer.{layer}.preactivation.{part}");
            let frame = session.frame();
            for (moment, expected) in [("mean", mean), ("std", std)] {
                let got = f64::from(floats(frame, &part(moment))[0]);
                assert!((got - expected).abs() < 1e-5 * std, "{link} {layer}: {moment} {got} for {expected}");
            }
            let [from, to] = [0, 1].map(|end| f64::from(floats(frame, &part("range"))[end]));
            let outside = [values.iter().filter(|x| **x < from).count(), values.iter().filter(|x| **x > to).count()];
            assert_eq!(words(frame, &part("outside")), outside.map(|count| count as u32));
            let all = words(frame, &part("counts")).iter().chain(words(frame, &part("outside"))).sum::<u32>();
            assert_eq!(all as usize, values.len());
        }
        for layer in 0..2 {
            let range = floats(session.frame(), &format!("layer.{layer}.preactivation.range"));
            assert!((f64::from(range[1]) - reach).abs() < 1e-5 * reach && range[0] == -range[1], "{link}: {range:?}");
        }
        assert_eq!(session.frame().sections(), without, "the layout depends on the network alone");

        session.configure(Link::parse("#hidden=4").0.config, 8).unwrap();
        assert!(words(session.frame(), "layer.0.preactivation.counts").iter().any(|&count| count > 0));
        session.show_preactivations(false);
        session.write_frame();
        assert_eq!(words(session.frame(), "layer.0.preactivation.counts"), [0; BINS]);
    }
}

/// The average of all values by its closed form: the i-th of the first 594 weighs i(i + 1)(i + 2)(i + 3)(i + 4), and each
/// later one takes a hundredth of the average.
fn smoothed(losses: &[f32]) -> f64 {
    let (start, rest) = losses.split_at(losses.len().min(594));
    let weight = |i: usize| (1..=5).map(|k| (i + k) as f64).product::<f64>();
    let weights: f64 = (0..start.len()).map(weight).sum();
    let sum: f64 = (0..).zip(start).map(|(i, &loss)| weight(i) * f64::from(loss)).sum();
    let kept = |steps: usize| 0.99_f64.powi(steps as i32);
    let later = (1..).zip(rest).map(|(i, &loss)| 0.01 * kept(rest.len() - i) * f64::from(loss)).sum::<f64>();
    kept(rest.len()) * sum / weights + later
}

/// Measured on each preset with the built-in seed: how far a smoothed loss may be from the mean of the last minibatches, of
/// which there are 20 or, where the run is young, a third of those so far. The loss of a minibatch of 32 is noisy, most where
/// the network is confident.
#[test]
fn smoothed_loss_follows_the_minibatches_while_the_loss_falls_fast() {
    for (preset, most) in [("naive", 0.125), ("output-fixed", 0.05), ("kaiming", 0.05), ("deep-gain-5/3", 0.06)] {
        let names = Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap();
        let mut session = Session::new(names, Link::parse(&format!("#preset={preset}")).0.config, 0).unwrap();
        let losses: Vec<f32> = (0..=500).map(|_| session.advance()).collect();
        let mut average = Smoothed::default();
        let smooth: Vec<f64> = losses.iter().map(|&loss| f64::from(average.push(loss))).collect();
        let recent = |step: usize| {
            let last = &losses[step + 1 - 20.min((step + 1).div_ceil(3))..=step];
            last.iter().map(|&loss| f64::from(loss)).sum::<f64>() / last.len() as f64
        };
        let mut squares = 0.0;
        for (step, smoothed) in smooth.iter().enumerate().skip(20) {
            let off = smoothed / recent(step) - 1.0;
            assert!(off.abs() < most, "{preset}, step {step}: {smoothed} for {}", recent(step));
            squares += off * off / 481.0;
        }
        assert!(squares.sqrt() < most / 2.0, "{preset}: {}", squares.sqrt());
    }
}

#[test]
fn smoothed_loss_is_the_growing_average_at_the_losss_points() {
    let mut session = session("#hidden=5&batch=4");
    let losses: Vec<f32> = (0..1500).map(|_| session.advance()).collect();
    session.write_frame();
    let frame = session.frame();
    assert_eq!(floats(frame, "history.smooth.first"), [losses[0]]);
    for part in ["points", "stride", "nonfinite"] {
        let [smooth, loss] = ["smooth", "loss"].map(|of| words(frame, &format!("history.{of}.{part}")));
        assert_eq!(smooth, loss, "{part}");
    }
    let stride = words(frame, "history.smooth.stride")[0] as usize;
    assert_eq!(stride, 4);
    let means = floats(frame, "history.smooth.mean");
    for (i, group) in losses.chunks(stride).enumerate() {
        let steps = i * stride..i * stride + group.len();
        let expected = steps.clone().map(|step| smoothed(&losses[..=step])).sum::<f64>() / group.len() as f64;
        assert!((f64::from(means[i]) - expected).abs() < 1e-5, "steps {steps:?}: {} for {expected}", means[i]);
    }
}

#[test]
fn nonfinite_value_leaves_the_average_unchanged() {
    let mut average = Smoothed::default();
    assert!(average.value().is_nan(), "no value has no average");
    assert!(average.push(f32::NAN).is_nan());
    assert_eq!(average.push(3.5), 3.5);
    for value in [f32::INFINITY, f32::NAN, f32::NEG_INFINITY] {
        assert!(average.push(value).is_nan());
    }
    assert_eq!(average.value(), 3.5);
    assert!((f64::from(average.push(1.0)) - smoothed(&[3.5, 1.0])).abs() < 1e-6);
}
