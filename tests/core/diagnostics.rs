//! The counts and averages of diagnostics, compared with a naive recomputation from the same numbers.

use initscope::SplitName;
use initscope::config::Residual;
use initscope::dataset::Dataset;
use initscope::diagnostics::frame::{LAYOUT_VERSION, MAGIC};
use initscope::diagnostics::histogram::BINS;
use initscope::diagnostics::history::POINTS;
use initscope::diagnostics::{Counts, Frame, History, Moments, Saturation};
use initscope::layers::Activation;
use initscope::link::Link;
use initscope::session::Session;
use initscope::train::Training;
use proptest::prelude::*;

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

fn float(frame: &Frame, name: &str) -> f64 {
    let [value] = floats(frame, name)[..] else { panic!("{name} is not one number") };
    f64::from(value)
}

/// Mean and unbiased standard deviation in two passes.
fn moments(values: &[f32]) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let squares: f64 = values.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum();
    [mean, (squares / (n - 1.0)).sqrt()]
}

#[track_caller]
fn assert_near(got: f64, expected: f64) {
    assert!((got - expected).abs() <= 1e-5 * expected.abs().max(1e-3), "expected {expected}, got {got}");
}

fn assert_distribution(frame: &Frame, name: &str, values: &[f32]) {
    let [mean, std] = moments(values);
    assert_near(float(frame, &format!("{name}.mean")), mean);
    assert_near(float(frame, &format!("{name}.std")), std);
    let [from, to] = floats(frame, &format!("{name}.range"))[..] else { panic!("a range is two numbers") };
    let counts = words(frame, &format!("{name}.counts"));
    let outside = words(frame, &format!("{name}.outside"));
    assert_eq!(counts.len(), BINS);
    let share = |test: &dyn Fn(f32) -> bool| values.iter().filter(|&&x| test(x)).count() as u32;
    assert_eq!(outside, [share(&|x| x < from), share(&|x| x > to)], "{name}");
    assert_eq!(counts.iter().sum::<u32>() + outside.iter().sum::<u32>(), values.len() as u32, "{name}");
    // Rounding may move a value across one edge of a bin, no further.
    let width = f64::from(to - from) / BINS as f64;
    let mut below = 0;
    for (bin, count) in counts.iter().enumerate() {
        below += count;
        let edge = f64::from(from) + width * (bin + 1) as f64;
        let near =
            |slack: f64| values.iter().filter(|&&x| x >= from && f64::from(x) < edge + slack * width).count() as u32;
        assert!((near(-1e-3)..=near(1e-3)).contains(&below) || bin == BINS - 1, "{name}: bin {bin}");
    }
}

#[test]
fn frame_equals_a_naive_recomputation_of_the_pass() {
    for link in ["", "#hidden=13,5&act=relu&norm=batch&batch=9", "#hidden=6x3&act=identity&norm=layer&outnorm=0.1"] {
        let mut session = session(link);
        (0..25).for_each(|_| _ = session.advance());
        session.write_frame();
        let (frame, training) = (session.frame(), session.training());
        let (model, pass) = (training.model(), training.pass());
        let hidden = model.blocks().len() - 1;
        for i in 0..hidden {
            assert_distribution(frame, &format!("layer.{i}.activation"), pass.activation(i));
            assert_distribution(frame, &format!("layer.{i}.gradient"), pass.d_activation(i));
            assert_eq!(floats(frame, &format!("layer.{i}.map")), pass.activation(i));
        }
        let rate = f64::from(training.learning_rate());
        for (j, block) in model.blocks().iter().enumerate() {
            let range = model.tensors()[block.weight].range.clone();
            let (weights, gradient) = (&model.parameters()[range.clone()], &model.gradients()[range]);
            assert_distribution(frame, &format!("weight.{j}.gradient"), gradient);
            let [[_, data], [_, grad]] = [moments(weights), moments(gradient)];
            assert_near(float(frame, &format!("weight.{j}.data_std")), data);
            assert_near(float(frame, &format!("weight.{j}.grad_data")), grad / data);
            assert_near(float(frame, &format!("weight.{j}.update_data")), (rate * grad / data).log10());
        }
        assert_near(float(frame, "uniform_loss"), (model.vocabulary() as f64).ln());
        assert_near(float(frame, "learning_rate"), 0.1);
        assert_near(float(frame, "loss"), f64::from(training.loss()));
    }
}

