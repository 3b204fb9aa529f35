//! What stands out in the steps of a run: the first dead neuron, the first loss that is no number, where the network itself
//! diverged, the largest fall of the loss. Looked for at every step, so that none hangs on which frames were drawn.

use serde::Serialize;

use super::SATURATION_THRESHOLD;
use crate::kernels::largest_magnitude;
use crate::layers::Activation;
use crate::model::Model;
use crate::train::Training;

/// Steps within which a fall of the smoothed loss counts: its memory is about as long.
pub const FALL_STEPS: usize = 100;

/// Where a neuron died first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Death {
    /// The step.
    pub step: u64,
    /// The hidden layer, counted from 0; the first of several.
    pub layer: usize,
}

/// How the smoothed loss fell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fall {
    /// The step from whose smoothed loss it fell.
    pub from: u64,
    /// The step to whose it fell.
    pub to: u64,
    /// By so many nats.
    pub by: f32,
}

/// What of a run is not finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lost {
    /// The loss of a minibatch.
    Loss,
    /// A parameter.
    Weights,
    /// A running mean or variance: the loss of minibatches may stay a number, and evaluation is lost.
    Statistics,
}

impl Lost {
    /// What of the network as it stands is not finite.
    pub fn of(model: &Model) -> Option<Self> {
        let is_lost = |values: &[f32]| !largest_magnitude(values).is_finite();
        match model {
            _ if is_lost(model.parameters()) => Some(Self::Weights),
            _ if is_lost(model.running()) => Some(Self::Statistics),
            _ => None,
        }
    }
}

/// Where a run went beyond all numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Divergence {
    /// The first step whose loss, or whose network before its update, was not finite.
    pub step: u64,
    /// What was not.
    pub what: Lost,
}

/// What stands out so far.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Marks {
    /// The first step with a neuron that was saturated for its whole minibatch: |h| beyond [`SATURATION_THRESHOLD`]
    /// whatever the viewer's, or 0 for ReLU.
    pub dead: Option<Death>,
    /// The first step whose loss was not finite.
    pub nan: Option<u64>,
    /// The first step at which anything was not finite. Loss and running statistics are looked at at every step; the
    /// weights, without which no loss is finite but by chance, where they are read for other reasons.
    pub diverged: Option<Divergence>,
    /// Of all pairs of steps s and the later of 0 and s − [`FALL_STEPS`], the first between which the smoothed loss fell
    /// most.
    pub drop: Option<Fall>,
    /// The smoothed losses of the last steps, that of step s at s modulo their number.
    #[serde(skip)]
    recent: Vec<f32>,
}

impl Marks {
    /// The memory that it takes beyond itself.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.recent)
    }

    /// Looks at the pass of a step and its loss.
    pub fn look(&mut self, training: &Training, step: u64) {
        if self.nan.is_none() && !training.loss().is_finite() {
            self.nan = Some(step);
            if self.diverged.is_none_or(|diverged| diverged.step >= step) {
                self.diverged = Some(Divergence { step, what: Lost::Loss });
            }
        }
        if self.dead.is_none() {
            self.dead = first_dead(training).map(|layer| Death { step, layer });
        }
    }

    /// Looks at the network with which a step begins.
    pub fn look_at_network(&mut self, model: &Model, step: u64) {
        if self.diverged.is_none() {
            self.diverged = Lost::of(model).map(|what| Divergence { step, what });
        }
    }

    /// Looks at the running statistics with which a step begins, which are few.
    pub fn look_at_statistics(&mut self, model: &Model, step: u64) {
        if self.diverged.is_none() && !largest_magnitude(model.running()).is_finite() {
            self.diverged = Some(Divergence { step, what: Lost::Statistics });
        }
    }

    /// Takes in the smoothed loss of a step, every step of the run; NaN is no fall.
    pub fn fell(&mut self, step: u64, smoothed: f32) {
        let at = step as usize % FALL_STEPS;
        let before = if self.recent.len() < FALL_STEPS { self.recent.first() } else { self.recent.get(at) };
        let from = step.saturating_sub(FALL_STEPS as u64);
        if let Some(before) = before {
            let by = before - smoothed;
            if by > self.drop.map_or(0.0, |drop| drop.by) {
                self.drop = Some(Fall { from, to: step, by });
            }
        }
        if self.recent.len() < FALL_STEPS { self.recent.push(smoothed) } else { self.recent[at] = smoothed }
    }
}

/// The first hidden layer with a dead neuron on the minibatch last passed. Few neurons are saturated for the first
/// examples, so most columns are left after one look.
fn first_dead(training: &Training) -> Option<usize> {
    let blocks = training.model().blocks();
    (0..blocks.len() - 1).find(|&i| {
        let h = training.pass().activation(i);
        let neurons = blocks[i].linear.fan_out;
        let dead = |is_saturated: fn(f32) -> bool| {
            (0..neurons).any(|j| h[j..].iter().step_by(neurons).all(|&h| is_saturated(h)))
        };
        match blocks[i].activation {
            Activation::Tanh => dead(|h| h.abs() > SATURATION_THRESHOLD),
            Activation::Relu => dead(|h| h == 0.0),
            Activation::Identity => false,
        }
    })
}
