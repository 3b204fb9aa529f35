//! The notable steps of a run: the first dead neuron, the first loss that is not finite, the step at which the network itself
//! diverged, and the largest drop of the loss. Losses, activations, running statistics and the optimizer's state are checked at every step;
//! weights at every tenth with plain SGD, where the loss is finite only by chance if they are not, else at every one: the marks do not depend on which frames were drawn.

use serde::Serialize;

use super::SATURATION_THRESHOLD;
use super::saturation::any_dead;
use crate::kernels::largest_magnitude;
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
    /// The optimizer's state: a momentum, or a running average, which may keep a finite weight from ever moving again.
    Optimizer,
}

impl NonFinite {
    /// The part of the network or its optimizer that is not finite, if any.
    // Not inlined: it is called from several places.
    #[inline(never)]
    pub fn of(training: &Training) -> Option<Self> {
        let model = training.model();
        // A momentum that is lost takes the weights with it at once, as does the first of Adam's averages; but where the second
        // one has overflowed, a weight just never moves again.
        let mut last_state = training.optimizer().state().last().into_iter();
        if is_lost(model.parameters()) {
            Some(Self::Weights)
        } else if is_lost(model.running()) {
            Some(Self::Statistics)
        } else if last_state.any(|(_, arena)| is_lost(arena)) {
            Some(Self::Optimizer)
        } else {
            None
        }
    }
}

/// Whether one of the values is not finite.
#[inline(never)]
fn is_lost(values: &[f32]) -> bool {
    !largest_magnitude(values).is_finite()
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
    /// The first step at which anything was not finite, of the steps at which it is checked: for the weights and plain SGD,
    /// every tenth.
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

    /// Checks everything at the beginning of a step.
    pub fn record_network(&mut self, training: &Training) {
        if self.diverged.is_none() {
            let step = training.step();
            self.diverged = NonFinite::of(training).map(|what| Divergence { step, what });
        }
    }

    /// Checks what may be lost at the beginning of a step while the losses stay finite: the running statistics, which are few;
    /// and everything where the optimizer also moves weights that the last minibatch has no gradient for.
    pub fn record_state(&mut self, training: &Training, step: u64) {
        let all = !training.optimizer().is_plain();
        if self.diverged.is_none() && (all || is_lost(training.model().running())) {
            self.diverged = NonFinite::of(training).map(|what| Divergence { step, what });
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
