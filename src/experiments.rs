//! Small experiments of the lecture on chosen numbers, computed by the layers that train: points through a batch norm, a
//! random matrix, the slope of tanh. The page's "By hand" panel shows them.

use serde::Serialize;

use crate::config::{Config, FieldName, number};
use crate::diagnostics::Moments;
use crate::kernels::scale;
use crate::layers::batch_norm::BatchStatistics;
use crate::layers::{Activation, BatchNorm, Linear, Variance};
use crate::random::Generator;
use crate::{Error, Errors};

/// One feature of a minibatch through a batch norm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Normalized {
    /// μ of the points.
    pub mean: f32,
    /// σ², unbiased or biased.
    pub variance: f32,
    /// σ.
    pub std: f32,
    /// x̂ = (x − μ)/√(σ² + ε).
    pub normalized: Vec<f32>,
    /// y = γ x̂ + β.
    pub output: Vec<f32>,
}

/// One feature over a minibatch of `points`, normalized by the batch norm itself. `variance` is `unbiased` or `biased`.
///
/// # Errors
/// Every argument out of range: there are 2 to 64 points; points, `gain` and `bias` are finite in single precision; `eps` and
/// `variance` are as in a Config.
pub fn normalize_points(points: &[f64], [gain, bias, eps]: [f64; 3], variance: &str) -> Result<Normalized, Errors> {
    let mut config = Config::default();
    let set = [config.set(FieldName::Eps, &number::print(eps)), config.set(FieldName::Variance, variance)];
    let mut errors: Errors = set.into_iter().filter_map(Result::err).collect();
    let finite = |value: &f64| (*value as f32).is_finite();
    for (field, value) in [("gain", gain), ("bias", bias)] {
        if !finite(&value) {
            errors.push(Error::new(field, "a finite number", number::print(value)));
        }
    }
    if !(2..=64).contains(&points.len()) || !points.iter().all(finite) {
        let got = number::print_list(points.iter().copied());
        errors.push(Error::new("points", "2 to 64 finite numbers", got));
    }
    errors.into_result(())?;
    let x: Vec<f32> = points.iter().map(|&point| point as f32).collect();
    let norm = BatchNorm { features: 1, eps: config.eps as f32, momentum: config.momentum, variance: config.variance };
    let Normed { mean, variance, normalized, output, .. } = Normed::of(&norm, &x, [gain as f32, bias as f32]);
    Ok(Normalized { mean: mean[0], variance: variance[0], std: variance[0].sqrt(), normalized, output })
}

/// A minibatch after a batch norm in training mode.
struct Normed {
    mean: Vec<f32>,
    variance: Vec<f32>,
    inverse_std: Vec<f32>,
    normalized: Vec<f32>,
    output: Vec<f32>,
}

impl Normed {
    /// Of `x` [B × H], with one gain and one bias for all features.
    fn of(norm: &BatchNorm, x: &[f32], gain_and_bias: [f32; 2]) -> Self {
        let features = || vec![0.0; norm.features];
        let [gain, bias] = gain_and_bias.map(|value| vec![value; norm.features]);
        let [mut mean, mut variance, mut inverse_std] = [features(), features(), features()];
        let mut batch = BatchStatistics { mean: &mut mean, variance: &mut variance, inverse_std: &mut inverse_std };
        let (mut normalized, mut output) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        norm.forward(x, [&gain, &bias], &mut batch, &mut normalized, &mut output);
        Self { mean, variance, inverse_std, normalized, output }
    }

    /// The gradient at x, from the one at the output, with a gain of 1.
    fn backward(&self, norm: &BatchNorm, d_output: &[f32]) -> Vec<f32> {
        let features = || vec![0.0; norm.features];
        let (gain, mut d_gain, mut d_bias) = (vec![1.0; norm.features], features(), features());
        let mut d_x = vec![0.0; d_output.len()];
        let d_gain_and_bias = [&mut d_gain[..], &mut d_bias[..]];
        norm.backward(d_output, &self.normalized, &self.inverse_std, &gain, d_gain_and_bias, &mut d_x);
        d_x
    }
}

