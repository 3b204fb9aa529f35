//! Saturated activations, which pass hardly any gradient, and dead neurons, which are saturated for every example of the batch.

use crate::layers::Activation;

/// The default |h| beyond which an activation counts as saturated: that of the lecture's layer summary.
pub const SATURATION_THRESHOLD: f32 = 0.97;

/// The saturated activations and dead neurons of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saturation {
    /// Percent of all activations that are saturated, 0 to 100.
    pub percent: f32,
    /// The number of neurons that are saturated for every example.
    pub dead: u32,
}

impl Saturation {
    /// Measures `h` [B × H] of a layer that ends in `activation`, and writes to `counts` \[H] for how many examples each
    /// neuron is saturated.
    ///
    /// Saturated is |h| > `threshold`; for ReLU, h = 0. The identity always passes its gradient, so none of its neurons is
    /// dead, but large values are still counted. NaN is not saturated.
    pub fn of(h: &[f32], activation: Activation, threshold: f32, counts: &mut [u32]) -> Self {
        match activation {
            Activation::Tanh | Activation::Identity => count(h, counts, |h| h.abs() > threshold),
            Activation::Relu => count(h, counts, |h| h == 0.0),
        }
        let percent = (100.0 * f64::from(counts.iter().sum::<u32>()) / h.len() as f64) as f32;
        let batch = h.len() / counts.len();
        Self { percent, dead: dead_neurons(counts, batch, activation).map(u32::from).sum() }
    }
}

/// Whether each neuron is dead, by the number of examples of a batch for which it is saturated.
pub fn dead_neurons(counts: &[u32], batch: usize, activation: Activation) -> impl Iterator<Item = bool> {
    counts.iter().map(move |&count| count as usize == batch && activation != Activation::Identity)
}

#[inline(always)]
fn count(h: &[f32], counts: &mut [u32], saturated: impl Fn(f32) -> bool) {
    counts.fill(0);
    for row in h.chunks_exact(counts.len()) {
        for (&h, count) in row.iter().zip(counts.iter_mut()) {
            *count += u32::from(saturated(h));
        }
    }
}