#[test]
fn frame_has_the_probabilities_of_one_example_that_begins_an_item() {
    for link in ["", "#batch=1", "#context=1", "#hidden=20x3&norm=layer&batch=7", "#context=8&batch=3"] {
        let mut session = session(link);
        for _ in 0..3 {
            session.write_frame();
            let (frame, pass) = (session.frame(), session.training().pass());
            let example = words(frame, "example.index")[0] as usize;
            let (vocabulary, context) = (session.training().model().vocabulary(), pass.tokens().len() / pass.batch());
            let blocks = session.training().model().blocks().len();
            let logits = &pass.activation(blocks - 1)[example * vocabulary..(example + 1) * vocabulary];
            let sum: f64 = logits.iter().map(|&logit| f64::from(logit).exp()).sum();
            for (&logit, p) in logits.iter().zip(floats(frame, "example.probabilities")) {
                assert!((f64::from(p) - f64::from(logit).exp() / sum).abs() < 1e-6, "{link}: {p}");
            }
            // Only where no example begins an item does the first one stand for them.
            let begins = |i: usize| {
                let tokens = &pass.tokens()[i * context..(i + 1) * context];
                pass.targets()[i] != 0 && (context == 1 || tokens.contains(&0)) && tokens[context - 1] != 0
            };
            assert!(begins(example) || (example == 0 && !(0..pass.batch()).any(begins)), "{link}: example {example}");
            session.advance();
        }
    }
}

#[test]
fn saturated_share_and_dead_neurons_match_their_definitions() {
    // Rows are examples: neuron 0 is always beyond, 1 sometimes, 2 exactly at the threshold, 3 is NaN.
    let h = [0.99, -1.0, 0.97, f32::NAN, -0.98, 0.2, -0.97, f32::NAN];
    let mut counts = [9; 4];
    let tanh = Saturation::of([&h, &h], Activation::Tanh, 0.97, &mut counts);
    assert_eq!((tanh.percent, tanh.dead, counts), (37.5, 1, [2, 1, 0, 0]));

    let h = [0.0, -0.0, 3.0, 0.0, 0.0, 1e-30];
    let mut counts = [9; 3];
    let relu = Saturation::of([&h, &h], Activation::Relu, 0.97, &mut counts);
    assert_eq!((relu.percent, relu.dead, counts), (100.0 * 4.0 / 6.0, 2, [2, 2, 0]));

    let identity = Saturation::of([&[5.0; 3]; 2], Activation::Identity, 0.97, &mut counts);
    assert_eq!((identity.percent, identity.dead, counts), (100.0, 0, [1, 1, 1]));
}

#[test]
fn frame_saturation_follows_the_threshold() {
    let mut session = session("#hidden=40&w=std:2");
    for threshold in [0.97_f32, 0.5, 1.0, 0.0] {
        session.set_threshold(f64::from(threshold)).unwrap();
        session.write_frame();
        let frame = session.frame();
        let map = floats(frame, "layer.0.map");
        let beyond = |h: f32| h.abs() > threshold;
        let percent = 100.0 * map.iter().filter(|&&h| beyond(h)).count() as f64 / map.len() as f64;
        assert_near(float(frame, "layer.0.saturated"), percent);
        let count = |j: usize| map.iter().skip(j).step_by(40).filter(|&&h| beyond(h)).count() as u32;
        let counts: Vec<u32> = (0..40).map(count).collect();
        assert_eq!(words(frame, "layer.0.saturated_counts"), counts);
        let dead: Vec<u32> = counts.iter().map(|&count| u32::from(count == 32)).collect();
        assert_eq!(words(frame, "layer.0.dead_neurons"), dead);
        assert_eq!(words(frame, "layer.0.dead"), [dead.iter().sum::<u32>()]);
        assert_eq!(float(frame, "threshold") as f32, threshold);
    }
    let error = session.set_threshold(1.5).unwrap_err();
    assert_eq!(error.to_string(), "threshold: expected a number from 0 to 1, got 1.5");
}

