//! The linear layer: y = x W + b.

use crate::kernels::elementwise::Sum;
use crate::kernels::{
    descend_along_matmul_of_transposed, matmul, matmul_of_transposed, matmul_transposed, transpose, update,
};

/// A matrix of weights [fan_in × fan_out], with or without a bias.
#[derive(Debug, Clone, Copy)]
pub struct Linear {
    /// The number of inputs of each neuron.
    pub fan_in: usize,
    /// The number of neurons.
    pub fan_out: usize,
}

impl Linear {
    /// y = x W + b.
    ///
    /// # Shapes
    /// `x` [B × fan_in], `weight` [fan_in × fan_out], `bias` \[fan_out], `y` [B × fan_out].
    pub fn forward(&self, x: &[f32], weight: &[f32], bias: Option<&[f32]>, y: &mut [f32]) {
        let batch = x.len() / self.fan_in;
        matmul(x, weight, y, [batch, self.fan_in, self.fan_out]);
        if let Some(bias) = bias {
            for y in y.chunks_exact_mut(self.fan_out) {
                update(&Sum, y, [bias]);
            }
        }
    }

    /// dW = xᵀ dy.
    ///
    /// # Shapes
    /// As in [`forward`](Self::forward); `d_weight` is overwritten.
    pub fn backward_weight(&self, x: &[f32], d_y: &[f32], d_weight: &mut [f32]) {
        matmul_of_transposed(x, d_y, d_weight, [self.fan_in, x.len() / self.fan_in, self.fan_out]);
    }

    /// W −= rate · xᵀ dy, with the same bits as [`backward_weight`](Self::backward_weight) and an update after it.
    ///
    /// # Shapes
    /// As in [`forward`](Self::forward).
    pub fn descend(&self, rate: f32, x: &[f32], d_y: &[f32], weight: &mut [f32]) {
        let shape = [self.fan_in, x.len() / self.fan_in, self.fan_out];
        descend_along_matmul_of_transposed(rate, x, d_y, weight, shape);
    }

    /// dx = dy Wᵀ, as (W dyᵀ)ᵀ so that the product reads both operands along rows.
    ///
    /// # Shapes
    /// As in [`forward`](Self::forward); `d_x` is overwritten, and `scratch` holds at least B · fan_out.
    pub fn backward_input(&self, weight: &[f32], d_y: &[f32], d_x: &mut [f32], scratch: &mut [f32]) {
        let batch = d_y.len() / self.fan_out;
        let d_y_transposed = &mut scratch[..batch * self.fan_out];
        transpose(d_y, d_y_transposed, [batch, self.fan_out]);
        matmul_transposed(weight, d_y_transposed, d_x, [self.fan_in, self.fan_out, batch]);
    }
}
