//! The layers of a network, each with its forward pass and its backward pass. A layer holds the places of its numbers in the
//! arenas, and no numbers.
//!
//! B is the batch, H the number of a layer's features. x is a layer's input and y its output, both [B × features]; d_x and
//! d_y are the gradients of the mean loss at them.

use std::ops::Range;

use super::pass::KeptOfNorm;
use crate::kernels::elementwise::{AddScaled, Scaled};
use crate::kernels::{apply, column_sums};
use crate::layers::batch_norm::BatchStatistics;
use crate::layers::{Activation, BatchNorm, GroupNorm, Linear, RmsNorm};

/// One layer of the sequence.
#[derive(Debug, Clone)]
pub enum Layer {
    /// y = x W + b.
    Linear(LinearLayer),
    /// y = γ x̂ + β.
    Norm(NormLayer),
    /// y = φ(x).
    Activation(Activation),
    /// y = x₀ + s · x, where x₀ is the input of the residual branch that ends here.
    Add(Add),
}

/// A linear layer.
#[derive(Debug, Clone)]
pub struct LinearLayer {
    /// Its size.
    pub shape: Linear,
    /// W in the arena.
    pub weight: Range<usize>,
    /// b in the arena, if there is one.
    pub bias: Option<Range<usize>>,
}

impl LinearLayer {
    /// y = x W + b.
    pub fn forward(&self, parameters: &[f32], x: &[f32], y: &mut [f32]) {
        let bias = self.bias.clone().map(|bias| &parameters[bias]);
        self.shape.forward(x, &parameters[self.weight.clone()], bias, y);
    }

    /// Writes d_x and the gradients of W and b. With a rate, W is moved instead, W − rate · dW, and dW not stored.
    #[expect(clippy::too_many_arguments, reason = "all are the slices that the formulas name")]
    pub fn backward(
        &self,
        parameters: &mut [f32],
        gradients: &mut [f32],
        rate: Option<f32>,
        x: &[f32],
        d_y: &[f32],
        d_x: &mut [f32],
        scratch: &mut [f32],
    ) {
        if let Some(bias) = self.bias.clone() {
            column_sums(d_y, &mut gradients[bias]);
        }
        let weight = self.weight.clone();
        self.shape.backward_input(&parameters[weight.clone()], d_y, d_x, scratch);
        match rate {
            None => self.shape.backward_weight(x, d_y, &mut gradients[weight]),
            Some(rate) => self.shape.descend(rate, x, d_y, &mut parameters[weight]),
        }
    }
}

/// The computation of a norm.
#[derive(Debug, Clone)]
pub enum NormKind {
    /// Each feature over the minibatch.
    Batch(BatchNorm),
    /// Each example over its features, or over each of some groups of them.
    Group(GroupNorm),
    /// Each example by the root of the mean of its squares.
    Rms(RmsNorm),
}

impl NormKind {
    /// H.
    pub fn features(&self) -> usize {
        match *self {
            Self::Batch(BatchNorm { features, .. })
            | Self::Group(GroupNorm { features, .. })
            | Self::Rms(RmsNorm { features, .. }) => features,
        }
    }
}

/// Where the mean and variance of batch norms come from.
#[derive(Debug, Clone, Copy)]
pub enum Statistics<'a> {
    /// The minibatch, in training mode.
    Minibatch,
    /// Values laid out as [`Model::running`](super::Model::running), in evaluation mode.
    Given(&'a [f32]),
}

/// A norm and the places of its numbers.
#[derive(Debug, Clone)]
pub struct NormLayer {
    /// Its computation.
    pub kind: NormKind,
    /// γ in the arena.
    pub gain: Range<usize>,
    /// β in the arena, after γ; empty for RMSNorm.
    pub bias: Range<usize>,
    /// Running mean, then running variance, in [`Model::running`](super::Model::running); empty but for batch norm.
    pub running: [Range<usize>; 2],
}

