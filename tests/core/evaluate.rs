//! Evaluation, calibration and sampling, compared with their definitions, computed naively in f64.

use initscope::SplitName;
use initscope::config::Variance;
use initscope::dataset::Dataset;
use initscope::evaluate::{Calibration, Evaluation, MAX_SAMPLE_LENGTH, sample};
use initscope::model::Statistics;
use initscope::session::Session;
use initscope::train::Training;

use super::naive::{Naive, config, kept, text};

fn trained(text: &Dataset, link: &str, steps: usize) -> Training {
    let mut training = Training::new(&config(link), text.vocabulary());
    (0..steps).for_each(|_| _ = training.advance(text.train()));
    training
}

const NORMED: &str = "#preset=deep-batchnorm&hidden=24x2&seed=5&variance=biased";

#[test]
fn split_loss_is_the_naive_mean_over_its_examples() {
    let text = text();
    for link in ["#hidden=30&w=gain:1&out=gain:1", "#preset=deep-gain-5/3&hidden=20,10", NORMED] {
        let training = trained(&text, link, 60);
        let (model, config) = (training.model(), config(link));
        let naive = Naive { model, config: &config };
        let statistics = kept(model, Statistics::Running);
        for split in [text.train(), text.val(), text.test()] {
            let loss = f64::from(Evaluation::new(model, split, Statistics::Running).finish(model, split));
            let expected = naive.mean_loss(split, &statistics);
            assert!((loss - expected).abs() < 1e-5 * expected, "{link}: {loss} for {expected}");
        }
    }
}

#[test]
fn calibration_gives_mean_and_unbiased_variance_over_the_training_split() {
    let text = text();
    let mut training = trained(&text, NORMED, 30);
    let config = config(NORMED);
    assert_eq!(config.variance, Variance::Biased, "the calibrated variance is unbiased all the same");
    let mut session = Session::new(text.clone(), config.clone(), 0).unwrap();
    (0..30).for_each(|_| _ = session.advance());
    session.begin_calibration();
    while session.advance_calibration().is_some_and(|progress| !progress.finished()) {}
    let calibrated = kept(session.training().model(), Statistics::Calibrated);

    // The same run without a calibration: the model to recompute from.
    let naive = Naive { model: training.model(), config: &config };
    let mut found: Vec<[Vec<f64>; 2]> = Vec::new();
    for i in 0..3 {
        let mut context = vec![0; config.context];
        let rows: Vec<Vec<f64>> = (0..text.train().len())
            .map(|example| {
                text.train().example(example, &mut context);
                naive.forward(&context, i, &found)
            })
            .collect();
        let n = rows.len() as f64;
        let column = |j: usize| rows.iter().map(move |row| row[j]);
        let means: Vec<f64> = (0..rows[0].len()).map(|j| column(j).sum::<f64>() / n).collect();
        let variance = |(j, mean): (usize, &f64)| column(j).map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let variances = means.iter().enumerate().map(variance).collect();
        found.push([means, variances]);
    }
    for (calibrated, found) in calibrated.iter().zip(&found) {
        for (calibrated, found) in calibrated.iter().flatten().zip(found.iter().flatten()) {
            assert!((calibrated - found).abs() < 1e-4 * found.abs().max(0.1), "{calibrated} for {found}");
        }
    }
    let expected = Naive { model: training.model(), config: &config }.mean_loss(text.val(), &found);
    let loss = f64::from(session.evaluate(SplitName::Val, Statistics::Calibrated));
    assert!((loss - expected).abs() < 1e-4, "{loss} for {expected}");

    // Training continues as if nothing had been calibrated.
    session.advance();
    training.advance(text.train());
    assert_eq!(session.training().model().checksum(), training.model().checksum());
}

#[test]
fn sliced_evaluation_can_be_dropped_and_restarted() {
    let mut session = Session::new(text(), config("#hidden=10"), 0).unwrap();
    let whole = session.evaluate(SplitName::Train, Statistics::Running);
    assert_eq!(session.advance_evaluation(), None, "nothing is under way");

    session.begin_evaluation(SplitName::Train, Statistics::Running);
    let (first, _) = session.advance_evaluation().unwrap();
    assert!(first.done > 0 && first.done < first.total);
    assert_eq!(first.total, session.text_info().train);

    session.begin_evaluation(SplitName::Train, Statistics::Running);
    let mut slices = 0;
    let loss = loop {
        let (progress, loss) = session.advance_evaluation().unwrap();
        slices += 1;
        if progress.finished() {
            break loss;
        }
    };
    assert!(slices > 2);
    assert_eq!(loss, whole);
    assert_eq!(session.advance_evaluation(), None);

    session.begin_evaluation(SplitName::Test, Statistics::Running);
    session.configure(config("#hidden=11"), 1).unwrap();
    assert_eq!(session.advance_evaluation(), None, "an evaluation does not outlive its network");
}

