//! Every layer's backward pass compared with finite differences of its forward pass, and the properties of each layer's
//! output.

use initscope::config::{Config, Preset, Schedule};
use initscope::dataset::{Dataset, Token};
use initscope::kernels::{column_sums, math};
use initscope::layers::batch_norm::BatchStatistics;
use initscope::layers::{Activation, BatchNorm, Embedding, GroupNorm, Linear, RmsNorm, Variance, cross_entropy};
use initscope::link::Link;
use initscope::random::Generator;
use initscope::train::Training;

fn randn(seed: u32, n: usize) -> Vec<f32> {
    let mut values = vec![0.0; n];
    Generator::new(seed).fill_randn(&mut values);
    values
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

/// Compares `gradient` with central differences of `objective` at `x`, coordinate by coordinate.
///
/// With a step of 2⁻⁷ the second-order error and the rounding of f32 are each about 1e-4 of the gradient's size.
fn assert_gradient(what: &str, x: &[f32], gradient: &[f32], objective: impl Fn(&[f32]) -> f64) {
    assert_eq!(x.len(), gradient.len());
    const STEP: f32 = 1.0 / 128.0;
    let size = gradient.iter().fold(0.1_f32, |size, g| size.max(g.abs()));
    for i in 0..x.len() {
        let at = |offset: f32| {
            let mut x = x.to_vec();
            x[i] += offset;
            objective(&x)
        };
        let difference = (at(STEP) - at(-STEP)) / f64::from(2.0 * STEP);
        let off = (difference - f64::from(gradient[i])).abs();
        assert!(off < 2e-3 * f64::from(size), "{what}[{i}]: {} for a difference of {difference}", gradient[i]);
    }
}

/// Shapes with odd sizes, one example, one feature.
const SHAPES: [[usize; 2]; 5] = [[5, 3], [1, 7], [7, 1], [4, 8], [3, 13]];

#[test]
fn linear_backward_is_the_derivative_of_forward() {
    for with_bias in [false, true] {
        for [batch, fan_in] in SHAPES {
            let linear = Linear { fan_in, fan_out: 6 };
            let (x, w, b, r) = (randn(1, batch * fan_in), randn(2, fan_in * 6), randn(3, 6), randn(4, batch * 6));
            let value = |x: &[f32], w: &[f32], b: &[f32]| {
                let mut y = vec![0.0; batch * 6];
                linear.forward(x, w, with_bias.then_some(b), &mut y);
                dot(&y, &r)
            };
            let (mut dw, mut db, mut dx) = (vec![9.0; w.len()], vec![9.0; 6], vec![9.0; x.len()]);
            linear.backward_weight(&x, &r, &mut dw);
            if with_bias {
                column_sums(&r, &mut db);
            }
            linear.backward_input(&w, &r, &mut dx, &mut vec![9.0; batch * 6]);
            assert_gradient("dx", &x, &dx, |x| value(x, &w, &b));
            assert_gradient("dW", &w, &dw, |w| value(&x, w, &b));
            if with_bias {
                assert_gradient("db", &b, &db, |b| value(&x, &w, b));
            }
        }
    }
}

#[test]
fn linear_descend_equals_an_explicit_update_bit_for_bit() {
    for [batch, fan_in] in SHAPES {
        let linear = Linear { fan_in, fan_out: 6 };
        let (x, d_y, w) = (randn(1, batch * fan_in), randn(2, batch * 6), randn(3, fan_in * 6));
        let mut d_w = vec![9.0; w.len()];
        linear.backward_weight(&x, &d_y, &mut d_w);
        let mut descended = w.clone();
        linear.descend(0.3, &x, &d_y, &mut descended);
        let updated: Vec<f32> = w.iter().zip(&d_w).map(|(w, d)| w - 0.3 * d).collect();
        assert_eq!(descended, updated, "{batch} × {fan_in}");
    }
}

#[test]
fn embedding_backward_sums_over_repeated_tokens() {
    let embedding = Embedding { dim: 3 };
    let tokens = [4, 0, 4, 2, 4, 1];
    let (table, r) = (randn(1, 5 * 3), randn(2, 6 * 3));
    let mut gradient = vec![9.0; table.len()];
    embedding.backward(&tokens, &r, &mut gradient);
    assert_gradient("dC", &table, &gradient, |table| {
        let mut out = vec![0.0; 6 * 3];
        embedding.forward(&tokens, table, &mut out);
        dot(&out, &r)
    });
    assert_eq!(&gradient[9..12], &[0.0; 3], "token 3 is not looked up");
}

/// BatchNorm's forward pass in training mode: y, x̂, mean, variance, 1/std.
fn batch_norm(norm: BatchNorm, x: &[f32], gain: &[f32], bias: &[f32]) -> [Vec<f32>; 5] {
    let [mut y, mut normalized] = [vec![0.0; x.len()], vec![0.0; x.len()]];
    let [mut mean, mut variance, mut inverse_std] = [(); 3].map(|()| vec![0.0; norm.features]);
    let mut batch = BatchStatistics { mean: &mut mean, variance: &mut variance, inverse_std: &mut inverse_std };
    norm.forward(x, [gain, bias], &mut batch, &mut normalized, &mut y);
    [y, normalized, mean, variance, inverse_std]
}

#[test]
fn batch_norm_backward_is_the_derivative_of_forward() {
    for (variance, eps) in [(Variance::Unbiased, 0.0), (Variance::Biased, 1e-5), (Variance::Unbiased, 0.5)] {
        for [batch, features] in [[5, 3], [7, 1], [4, 8], [16, 5]] {
            let norm = BatchNorm { features, eps, momentum: 0.1, variance };
            let (x, gain, bias) = (randn(1, batch * features), randn(2, features), randn(3, features));
            let r = randn(4, batch * features);
            let [_, normalized, _, _, inverse_std] = batch_norm(norm, &x, &gain, &bias);
            let (mut d, mut d_gain, mut d_bias) = (vec![9.0; r.len()], vec![9.0; features], vec![9.0; features]);
            norm.backward(&r, &normalized, &inverse_std, &gain, [&mut d_gain, &mut d_bias], &mut d);
            let value = |x: &[f32], gain: &[f32], bias: &[f32]| dot(&batch_norm(norm, x, gain, bias)[0], &r);
            assert_gradient("dx", &x, &d, |x| value(x, &gain, &bias));
            assert_gradient("dγ", &gain, &d_gain, |gain| value(&x, gain, &bias));
            assert_gradient("dβ", &bias, &d_bias, |bias| value(&x, &gain, bias));
        }
    }
}

#[test]
fn batch_norm_output_has_zero_mean_and_unit_variance() {
    let x: Vec<f32> = randn(5, 32 * 9).iter().map(|x| 7.0 + 3.0 * x).collect();
    for (variance, degrees) in [(Variance::Unbiased, 31.0), (Variance::Biased, 32.0)] {
        let norm = BatchNorm { features: 9, eps: 0.0, momentum: 0.1, variance };
        let [y, ..] = batch_norm(norm, &x, &[1.0; 9], &[0.0; 9]);
        for feature in 0..9 {
            let column: Vec<f64> = y.iter().skip(feature).step_by(9).map(|&y| y.into()).collect();
            let mean = column.iter().sum::<f64>() / 32.0;
            let variance = column.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / degrees;
            assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-5, "mean {mean}, variance {variance}");
        }
    }
}

