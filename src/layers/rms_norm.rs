//! Root mean square normalization (Zhang and Sennrich 2019, arXiv:1910.07467) of each example over its features, as
//! `torch.nn.RMSNorm`: no mean is subtracted, and there is no bias. Training and evaluation are the same.

use crate::kernels::elementwise::Product;
use crate::kernels::{apply, column_dot_products, column_sums, formulas, transpose, update};

/// Normalizes rows of `features` numbers.
#[derive(Debug, Clone, Copy)]
pub struct RmsNorm {
    /// H, the number of features.
    pub features: usize,
    /// ε under the square root.
    pub eps: f32,
}

impl RmsNorm {
    /// x̂ = x / √(mean(x²) + ε) of each row, then y = γ x̂.
    ///
    /// # Shapes
    /// `x`, `normalized`, `y` [B × H]; `gain` \[H]; `inverse_rms` \[B]; `scratch` at least B · H.
    pub fn forward(
        &self,
        x: &[f32],
        gain: &[f32],
        inverse_rms: &mut [f32],
        normalized: &mut [f32],
        y: &mut [f32],
        scratch: &mut [f32],
    ) {
        let rows = x.len() / self.features;
        let (transposed, inverse_rms) = (&mut scratch[..x.len()], &mut inverse_rms[..rows]);
        transpose(x, transposed, [rows, self.features]);
        column_dot_products(transposed, transposed, inverse_rms);
        update(&InverseRms(self.features as f32, self.eps), inverse_rms, []);
        let of_rows = x.chunks_exact(self.features).zip(normalized.chunks_exact_mut(self.features));
        for (((x, normalized), y), inverse_rms) in of_rows.zip(y.chunks_exact_mut(self.features)).zip(inverse_rms) {
            apply(&Scale(*inverse_rms), [x], normalized);
            apply(&Product, [normalized, gain], y);
        }
    }

    /// dγ = Σ dy x̂ over the batch; with g = γ dy, dx = (g − x̂ mean(g x̂)) / √(mean(x²) + ε).
    ///
    /// # Shapes
    /// As in [`forward`](Self::forward); `d_y`, `d_x` [B × H]; `scratch` at least B · (H + 1).
    #[expect(clippy::too_many_arguments, reason = "all are the slices that the formula names")]
    pub fn backward(
        &self,
        d_y: &[f32],
        normalized: &[f32],
        inverse_rms: &[f32],
        gain: &[f32],
        d_gain: &mut [f32],
        d_x: &mut [f32],
        scratch: &mut [f32],
    ) {
        column_dot_products(d_y, normalized, d_gain);
        let rows = d_y.len() / self.features;
        let (transposed, slope) = scratch.split_at_mut(d_y.len());
        let slope = &mut slope[..rows];
        let of_rows = d_y.chunks_exact(self.features).zip(normalized.chunks_exact(self.features));
        for ((d_y, normalized), d_x) in of_rows.clone().zip(d_x.chunks_exact_mut(self.features)) {
            apply(&TripleProduct, [d_y, gain, normalized], d_x);
        }
        transpose(d_x, transposed, [rows, self.features]);
        column_sums(transposed, slope);
        let scales = slope.iter().zip(inverse_rms);
        for (((d_y, normalized), d_x), (slope, inverse_rms)) in
            of_rows.zip(d_x.chunks_exact_mut(self.features)).zip(scales)
        {
            apply(&Backward(slope / self.features as f32, *inverse_rms), [d_y, normalized, gain], d_x);
        }
    }
}

formulas! { <L: Lanes>
    InverseRms(features: f32, eps: f32): Formula<1> = |[squares]| L::splat(1.0) / (squares / features + eps).sqrt();
    Scale(factor: f32): Formula<1> = |[x]| x * factor;
    TripleProduct: Formula<3> = |[a, b, c]| a * b * c;
    Backward(slope: f32, inverse_rms: f32): Formula<3> =
        |[d_y, normalized, gain]| (d_y * gain - normalized * slope) * inverse_rms;
}