#[test]
fn network_without_batch_norm_has_nothing_to_calibrate() {
    let text = text();
    let mut training = trained(&text, "#norm=layer", 1);
    let model = training.model().clone();
    let mut calibration = Calibration::new(&model, text.train());
    let mut copy = model.clone();
    assert!(calibration.advance(&mut copy, text.train()).finished());
    training.advance(text.train());
    assert_eq!(copy.checksum(), model.checksum());
}

#[test]
fn samples_follow_the_networks_own_probabilities() {
    let text = Dataset::parse("a\nb\na\na\nab\nba".as_bytes()).unwrap();
    let training = trained(&text, "#context=2&emb=4&hidden=8&w=gain:3&out=gain:2&batch=8", 3);
    let (model, config) = (training.model(), config("#context=2&emb=4"));
    let logits = Naive { model, config: &config }.forward(&[0, 0], usize::MAX, &[[vec![], vec![]], [vec![], vec![]]]);
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();

    const DRAWN: usize = 20_000;
    let items = sample(model, Statistics::Running, DRAWN, 3);
    assert_eq!(items.len(), DRAWN);
    for (token, logit) in logits.iter().enumerate() {
        let p = logit.exp() / sum;
        let first = |item: &&Vec<u8>| item.first().copied().unwrap_or(0) == token as u8;
        let share = items.iter().filter(first).count() as f64 / DRAWN as f64;
        // Five standard deviations of a share.
        let slack = 5.0 * (p * (1.0 - p) / DRAWN as f64).sqrt();
        assert!((share - p).abs() <= slack, "token {token}: {share} for {p}");
    }
    // After an a, the context is that a.
    let naive = Naive { model, config: &config };
    let logits = naive.forward(&[0, 1], usize::MAX, &[[vec![], vec![]], [vec![], vec![]]]);
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    let starts_with_a = items.iter().filter(|item| item.first() == Some(&1));
    let after: Vec<u8> = starts_with_a.map(|item| item.get(1).copied().unwrap_or(0)).collect();
    for (token, logit) in logits.iter().enumerate() {
        let p = logit.exp() / sum;
        let share = after.iter().filter(|&&next| usize::from(next) == token).count() as f64 / after.len() as f64;
        let slack = 5.0 * (p * (1.0 - p) / after.len() as f64).sqrt();
        assert!((share - p).abs() <= slack, "token {token} after 1: {share} for {p}");
    }
    // After three letters, the oldest has left the context of two.
    let logits = naive.forward(&[2, 1], usize::MAX, &[[vec![], vec![]], [vec![], vec![]]]);
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    let after: Vec<&Vec<u8>> = items.iter().filter(|item| item.starts_with(&[1, 2, 1])).collect();
    let ended = after.iter().filter(|item| item.len() == 3).count() as f64 / after.len() as f64;
    let p = logits[0].exp() / sum;
    assert!(after.len() > 100, "only {} items begin so", after.len());
    assert!((ended - p).abs() <= 5.0 * (p * (1.0 - p) / after.len() as f64).sqrt(), "{ended} for {p}");

    assert!(
        items.iter().all(|item| item.len() <= MAX_SAMPLE_LENGTH && item.iter().all(|&token| (1..=2).contains(&token)))
    );
    assert_eq!(items, sample(model, Statistics::Running, DRAWN, 3), "the seed fixes them");
    assert_ne!(items, sample(model, Statistics::Running, DRAWN, 4));
}

#[test]
fn samples_of_a_nan_network_are_empty() {
    let text = text();
    let training = trained(&text, "#act=relu&w=std:100&out=std:100&lr=100", 60);
    assert!(training.loss().is_nan(), "the run did not blow up");
    assert!(sample(training.model(), Statistics::Running, 5, 1).iter().all(Vec::is_empty));
}