#[test]
fn running_statistics_average_the_mean_and_the_unbiased_variance() {
    let x = randn(6, 8 * 2);
    let column: Vec<f64> = x.iter().step_by(2).map(|&x| x.into()).collect();
    let mean = column.iter().sum::<f64>() / 8.0;
    let unbiased = column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 7.0;
    for variance in [Variance::Unbiased, Variance::Biased] {
        let norm = BatchNorm { features: 2, eps: 0.0, momentum: 0.25, variance };
        let [_, _, batch_mean, batch_var, _] = batch_norm(norm, &x, &[1.0; 2], &[0.0; 2]);
        let (mut running_mean, mut running_var) = ([2.0, 2.0], [3.0, 3.0]);
        norm.update_running([&batch_mean, &batch_var], 8, [&mut running_mean, &mut running_var]);
        assert!((f64::from(running_mean[0]) - (0.75 * 2.0 + 0.25 * mean)).abs() < 1e-6);
        assert!((f64::from(running_var[0]) - (0.75 * 3.0 + 0.25 * unbiased)).abs() < 1e-6, "{variance:?}");
    }
}

#[test]
fn batch_norm_evaluates_each_example_independently() {
    let norm = BatchNorm { features: 3, eps: 0.01, momentum: 0.1, variance: Variance::Unbiased };
    let (x, gain, bias, mean) = (randn(1, 4 * 3), randn(2, 3), randn(3, 3), randn(4, 3));
    let variance = [0.5, 1.0, 2.0];
    let mut y = vec![0.0; 12];
    norm.forward_evaluation(&x, [&gain, &bias], [&mean, &variance], &mut [0.0; 3], &mut y);
    for (i, y) in y.into_iter().enumerate() {
        let j = i % 3;
        let expected = gain[j] * (x[i] - mean[j]) / (variance[j] + 0.01_f32).sqrt() + bias[j];
        assert!((y - expected).abs() < 1e-6);
    }
}

