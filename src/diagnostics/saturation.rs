//! Saturated activations, which pass hardly any gradient, and dead neurons, which are saturated for every example of the batch.

use crate::layers::Activation;
use crate::layers::activation::SaturationRule;

/// The default |h| beyond which an activation counts as saturated: that of the lecture's layer summary.
pub const SATURATION_THRESHOLD: f32 = 0.97;

/// The saturated activations and dead neurons of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saturation {
    /// Percent of all activations that are saturated, 0 to 100.
    pub percent: f32,
    /// The number of neurons that are saturated for every example.
    pub dead: u32,
}

impl Saturation {
    /// Measures `h` [B × H] of a layer that ends in `activation`, with `x` [B × H] the activation's input, and writes to
    /// `counts` \[H] for how many examples each neuron is saturated.
    ///
    /// What is saturated follows from a threshold t, 0 to 1, and the activation's [`SaturationRule`]:
    ///
    /// | activation | saturated |
    /// |---|---|
    /// | tanh | \|h\| > t |
    /// | sigmoid | h < (1 − t)/2 or h > (1 + t)/2 |
    /// | ReLU | h = 0 |
    /// | leaky ReLU, ELU, SELU, GELU, SiLU, softplus | \|slope\| < 1 − t |
    /// | identity | \|h\| > t, but no neuron is dead: it always passes its gradient |
    ///
    /// NaN is not saturated.
    pub fn of([x, h]: [&[f32]; 2], activation: Activation, threshold: f32, counts: &mut [u32]) -> Self {
        let neurons = counts.len();
        counts.fill(0);
        for (x, h) in x.chunks_exact(neurons).zip(h.chunks_exact(neurons)) {
            for ((x, h), counts) in x.chunks(CHUNK).zip(h.chunks(CHUNK)).zip(counts.chunks_mut(CHUNK)) {
                let saturated = saturated([x, h], activation, threshold);
                counts.iter_mut().zip(saturated).for_each(|(count, saturated)| *count += u32::from(saturated));
            }
        }
        let percent = (100.0 * f64::from(counts.iter().sum::<u32>()) / h.len() as f64) as f32;
        let batch = h.len() / neurons;
        Self { percent, dead: dead_neurons(counts, batch, activation).map(u32::from).sum() }
    }
}

/// Whether each neuron is dead, by the number of examples of a batch for which it is saturated.
pub fn dead_neurons(counts: &[u32], batch: usize, activation: Activation) -> impl Iterator<Item = bool> {
    let can_die = activation.saturation_rule() != SaturationRule::Never;
    counts.iter().map(move |&count| can_die && count as usize == batch)
}

/// Whether a layer has a dead neuron; `x` and `h` are [B × H], with H `neurons`. Few are saturated for the first examples, so
/// most need only a few comparisons.
pub(super) fn any_dead([x, h]: [&[f32]; 2], neurons: usize, activation: Activation, threshold: f32) -> bool {
    let dead_in = |start: usize| {
        let end = neurons.min(start + CHUNK);
        let rows = x.chunks_exact(neurons).zip(h.chunks_exact(neurons));
        let mut dead = [true; CHUNK];
        dead[end - start..].fill(false);
        for (x, h) in rows {
            let here = saturated([&x[start..end], &h[start..end]], activation, threshold);
            dead.iter_mut().zip(here).for_each(|(dead, here)| *dead &= here);
            if dead == [false; CHUNK] {
                return false;
            }
        }
        true
    };
    activation.saturation_rule() != SaturationRule::Never && (0..neurons).step_by(CHUNK).any(dead_in)
}

/// The number of activations that are looked at together.
const CHUNK: usize = 64;

/// Whether each of at most [`CHUNK`] activations is saturated.
fn saturated([x, h]: [&[f32]; 2], activation: Activation, threshold: f32) -> [bool; CHUNK] {
    match activation.saturation_rule() {
        SaturationRule::AtEnds => {
            let [least, greatest] = activation.range();
            let [low, high] = [-threshold, threshold].map(|t| ((greatest + least) + t * (greatest - least)) * 0.5);
            each(h, |h| h < low || h > high)
        }
        SaturationRule::AtZero => each(h, |h| h == 0.0),
        SaturationRule::BySlope => {
            // A leaky ReLU has a slope even where h is NaN.
            let (mut slopes, flat) = ([0.0; CHUNK], 1.0 - threshold);
            activation.backward(x, h, &[1.0; CHUNK][..h.len()], &mut slopes[..h.len()]);
            slopes.iter_mut().zip(h).for_each(|(slope, h)| *slope = if h.is_nan() { *h } else { *slope });
            each(&slopes[..h.len()], |slope| slope.abs() < flat)
        }
        SaturationRule::Never => each(h, |h| h.abs() > threshold),
    }
}

#[inline(always)]
fn each(values: &[f32], holds: impl Fn(f32) -> bool) -> [bool; CHUNK] {
    let mut flags = [false; CHUNK];
    values.iter().zip(&mut flags).for_each(|(&value, flag)| *flag = holds(value));
    flags
}
