//! Batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167) of each feature over the minibatch.

use serde::{Deserialize, Serialize};

use super::GainBias;
use crate::kernels::elementwise::Scaled;
use crate::kernels::lanes::Lanes;
use crate::kernels::{Formula, apply, column_dot_products, column_sums, update};

/// Which variance of the minibatch normalises it. The running average keeps the unbiased one either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variance {
    /// Divided by B − 1, as in the lecture.
    Unbiased,
    /// Divided by B, as in `torch.nn.BatchNorm1d`.
    Biased,
}

/// What one minibatch was normalised with; each slice holds one number a feature.
#[derive(Debug)]
pub struct BatchStatistics<'a> {
    /// μ of the minibatch.
    pub mean: &'a mut [f32],
    /// The variance that normalises.
    pub variance: &'a mut [f32],
    /// 1 / √(variance + ε).
    pub inverse_std: &'a mut [f32],
}

/// Normalises `features` columns.
#[derive(Debug, Clone, Copy)]
pub struct BatchNorm {
    /// H, how many features.
    pub features: usize,
    /// ε under the square root.
    pub eps: f32,
    /// How much of a minibatch enters the running average, 0 to 1.
    pub momentum: f64,
    /// Which variance normalises.
    pub variance: Variance,
}

impl BatchNorm {
    /// Training mode: x̂ = (x − μ) / √(σ² + ε) with the minibatch's own μ and σ², then y = γ x̂ + β.
    ///
    /// # Shapes
    /// `x`, `normalized`, `y` [B × H]; `gain`, `bias` [H].
    pub fn forward(
        &self,
        x: &[f32],
        [gain, bias]: [&[f32]; 2],
        batch: &mut BatchStatistics<'_>,
        normalized: &mut [f32],
        y: &mut [f32],
    ) {
        let rows = x.len() / self.features;
        column_sums(x, batch.mean);
        update(&Scaled(1.0 / rows as f32), batch.mean, []);
        batch.variance.fill(0.0);
        for x in x.chunks_exact(self.features) {
            update(&AddSquaredDistance, batch.variance, [x, batch.mean]);
        }
        let degrees = match self.variance {
            Variance::Unbiased => rows as f32 - 1.0,
            Variance::Biased => rows as f32,
        };
        update(&Scaled(1.0 / degrees), batch.variance, []);
        apply(&InverseStd(self.eps), [batch.variance], batch.inverse_std);
        let rows = x.chunks_exact(self.features).zip(normalized.chunks_exact_mut(self.features));
        for ((x, normalized), y) in rows.zip(y.chunks_exact_mut(self.features)) {
            apply(&Normalize, [x, batch.mean, batch.inverse_std], normalized);
            apply(&GainBias, [normalized, gain, bias], y);
        }
    }

    /// Evaluation mode: the same with a given mean and variance, so that no example depends on another.
    ///
    /// # Shapes
    /// `x`, `y` [B × H]; `gain`, `bias`, `mean`, `variance`, `scratch` [H].
    pub fn forward_evaluation(
        &self,
        x: &[f32],
        [gain, bias]: [&[f32]; 2],
        [mean, variance]: [&[f32]; 2],
        scratch: &mut [f32],
        y: &mut [f32],
    ) {
        let inverse_std = &mut scratch[..self.features];
        apply(&InverseStd(self.eps), [variance], inverse_std);
        for (x, y) in x.chunks_exact(self.features).zip(y.chunks_exact_mut(self.features)) {
            apply(&Normalize, [x, mean, inverse_std], y);
            update(&GainBias, y, [gain, bias]);
        }
    }

    /// Moves the running mean and the running (unbiased) variance towards the minibatch's, `rows` examples.
    pub fn update_running(
        &self,
        batch: &BatchStatistics<'_>,
        rows: usize,
        running_mean: &mut [f32],
        running_var: &mut [f32],
    ) {
        let unbiased = match self.variance {
            Variance::Unbiased => 1.0,
            Variance::Biased => rows as f64 / (rows as f64 - 1.0),
        };
        let keep = (1.0 - self.momentum) as f32;
        update(&RunningAverage { keep, enter: self.momentum as f32 }, running_mean, [batch.mean]);
        let enter = (self.momentum * unbiased) as f32;
        update(&RunningAverage { keep, enter }, running_var, [batch.variance]);
    }

    /// Training mode backward: dγ = Σ dy x̂, dβ = Σ dy, and
    /// dx = γ/√(σ²+ε) · (dy − dβ/B − x̂ dγ/D) with D = B − 1 or B as the variance is unbiased or biased.
    /// `d` holds dy and becomes dx.
    ///
    /// # Shapes
    /// `d`, `normalized` [B × H]; all others [H].
    pub fn backward(
        &self,
        d: &mut [f32],
        normalized: &[f32],
        inverse_std: &[f32],
        gain: &[f32],
        d_gain: &mut [f32],
        d_bias: &mut [f32],
    ) {
        let rows = d.len() / self.features;
        column_sums(d, d_bias);
        column_dot_products(d, normalized, d_gain);
        let degrees = match self.variance {
            Variance::Unbiased => rows as f32 - 1.0,
            Variance::Biased => rows as f32,
        };
        let formula = Backward { mean_weight: 1.0 / rows as f32, variance_weight: 1.0 / degrees };
        for (d, normalized) in d.chunks_exact_mut(self.features).zip(normalized.chunks_exact(self.features)) {
            update(&formula, d, [normalized, inverse_std, gain, d_gain, d_bias]);
        }
    }
}

struct AddSquaredDistance;

impl Formula<3> for AddSquaredDistance {
    #[inline(always)]
    fn at<L: Lanes>(&self, [sum, x, mean]: [L; 3]) -> L {
        let distance = x - mean;
        sum + distance * distance
    }
}

struct InverseStd(f32);

impl Formula<1> for InverseStd {
    #[inline(always)]
    fn at<L: Lanes>(&self, [variance]: [L; 1]) -> L {
        L::splat(1.0) / (variance + L::splat(self.0)).sqrt()
    }
}

struct Normalize;

impl Formula<3> for Normalize {
    #[inline(always)]
    fn at<L: Lanes>(&self, [x, mean, inverse_std]: [L; 3]) -> L {
        (x - mean) * inverse_std
    }
}

struct RunningAverage {
    keep: f32,
    enter: f32,
}

impl Formula<2> for RunningAverage {
    #[inline(always)]
    fn at<L: Lanes>(&self, [running, batch]: [L; 2]) -> L {
        running * L::splat(self.keep) + batch * L::splat(self.enter)
    }
}

struct Backward {
    mean_weight: f32,
    variance_weight: f32,
}

impl Formula<6> for Backward {
    #[inline(always)]
    fn at<L: Lanes>(&self, [d_y, normalized, inverse_std, gain, d_gain, d_bias]: [L; 6]) -> L {
        let through_mean = d_bias * L::splat(self.mean_weight);
        let through_variance = normalized * (d_gain * L::splat(self.variance_weight));
        gain * inverse_std * (d_y - through_mean - through_variance)
    }
}