/// Standard deviations after a random matrix, in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Widths {
    /// Weights of std 1.
    pub plain: f32,
    /// Weights of std 1/√n.
    pub scaled: f32,
    /// Weights of std 1, then a batch norm.
    pub normed: f32,
}

/// The effect of a random n × n matrix on a signal of std 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FanIn {
    /// The activations, forward.
    pub forward: Widths,
    /// The gradient, backward.
    pub backward: Widths,
}

/// The largest number of rows and columns of the matrix.
const MAX_FAN_IN: u32 = 2000;

/// The number of examples in the minibatch.
const BATCH: usize = 32;

/// Passes x [32 × n] through a matrix W [n × n], and a gradient [32 × n] back through it. All three are drawn with std 1, in
/// this order, from a generator with this seed. The batch norm has the biased variance and PyTorch's ε of 10⁻⁵.
///
/// # Errors
/// When `n` is not a whole number from 1 to 2000.
pub fn fan_in(n: f64, seed: u32) -> Result<FanIn, Error> {
    let n = number::whole("n", n, [1, MAX_FAN_IN])? as usize;
    let mut generator = Generator::new(seed);
    let [x, mut weight, gradient] = [BATCH * n, n * n, BATCH * n].map(|length| {
        let mut drawn = vec![0.0; length];
        generator.fill_randn(&mut drawn);
        drawn
    });
    let linear = Linear { fan_in: n, fan_out: n };
    let [mut y, mut scratch] = [vec![0.0; x.len()], vec![0.0; x.len()]];
    let std = |values: &[f32]| Moments::of(values).std;
    let mut back = |weight: &[f32], gradient: &[f32]| {
        let mut d_x = vec![0.0; x.len()];
        linear.backward_input(weight, gradient, &mut d_x, &mut scratch);
        std(&d_x)
    };

    linear.forward(&x, &weight, None, &mut y);
    let plain = [std(&y), back(&weight, &gradient)];
    let norm = BatchNorm { features: n, eps: 1e-5, momentum: 0.1, variance: Variance::Biased };
    let behind = Normed::of(&norm, &y, [1.0, 0.0]);
    let normed = [std(&behind.output), back(&weight, &behind.backward(&norm, &gradient))];
    scale(&mut weight, 1.0 / (n as f64).sqrt());
    linear.forward(&x, &weight, None, &mut y);
    let scaled = [std(&y), back(&weight, &gradient)];
    let [forward, backward] = [0, 1].map(|way| Widths { plain: plain[way], scaled: scaled[way], normed: normed[way] });
    Ok(FanIn { forward, backward })
}

/// A tanh at one x, and the gradient that passes back through several of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TanhSlope {
    /// tanh x.
    pub tanh: f32,
    /// 1 − tanh² x.
    pub slope: f32,
    /// The gradient after all layers: the slope to the power of their number.
    pub product: f32,
}

/// The largest |x|.
const MAX_X: f64 = 10.0;

/// The largest number of layers.
const MAX_LAYERS: u32 = 100;

/// Passes a gradient of 1 back through `layers` tanh, all of them at `x`.
///
/// # Errors
/// When `x` is not from −10 to 10, or `layers` is not a whole number from 1 to 100.
pub fn tanh_slope(x: f64, layers: f64) -> Result<TanhSlope, Error> {
    if !(-MAX_X..=MAX_X).contains(&x) {
        return Err(Error::new("x", "a number from -10 to 10", number::print(x)));
    }
    let layers = number::whole("layers", layers, [1, MAX_LAYERS])?;
    let mut tanh = [0.0];
    Activation::Tanh.forward(&[x as f32], &mut tanh);
    let back = |gradient: f32| {
        let mut d_x = [0.0];
        Activation::Tanh.backward(&[x as f32], &tanh, &[gradient], &mut d_x);
        d_x[0]
    };
    Ok(TanhSlope { tanh: tanh[0], slope: back(1.0), product: (0..layers).fold(1.0, |gradient, _| back(gradient)) })
}