/// Column by column and row by row, with the operations in the documented order.
#[test]
fn batch_norm_matches_naive_loops_bit_for_bit_at_every_width() {
    for (features, variance) in (1..=40).flat_map(|n| [(n, Variance::Unbiased), (n, Variance::Biased)]) {
        let (rows, eps) = (5, 1e-5);
        let norm = BatchNorm { features, eps, momentum: 0.1, variance };
        let (x, d_y) = (randn(1, rows * features), randn(2, rows * features));
        let (gain, bias) = (randn(3, features), randn(4, features));
        let [y, normalized, mean, variances, inverse_std] = batch_norm(norm, &x, &gain, &bias);
        let [mut d_gain, mut d_bias] = [(); 2].map(|()| vec![9.0; features]);
        let mut d_x = vec![9.0; x.len()];
        norm.backward(&d_y, &normalized, &inverse_std, &gain, [&mut d_gain, &mut d_bias], &mut d_x);

        let per_row = 1.0 / rows as f32;
        let per_degree = if variance == Variance::Unbiased { 1.0 / (rows as f32 - 1.0) } else { per_row };
        for j in 0..features {
            let column = |values: &[f32]| (0..rows).map(|i| values[i * features + j]).collect::<Vec<f32>>();
            let sum = |values: &[f32]| values.iter().fold(0.0, |sum, value| sum + value);
            let [x, d_y, got_y, got_normalized, got_d_x] = [&x, &d_y, &y, &normalized, &d_x].map(|of| column(of));
            let mu = sum(&x) * per_row;
            let squares: Vec<f32> = x.iter().map(|x| (x - mu) * (x - mu)).collect();
            let sigma_squared = sum(&squares) * per_degree;
            let inverse = 1.0 / (sigma_squared + eps).sqrt();
            assert_eq!([mean[j], variances[j], inverse_std[j]], [mu, sigma_squared, inverse]);

            let products: Vec<f32> = d_y.iter().zip(&got_normalized).map(|(d_y, x)| d_y * x).collect();
            assert_eq!([d_gain[j], d_bias[j]], [sum(&products), sum(&d_y)]);
            for i in 0..rows {
                let hat = (x[i] - mu) * inverse;
                assert_eq!([got_normalized[i], got_y[i]], [hat, hat * gain[j] + bias[j]], "{features} wide");
                let inner = d_y[i] - d_bias[j] * per_row - hat * (d_gain[j] * per_degree);
                assert_eq!(got_d_x[i], gain[j] * inverse * inner, "{features} wide");
            }
        }
    }
}