#[test]
fn frame_header_names_its_run_and_sections_fill_it_without_overlap() {
    let mut session = session("#hidden=9,4&norm=batch&outnorm=0.1&batch=6");
    (0..3).for_each(|_| _ = session.advance());
    session.write_frame();
    let frame = session.frame();
    assert_eq!(frame.words()[..8], [MAGIC, LAYOUT_VERSION, 7, 3, 0, frame.words().len() as u32, 2, 3]);
    let mut at = 8;
    for section in frame.sections() {
        assert_eq!(section.at, at, "{}", section.name);
        at += section.len;
    }
    assert_eq!(at, frame.words().len());
    let names: std::collections::BTreeSet<_> = frame.sections().iter().map(|section| &section.name).collect();
    assert_eq!(names.len(), frame.sections().len(), "a name stands twice");
}

#[test]
fn frame_has_the_residual_stream_of_layers_with_a_connection() {
    for link in ["#hidden=24x5&act=gelu&norm=rms&res=pre&branch=0.5", "#hidden=9,24x3&norm=layer&res=post&batch=7"] {
        let mut session = session(link);
        (0..3).for_each(|_| _ = session.advance());
        session.write_frame();
        let (pass, frame) = (session.training().pass(), session.frame());
        for i in 0..session.config().hidden.len() {
            let figure = |name: &str| float(frame, &format!("layer.{i}.{name}"));
            assert_near(figure("output_std"), moments(pass.output(i))[1]);
            assert_near(figure("output_gradient_std"), moments(pass.d_output(i))[1]);
            let has_stream = session.config().residual_of(i) != Residual::None;
            assert_eq!(figure("output_std") != figure("activation.std"), has_stream, "{link}, layer {i}");
        }
    }
}

#[test]
fn frame_has_learned_branch_scales_and_their_course() {
    // The second layer is the first one with a connection, and layer 5 is as narrow as none before it.
    let mut session = session("#hidden=16x4,8x2&res=pre&branch=learned:0.5&opt=adam&lr=0.01");
    let scale = |session: &Session, number: usize| {
        let model = session.model();
        let name = format!("branch{number}");
        model.named().find(|(tensor, _)| tensor.name == name).map(|(_, values)| values[0])
    };
    let scales = |session: &Session| [2, 3, 4, 6].map(|number| scale(session, number).unwrap());
    assert_eq!([1, 5].map(|number| scale(&session, number)), [None; 2]);
    let mut course = Vec::new();
    for step in 0..35 {
        if step % 10 == 0 {
            course.push(scales(&session));
        }
        session.advance();
    }
    session.write_frame();
    let frame = session.frame();
    assert_eq!(words(frame, "branch.layer"), [1, 2, 3, 5]);
    assert_eq!(floats(frame, "branch.scale"), scales(&session));
    assert_eq!(words(frame, "branch.recorded"), [0, 1, 2, 3]);
    for i in 0..4 {
        assert_eq!(words(frame, &format!("history.branch.{i}.stride")), [10]);
        let recorded = &floats(frame, &format!("history.branch.{i}.mean"))[..4];
        assert_eq!(recorded, course.iter().map(|scales| scales[i]).collect::<Vec<_>>());
    }
    assert!(course[3].iter().all(|scale| *scale != 0.5));
}

#[test]
fn courses_of_many_branch_scales_are_those_of_layers_spread_over_the_depth() {
    let mut deep = session("#hidden=6x64&res=post&branch=learned:0&batch=4");
    deep.write_frame();
    assert_eq!(words(deep.frame(), "branch.layer").len(), 63);
    assert_eq!(words(deep.frame(), "branch.recorded"), [0, 8, 17, 26, 35, 44, 53, 62]);
    for link in ["#hidden=6x4&res=pre&branch=1", "#hidden=6x4&branch=learned:1", "#hidden=6&res=pre&branch=learned:1"] {
        let mut other = session(link);
        other.write_frame();
        let has_branch = |name: &str| name.starts_with("branch") || name.starts_with("history.branch");
        assert!(!other.frame().sections().iter().any(|section| has_branch(&section.name)), "{link}");
    }
}

