//! Whole networks: the gradients of every form of layer against differences of a naive network in f64.

use initscope::Dataset;
use initscope::config::Config;
use initscope::model::{Model, Pass};
use initscope::random::Generator;

use super::naive::{Naive, config, loss, wide};

const NORMS: [&str; 5] = ["none", "batch", "layer", "rms", "group:3"];
const RESIDUALS: [&str; 6] =
    ["none", "pre", "post", "pre&branch=depth", "post&branch=learned:0.7", "pre&branch=learned:0"];

/// A network of a text's first examples, and the pass of its batch.
fn network(config: &Config, dataset: &Dataset) -> (Model, Pass) {
    let model = Model::new(config, dataset, &mut Generator::new(config.seed));
    let mut pass = Pass::new(&model, config.batch);
    pass.load(config.batch, |i, context| dataset.train().example(i, context));
    (model, pass)
}

fn mean_loss(model: &Model, config: &Config, dataset: &Dataset) -> f64 {
    let naive = Naive { model, config };
    let (contexts, targets): (Vec<_>, Vec<_>) = (0..config.batch).map(|i| naive.example(dataset.train(), i)).unzip();
    let logits = naive.forward_in_batch(&contexts);
    logits.iter().zip(&targets).map(|(logits, &target)| loss(logits, target)).sum::<f64>() / config.batch as f64
}

fn every_form() -> impl Iterator<Item = String> {
    let shape = "preset=deep-gain-5/3&context=2&emb=3&batch=5&seed=4&b=std:0.3&out=gain:1&eps=0.01";
    NORMS.into_iter().flat_map(move |norm| {
        RESIDUALS.into_iter().map(move |residual| format!("{shape}&hidden=6,6,3,3,3&norm={norm}&res={residual}"))
    })
}

#[test]
fn gradients_of_every_form_are_the_slopes_of_the_loss() {
    const STEP: f32 = 1e-3;
    let dataset = Dataset::parse(b"anna\nbab\nnab\nabba\nban\nnan").unwrap();
    for link in every_form() {
        let config = config(&link);
        let (mut model, mut pass) = network(&config, &dataset);
        let first = model.forward(&mut pass);
        assert!((f64::from(first) - mean_loss(&model, &config, &dataset)).abs() < 1e-5, "{link}: loss {first}");
        model.backward(&mut pass);
        let gradients = wide(model.gradients());
        let largest = gradients.iter().fold(0.0_f64, |largest, gradient| largest.max(gradient.abs()));
        for tensor in model.tensors().to_vec() {
            for at in tensor.range {
                let start = model.parameters()[at];
                let mut moved = |to: f32| {
                    model.parameters_mut()[at] = to;
                    mean_loss(&model, &config, &dataset)
                };
                let [low, high] = [start - STEP, start + STEP];
                let slope = (moved(high) - moved(low)) / f64::from(high - low);
                moved(start);
                let difference = (slope - gradients[at]).abs();
                assert!(
                    difference < 2e-4 * (largest + slope.abs()),
                    "{link}: {}[{at}] {slope} {}",
                    tensor.name,
                    gradients[at]
                );
            }
        }
    }
}

#[test]
fn descending_while_passing_backward_equals_a_later_update_bit_for_bit() {
    let dataset = Dataset::parse(b"anna\nbab\nnab\nabba\nban\nnan").unwrap();
    for link in every_form() {
        let config = config(&link);
        let (mut fused, mut pass) = network(&config, &dataset);
        let mut separate = fused.clone();
        for _ in 0..3 {
            fused.forward(&mut pass);
            fused.descend(&mut pass, 0.1);
            separate.forward(&mut pass);
            separate.backward(&mut pass);
            separate.update(0.1);
            let bits = |model: &Model| model.parameters().iter().map(|p| p.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&fused), bits(&separate), "{link}");
        }
    }
}

#[test]
fn evaluation_with_the_minibatch_statistics_of_every_form_matches_the_naive_network() {
    let dataset = Dataset::parse(b"anna\nbab\nnab\nabba\nban\nnan").unwrap();
    for link in every_form() {
        let config = config(&link);
        let (mut model, mut pass) = network(&config, &dataset);
        model.forward(&mut pass);
        model.update_running(&pass);
        let statistics = super::naive::kept(&model, model.running());
        let losses = model.sum_of_losses(&mut pass, model.running());
        let naive = Naive { model: &model, config: &config };
        let sum: f64 = (0..config.batch)
            .map(|i| naive.example(dataset.train(), i))
            .map(|(context, target)| loss(&naive.forward(&context, usize::MAX, &statistics), target))
            .sum();
        assert!((losses - sum).abs() < 1e-4, "{link}: {losses} {sum}");
    }
}

#[test]
fn layers_of_another_width_than_the_one_before_and_the_first_have_no_residual_connection() {
    let dataset = Dataset::parse(b"anna\nbab\nnab\nabba\nban\nnan").unwrap();
    let names = |link: &str| -> Vec<String> {
        let (model, _) = network(&config(link), &dataset);
        model.tensors().iter().map(|tensor| tensor.name.clone()).collect()
    };
    let learned = names("batch=5&hidden=4,4,5,5,5&res=pre&branch=learned:0&norm=rms&b=none&outb=none");
    let branches: Vec<_> = learned.iter().filter(|name| name.starts_with("branch")).collect();
    assert_eq!(branches, ["branch2", "branch4", "branch5"]);
    assert_eq!(learned.iter().filter(|name| name.starts_with("gain")).count(), 6);
    assert!(learned.contains(&"gain_final".into()));
    assert!(!learned.iter().any(|name| name.starts_with("bias")), "RMSNorm has no bias");
}
