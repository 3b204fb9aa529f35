//! Group normalization (Wu and He 2018, arXiv:1803.08494) of each example over each of some groups of its features, with the
//! biased variance, as `torch.nn.GroupNorm`. With one group it is layer normalization (Ba, Kiros and Hinton 2016,
//! arXiv:1607.06450), as `torch.nn.LayerNorm`. Training and evaluation are the same.

use super::GainBias;
use crate::kernels::columns::SquaredDistances;
use crate::kernels::elementwise::Product;
use crate::kernels::{apply, column_dot_products, column_sums, each_panel, formulas, transpose, update};

/// Normalizes rows of `features` numbers, `groups` of them apart.
#[derive(Debug, Clone, Copy)]
pub struct GroupNorm {
    /// H, the number of features.
    pub features: usize,
    /// k, the number of groups; it divides H.
    pub groups: usize,
    /// ε under the square root.
    pub eps: f32,
}

impl GroupNorm {
    /// x̂ = (x − μ) / √(σ² + ε) with each group's own μ and σ² in each row, then y = γ x̂ + β.
    ///
    /// # Shapes
    /// `x`, `normalized`, `y` [B × H]; `gain`, `bias` \[H]; `inverse_std` [k × B]; `scratch` at least 2 · B · H.
    pub fn forward(
        &self,
        x: &[f32],
        [gain, bias]: [&[f32]; 2],
        inverse_std: &mut [f32],
        normalized: &mut [f32],
        y: &mut [f32],
        scratch: &mut [f32],
    ) {
        let (rows, width) = (x.len() / self.features, self.features / self.groups);
        let (transposed, scratch) = scratch.split_at_mut(x.len());
        transpose(x, transposed, [rows, self.features]);
        let mean = &mut scratch[..rows];
        let groups = transposed.chunks_exact(width * rows).zip(inverse_std.chunks_exact_mut(rows));
        for (group, (x_of_group, inverse_std)) in groups.enumerate() {
            column_sums(x_of_group, mean);
            update(&Quotient(width as f32), mean, []);
            each_panel(rows, &mut SquaredDistances { x: x_of_group, from: mean, to: inverse_std });
            update(&InverseStd(width as f32, self.eps), inverse_std, []);
            for (row, (mean, inverse_std)) in mean.iter().zip(inverse_std).enumerate() {
                let at = row * self.features + group * width;
                apply(&Normalize(*mean, *inverse_std), [&x[at..]], &mut normalized[at..at + width]);
            }
        }
        for (normalized, y) in normalized.chunks_exact(self.features).zip(y.chunks_exact_mut(self.features)) {
            apply(&GainBias, [normalized, gain, bias], y);
        }
    }

    /// dγ = Σ dy x̂ and dβ = Σ dy over the batch; with g = γ dy and means over a group,
    /// dx = (g − mean(g) − x̂ mean(g x̂)) / √(σ² + ε).
    ///
    /// # Shapes
    /// As in [`forward`](Self::forward); `d_y`, `d_x` [B × H].
    #[expect(clippy::too_many_arguments, reason = "all are the slices that the formula names")]
    pub fn backward(
        &self,
        d_y: &[f32],
        normalized: &[f32],
        inverse_std: &[f32],
        gain: &[f32],
        [d_gain, d_bias]: [&mut [f32]; 2],
        d_x: &mut [f32],
        scratch: &mut [f32],
    ) {
        column_sums(d_y, d_bias);
        column_dot_products(d_y, normalized, d_gain);
        let (rows, width) = (d_y.len() / self.features, self.features / self.groups);
        let (transposed, scratch) = scratch.split_at_mut(d_y.len());
        let (mean, slope) = scratch.split_at_mut(self.groups * rows);
        // g, then g x̂, each summed along the features of every example at once.
        for (d_y, d_x) in d_y.chunks_exact(self.features).zip(d_x.chunks_exact_mut(self.features)) {
            apply(&Product, [d_y, gain], d_x);
        }
        self.group_means(d_x, transposed, mean);
        update(&Product, d_x, [normalized]);
        self.group_means(d_x, transposed, slope);
        for row in 0..rows {
            for group in 0..self.groups {
                let (at, of) = (row * self.features + group * width, group * rows + row);
                let formula = Backward(mean[of], slope[of], inverse_std[of]);
                let inputs = [&d_y[at..], &normalized[at..], &gain[group * width..]];
                apply(&formula, inputs, &mut d_x[at..at + width]);
            }
        }
    }

    /// The mean of each group of each row of `values` [B × H], to `means` [k × B].
    fn group_means(&self, values: &[f32], transposed: &mut [f32], means: &mut [f32]) {
        let (rows, width) = (values.len() / self.features, self.features / self.groups);
        transpose(values, transposed, [rows, self.features]);
        for (group, means) in transposed.chunks_exact(width * rows).zip(means.chunks_exact_mut(rows)) {
            column_sums(group, means);
            update(&Quotient(width as f32), means, []);
        }
    }
}

formulas! { <L: Lanes>
    Quotient(divisor: f32): Formula<1> = |[sum]| sum / divisor;
    InverseStd(features: f32, eps: f32): Formula<1> = |[squares]| L::splat(1.0) / (squares / features + eps).sqrt();
    Normalize(mean: f32, inverse_std: f32): Formula<1> = |[x]| (x - mean) * inverse_std;
    Backward(mean: f32, slope: f32, inverse_std: f32): Formula<3> =
        |[d_y, normalized, gain]| (d_y * gain - mean - normalized * slope) * inverse_std;
}
