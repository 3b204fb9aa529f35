//! The notable steps of a run: the first dead neuron, the first loss that is not finite, the step at which the network itself
//! diverged, and the largest drop of the loss. Losses, activations and running statistics are checked at every step, weights,
//! without which the loss is finite only by chance, at every tenth: the marks do not depend on which frames were drawn.

use serde::Serialize;

use super::SATURATION_THRESHOLD;
use super::saturation::any_dead;
use crate::kernels::largest_magnitude;
use crate::model::Model;
use crate::train::Training;

/// The number of steps over which a drop of the smoothed loss is measured; the smoothing reaches about as far back.
pub const DROP_STEPS: usize = 100;

/// Where a neuron was dead first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FirstDeadNeuron {
    /// The step.
    pub step: u64,
    /// The hidden layer, counted from 0; the first of several.
    pub layer: usize,
}

/// A drop of the smoothed loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LossDrop {
    /// The step whose smoothed loss it is measured from.
    pub from: u64,
    /// The step with the lower one.
    pub to: u64,
    /// The difference in nats.
    pub by: f32,
}

/// The part of a run that is not finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NonFinite {
    /// The loss of a minibatch.
    Loss,
    /// A parameter.
    Weights,
    /// A running mean or variance: the loss of minibatches may stay finite, but evaluation is not.
    Statistics,
}

impl NonFinite {
    /// The part of the network that is not finite, if any.
    pub fn of(model: &Model) -> Option<Self> {
        let is_non_finite = |values: &[f32]| !largest_magnitude(values).is_finite();
        if is_non_finite(model.parameters()) {
            Some(Self::Weights)
        } else if is_non_finite(model.running()) {
            Some(Self::Statistics)
        } else {
            None
        }
    }
}

/// Where a run diverged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Divergence {
    /// The first step whose loss, or whose network before its update, was not finite.
    pub step: u64,
    /// What was not finite.
    pub what: NonFinite,
}

/// The notable steps so far.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Marks {
    /// The first step with a neuron that was saturated for its whole minibatch by [`SATURATION_THRESHOLD`], whatever threshold
    /// frames use.
    pub dead: Option<FirstDeadNeuron>,
    /// The first step whose loss was not finite.
    #[serde(rename = "nan")]
    pub nonfinite_loss: Option<u64>,
    /// The first step at which anything was not finite, of the steps at which it is checked: for the weights, every tenth.
    pub diverged: Option<Divergence>,
    /// Of all pairs of steps max(0, s − [`DROP_STEPS`]) and s, the first with the largest drop of the smoothed loss.
    pub drop: Option<LossDrop>,
    /// The smoothed losses of the last steps, that of step s at s modulo their number.
    #[serde(skip)]
    recent: Vec<f32>,
}

impl Marks {
    /// The bytes that it takes on the heap.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.recent)
    }

    /// Checks the pass of a step and its loss.
    pub fn record_pass(&mut self, training: &Training, step: u64) {
        if self.nonfinite_loss.is_none() && !training.loss().is_finite() {
            self.nonfinite_loss = Some(step);
            if self.diverged.is_none_or(|diverged| diverged.step >= step) {
                self.diverged = Some(Divergence { step, what: NonFinite::Loss });
            }
        }
        if self.dead.is_none() {
            self.dead = first_dead(training).map(|layer| FirstDeadNeuron { step, layer });
        }
    }

    /// Checks the network at the beginning of a step.
    pub fn record_network(&mut self, model: &Model, step: u64) {
        if self.diverged.is_none() {
            self.diverged = NonFinite::of(model).map(|what| Divergence { step, what });
        }
    }

    /// Checks the running statistics at the beginning of a step; they are few.
    pub fn record_statistics(&mut self, model: &Model, step: u64) {
        if self.diverged.is_none() && !largest_magnitude(model.running()).is_finite() {
            self.diverged = Some(Divergence { step, what: NonFinite::Statistics });
        }
    }

    /// Records the smoothed loss of a step, at every step of the run; NaN is no drop.
    pub fn record_loss(&mut self, step: u64, smoothed: f32) {
        let at = step as usize % DROP_STEPS;
        let before = if self.recent.len() < DROP_STEPS { self.recent.first() } else { self.recent.get(at) };
        let from = step.saturating_sub(DROP_STEPS as u64);
        if let Some(before) = before {
            let by = before - smoothed;
            if by > self.drop.map_or(0.0, |drop| drop.by) {
                self.drop = Some(LossDrop { from, to: step, by });
            }
        }
        if self.recent.len() < DROP_STEPS { self.recent.push(smoothed) } else { self.recent[at] = smoothed }
    }
}

/// The first hidden layer with a dead neuron on the minibatch last passed.
fn first_dead(training: &Training) -> Option<usize> {
    let (blocks, pass) = (training.model().blocks(), training.pass());
    (0..blocks.len() - 1).find(|&i| {
        let values = [pass.preactivation(i), pass.activation(i)];
        any_dead(values, blocks[i].linear.fan_out, blocks[i].activation, SATURATION_THRESHOLD)
    })
}