#[test]
fn frame_has_batch_and_running_statistics_of_every_norm() {
    let mut session = session("#hidden=9,4&norm=batch&outnorm=0.1&batch=6&momentum=0.25");
    let statistics = |session: &Session, of: &str| {
        ["mean", "var"].map(|which| floats(session.frame(), &format!("norm.1.{of}_{which}")))
    };
    assert_eq!(statistics(&session, "running"), [[0.0; 4], [1.0; 4]]);
    let batch = statistics(&session, "batch");
    session.advance();
    session.write_frame();
    for ((running, batch), start) in statistics(&session, "running").iter().zip(batch).zip([0.0, 1.0]) {
        for (running, batch) in running.iter().zip(batch) {
            assert_near(f64::from(*running), 0.75 * start + 0.25 * f64::from(batch));
        }
    }
    assert_eq!(floats(session.frame(), "norm.2.batch_var").len(), session.text_info().vocabulary);
    assert!(session.frame().sections().iter().all(|section| !section.name.starts_with("norm.3")));
}

#[test]
fn nonfinite_values_are_counted_separately() {
    let values = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -2.0, -1.0, 0.0, 0.999, 1.0, 1.5, 1e30];
    let counts = Counts::of(&values, [-1.0, 1.0]);
    assert_eq!(counts.nonfinite, [1, 2]);
    assert_eq!(counts.outside, [1, 2]);
    let filled: Vec<usize> = (0..BINS).filter(|&bin| counts.bins[bin] > 0).collect();
    assert_eq!(filled, [0, BINS / 2, BINS - 1]);
    assert_eq!(counts.bins[BINS - 1], 2, "the upper end is inside");
    assert!(Moments::of(&values).mean.is_nan());
}

/// Counts values one by one, as the docs describe.
fn naive_counts(values: &[f32], [from, to]: [f32; 2]) -> Counts {
    let mut counts = Counts { bins: [0; BINS], outside: [0; 2], nonfinite: [0; 2] };
    for &value in values {
        if !value.is_finite() {
            counts.nonfinite[usize::from(value.is_infinite())] += 1;
        } else if value < from || value > to {
            counts.outside[usize::from(value > to)] += 1;
        } else {
            let bin = ((value - from) * (BINS as f32 / (to - from))) as usize;
            counts.bins[bin.min(BINS - 1)] += 1;
        }
    }
    counts
}

#[test]
fn values_at_edges_of_bins_and_ranges_match_the_naive_count() {
    for [from, to] in [[-1.0, 1.0], [0.0, 3.0], [-1e-30, 1e-30], [-1e38, 1e38], [5.0, 5.000_001], [0.1, 0.7]] {
        let width: f32 = (to - from) / BINS as f32;
        let edges =
            (-3..BINS as i32 + 4).map(|bin| from + bin as f32 * width).chain([0.0, -0.0, to, f32::MAX, f32::MIN]);
        let values: Vec<f32> = edges.flat_map(|edge| [edge.next_down(), edge, edge.next_up()]).collect();
        for length in [values.len(), values.len() - 1, values.len() - 2, 3, 1, 0] {
            let finite: Vec<f32> = values.iter().copied().filter(|value| value.is_finite()).take(length).collect();
            assert_eq!(Counts::of(&finite, [from, to]), naive_counts(&finite, [from, to]), "{from} to {to}");
            assert_eq!(Counts::of(&values[..length], [from, to]), naive_counts(&values[..length], [from, to]));
        }
    }
}

#[test]
fn diverging_run_is_counted_displayed_and_continues() {
    let mut session = session("#act=relu&w=std:100&out=std:100&lr=100&hidden=20x3");
    (0..40).for_each(|_| _ = session.advance());
    session.write_frame();
    let frame = session.frame();
    let total = words(frame, "layer.2.map").len() as u32;
    let finite: u32 =
        ["counts", "outside"].iter().flat_map(|part| words(frame, &format!("layer.2.activation.{part}"))).sum();
    let nonfinite: u32 = words(frame, "layer.2.activation.nonfinite").iter().sum();
    assert_eq!(finite + nonfinite, total);
    assert!(nonfinite > 0, "nothing blew up");
    assert!(words(frame, "history.loss.nonfinite").iter().sum::<u32>() > 0);
    assert!(float(frame, "history.loss.first").is_finite());
    assert_eq!(session.training().step(), 40);
}

