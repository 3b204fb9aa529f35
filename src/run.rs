//! A network in training together with the probe that measures it: what a session, a look back at an earlier step and a
//! cell of a sweep have in common.

use crate::config::{Config, Schedule};
use crate::dataset::{Dataset, Split};
use crate::diagnostics::verdict::Measured;
use crate::diagnostics::{Frame, LayerSummary, Look, Marks, Probe};
use crate::train::{Snapshot, Training};

/// A network in training, measured at every step. Measuring changes no bit of it.
#[derive(Debug, Clone)]
pub struct Run {
    training: Training,
    probe: Probe,
}

impl Run {
    /// Draws a network for a dataset, at step 0.
    pub fn new(config: &Config, dataset: &Dataset, look: Look) -> Self {
        let training = Training::new(config, dataset);
        Self { probe: Probe::new(&training, look), training }
    }

    /// The run of `config` at the step of a checkpoint, with everything measured until then.
    pub fn resumed(config: &Config, vocabulary: usize, checkpoint: &Checkpoint) -> Self {
        let training = Training::resumed(config, vocabulary, &checkpoint.snapshot);
        Self { training, probe: checkpoint.probe.clone() }
    }

    /// Makes one step and records it. Returns the loss before its update.
    // Not inlined: it is large, and called from several places.
    #[inline(never)]
    pub fn advance(&mut self, train: &Split) -> f32 {
        if Probe::is_due(self.training.step()) {
            self.training.prepare(train);
            self.probe.record_updates(&self.training);
        }
        let loss = self.training.advance(train);
        self.probe.record(&self.training);
        loss
    }

    /// Writes the frame of the current step, on its minibatch.
    pub fn write_frame(&mut self, train: &Split, epoch: u32, frame: &mut Frame) {
        self.training.prepare(train);
        self.probe.write(&self.training, epoch, frame);
    }

    /// What a frame of the current step would show, without a frame.
    pub fn measure(&mut self, train: &Split) -> &Measured {
        self.training.prepare(train);
        self.probe.measure(&self.training)
    }

    /// The network in training.
    pub fn training(&self) -> &Training {
        &self.training
    }

    /// Replaces the learning rates; steps already made stay as they are.
    pub fn set_schedule(&mut self, schedule: Schedule) {
        self.training.set_schedule(schedule);
    }

    /// The histories and figures measured so far.
    pub fn probe(&self) -> &Probe {
        &self.probe
    }

    /// What frames show; a change holds for whatever is measured from now on.
    pub fn look_mut(&mut self) -> &mut Look {
        self.probe.look_mut()
    }

    /// What stands out in the steps made and, as far as it is known, in the current one.
    pub fn marks(&mut self) -> &Marks {
        self.probe.marks(&self.training)
    }

    /// Each hidden layer on the minibatch last passed.
    pub fn layers(&mut self) -> Vec<LayerSummary> {
        self.probe.layers(&self.training)
    }

    /// What it takes to resume at this step.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { snapshot: self.training.snapshot(), probe: self.probe.clone() }
    }

    /// The bytes that a [`checkpoint`](Self::checkpoint) takes.
    pub fn checkpoint_bytes(&self) -> usize {
        self.training.snapshot_bytes() + self.probe.bytes()
    }
}

/// A run at the beginning of a step, and what was measured until then.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    snapshot: Snapshot,
    probe: Probe,
}

impl Checkpoint {
    /// The step.
    pub fn step(&self) -> u64 {
        self.snapshot.step
    }

    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.snapshot.bytes() + self.probe.bytes()
    }
}
