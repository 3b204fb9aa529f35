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
    /// log10 of std of the next update / std of the weights; about −3 is healthy.
    pub update_data: f32,
}

impl Ratios {
    /// From the weights, the moments of their gradient, the learning rate of the next update, and the moments of that update
    /// unless it is rate · gradient.
    pub fn of(weights: &[f32], gradient: Moments, learning_rate: f32, update: Option<Moments>) -> Self {
        let data_std = Moments::of(weights).std;
        let grad_data = gradient.std / data_std;
        let update_data = update.map_or(learning_rate * grad_data, |update| update.std / data_std);
        Self { data_std, grad_data, update_data: log10(update_data) }
    }
}

/// The base-10 logarithm, from this crate's own ln.
pub(super) fn log10(x: f32) -> f32 {
    math::ln(x) * std::f32::consts::LOG10_E
}
