//! Evaluation, calibration and sampling, compared with their definitions, computed naively in f64.

use initscope::SplitName;
use initscope::config::Variance;
use initscope::dataset::{Dataset, Token};
use initscope::evaluate::{Calibration, Evaluation, MAX_SAMPLE_LENGTH, Task, sample};
use initscope::model::Model;
use initscope::session::Session;
use initscope::train::Training;

use super::naive::{Naive, config, kept, text};

fn trained(text: &Dataset, link: &str, steps: usize) -> Training {
    let mut training = Training::new(&config(link), text);
    (0..steps).for_each(|_| _ = training.advance(text.train()));
    training
}

fn evaluated(model: &Model, text: &Dataset, split: SplitName, statistics: &[f32]) -> f32 {
    let mut evaluation = Evaluation::new(model, text, split, statistics);
    evaluation.finish(model, text);
    evaluation.loss()
}

const NORMED: &str = "#preset=deep-batchnorm&hidden=24x2&seed=5&variance=biased";

#[test]
fn split_loss_is_the_naive_mean_over_its_examples() {
    let text = text();
    for link in ["#hidden=30&w=gain:1&out=gain:1", "#preset=deep-gain-5/3&hidden=20,10", NORMED] {
        let training = trained(&text, link, 60);
        let (model, config) = (training.model(), config(link));
        let naive = Naive { model, config: &config };
        let statistics = kept(model, model.running());
        for split in [SplitName::Train, SplitName::Val, SplitName::Test] {
            let loss = f64::from(evaluated(model, &text, split, model.running()));
            let expected = naive.mean_loss(text.split(split), &statistics);
            assert!((loss - expected).abs() < 1e-5 * expected, "{link}: {loss} for {expected}");
        }
    }
}

#[test]
fn calibration_gives_mean_and_unbiased_variance_over_the_training_split() {
    let text = text();
    let training = trained(&text, NORMED, 30);
    let (model, config) = (training.model(), config(NORMED));
    assert_eq!(config.variance, Variance::Biased, "the calibrated variance is unbiased all the same");
    let mut calibration = Calibration::new(model, &text);
    calibration.finish(model, &text);
    let calibrated = kept(model, calibration.statistics());

    let naive = Naive { model, config: &config };
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
    let expected = naive.mean_loss(text.val(), &found);
    let loss = f64::from(evaluated(model, &text, SplitName::Val, calibration.statistics()));
    assert!((loss - expected).abs() < 1e-4, "{loss} for {expected}");
}

#[test]
fn sliced_evaluation_equals_the_whole_splits_loss() {
    let session = Session::new(text(), config("#hidden=10"), 0).unwrap();
    let (model, text) = (session.model(), session.dataset());
    let mut evaluation = Evaluation::new(model, text, SplitName::Train, model.running());
    assert!(evaluation.loss().is_nan(), "nothing is evaluated yet");
    let first = evaluation.advance(model, text);
    assert!(first.done > 0 && first.done < first.total);
    assert_eq!(first.total, session.text_info().train);
    let slices = 1 + (1..).find(|_| evaluation.advance(model, text).is_finished()).unwrap();
    assert!(slices > 2);
    assert_eq!(evaluation.loss(), session.evaluate(SplitName::Train));
    assert!(evaluation.advance(model, text).is_finished());
    assert_eq!(evaluation.loss(), session.evaluate(SplitName::Train), "nothing is evaluated twice");
}

#[test]
fn network_without_batch_norm_has_nothing_to_calibrate() {
    let text = text();
    let training = trained(&text, "#norm=layer", 1);
    let mut calibration = Calibration::new(training.model(), &text);
    assert!(calibration.advance(training.model(), &text).is_finished());
    assert_eq!(calibration.statistics(), [0_f32; 0]);
}

#[test]
fn samples_follow_the_networks_own_probabilities() {
    let text = Dataset::parse("a\nb\na\na\nab\nba".as_bytes()).unwrap();
    let training = trained(&text, "#context=2&emb=4&hidden=8&w=gain:3&out=gain:2&batch=8", 3);
    let (model, config) = (training.model(), config("#context=2&emb=4"));
    let logits = Naive { model, config: &config }.forward(&[0, 0], usize::MAX, &[[vec![], vec![]], [vec![], vec![]]]);
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();

    const DRAWN: usize = 20_000;
    let items = sample(model, DRAWN, 3);
    assert_eq!(items.len(), DRAWN);
    for (token, logit) in logits.iter().enumerate() {
        let p = logit.exp() / sum;
        let first = |item: &&Vec<Token>| item.first().copied().unwrap_or(0) == token as Token;
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
    let after: Vec<Token> = starts_with_a.map(|item| item.get(1).copied().unwrap_or(0)).collect();
    for (token, logit) in logits.iter().enumerate() {
        let p = logit.exp() / sum;
        let share = after.iter().filter(|&&next| usize::from(next) == token).count() as f64 / after.len() as f64;
        let slack = 5.0 * (p * (1.0 - p) / after.len() as f64).sqrt();
        assert!((share - p).abs() <= slack, "token {token} after 1: {share} for {p}");
    }
    // After three letters, the oldest has left the context of two.
    let logits = naive.forward(&[2, 1], usize::MAX, &[[vec![], vec![]], [vec![], vec![]]]);
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    let after: Vec<&Vec<Token>> = items.iter().filter(|item| item.starts_with(&[1, 2, 1])).collect();
    let ended = after.iter().filter(|item| item.len() == 3).count() as f64 / after.len() as f64;
    let p = logits[0].exp() / sum;
    assert!(after.len() > 100, "only {} items begin so", after.len());
    assert!((ended - p).abs() <= 5.0 * (p * (1.0 - p) / after.len() as f64).sqrt(), "{ended} for {p}");

    assert!(
        items.iter().all(|item| item.len() <= MAX_SAMPLE_LENGTH && item.iter().all(|&token| (1..=2).contains(&token)))
    );
    assert_eq!(items, sample(model, DRAWN, 3), "the seed fixes them");
    assert_ne!(items, sample(model, DRAWN, 4));
}

#[test]
fn samples_of_a_nan_network_are_empty() {
    let text = text();
    let training = trained(&text, "#act=relu&w=std:100&out=std:100&lr=100", 60);
    assert!(training.loss().is_nan(), "the run did not blow up");
    assert!(sample(training.model(), 5, 1).iter().all(Vec::is_empty));
}
