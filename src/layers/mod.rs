//! The layers of the network, one per file, with forward and backward pass.
//!
//! Layers hold shapes and settings only: parameters, activations and gradients are the caller's slices, so nothing is
//! allocated here. Matrices are row-major; B, the batch, follows from a slice's length.

pub mod activation;
pub mod batch_norm;
pub mod cross_entropy;
pub mod embedding;
pub mod layer_norm;
pub mod linear;

pub use activation::Activation;
pub use batch_norm::{BatchNorm, Variance};
pub use embedding::Embedding;
pub use layer_norm::LayerNorm;
pub use linear::Linear;

use crate::kernels::Formula;
use crate::kernels::lanes::Lanes;

/// y = γ x̂ + β, the last step of every norm.
struct GainBias;

impl Formula<3> for GainBias {
    #[inline(always)]
    fn at<L: Lanes>(&self, [normalized, gain, bias]: [L; 3]) -> L {
        normalized * gain + bias
    }
}
