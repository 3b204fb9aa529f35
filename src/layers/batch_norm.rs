//! Batch normalization (Ioffe and Szegedy 2015, arXiv:1502.03167) of each feature over the minibatch.

use serde::Serialize;

use super::GainBias;
use crate::kernels::columns::{down, down_mut};
use crate::kernels::lanes::Lanes;
use crate::kernels::{Panel, apply, each_panel, formulas, update};

/// The variance that a minibatch is normalized with. The running average is of the unbiased one either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Variance {
    /// Divided by B − 1, as in the lecture.
    Unbiased,
    /// Divided by B, as in `torch.nn.BatchNorm1d`.
    Biased,
}

impl Variance {
    /// Both, in the order of the Config's choices.
    pub const ALL: [Self; 2] = [Self::Unbiased, Self::Biased];
    /// Their names in links, in the same order.
    pub(crate) const NAMES: &[&str] = &["unbiased", "biased"];
}

/// The statistics that one minibatch was normalized with; each slice holds one number per feature.
#[derive(Debug)]
pub struct BatchStatistics<'a> {
    /// μ of the minibatch.
    pub mean: &'a mut [f32],
    /// The variance that it was normalized with.
    pub variance: &'a mut [f32],
    /// 1 / √(variance + ε).
    pub inverse_std: &'a mut [f32],
}

/// Normalizes `features` columns.
#[derive(Debug, Clone, Copy)]
pub struct BatchNorm {
    /// H, the number of features.
    pub features: usize,
    /// ε under the square root.
    pub eps: f32,
    /// The weight of each minibatch in the running average, 0 to 1.
    pub momentum: f64,
    /// The variance to normalize with.
    pub variance: Variance,
}

impl BatchNorm {
    /// Training mode: x̂ = (x − μ) / √(σ² + ε) with the minibatch's own μ and σ², then y = γ x̂ + β.
    ///
    /// # Shapes
    /// `x`, `normalized`, `y` [B × H]; `gain`, `bias` \[H].
    pub fn forward(
        &self,
        x: &[f32],
        [gain, bias]: [&[f32]; 2],
        batch: &mut BatchStatistics<'_>,
        normalized: &mut [f32],
        y: &mut [f32],
    ) {
        let degrees = self.degrees(x.len() / self.features);
        each_panel(self.features, &mut Forward { eps: self.eps, degrees, x, gain, bias, batch, normalized, y });
    }

    /// B, and the divisor of the squared distances.
    fn degrees(&self, rows: usize) -> [f32; 2] {
        let rows = rows as f32;
        match self.variance {
            Variance::Unbiased => [rows, rows - 1.0],
            Variance::Biased => [rows, rows],
        }
    }

    /// Evaluation mode: the same with a given mean and variance, so that no example depends on another.
    ///
    /// # Shapes
    /// `x`, `y` [B × H]; `gain`, `bias`, `mean`, `variance`, `scratch` \[H].
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

    /// Moves the running mean and the running (unbiased) variance toward the minibatch's, `rows` examples.
    pub fn update_running(&self, [mean, variance]: [&[f32]; 2], rows: usize, running: [&mut [f32]; 2]) {
        let [running_mean, running_var] = running;
        let unbiased = match self.variance {
            Variance::Unbiased => 1.0,
            Variance::Biased => rows as f64 / (rows as f64 - 1.0),
        };
        let keep = (1.0 - self.momentum) as f32;
        update(&RunningAverage(keep, self.momentum as f32), running_mean, [mean]);
        let enter = (self.momentum * unbiased) as f32;
        update(&RunningAverage(keep, enter), running_var, [variance]);
    }