fn group_norm(norm: GroupNorm, x: &[f32], gain: &[f32], bias: &[f32]) -> [Vec<f32>; 3] {
    let [mut y, mut normalized] = [vec![0.0; x.len()], vec![0.0; x.len()]];
    let mut inverse_std = vec![0.0; norm.groups * x.len() / norm.features];
    let mut scratch = vec![9.0; 2 * x.len()];
    norm.forward(x, [gain, bias], &mut inverse_std, &mut normalized, &mut y, &mut scratch);
    [y, normalized, inverse_std]
}

#[test]
fn group_norm_uses_each_groups_mean_and_variance_plus_eps() {
    for [rows, features, groups] in [[3, 8, 1], [3, 8, 2], [5, 6, 3], [1, 7, 7], [9, 12, 4], [4, 1, 1]] {
        let eps = 0.5;
        let width = features / groups;
        // Far from 0, where E[x²] − E[x]² would be noise.
        let far = |(x, i): (&f32, usize)| x + (500 * (i / width)) as f32;
        let x: Vec<f32> = randn(1, rows * features).iter().zip(0..).map(far).collect();
        let norm = GroupNorm { features, groups, eps };
        let [_, normalized, inverse_std] = group_norm(norm, &x, &vec![1.0; features], &vec![0.0; features]);
        for (i, (x, normalized)) in x.chunks_exact(width).zip(normalized.chunks_exact(width)).enumerate() {
            let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / width as f64;
            let variance = x.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / width as f64;
            let scale = 1.0 / (variance + f64::from(eps)).sqrt();
            assert!((f64::from(inverse_std[i % groups * rows + i / groups]) - scale).abs() < 1e-3);
            for (x, hat) in x.iter().zip(normalized) {
                assert!(((f64::from(*x) - mean) * scale - f64::from(*hat)).abs() < 2e-3);
            }
        }
    }
}

#[test]
fn layer_norm_matches_naive_loops_bit_for_bit() {
    let (rows, features, eps) = (5, 11, 1e-5_f32);
    let (x, gain, bias) = (randn(1, rows * features), randn(2, features), randn(3, features));
    let [y, _, _] = group_norm(GroupNorm { features, groups: 1, eps }, &x, &gain, &bias);
    for (x, y) in x.chunks_exact(features).zip(y.chunks_exact(features)) {
        let mean = x.iter().fold(0.0, |sum, x| sum + x) / features as f32;
        let variance = x.iter().fold(0.0, |sum, x| sum + (x - mean) * (x - mean)) / features as f32;
        let scale = 1.0 / (variance + eps).sqrt();
        for j in 0..features {
            assert_eq!(y[j].to_bits(), ((x[j] - mean) * scale * gain[j] + bias[j]).to_bits());
        }
    }
}

#[test]
fn group_norm_backward_is_the_derivative_of_forward() {
    for [batch, features, groups] in [[5, 3, 1], [1, 7, 1], [4, 8, 2], [3, 12, 3], [6, 10, 5]] {
        let norm = GroupNorm { features, groups, eps: 1e-5 };
        let (x, gain, bias) = (randn(1, batch * features), randn(2, features), randn(3, features));
        let r = randn(4, batch * features);
        let [_, normalized, inverse_std] = group_norm(norm, &x, &gain, &bias);
        let (mut d, mut d_gain, mut d_bias) = (vec![9.0; r.len()], vec![9.0; features], vec![9.0; features]);
        let mut scratch = vec![9.0; 2 * x.len() + 2 * batch * groups];
        norm.backward(&r, &normalized, &inverse_std, &gain, [&mut d_gain, &mut d_bias], &mut d, &mut scratch);
        let value = |x: &[f32], gain: &[f32], bias: &[f32]| dot(&group_norm(norm, x, gain, bias)[0], &r);
        assert_gradient("dx", &x, &d, |x| value(x, &gain, &bias));
        assert_gradient("dγ", &gain, &d_gain, |gain| value(&x, gain, &bias));
        assert_gradient("dβ", &bias, &d_bias, |bias| value(&x, &gain, bias));
    }
}

