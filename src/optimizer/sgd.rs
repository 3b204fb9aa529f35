//! `torch.optim.SGD` without momentum.

use super::Gradient;
use crate::kernels::{formulas, update};

/// p − rate · g.
#[derive(Debug, Clone, Copy)]
pub struct Sgd {
    pub rate: f32,
    pub gradient: Gradient,
}

impl Sgd {
    /// Moves `parameters` against `gradients`.
    pub fn update(&self, parameters: &mut [f32], gradients: &[f32]) {
        let Gradient { scale, decay } = self.gradient;
        update(&Descend(self.rate, scale, decay), parameters, [gradients]);
    }
}

formulas! { <L: Lanes>
    /// p − rate · (g · scale + decay · p).
    Descend(rate: f32, scale: f32, decay: f32): Formula<2> =
        |[parameter, gradient]| parameter - rate * (gradient * scale + decay * parameter);
}