    /// Training mode backward: dγ = Σ dy x̂, dβ = Σ dy, and
    /// dx = γ/√(σ²+ε) · (dy − dβ/B − x̂ dγ/D) with D = B − 1 or B as the variance is unbiased or biased.
    ///
    /// # Shapes
    /// `d_y`, `normalized`, `d_x` [B × H]; all others \[H].
    pub fn backward(
        &self,
        d_y: &[f32],
        normalized: &[f32],
        inverse_std: &[f32],
        gain: &[f32],
        [d_gain, d_bias]: [&mut [f32]; 2],
        d_x: &mut [f32],
    ) {
        let degrees = self.degrees(d_y.len() / self.features);
        each_panel(self.features, &mut Backward { degrees, d_y, normalized, inverse_std, gain, d_gain, d_bias, d_x });
    }
}

struct Forward<'a, 'b> {
    eps: f32,
    degrees: [f32; 2],
    x: &'a [f32],
    gain: &'a [f32],
    bias: &'a [f32],
    batch: &'a mut BatchStatistics<'b>,
    normalized: &'a mut [f32],
    y: &'a mut [f32],
}

impl Panel for Forward<'_, '_> {
    #[inline(always)]
    fn at<L: Lanes>(&mut self, j: usize) {
        let (n, zero, one) = (self.gain.len(), L::splat(0.0), L::splat(1.0));
        let [per_row, per_degree] = self.degrees.map(|degrees| L::splat(1.0 / degrees));
        let x = || down::<L>(self.x, n, j);

        let mean = x().fold(zero, |sum, x| sum + x) * per_row;
        let variance = x().fold(zero, |sum, x| sum + (x - mean) * (x - mean)) * per_degree;
        let inverse_std = one / (variance + L::splat(self.eps)).sqrt();
        mean.store(&mut self.batch.mean[j..]);
        variance.store(&mut self.batch.variance[j..]);
        inverse_std.store(&mut self.batch.inverse_std[j..]);

        let (gain, bias) = (L::load(&self.gain[j..]), L::load(&self.bias[j..]));
        let results = down_mut::<L>(self.normalized, n, j).zip(down_mut::<L>(self.y, n, j));
        for (x, (normalized_to, y_to)) in x().zip(results) {
            let normalized = (x - mean) * inverse_std;
            normalized.put(normalized_to);
            (normalized * gain + bias).put(y_to);
        }
    }
}

formulas! { <L: Lanes>
    InverseStd(eps: f32): Formula<1> = |[variance]| L::splat(1.0) / (variance + eps).sqrt();
    Normalize: Formula<3> = |[x, mean, inverse_std]| (x - mean) * inverse_std;
    RunningAverage(keep: f32, enter: f32): Formula<2> = |[running, batch]| running * keep + batch * enter;
}

struct Backward<'a> {
    degrees: [f32; 2],
    d_y: &'a [f32],
    normalized: &'a [f32],
    inverse_std: &'a [f32],
    gain: &'a [f32],
    d_gain: &'a mut [f32],
    d_bias: &'a mut [f32],
    d_x: &'a mut [f32],
}

impl Panel for Backward<'_> {
    #[inline(always)]
    fn at<L: Lanes>(&mut self, j: usize) {
        let (n, zero) = (self.gain.len(), L::splat(0.0));
        let [per_row, per_degree] = self.degrees.map(|degrees| L::splat(1.0 / degrees));
        let rows = || down::<L>(self.d_y, n, j).zip(down::<L>(self.normalized, n, j));

        let sums = |[d_gain, d_bias]: [L; 2], (d_y, normalized)| [d_gain + d_y * normalized, d_bias + d_y];
        let [d_gain, d_bias] = rows().fold([zero; 2], sums);
        d_gain.store(&mut self.d_gain[j..]);
        d_bias.store(&mut self.d_bias[j..]);

        let scale = L::load(&self.gain[j..]) * L::load(&self.inverse_std[j..]);
        let (through_mean, through_variance) = (d_bias * per_row, d_gain * per_degree);
        for ((d_y, normalized), d_x) in rows().zip(down_mut::<L>(self.d_x, n, j)) {
            (scale * (d_y - through_mean - normalized * through_variance)).put(d_x);
        }
    }
}
