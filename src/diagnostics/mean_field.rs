//! The spread of activations and gradients that an infinitely wide network has at step 0, layer by layer: what the measured
//! depth profile is compared with.
//!
//! In that limit a pre-activation is normally distributed. Its variance is q₁ = n σ_w² + σ_b² in the first layer, whose n
//! inputs have variance 1, and q = n σ_w² E[φ(√q′ z)²] + σ_b² in a layer after one with q′, where z is standard normal.
//! Backward, the variance of the gradient grows by χ = n_out σ_w² E[φ′(√q z)²] through a layer of n_out neurons (Poole et
//! al. 2016, [1606.05340](https://arxiv.org/abs/1606.05340); Schoenholz et al. 2017,
//! [1611.01232](https://arxiv.org/abs/1611.01232)). A norm divides by the variance v of the pre-activation: q becomes
//! v/(v + ε), and χ is divided by v + ε. With BatchNorm, v leaves out what all examples have in common, and the batch is
//! taken as large: with ReLU the variance then grows by π/(π − 1) a layer (Yang et al. 2019,
//! [1902.08129](https://arxiv.org/abs/1902.08129)).

use serde::Serialize;

use crate::config::{Activation, Config, Init, Norm, Residual};
use crate::kernels::math;

/// The prediction for each hidden layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanField {
    /// Standard deviation of h, over neurons and examples.
    pub activation: Vec<f64>,
    /// Standard deviation of the gradient at h, as a multiple of that of the last hidden layer.
    pub gradient: Vec<f64>,
}

impl MeanField {
    /// The prediction for a network's hidden layers; `None` with residual connections or LSUV. Where the variance is beyond
    /// f64, values are ∞ or NaN.
    pub fn of(config: &Config) -> Option<Self> {
        if config.residual != Residual::None || config.hidden_weights == Init::Lsuv {
            return None;
        }
        let normal = Normal::new();
        let layers = config.hidden.len();
        let (mut activation, mut gradient) = (Vec::with_capacity(layers), vec![1.0; layers]);
        // The inputs of the layer: the embedding is standard normal.
        let mut input = Moments { mean: 0.0, square: 1.0, slope: 1.0 };
        // The output layer, which comes last, does not count.
        for (i, [fan_in, fan_out]) in config.linear_shapes(1).into_iter().enumerate().take(layers) {
            let weight = config.hidden_weights.std([fan_in, fan_out], config.activation);
            let weight = weight * weight;
            let bias = config.hidden_biases.std(fan_in);
            let (variance, eps) = match config.norm {
                Norm::None => (fan_in as f64 * weight * input.square + bias * bias, None),
                // In this limit the mean of a layer's pre-activations is 0, and every group of them is large.
                Norm::Layer | Norm::Rms | Norm::Group(_) => {
                    (fan_in as f64 * weight * input.square + bias * bias, Some(config.eps))
                }
                Norm::Batch => (fan_in as f64 * weight * input.variance(), Some(config.eps)),
            };
            let divisor = eps.map_or(1.0, |eps| variance + eps);
            input = normal.moments(config.activation, variance / divisor);
            activation.push(input.variance().sqrt());
            let growth = (fan_out as f64 * weight * input.slope / divisor).sqrt();
            // It reaches every layer before this one.
            gradient[..i].iter_mut().for_each(|gradient| *gradient *= growth);
        }
        Some(Self { activation, gradient })
    }
}

/// Means over a normally distributed pre-activation x of an activation function φ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// E[φ(x)].
    pub mean: f64,
    /// E[φ(x)²].
    pub square: f64,
    /// E[φ′(x)²].
    pub slope: f64,
}

impl Moments {
    /// Var φ(x) = E[φ(x)²] − E[φ(x)]².
    pub fn variance(&self) -> f64 {
        let variance = self.square - self.mean * self.mean;
        // Rounding may end below 0; NaN stays.
        if variance < 0.0 { 0.0 } else { variance }
    }
}

/// Quadrature under the density of a standard normal z: Gauss-Legendre of eight points on [0, 2⁻¹²], on each [2ᵏ, 2ᵏ⁺¹] up to
/// 8, and likewise below 0.
///
/// A Gauss-Hermite rule of the same 256 points has them at least 0.19 apart, but tanh′(√q z) of a saturated layer is a peak of
/// width 1/√q, and relu and its relatives have a kink at 0: intervals that shrink toward 0 resolve both.
#[derive(Debug)]
pub struct Normal {
    /// z and its weight for z > 0; the sum of the weights is 1/2.
    points: Vec<[f64; 2]>,
}

/// Nodes and weights of the eight-point Gauss-Legendre rule on [−1, 1], those above 0.
const LEGENDRE: [[f64; 2]; 4] = [
    [0.183_434_642_495_649_8, 0.362_683_783_378_362],
    [0.525_532_409_916_329, 0.313_706_645_877_887_27],
    [0.796_666_477_413_626_7, 0.222_381_034_453_374_48],
    [0.960_289_856_497_536_3, 0.101_228_536_290_376_26],
];

/// The first interval is [0, 2⁻¹²], the last one ends at 2³.
const INTERVALS: i32 = 16;

impl Default for Normal {
    fn default() -> Self {
        Self::new()
    }
}

impl Normal {
    /// The points and their weights.
    pub fn new() -> Self {
        let mut points = Vec::with_capacity(128);
        let (mut from, mut to) = (0.0, 1.0 / 4096.0);
        for _ in 0..INTERVALS {
            let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
            for [node, weight] in LEGENDRE {
                for z in [middle - half * node, middle + half * node] {
                    points.push([z, half * weight * math::exp_f64(-0.5 * z * z)]);
                }
            }
            (from, to) = (to, 2.0 * to);
        }
        let sum: f64 = points.iter().map(|[_, weight]| weight).sum();
        points.iter_mut().for_each(|[_, weight]| *weight *= 0.5 / sum);
        Self { points }
    }

    /// The means of an activation over pre-activations of mean 0 and variance `q`.
    // Not inlined: it is large, and called from several places.
    #[inline(never)]
    pub fn moments(&self, activation: Activation, q: f64) -> Moments {
        let std = q.sqrt();
        let mut moments = Moments { mean: 0.0, square: 0.0, slope: 0.0 };
        for &[z, weight] in &self.points {
            for x in [std * z, -std * z] {
                let [value, slope] = activation.at(x);
                moments.mean += weight * value;
                moments.square += weight * value * value;
                moments.slope += weight * slope * slope;
            }
        }
        moments
    }
}
