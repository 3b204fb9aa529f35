//! `torch.optim.Adam` and `torch.optim.AdamW`, without `amsgrad`.

use crate::kernels::{formulas, update};

/// m ← m + (1 − β₁)(g − m), v ← β₂v + (1 − β₂)g², then p · shrink − step_size · m/(√v/root + ε), where `step_size` is the rate
/// over 1 − β₁ᵗ, and `root` is √(1 − β₂ᵗ), at the t-th update.
#[derive(Debug, Clone, Copy)]
pub struct Adam {
    /// 1 − β₁.
    weight: f32,
    beta2: f32,
    /// 1 − β₂.
    weight2: f32,
    /// AdamW's decay: 1 − rate · λ.
    shrink: f32,
    step_size: f32,
    pub root: f32,
    pub eps: f32,
}

impl Adam {
    /// After `step` updates; `decay` is the decoupled one.
    pub fn new(rate: f64, decay: f64, [beta1, beta2]: [f64; 2], eps: f64, step: u64) -> Self {
        Self {
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
        update(&Mean(self.weight), mean, [gradients]);
        self.update_square(square, gradients);
        update(&Step(self.shrink, self.step_size, self.root, self.eps), parameters, [mean, square]);
    }

    /// Moves the average of the square alone.
    #[inline(never)]
    pub fn update_square(&self, square: &mut [f32], gradients: &[f32]) {
        update(&Square(self.beta2, self.weight2), square, [gradients]);
    }
}

formulas! { <L: Lanes>
    /// torch.lerp(m, g, weight), which starts from the nearer end.
    Mean(weight: f32): Formula<2> = |[mean, gradient]| {
        let (difference, one) = (gradient - mean, L::splat(1.0));
        let from_gradient = gradient - difference * (one - weight);
        L::select(weight.lt(L::splat(0.5)), mean + weight * difference, from_gradient)
    };
    /// v · beta2 + weight · g · g.
    Square(beta2: f32, weight: f32): Formula<2> =
        |[square, gradient]| square * beta2 + weight * gradient * gradient;
    /// p · shrink − step_size · m/(√v/root + ε).
    Step(shrink: f32, step_size: f32, root: f32, eps: f32): Formula<3> = |[parameter, mean, square]| {
        parameter * shrink - step_size * mean / (square.sqrt() / root + eps)
    };
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
