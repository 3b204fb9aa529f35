//! The ratios of a weight matrix: its gradient and its update compared with the weights.

use super::Moments;
use crate::kernels::math;

/// The ratios of one weight matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratios {
    /// std of the weights.
    pub data_std: f32,
    /// std of the gradient / std of the weights.
    pub grad_data: f32,
    /// log10 of std(learning rate · gradient) / std of the weights; about −3 is healthy.
    pub update_data: f32,
}

impl Ratios {
    /// From the weights, the moments of their gradient, and the learning rate of the next update.
    pub fn of(weights: &[f32], gradient: Moments, learning_rate: f32) -> Self {
        let data_std = Moments::of(weights).std;
        let grad_data = gradient.std / data_std;
        Self { data_std, grad_data, update_data: log10(learning_rate * grad_data) }
    }
}

/// The base-10 logarithm, from this crate's own ln.
pub(super) fn log10(x: f32) -> f32 {
    math::ln(x) * std::f32::consts::LOG10_E
}
