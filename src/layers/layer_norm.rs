//! Layer normalization (Ba, Kiros and Hinton 2016, arXiv:1607.06450) of each example over its features, with the
//! biased variance, as `torch.nn.LayerNorm`. Training and evaluation are the same.

use super::GainBias;
use crate::kernels::{apply, column_dot_products, column_sums, formulas};

/// Normalizes rows of `features` numbers.
#[derive(Debug, Clone, Copy)]
pub struct LayerNorm {
    /// H, the number of features.
    pub features: usize,
    /// ε under the square root.
    pub eps: f32,
}

impl LayerNorm {
    /// x̂ = (x − μ) / √(σ² + ε) with each row's own μ and σ², then y = γ x̂ + β.
    ///
    /// # Shapes
    /// `x`, `normalized`, `y` [B × H]; `gain`, `bias` \[H]; `inverse_std` \[B].
    pub fn forward(
        &self,
        x: &[f32],
        [gain, bias]: [&[f32]; 2],
        inverse_std: &mut [f32],
        normalized: &mut [f32],
        y: &mut [f32],
    ) {
        let rows = x.chunks_exact(self.features).zip(normalized.chunks_exact_mut(self.features));
        for (((x, normalized), y), inverse_std) in rows.zip(y.chunks_exact_mut(self.features)).zip(inverse_std) {
            let mean = self.mean(x.iter().copied());
            let variance = self.mean(x.iter().map(|&x| (x - mean) * (x - mean)));
            *inverse_std = 1.0 / (variance + self.eps).sqrt();
            apply(&Normalize(mean, *inverse_std), [x], normalized);
            apply(&GainBias, [normalized, gain, bias], y);
        }
    }

    /// dγ = Σ dy x̂ and dβ = Σ dy over the batch; with g = γ dy,
    /// dx = (g − mean(g) − x̂ mean(g x̂)) / √(σ² + ε).
    ///
    /// # Shapes
    /// As in [`forward`](Self::forward); `d_y`, `d_x` [B × H].
    pub fn backward(
        &self,
        d_y: &[f32],
        normalized: &[f32],
        inverse_std: &[f32],
        gain: &[f32],
        [d_gain, d_bias]: [&mut [f32]; 2],
        d_x: &mut [f32],
    ) {
        column_sums(d_y, d_bias);
        column_dot_products(d_y, normalized, d_gain);
        let rows = d_y.chunks_exact(self.features).zip(normalized.chunks_exact(self.features));
        for (((d_y, normalized), &inverse_std), d_x) in rows.zip(inverse_std).zip(d_x.chunks_exact_mut(self.features)) {
            let mean = self.mean(d_y.iter().zip(gain).map(|(d, gain)| d * gain));
            let slope = self.mean(d_y.iter().zip(gain).zip(normalized).map(|((d, gain), x)| d * gain * x));
            apply(&Backward(mean, slope, inverse_std), [d_y, normalized, gain], d_x);
        }
    }

    /// The mean of one row, summed from its first feature to its last.
    fn mean(&self, row: impl Iterator<Item = f32>) -> f32 {
        row.fold(0.0, |sum, x| sum + x) / self.features as f32
    }
}

formulas! { <L: Lanes>
    Normalize(mean: f32, inverse_std: f32): Formula<1> = |[x]| (x - mean) * inverse_std;
    Backward(mean: f32, slope: f32, inverse_std: f32): Formula<3> =
        |[d_y, normalized, gain]| (d_y * gain - mean - normalized * slope) * inverse_std;
}
