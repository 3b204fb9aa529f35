//! The layers of the network, one per file, with forward and backward pass.
//!
//! Layers hold shapes and settings only: parameters, activations and gradients are the caller's slices, so nothing is
//! allocated here. Matrices are row-major; B, the batch, follows from a slice's length.

pub mod activation;
pub mod batch_norm;
pub mod cross_entropy;
pub mod embedding;
pub mod group_norm;
pub mod linear;
pub mod rms_norm;

pub use activation::Activation;
pub use batch_norm::{BatchNorm, Variance};
pub use embedding::Embedding;
pub use group_norm::GroupNorm;
pub use linear::Linear;
pub use rms_norm::RmsNorm;

use crate::kernels::formulas;

formulas! { <L: Lanes>
    /// y = γ x̂ + β, the last step of every norm.
    GainBias: Formula<3> = |[normalized, gain, bias]| normalized * gain + bias;
}
