//! `torch.optim.Adam` and `torch.optim.AdamW`, without `amsgrad`.

use super::Gradient;
use crate::kernels::{formulas, update};

/// m ← m + (1 − β₁)(g − m), v ← β₂v + (1 − β₂)g², then p · shrink − step_size · m/(√v/root + ε), where `step_size` is the rate
/// over 1 − β₁ᵗ, and `root` is √(1 − β₂ᵗ), at the t-th update.
#[derive(Debug, Clone, Copy)]
pub struct Adam {
    gradient: Gradient,
    /// 1 − β₁.
    weight: f32,
    beta2: f32,
    /// 1 − β₂.
    weight2: f32,
    /// AdamW's decay: 1 − rate · λ.
    shrink: f32,
    step_size: f32,
    root: f32,
    pub eps: f32,
}

impl Adam {
    /// After `step` updates; `decay` is the decoupled one.
    pub fn new(rate: f64, decay: f64, gradient: Gradient, [beta1, beta2]: [f64; 2], eps: f64, step: u64) -> Self {
        Self {
            gradient,
            weight: (1.0 - beta1) as f32,
            beta2: beta2 as f32,
            weight2: (1.0 - beta2) as f32,
            shrink: (1.0 - rate * decay) as f32,
            step_size: (rate / (1.0 - power(beta1, step + 1))) as f32,
            root: (1.0 - power(beta2, step + 1)).sqrt() as f32,
            eps: eps as f32,
        }
    }

    /// Moves `parameters`, and the averages of the gradient and of its square toward those of `gradients`.
    pub fn update(&self, parameters: &mut [f32], gradients: &[f32], [mean, square]: [&mut [f32]; 2]) {
        let Gradient { scale, decay } = self.gradient;
        update(&Mean(self.weight, scale, decay), mean, [gradients, parameters]);
        self.update_square(square, [gradients, parameters]);
        update(&Step(self.shrink, self.step_size, self.root, self.eps), parameters, [mean, square]);
    }

    /// Replaces the average of the square by the root of the next one, with its bias corrected: √v̂.
    pub fn root_v(&self, square: &mut [f32], gradients_and_parameters: [&[f32]; 2]) {
        self.update_square(square, gradients_and_parameters);
        update(&Root(self.root), square, []);
    }

    fn update_square(&self, square: &mut [f32], gradients_and_parameters: [&[f32]; 2]) {
        let Gradient { scale, decay } = self.gradient;
        update(&Square(self.beta2, self.weight2, scale, decay), square, gradients_and_parameters);
    }
}

formulas! { <L: Lanes>
    /// torch.lerp(m, g · scale + decay · p, weight), which starts from the nearer end.
    Mean(weight: f32, scale: f32, decay: f32): Formula<3> = |[mean, gradient, parameter]| {
        let gradient = gradient * scale + decay * parameter;
        let (difference, one) = (gradient - mean, L::splat(1.0));
        let from_gradient = gradient - difference * (one - weight);
        L::select(weight.lt(L::splat(0.5)), mean + weight * difference, from_gradient)
    };
    /// v · beta2 + weight · g · g, where g is g · scale + decay · p.
    Square(beta2: f32, weight: f32, scale: f32, decay: f32): Formula<3> = |[square, gradient, parameter]| {
        let gradient = gradient * scale + decay * parameter;
        square * beta2 + weight * gradient * gradient
    };
    /// p · shrink − step_size · m/(√v/root + ε).
    Step(shrink: f32, step_size: f32, root: f32, eps: f32): Formula<3> = |[parameter, mean, square]| {
        parameter * shrink - step_size * mean / (square.sqrt() / root + eps)
    };
    /// √v/root.
    Root(root: f32): Formula<1> = |[square]| square.sqrt() / root;
}

/// base^exponent by squaring: the same bits on every platform.
fn power(base: f64, exponent: u64) -> f64 {
    let (mut result, mut square, mut rest) = (1.0, base, exponent);
    while rest > 0 {
        if rest % 2 == 1 {
            result *= square;
        }
        square *= square;
        rest /= 2;
    }
    result
}