impl NormLayer {
    /// Mean and variance \[H] of the norm in `statistics`, laid out as [`Model::running`](super::Model::running); empty but for
    /// batch norm.
    pub fn mean_and_variance<'a>(&self, statistics: &'a [f32]) -> [&'a [f32]; 2] {
        self.running.clone().map(|range| &statistics[range])
    }

    /// The same, to be changed.
    pub(crate) fn mean_and_variance_mut<'a>(&self, statistics: &'a mut [f32]) -> [&'a mut [f32]; 2] {
        let [mean, variance] = &self.running;
        statistics[mean.start..variance.end].split_at_mut(mean.len()).into()
    }

    /// y = γ x̂ + β; `kept` holds what the backward pass needs.
    pub(super) fn forward(
        &self,
        parameters: &[f32],
        statistics: Statistics<'_>,
        x: &[f32],
        kept: &mut KeptOfNorm,
        y: &mut [f32],
        scratch: &mut [f32],
    ) {
        let [gain, bias] = [&self.gain, &self.bias].map(|range| &parameters[range.clone()]);
        let KeptOfNorm { normalized, mean, variance, inverse_std } = kept;
        let normalized = &mut normalized[..x.len()];
        match (&self.kind, statistics) {
            (NormKind::Batch(norm), Statistics::Minibatch) => {
                norm.forward(x, [gain, bias], &mut BatchStatistics { mean, variance, inverse_std }, normalized, y);
            }
            (NormKind::Batch(norm), Statistics::Given(statistics)) => {
                norm.forward_evaluation(x, [gain, bias], self.mean_and_variance(statistics), scratch, y);
            }
            (NormKind::Group(norm), Statistics::Minibatch | Statistics::Given(_)) => {
                norm.forward(x, [gain, bias], inverse_std, normalized, y, scratch);
            }
            (NormKind::Rms(norm), Statistics::Minibatch | Statistics::Given(_)) => {
                norm.forward(x, gain, inverse_std, normalized, y, scratch);
            }
        }
    }

    /// Writes d_x and the gradients of γ and β, after a forward pass in training mode.
    pub(super) fn backward(
        &self,
        parameters: &[f32],
        gradients: &mut [f32],
        kept: &KeptOfNorm,
        d_y: &[f32],
        d_x: &mut [f32],
        scratch: &mut [f32],
    ) {
        let gain = &parameters[self.gain.clone()];
        let (d_gain, d_bias) = gradients[self.gain.start..self.bias.end].split_at_mut(gain.len());
        let (normalized, inverse_std) = (&kept.normalized[..d_y.len()], &kept.inverse_std);
        match &self.kind {
            NormKind::Batch(norm) => norm.backward(d_y, normalized, inverse_std, gain, [d_gain, d_bias], d_x),
            NormKind::Group(norm) => norm.backward(d_y, normalized, inverse_std, gain, [d_gain, d_bias], d_x, scratch),
            NormKind::Rms(norm) => norm.backward(d_y, normalized, inverse_std, gain, d_gain, d_x, scratch),
        }
    }
}

/// The end of a residual branch.
#[derive(Debug, Clone)]
pub struct Add {
    /// The layer that the branch begins with; x₀ is its input.
    pub from: usize,
    /// s.
    pub scale: BranchScale,
}

/// The factor of a residual branch.
#[derive(Debug, Clone, Copy)]
pub enum BranchScale {
    /// A constant.
    Fixed(f32),
    /// The parameter at this place in the arena.
    Learned(usize),
}

impl Add {
    fn scale(&self, parameters: &[f32]) -> f32 {
        match self.scale {
            BranchScale::Fixed(scale) => scale,
            BranchScale::Learned(place) => parameters[place],
        }
    }

    /// y = x₀ + s · x, where `x_0` is the input of the branch.
    pub fn forward(&self, parameters: &[f32], x_0: &[f32], x: &[f32], y: &mut [f32]) {
        apply(&AddScaled(self.scale(parameters)), [x_0, x], y);
    }

    /// Writes d_x = s · d_y, and ds = Σ x · d_y where s is trained. The gradient at x₀ is d_y itself, added to that of the
    /// branch.
    pub fn backward(&self, parameters: &[f32], gradients: &mut [f32], x: &[f32], d_y: &[f32], d_x: &mut [f32]) {
        apply(&Scaled(self.scale(parameters)), [d_y], d_x);
        match self.scale {
            BranchScale::Fixed(_) => {}
            BranchScale::Learned(place) => {
                let products = x.iter().zip(d_y).map(|(x, d)| f64::from(*x) * f64::from(*d));
                gradients[place] = products.sum::<f64>() as f32;
            }
        }
    }
}
