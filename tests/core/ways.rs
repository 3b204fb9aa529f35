//! The ways to evaluate a network with BatchNorm: with minibatch, running and calibrated statistics, and with its norms
//! folded into the weights. Each is compared with its definition, computed naively in f64, and leaves the run
//! unchanged.

use initscope::SplitName;
use initscope::dataset::{Dataset, Split};
use initscope::evaluate::{Calibration, Evaluation, Progress, Task, Way, WayLosses, Ways};
use initscope::model::{Model, Pass};
use initscope::session::Session;
use initscope::train::Training;

use super::naive::{Naive, config, kept, loss, text, wide};

/// Biases before the norms, a gain on the logits, a large eps: everything that folding must handle.
const LINKS: [&str; 3] = [
    "#preset=deep-batchnorm&hidden=24,18&b=std:0.7&outb=std:0.3&eps=0.05&lr=0.5",
    "#preset=batchnorm&hidden=30&b=none&variance=biased&momentum=0.3&eps=1e-3",
    "#preset=deep-batchnorm&hidden=9x3&outnorm=none&outb=std:1&act=identity&lr=0.2",
];

fn trained(text: &Dataset, link: &str) -> Training {
    let mut training = Training::new(&config(link), text);
    (0..80).for_each(|_| _ = training.advance(text.train()));
    training
}

fn logits(model: &Model, split: &Split) -> Vec<f32> {
    let mut pass = Pass::new(model, split.len());
    pass.load(split.len(), |i, context| split.example(i, context));
    model.forward_evaluation(&mut pass, model.running(), usize::MAX);
    pass.activation(model.blocks().len() - 1).to_vec()
}

#[test]
fn folded_network_equals_the_naive_network_with_running_statistics() {
    let text = text();
    for link in LINKS {
        let (training, config) = (trained(&text, link), config(link));
        let model = training.model();
        let folded = model.folded(model.running()).unwrap();
        assert!(folded.blocks().iter().all(|block| block.norm.is_none()));
        assert!(folded.tensors().iter().all(|tensor| !tensor.name.starts_with("gain")));

        let (naive, statistics) = (Naive { model, config: &config }, kept(model, model.running()));
        let logits = logits(&folded, text.val());
        for (i, logits) in logits.chunks_exact(text.vocabulary()).enumerate() {
            let (context, _) = naive.example(text.val(), i);
            for (logit, expected) in wide(logits).into_iter().zip(naive.forward(&context, usize::MAX, &statistics)) {
                assert!((logit - expected).abs() < 2e-5 * expected.abs().max(1.0), "{link}: {logit} for {expected}");
            }
        }
    }
}

#[test]
fn folding_scales_each_column_and_shifts_its_bias() {
    let text = text();
    for link in LINKS {
        let (training, eps) = (trained(&text, link), config(link).eps);
        let model = training.model();
        let folded = model.folded(model.running()).unwrap();
        let tensor = |model: &Model, name: String| {
            let found = model.tensors().iter().find(|tensor| tensor.name == name);
            found.map(|tensor| wide(&model.parameters()[tensor.range.clone()]))
        };
        assert_eq!(tensor(&folded, "C".into()), tensor(model, "C".into()));
        for (number, [mean, variance]) in (1..).zip(kept(model, model.running())) {
            let of = |model, kind: &str| tensor(model, format!("{kind}{number}"));
            let (Some(gain), Some(shift)) = (of(model, "gain"), of(model, "bias")) else {
                assert_eq!(
                    [of(&folded, "W"), of(&folded, "b")],
                    [of(model, "W"), of(model, "b")],
                    "no norm, no change"
                );
                continue;
            };
            let before = of(model, "b").unwrap_or(vec![0.0; gain.len()]);
            for (j, bias) in of(&folded, "b").unwrap().into_iter().enumerate() {
                let scale = gain[j] / (variance[j] + eps).sqrt();
                let expected = shift[j] + (before[j] - mean[j]) * scale;
                assert!((bias - expected).abs() < 1e-6 * expected.abs().max(1.0), "{bias} for {expected}");
                let columns = [of(&folded, "W"), of(model, "W")].map(Option::unwrap);
                let [folded, weight] = columns.map(|of| of.into_iter().skip(j).step_by(gain.len()).collect::<Vec<_>>());
                for (folded, weight) in folded.into_iter().zip(weight) {
                    assert!((folded - weight * scale).abs() <= 1e-6 * folded.abs(), "{folded} for {weight} · {scale}");
                }
            }
        }
    }
}