#[test]
fn measuring_does_not_change_the_weights() {
    for link in ["#preset=kaiming", "#preset=deep-batchnorm&hidden=20x3"] {
        let (link, _) = Link::parse(link);
        let text = text();
        let mut measured = Session::new(text.clone(), link.config.clone(), 0).unwrap();
        let mut bare = Training::new(&link.config, &text);
        for step in 0..50 {
            measured.advance();
            measured.show_preactivations(step % 2 == 0);
            measured.set_focus(step, step);
            measured.write_frame();
            measured.layers();
            measured.verdicts();
            measured.strips();
            measured.evaluate(SplitName::Val);
            bare.advance(text.train());
        }
        assert_eq!(measured.training().model().checksum(), bare.model().checksum());
    }
}

#[test]
fn history_of_millions_of_steps_keeps_its_memory_limit_and_spikes() {
    let mut history = History::new(1);
    const STEPS: u64 = 3_000_000;
    for step in 0..STEPS {
        history.push(if step == 1_234_567 { 99.0 } else { 1.0 + (step % 2) as f32 });
    }
    assert!((POINTS / 2..=POINTS).contains(&history.len()), "{}", history.len());
    assert!(history.len() as u64 * history.stride() >= STEPS && (history.len() as u64 - 1) * history.stride() < STEPS);
    assert_eq!(history.first(), 1.0);
    let highest: Vec<usize> = (0..history.len()).filter(|&i| history.point(i).0[2] == 99.0).collect();
    assert_eq!(highest, [(1_234_567 / history.stride()) as usize]);
    let ([min, mean, _], nonfinite) = history.point(0);
    assert_eq!((min, mean, nonfinite), (1.0, 1.5, 0));
}

/// Mostly finite values.
fn any_value() -> impl Strategy<Value = f32> {
    prop_oneof![8 => -1e3_f32..1e3, 1 => prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY])]
}

proptest! {
    #[test]
    fn each_history_point_summarizes_its_steps(values in prop::collection::vec(any_value(), 1..3000)) {
        let mut history = History::new(10);
        values.iter().for_each(|&value| history.push(value));
        prop_assert_eq!(history.first().to_bits(), values[0].to_bits());
        let per_point = (history.stride() / 10) as usize;
        let groups: Vec<&[f32]> = values.chunks(per_point).collect();
        prop_assert_eq!(history.len(), groups.len());
        for (i, group) in groups.into_iter().enumerate() {
            let ([min, mean, max], nonfinite) = history.point(i);
            let finite: Vec<f32> = group.iter().copied().filter(|value| value.is_finite()).collect();
            prop_assert_eq!(nonfinite as usize, group.len() - finite.len());
            if finite.is_empty() {
                prop_assert!(min.is_nan() && mean.is_nan() && max.is_nan());
            } else {
                prop_assert_eq!(min, finite.iter().copied().fold(f32::INFINITY, f32::min));
                prop_assert_eq!(max, finite.iter().copied().fold(f32::NEG_INFINITY, f32::max));
                let naive = finite.iter().map(|&x| f64::from(x)).sum::<f64>() / finite.len() as f64;
                prop_assert!((f64::from(mean) - naive).abs() <= 1e-4);
            }
        }
    }

    #[test]
    fn every_value_is_counted_once(values in prop::collection::vec(any_value(), 0..300), from in -1e3_f32..1e3, width in 0.0_f32..1e3) {
        let counts = Counts::of(&values, [from, from + width]);
        let all = counts.bins.iter().chain(&counts.outside).chain(&counts.nonfinite).sum::<u32>();
        prop_assert_eq!(all as usize, values.len());
        prop_assert_eq!(counts, naive_counts(&values, [from, from + width]));
    }
}
