//! `torch.optim.SGD` with momentum, Nesterov's or not, and no dampening.

use super::{Gradient, Sgd};
use crate::kernels::{formulas, update};

/// b ← momentum · b + g, then p − rate · b; Nesterov's (Sutskever et al. 2013) is p − rate · (g + momentum · b). The buffer
/// begins at 0, so that it is the gradient itself after the first step.
#[derive(Debug, Clone, Copy)]
pub struct Momentum {
    pub rate: f32,
    pub momentum: f32,
    pub nesterov: bool,
    pub gradient: Gradient,
}

impl Momentum {
    /// Moves `parameters`, and the `buffer` toward the gradients.
    pub fn update(&self, parameters: &mut [f32], gradients: &[f32], buffer: &mut [f32]) {
        let Self { rate, momentum, gradient: Gradient { scale, decay }, .. } = *self;
        update(&Accumulate(momentum, scale, decay), buffer, [gradients, parameters]);
        if self.nesterov {
            update(&Ahead(rate, momentum, scale, decay), parameters, [gradients, buffer]);
        } else {
            Sgd { rate, gradient: Gradient { scale: 1.0, decay: 0.0 } }.update(parameters, buffer);
        }
    }
}

formulas! { <L: Lanes>
    /// momentum · b + (g · scale + decay · p).
    Accumulate(momentum: f32, scale: f32, decay: f32): Formula<3> =
        |[buffer, gradient, parameter]| buffer * momentum + (gradient * scale + decay * parameter);
    /// p − rate · ((g · scale + decay · p) + momentum · b).
    Ahead(rate: f32, momentum: f32, scale: f32, decay: f32): Formula<3> =
        |[parameter, gradient, buffer]|
            parameter - rate * ((gradient * scale + decay * parameter) + momentum * buffer);
}