#[test]
fn network_without_batch_norm_cannot_be_folded() {
    let text = text();
    for link in ["#hidden=8", "#hidden=8&norm=layer&outnorm=0.5"] {
        let training = trained(&text, link);
        assert!(training.model().folded(training.model().running()).is_none());
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    (1..=b).rev().find(|k| a.is_multiple_of(*k) && b.is_multiple_of(*k)).unwrap()
}

/// The batches of examples, as the docs of `in_minibatches` describe.
fn batches(n: usize, size: usize) -> Vec<Vec<usize>> {
    let golden = (1.0 + 5_f64.sqrt()) / 2.0;
    let first = (n as f64 / golden).floor() as usize;
    let stride = (first..).find(|&stride| greatest_common_divisor(stride, n) == 1).unwrap();
    let order: Vec<usize> = (0..n).map(|p| p * stride % n).collect();
    let mut batches: Vec<Vec<usize>> = order.chunks(size).map(<[usize]>::to_vec).collect();
    if batches.len() > 1 && batches[batches.len() - 1].len() == 1 {
        let alone = batches.pop().unwrap();
        batches.last_mut().unwrap().extend(alone);
    }
    batches
}

#[test]
fn minibatch_statistics_loss_matches_naive_batches_of_spread_examples() {
    let text = text();
    for link in LINKS {
        let (training, config) = (trained(&text, link), config(link));
        let model = training.model();
        let naive = Naive { model, config: &config };
        let n = text.val().len();
        let leaves_one = (2..n).find(|size| n % size == 1).unwrap();
        let leaves_some = (2..n).find(|size| n % size > 1).unwrap();
        for size in [leaves_one, leaves_some, n - 1, n, n + 7] {
            let batches = batches(n, size);
            assert!(batches.iter().all(|batch| batch.len() > 1));
            let mut all: Vec<usize> = batches.concat();
            all.sort_unstable();
            assert!(all.iter().copied().eq(0..n), "each example is in one batch");
            let losses = batches.iter().flat_map(|batch| {
                let (contexts, targets): (Vec<_>, Vec<_>) = batch.iter().map(|&i| naive.example(text.val(), i)).unzip();
                let rows = naive.forward_in_batch(&contexts);
                rows.iter().zip(targets).map(|(logits, target)| loss(logits, target)).collect::<Vec<_>>()
            });
            let expected = losses.sum::<f64>() / n as f64;
            let evaluation = Evaluation::in_minibatches(model, &text, SplitName::Val, size);
            let found = f64::from(finished(evaluation, model, &text));
            assert!((found - expected).abs() < 2e-5 * expected, "{link}, batches of {size}: {found} for {expected}");
        }
    }
}

#[test]
fn examples_of_a_batch_are_far_apart_in_the_split() {
    for n in [2_usize, 3, 10, 97, 1024, 22_655, 182_625] {
        for size in [2, 32, 256] {
            for batch in batches(n, size).iter().filter(|batch| batch.len() == size) {
                let mut places = batch.clone();
                places.sort_unstable();
                let nearest = places.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap();
                assert!(3 * (nearest + 1) * size >= n, "{n} examples: {nearest} apart in a batch");
            }
        }
    }
}

#[test]
fn smallest_splits_make_one_batch() {
    let text = Dataset::parse(b"a\nb\nab\nba\nb\na\naa\nbb\nc\nac").unwrap();
    assert!(text.val().len() < 8, "{}", text.val().len());
    let training = trained(&text, LINKS[0]);
    let model = training.model();
    let whole = |size| finished(Evaluation::in_minibatches(model, &text, SplitName::Val, size), model, &text);
    assert!(whole(32).is_finite());
    assert_eq!(whole(32), whole(text.val().len()));
}

/// What is known of the ways after a slice.
struct Known {
    progress: Progress,
    losses: Vec<WayLosses>,
    difference: Option<f32>,
}

/// All of it, with what was known after each slice.
fn ways(session: &Session) -> Vec<Known> {
    let (model, text) = (session.model(), session.dataset());
    let mut ways = Ways::new(model, text, session.training().batch());
    let mut known: Vec<Known> = Vec::new();
    while known.last().is_none_or(|last| !last.progress.is_finished()) {
        let progress = ways.advance(model, text);
        known.push(Known { progress, losses: ways.losses().to_vec(), difference: ways.logit_difference() });
    }
    known
}

fn finished(mut evaluation: Evaluation, model: &Model, text: &Dataset) -> f32 {
    evaluation.finish(model, text);
    evaluation.loss()
}

fn session(link: &str) -> Session {
    let mut session = Session::new(text(), config(link), 0).unwrap();
    (0..80).for_each(|_| _ = session.advance());
    session
}

#[test]
fn each_way_equals_its_separate_evaluation() {
    for link in LINKS {
        let session = session(link);
        let known = ways(&session);
        let Known { progress, losses, difference } = known.last().unwrap();
        let norms = session.model().blocks().iter().filter(|block| block.norm.is_some()).count();
        let info = session.text_info();
        assert_eq!(progress.total, 4 * (info.train + info.val) + norms * info.train);
        let rises =
            |pair: &[Known]| pair[0].progress.done < pair[1].progress.done && pair[1].progress.total == progress.total;
        assert!(known.windows(2).all(rises));

        let ways: Vec<Way> = losses.iter().map(|losses| losses.way).collect();
        assert_eq!(ways, [Way::Minibatch, Way::Running, Way::Calibrated, Way::Folded]);
        let values = |known: &Known| known.losses.iter().flat_map(|of| [of.train, of.val]).collect::<Vec<_>>();
        for known in &known {
            let count = values(known).iter().take_while(|loss| loss.is_some()).count();
            assert!(values(known)[count..].iter().all(Option::is_none), "known in their order");
            assert!(known.difference.is_none() || count == 8);
        }
        assert_eq!(values(&known[0])[1..], [None; 7]);

        // The same run, each way by itself.
        let (model, text) = (session.model(), session.dataset());
        let batch = config(link).batch;
        let mut calibration = Calibration::new(model, text);
        calibration.finish(model, text);
        for (i, split) in [SplitName::Train, SplitName::Val].into_iter().enumerate() {
            let of = |way: usize| [losses[way].train, losses[way].val][i].unwrap();
            let alone = |statistics| finished(Evaluation::new(model, text, split, statistics), model, text);
            assert_eq!(of(0), finished(Evaluation::in_minibatches(model, text, split, batch), model, text));
            assert_eq!(of(1), alone(model.running()));
            assert_eq!(of(2), alone(calibration.statistics()));
            assert!((of(3) - of(1)).abs() < 1e-5, "{} folded, {} not", of(3), of(1));
        }
        assert_ne!(losses[2].val, losses[1].val);
        let folded = model.folded(model.running()).unwrap();
        let differences = [text.train(), text.val()].map(|split| {
            let pairs = logits(&folded, split).into_iter().zip(logits(model, split));
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        });
        assert_eq!(*difference, Some(differences[0].max(differences[1])));
        assert!(difference.is_some_and(|difference| difference > 0.0 && difference < 1e-4), "{difference:?}");
    }
}

#[test]
fn network_without_batch_norm_has_one_way() {
    for link in ["#hidden=8", "#hidden=8&norm=layer&outnorm=0.5", "#hidden=8&batch=1"] {
        let session = session(link);
        let Known { progress, losses, difference } = ways(&session).pop().unwrap();
        let info = session.text_info();
        assert_eq!(progress.total, info.train + info.val);
        let [only] = losses[..] else { panic!("{losses:?}") };
        assert_eq!((only.way, difference), (Way::Running, None));
        assert_eq!(only.train, Some(session.evaluate(SplitName::Train)));
        assert_eq!(only.val, Some(session.evaluate(SplitName::Val)));
    }
}

#[test]
fn asking_changes_no_bit_of_a_run() {
    for link in LINKS {
        let [mut asked, mut bare] = [session(link), session(link)];
        ways(&asked);
        assert_eq!(asked.checksum(), bare.checksum());
        for session in [&mut asked, &mut bare] {
            (0..20).for_each(|_| _ = session.advance());
        }
        assert_eq!(asked.checksum(), bare.checksum());
    }
}

#[test]
fn running_statistics_alone_give_the_second_of_all_ways() {
    let session = session(LINKS[1]);
    let (model, text) = (session.model(), session.dataset());
    let mut running = Ways::running(model, text);
    running.finish(model, text);
    assert_eq!(running.losses(), &ways(&session).pop().unwrap().losses[1..2]);
    assert_eq!(running.logit_difference(), None);
}

#[test]
fn every_loss_of_a_nan_network_is_nan() {
    let (text, config) = (text(), config("#preset=batchnorm&hidden=9&lr=100&eps=0&act=relu&w=std:0"));
    let mut training = Training::new(&config, &text);
    (0..5).for_each(|_| _ = training.advance(text.train()));
    let model = training.model();
    let mut ways = Ways::new(model, &text, config.batch);
    ways.finish(model, &text);
    let losses = ways.losses();
    assert!(losses.iter().all(|of| of.train.unwrap().is_nan() && of.val.unwrap().is_nan()), "{losses:?}");
    assert!(ways.logit_difference().unwrap().is_nan());
}