fn rms_norm(norm: RmsNorm, x: &[f32], gain: &[f32]) -> [Vec<f32>; 3] {
    let [mut y, mut normalized] = [vec![0.0; x.len()], vec![0.0; x.len()]];
    let mut inverse_rms = vec![0.0; x.len() / norm.features];
    norm.forward(x, gain, &mut inverse_rms, &mut normalized, &mut y, &mut vec![9.0; x.len()]);
    [y, normalized, inverse_rms]
}

#[test]
fn rms_norm_divides_by_the_root_of_the_mean_square_plus_eps_and_subtracts_nothing() {
    let (rows, features, eps) = (4, 9, 0.25);
    let (x, gain) = (randn(1, rows * features), randn(2, features));
    let [y, _, _] = rms_norm(RmsNorm { features, eps }, &x, &gain);
    for (x, y) in x.chunks_exact(features).zip(y.chunks_exact(features)) {
        let mean_square = x.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / features as f64;
        for j in 0..features {
            let expected = f64::from(x[j]) / (mean_square + f64::from(eps)).sqrt() * f64::from(gain[j]);
            assert!((f64::from(y[j]) - expected).abs() < 1e-6);
        }
    }
}

#[test]
fn rms_norm_backward_is_the_derivative_of_forward() {
    for [batch, features] in [[5, 3], [1, 7], [4, 8], [3, 13]] {
        let norm = RmsNorm { features, eps: 1e-5 };
        let (x, gain, r) = (randn(1, batch * features), randn(2, features), randn(4, batch * features));
        let [_, normalized, inverse_rms] = rms_norm(norm, &x, &gain);
        let (mut d, mut d_gain) = (vec![9.0; r.len()], vec![9.0; features]);
        let mut scratch = vec![9.0; x.len() + batch];
        norm.backward(&r, &normalized, &inverse_rms, &gain, &mut d_gain, &mut d, &mut scratch);
        let value = |x: &[f32], gain: &[f32]| dot(&rms_norm(norm, x, gain)[0], &r);
        assert_gradient("dx", &x, &d, |x| value(x, &gain));
        assert_gradient("dγ", &gain, &d_gain, |gain| value(&x, gain));
    }
}

#[test]
fn activation_backward_is_the_derivative_of_forward() {
    for activation in Activation::ALL {
        // Away from 0, where some have a corner.
        let x: Vec<f32> = randn(1, 39).into_iter().filter(|x| x.abs() > 0.02).collect();
        let r = randn(2, x.len());
        let forward = |x: &[f32]| {
            let mut h = vec![0.0; x.len()];
            activation.forward(x, &mut h);
            h
        };
        let mut d = vec![9.0; r.len()];
        activation.backward(&x, &forward(&x), &r, &mut d);
        assert_gradient(&format!("{activation:?}"), &x, &d, |x| dot(&forward(x), &r));
    }
}

