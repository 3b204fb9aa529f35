//! The draws of `torch.nn.init`: tensors [rows × columns], filled row by row.
//!
//! Source: PyTorch's `torch/nn/init.py`.

use super::torch::{BLOCK, Generator};
use crate::kernels::scale;

impl Generator {
    /// `uniform_(-bound, bound)`, with the bits of PyTorch on CPUs with fused multiply-add.
    pub fn fill_uniform_within(&mut self, bound: f64, out: &mut [f32]) {
        let bound = bound as f32;
        let [low, width] = [-bound, bound + bound].map(f64::from);
        // Product and sum have at most 48 bits: they are exact, and rounded once.
        out.fill_with(|| (f64::from(self.uniform()) * width + low) as f32);
    }

    /// `normal_(0, std)`. Agrees with PyTorch as [`fill_randn`](Self::fill_randn) does.
    pub fn fill_normal(&mut self, std: f64, out: &mut [f32]) {
        if out.len() < BLOCK {
            return out.fill_with(|| (self.normal() * std) as f32);
        }
        self.fill_randn(out);
        scale(out, std);
    }

    /// `torch.nn.init.trunc_normal_(out, std=std, a=-2 * std, b=2 * std)` of PyTorch 2.15: values beyond two standard
    /// deviations are replaced by those of another draw of the whole size, until there are none. (Earlier versions drew
    /// uniform numbers and applied erfinv.)
    pub fn fill_trunc_normal(&mut self, std: f64, out: &mut [f32]) {
        let limit = (2.0 * std) as f32;
        self.fill_normal(std, out);
        let mut again = Vec::new();
        while out.iter().any(|value| value.abs() > limit) {
            again.resize(out.len(), 0.0);
            self.fill_normal(std, &mut again);
            for (value, &other) in out.iter_mut().zip(&again) {
                *value = if value.abs() > limit { other } else { *value };
            }
        }
    }

    /// `torch.nn.init.orthogonal_(out, gain)`: the Q of a random matrix's QR factorization, with the signs that make the
    /// diagonal of R positive, so that all orthogonal matrices are equally likely (Saxe et al. 2013). Its rows, or its
    /// columns where these are fewer, are orthonormal before the gain. Within 10⁻⁵ of PyTorch at a gain of 1.
    ///
    /// # Shapes
    /// `out` [rows × columns].
    pub fn fill_orthogonal(&mut self, gain: f64, out: &mut [f32], [rows, columns]: [usize; 2]) {
        self.fill_randn(out);
        let gain = gain as f32;
        if rows < columns {
            let vectors: Vec<f64> = out.iter().map(|&value| value.into()).collect();
            for (value, q) in out.iter_mut().zip(orthonormal(vectors, columns)) {
                *value = q as f32 * gain;
            }
        } else {
            let mut vectors = vec![0.0; out.len()];
            for (i, row) in out.chunks_exact(columns).enumerate() {
                for (j, &value) in row.iter().enumerate() {
                    vectors[j * rows + i] = value.into();
                }
            }
            let q = orthonormal(vectors, rows);
            for (i, row) in out.chunks_exact_mut(columns).enumerate() {
                for (j, value) in row.iter_mut().enumerate() {
                    *value = q[j * rows + i] as f32 * gain;
                }
            }
        }
    }
}

/// Reflections that are applied to one vector after the other, so that each stays in the cache.
const PANEL: usize = 16;

/// The Q of the QR factorization whose R has a positive diagonal, by Householder's reflections (LAPACK's `geqrf` and
/// `orgqr`) in f64.
///
/// # Shapes
/// `vectors` [n × m], n ≤ m: each row is a column of the matrix that is factored, and of Q.
fn orthonormal(mut vectors: Vec<f64>, m: usize) -> Vec<f64> {
    let n = vectors.len() / m;
    let mut factors = vec![0.0; n];
    let mut signs = vec![0.0; n];
    for first in (0..n).step_by(PANEL) {
        let end = n.min(first + PANEL);
        // Row i below `end` becomes the i-th reflection, from its i-th element on; the others are only reflected.
        for i in first..n {
            let (before, vector) = vectors.split_at_mut(i * m);
            for k in first..i.min(end) {
                reflect(factors[k], &before[k * m..][k..m], &mut vector[k..m]);
            }
            if i < end {
                (factors[i], signs[i]) = make_reflection(&mut vector[i..m]);
            }
        }
    }
    let mut q = vec![0.0; n * m];
    for (j, vector) in q.chunks_exact_mut(m).enumerate() {
        vector[j] = signs[j];
    }
    for first in (0..n).step_by(PANEL).rev() {
        for (j, vector) in q.chunks_exact_mut(m).enumerate().skip(first) {
            for k in (first..n.min(first + PANEL).min(j + 1)).rev() {
                reflect(factors[k], &vectors[k * m..][k..m], &mut vector[k..]);
            }
        }
    }
    q
}

/// Turns x into the v of the reflection 1 − τ v vᵀ that takes x to a multiple of the first axis (LAPACK's `larfg`).
/// Returns τ and the sign of that multiple.
fn make_reflection(x: &mut [f64]) -> (f64, f64) {
    let first = x[0];
    let rest = dot(&x[1..], &x[1..]);
    x[0] = 1.0;
    if rest == 0.0 {
        let sign = if first == 0.0 { 0.0 } else { 1_f64.copysign(first) };
        return (0.0, sign);
    }
    let image = -(first * first + rest).sqrt().copysign(first);
    for value in &mut x[1..] {
        *value /= first - image;
    }
    ((image - first) / image, 1_f64.copysign(image))
}

/// y −= τ v (vᵀ y).
fn reflect(factor: f64, v: &[f64], y: &mut [f64]) {
    let along = factor * dot(v, y);
    for (y, v) in y.iter_mut().zip(v) {
        *y -= along * v;
    }
}

/// Σ a b, in eight sums side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h)) + rest
}
