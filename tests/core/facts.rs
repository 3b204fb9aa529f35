//! What published work says of deep networks before their first step, found again in networks of this crate: the real first
//! minibatch of random examples of names, forward and backward.
//!
//! Eight characters of 64 numbers each are the input, so that it is as wide as the layers and few examples share it. One network
//! of finite width differs from the limit of infinite width; where its course is a product of chances, three seeds are averaged.

use initscope::config::{Activation, Bias, Branch, Init, Norm, Residual};
use initscope::train::Training;
use initscope::{Config, Dataset, Preset};
use rayon::prelude::*;

const SEEDS: [u32; 3] = [1, 2, 3];

/// A network of `depth` layers of `width` with a small output, without biases.
fn deep(activation: Activation, hidden_weights: Init, width: usize, depth: usize) -> Config {
    Config {
        context: 8,
        embedding: 64,
        hidden: vec![width; depth],
        activation,
        hidden_weights,
        hidden_biases: Bias::None,
        output_weights: Init::Gain(0.1),
        seed: SEEDS[0],
        ..Preset::DeepGain1.config()
    }
}

/// The first forward and backward pass.
fn first_pass(config: &Config) -> Training {
    let names = Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap();
    let mut training = Training::new(config, &names);
    training.prepare(names.train());
    training
}

