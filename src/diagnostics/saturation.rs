//! Which neurons pass no gradient: saturated for one example, or dead, for every example of the batch.

use crate::layers::Activation;

/// |h| beyond this counts as saturated where nothing else is asked for; the lecture's figure for its layer summary.
pub const SATURATION_THRESHOLD: f32 = 0.97;

/// The share of saturated activations of a layer, and its dead neurons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saturation {
    /// Percent of all activations, 0 to 100.
    pub percent: f32,
    /// How many neurons are saturated for every example.
    pub dead: u32,
}

impl Saturation {
    /// Measures `h` [B × H] of a layer that ends in `activation`, and writes 1 for each dead neuron and 0 for the
    /// others to `dead_neurons` [H].
    ///
    /// Saturated is |h| > `threshold`; for ReLU, h = 0. A neuron of the identity always passes its gradient, so none
    /// is dead, but large values are still counted. NaN is not saturated.
    pub fn of(h: &[f32], activation: Activation, threshold: f32, dead_neurons: &mut [u32]) -> Self {
        let saturated = |h: f32| match activation {
            Activation::Tanh | Activation::Identity => h.abs() > threshold,
            Activation::Relu => h == 0.0,
        };
        dead_neurons.fill(u32::from(activation != Activation::Identity));
        let mut count = 0_u32;
        for row in h.chunks_exact(dead_neurons.len()) {
            for (&h, dead) in row.iter().zip(dead_neurons.iter_mut()) {
                let saturated = u32::from(saturated(h));
                count += saturated;
                *dead &= saturated;
            }
        }
        let percent = (100.0 * f64::from(count) / h.len() as f64) as f32;
        Self { percent, dead: dead_neurons.iter().sum() }
    }
}
