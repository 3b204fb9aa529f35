//! Softmax cross-entropy: −ln of the probability that the logits give the right class.

use crate::kernels::lanes::Lanes;
use crate::kernels::{Formula, apply, math, update};

/// Turns logits into probabilities and returns the sum of the examples' losses, in nats.
///
/// Stable: the row's largest logit is subtracted first, so no finite logits overflow. A NaN or an infinite logit makes
/// its example's loss NaN.
///
/// # Shapes
/// `logits`, `probabilities` [B × V]; `targets` [B].
///
/// # Panics
/// When a target is not below V.
pub fn forward(logits: &[f32], targets: &[u8], probabilities: &mut [f32]) -> f64 {
    let classes = logits.len() / targets.len();
    let mut sum_of_losses = 0.0;
    let rows = logits.chunks_exact(classes).zip(probabilities.chunks_exact_mut(classes));
    for ((logits, probabilities), &target) in rows.zip(targets) {
        let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, &x| if largest < x { x } else { largest });
        apply(&ExpBelow(largest), [logits], probabilities);
        let sum = probabilities.iter().fold(0.0, |sum, p| sum + p);
        update(&Quotient(sum), probabilities, []);
        sum_of_losses += f64::from(math::ln(sum) - (logits[usize::from(target)] - largest));
    }
    sum_of_losses
}

/// d = (p − onehot(target)) / B, the gradient of the mean loss at the logits; `d` holds the probabilities before.
///
/// # Shapes
/// `d` [B × V]; `targets` [B].
pub fn backward(d: &mut [f32], targets: &[u8]) {
    let classes = d.len() / targets.len();
    for (d, &target) in d.chunks_exact_mut(classes).zip(targets) {
        d[usize::from(target)] -= 1.0;
    }
    update(&Quotient(targets.len() as f32), d, []);
}

struct ExpBelow(f32);

impl Formula<1> for ExpBelow {
    #[inline(always)]
    fn at<L: Lanes>(&self, [x]: [L; 1]) -> L {
        math::exp(x - L::splat(self.0))
    }
}

struct Quotient(f32);

impl Formula<1> for Quotient {
    #[inline(always)]
    fn at<L: Lanes>(&self, [x]: [L; 1]) -> L {
        x / L::splat(self.0)
    }
}