/// √(mean x²).
fn rms(values: &[f32]) -> f64 {
    (values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

fn mean(values: &[f32]) -> f64 {
    values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64
}

/// √(mean h²) of every hidden layer.
fn signal(config: &Config) -> Vec<f64> {
    let training = first_pass(config);
    (0..config.hidden.len()).map(|i| rms(training.pass().activation(i))).collect()
}

/// √(mean g²) of the gradients at h of every hidden layer.
fn gradients(config: &Config) -> Vec<f64> {
    let training = first_pass(config);
    (0..config.hidden.len()).map(|i| rms(training.pass().d_activation(i))).collect()
}

/// The factor from layer to layer that leads from the first of the values to the last.
fn per_layer(values: &[f64]) -> f64 {
    (values[values.len() - 1] / values[0]).powf(1.0 / (values.len() - 1) as f64)
}

/// The geometric mean over the seeds.
fn over_seeds(config: &Config, figure: impl Fn(&Config) -> f64 + Sync) -> f64 {
    let logs: Vec<f64> = SEEDS.par_iter().map(|&seed| figure(&Config { seed, ..config.clone() }).ln()).collect();
    (logs.iter().sum::<f64>() / logs.len() as f64).exp()
}

#[track_caller]
fn assert_within(value: f64, expected: f64, distance: f64) {
    assert!((value - expected).abs() <= distance, "{value}, expected {expected} ± {distance}");
}

/// How the signal of fifty ReLU layers changes in each.
fn relu_signal(init: Init) -> f64 {
    over_seeds(&deep(Activation::Relu, init, 300, 50), |config| per_layer(&signal(config)))
}

#[test]
fn kaiming_initialization_keeps_the_signal_of_fifty_relu_layers() {
    // He et al. 2015: 2/n_in is the variance of weights that makes up for the half that ReLU takes away.
    assert_within(relu_signal(Init::KaimingNormal(None)), 1.0, 0.03);
}

#[test]
fn xavier_initialization_loses_half_of_the_variance_in_every_relu_layer() {
    assert_within(relu_signal(Init::XavierNormal(1.0)), 0.5_f64.sqrt(), 0.03);
}

#[test]
fn default_initialization_of_pytorch_loses_five_sixths_of_the_variance_in_every_relu_layer() {
    // U(±1/√n_in) has a variance of 1/(3 n_in), of which ReLU leaves half.
    assert_within(relu_signal(Init::Torch), (1.0_f64 / 6.0).sqrt(), 0.02);
}

/// Mean and standard deviation of the activations of the last of fifty SELU layers.
fn selu(gain: f64) -> [f64; 2] {
    let training = first_pass(&deep(Activation::Selu, Init::KaimingNormal(Some(gain)), 300, 50));
    let h = training.pass().activation(49);
    [mean(h), (rms(h).powi(2) - mean(h).powi(2)).sqrt()]
}

#[test]
fn selu_layers_keep_mean_0_and_std_1_at_gain_1_and_not_at_the_gain_that_pytorch_recommends() {
    // Klambauer et al. 2017; torch.nn.init.calculate_gain("selu") is 3/4.
    let [mean, std] = selu(1.0);
    assert_within(mean, 0.0, 0.1);
    assert_within(std, 1.0, 0.1);
    let [_, std] = selu(0.75);
    assert!(std < 0.3, "{std}");
}

#[test]
fn batch_norm_with_relu_multiplies_gradients_by_1_21_in_every_layer() {
    // Yang et al. 2019: √(π/(π − 1)) in wide layers with large batches.
    let normed = Config {
        norm: Norm::Batch,
        eps: 1e-10,
        batch: 128,
        ..deep(Activation::Relu, Init::KaimingNormal(None), 300, 25)
    };
    // Toward the first layer.
    assert_within(1.0 / per_layer(&gradients(&normed)), 1.21, 0.02);
}

#[test]
fn gradients_of_fifty_tanh_layers_keep_their_size_at_the_critical_variances() {
    // Schoenholz et al. 2017: χ = 1 at σ_w² = 1.76 and σ_b² = 0.05.
    let with = |weight: f64| {
        let biased = deep(Activation::Tanh, Init::Gain(weight.sqrt()), 300, 50);
        1.0 / per_layer(&gradients(&Config { hidden_biases: Bias::Std(0.05_f64.sqrt()), ..biased }))
    };
    assert_within(with(1.76), 1.0, 0.02);
    let [ordered, chaotic] = [1.0, 3.0].map(with);
    assert!(ordered < 0.9 && chaotic > 1.05, "{ordered} {chaotic}");
}

#[test]
fn no_gain_of_gelu_and_silu_is_stable() {
    let at_layer = |activation, gain, figure: fn(&[f64]) -> f64| {
        let config = deep(activation, Init::KaimingNormal(gain), 300, 30);
        over_seeds(&config, |config| figure(&signal(config)))
    };
    let root = Some(2_f64.sqrt());
    let last = |signal: &[f64]| signal[29];
    // A product of thirty chances: as powers of ten.
    assert_within(at_layer(Activation::Gelu, root, last).log10(), -3.0, 0.6);
    assert_within(at_layer(Activation::Silu, root, last).log10(), -4.0, 0.3);
    let growth = |signal: &[f64]| signal[29] / signal[0];
    assert_within((at_layer(Activation::Gelu, None, growth) / 5.0).log10(), 0.0, 0.3);
    assert_within((at_layer(Activation::Silu, None, growth) / 63.0).log10(), 0.0, 0.3);
}

/// The exponent of the depth with which the gradient of the last hidden layer's weights changes, fitted to 4, 16 and 64 layers.
fn power_of_depth(residual: Residual, activation: Activation) -> f64 {
    let at = |depth: usize| {
        let config = Config {
            batch: 64,
            hidden_biases: Bias::Zero,
            output_weights: Init::XavierNormal(1.0),
            norm: Norm::Layer,
            residual,
            branch: Branch::Fixed(1.0),
            ..deep(activation, Init::KaimingNormal(None), 128, depth)
        };
        let gradient = |config: &Config| {
            let training = first_pass(config);
            let model = training.model();
            let weight = model.blocks()[depth - 1].weight;
            rms(&model.gradients()[model.tensors()[weight].range.clone()])
        };
        over_seeds(&config, gradient).log2()
    };
    // Their logarithms to the base of 4 are 1, 2 and 3.
    (at(64) - at(4)) / 4.0
}

#[test]
fn gradient_of_the_last_layer_falls_with_depth_before_norm_and_not_after() {
    // Xiong et al. 2020: as 1/√L where the norm stands before the branch, and the sum before the output layer has another one.
    assert_within(power_of_depth(Residual::Pre, Activation::Relu), -0.5, 0.15);
    assert_within(power_of_depth(Residual::Post, Activation::Relu), 0.0, 0.15);
}
