//! `torch.optim.SGD`, with momentum or without, and no dampening.

use super::PIECE;
use crate::kernels::{formulas, update};

/// p − rate · d. The direction d is g without a momentum; with one, the buffer b ← momentum · b + g, or g + momentum · b where
/// the momentum is Nesterov's (Sutskever et al. 2013). The buffer begins at 0: after the first step it is the gradient itself.
#[derive(Debug, Clone, Copy)]
pub struct Sgd {
    pub rate: f32,
    pub momentum: f32,
    pub nesterov: bool,
}

impl Sgd {
    /// Moves `parameters`, and the `buffer` toward the gradients; it is empty without a momentum.
    pub fn update(&self, parameters: &mut [f32], gradients: &[f32], buffer: &mut [f32]) {
        let mut ahead = [0.0; PIECE];
        let direction = if buffer.is_empty() {
            gradients
        } else {
            update(&Combined(self.momentum, 1.0), buffer, [gradients]);
            if self.nesterov {
                let ahead = &mut ahead[..gradients.len()];
                ahead.copy_from_slice(gradients);
                update(&Combined(1.0, self.momentum), ahead, [buffer]);
                ahead
            } else {
                buffer
            }
        };
        update(&Combined(1.0, -self.rate), parameters, [direction]);
    }
}

formulas! { <L: Lanes>
    /// a · x + b · y.
    pub Combined(a: f32, b: f32): Formula<2> = |[x, y]| x * a + y * b;
}