#[test]
fn relu_propagates_nan_and_is_zero_below_zero() {
    let (x, mut h) = ([f32::NAN, -1.0, 0.0, 2.0, f32::INFINITY], [9.0; 5]);
    Activation::Relu.forward(&x, &mut h);
    assert!(h[0].is_nan());
    assert_eq!(h[1..], [0.0, 0.0, 2.0, f32::INFINITY]);
    let mut d = [9.0; 5];
    Activation::Relu.backward(&x, &h, &[1.0; 5], &mut d);
    assert_eq!(d[1..], [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn cross_entropy_backward_is_the_derivative_of_the_mean_loss() {
    let (logits, targets) = (randn(1, 4 * 9), [0, 8, 3, 3]);
    let mut d = vec![0.0; logits.len()];
    let sum = cross_entropy::forward(&logits, &targets, &mut d);
    for row in d.chunks_exact(9) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6, "probabilities sum to one");
    }
    cross_entropy::backward(&mut d, &targets);
    let mean = |logits: &[f32]| cross_entropy::forward(logits, &targets, &mut vec![0.0; logits.len()]) / 4.0;
    assert_eq!(mean(&logits), sum / 4.0);
    assert_gradient("logits", &logits, &d, mean);
}

#[test]
fn cross_entropy_of_equal_logits_is_ln_v_and_of_huge_logits_is_finite() {
    let mut p = vec![0.0; 27];
    let loss = cross_entropy::forward(&[4.0; 27], &[5], &mut p);
    assert!((loss - 27_f64.ln()).abs() < 1e-6);
    assert_eq!(loss as f32, math::ln(27.0_f32));
    let mut huge = vec![-3e38; 27];
    huge[1] = 3e38;
    assert!(cross_entropy::forward(&huge, &[1], &mut p).abs() < 1e-6);
    assert_eq!(cross_entropy::forward(&huge[..2], &[0], &mut p[..2]), f64::INFINITY);
    huge[3] = f32::NAN;
    assert!(cross_entropy::forward(&huge, &[1], &mut p).is_nan());
}

/// Each example has the same bits in a batch of any size as alone.
#[test]
fn cross_entropy_of_a_batch_is_the_mean_of_its_examples() {
    for (batch, classes) in (1..=9).flat_map(|batch| [1, 2, 3, 4, 5, 7, 8, 27].map(|classes| (batch, classes))) {
        let logits = randn(1, batch * classes);
        let targets: Vec<Token> = (0..batch).map(|i| (i % classes) as Token).collect();
        let mut together = vec![9.0; logits.len()];
        let sum = cross_entropy::forward(&logits, &targets, &mut together);
        let mut naive_sum = 0.0;
        for (i, (logits, got)) in logits.chunks_exact(classes).zip(together.chunks_exact(classes)).enumerate() {
            let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let exps: Vec<f32> = logits.iter().map(|x| math::exp(x - largest)).collect();
            let total = exps.iter().fold(0.0, |sum, exp| sum + exp);
            let expected: Vec<f32> = exps.iter().map(|exp| exp / total).collect();
            assert_eq!(got, expected, "example {i} of {batch}, {classes} classes");
            naive_sum += f64::from(math::ln(total) - (logits[usize::from(targets[i])] - largest));
        }
        assert_eq!(sum, naive_sum, "{batch} examples, {classes} classes");
    }
}

/// The whole network: the loss falls along the gradient at the predicted rate.
#[test]
fn small_step_lowers_the_loss_by_the_squared_gradient() {
    let text = Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap();
    let layer_normed = Link::parse("preset=kaiming&norm=layer&outnorm=1&act=relu&hidden=33,7&batch=9").0.config;
    let configs = Preset::ALL.map(Preset::config).into_iter().chain([layer_normed]);
    for config in configs {
        let rate = 1e-4;
        let plain = Preset::Naive.config();
        let (optimizer, clip, warmup) = (plain.optimizer, plain.clip, plain.warmup);
        let config = Config { learning_rate: Schedule::constant(rate), optimizer, clip, warmup, ..config };
        let mut training = Training::new(&config, &text);
        training.prepare(text.train());
        let (before, gradient) = (training.loss(), dot(training.model().gradients(), training.model().gradients()));
        let mut pass = training.pass().clone();
        training.advance(text.train());
        let fell = f64::from(before - training.model().forward(&mut pass));
        let expected = rate * gradient;
        // f32 losses have a resolution of a few 1e-7.
        let tolerance = 0.1 * expected + 2e-6 * f64::from(before);
        assert!((fell - expected).abs() < tolerance, "{}: fell {fell}, expected {expected}", config.preset.name());
    }
}
