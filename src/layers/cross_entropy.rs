//! Softmax cross-entropy: −ln of the probability that the logits give the right class.

use std::array::from_fn;

use crate::dataset::Token;
use crate::kernels::{self, apply, formulas, math, update};

/// Turns logits into probabilities and returns the sum of the examples' losses, in nats.
///
/// Stable: the row's largest logit is subtracted first, so no finite logits overflow. A NaN or an infinite logit makes
/// its example's loss NaN.
///
/// # Shapes
/// `logits`, `probabilities` [B × V]; `targets` \[B].
///
/// # Panics
/// When a target is not below V.
pub fn forward(logits: &[f32], targets: &[Token], probabilities: &mut [f32]) -> f64 {
    let classes = logits.len() / targets.len();
    let (blocks, rest) = targets.as_chunks::<AT_ONCE>();
    let (logit_blocks, rest_logits) = logits.split_at(blocks.len() * AT_ONCE * classes);
    let (probability_blocks, rest_probabilities) = probabilities.split_at_mut(logit_blocks.len());
    let mut sum = 0.0;
    let blocks = blocks.iter().zip(logit_blocks.chunks_exact(AT_ONCE * classes));
    for ((targets, logits), probabilities) in blocks.zip(probability_blocks.chunks_exact_mut(AT_ONCE * classes)) {
        sum = add_losses(sum, classes, logits, targets, probabilities);
    }
    let rest = rest.as_chunks::<1>().0.iter().zip(rest_logits.chunks_exact(classes));
    for ((target, logits), probabilities) in rest.zip(rest_probabilities.chunks_exact_mut(classes)) {
        sum = add_losses(sum, classes, logits, target, probabilities);
    }
    sum
}

/// The number of examples computed at once: their sums and logarithms don't wait for each other.
const AT_ONCE: usize = 4;

/// `sum` with the losses of `N` examples added one after another.
fn add_losses<const N: usize>(
    sum: f64,
    classes: usize,
    logits: &[f32],
    targets: &[Token; N],
    probabilities: &mut [f32],
) -> f64 {
    let row = |i: usize| i * classes..(i + 1) * classes;
    let largest: [f32; N] = from_fn(|i| kernels::largest(&logits[row(i)]));
    for (i, &largest) in largest.iter().enumerate() {
        apply(&ExpBelow(largest), [&logits[row(i)]], &mut probabilities[row(i)]);
    }
    let rows: [&[f32]; N] = from_fn(|i| &probabilities[row(i)]);
    let sums = (0..classes).fold([0.0; N], |sums, j| from_fn(|i| sums[i] + rows[i][j]));
    let mut logarithms = sums;
    update(&Ln, &mut logarithms, []);
    for (i, &sum) in sums.iter().enumerate() {
        update(&Quotient(sum), &mut probabilities[row(i)], []);
    }
    let loss = |i: usize| logarithms[i] - (logits[row(i)][usize::from(targets[i])] - largest[i]);
    (0..N).fold(sum, |sum, i| sum + f64::from(loss(i)))
}

/// d = (p − onehot(target)) / B, the gradient of the mean loss at the logits; `d` holds the probabilities on entry.
///
/// # Shapes
/// `d` [B × V]; `targets` \[B].
pub fn backward(d: &mut [f32], targets: &[Token]) {
    let classes = d.len() / targets.len();
    for (d, &target) in d.chunks_exact_mut(classes).zip(targets) {
        d[usize::from(target)] -= 1.0;
    }
    update(&Quotient(targets.len() as f32), d, []);
}

formulas! { <L: Lanes>
    ExpBelow(largest: f32): Formula<1> = |[x]| math::exp(x - largest);
    Ln: Formula<1> = |[x]| math::ln(x);
    Quotient(divisor: f32): Formula<1> = |[x]| x / divisor;
}
