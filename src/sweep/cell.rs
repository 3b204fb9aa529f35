//! One cell of a sweep: a run from its first draw to the step at which it is measured, done in small pieces.

use crate::config::Config;
use crate::dataset::Dataset;
use crate::diagnostics::{Probe, View, verdict};
use crate::error::Errors;
use crate::evaluate::{Evaluation, Progress, SLICE};
use crate::model::Statistics;
use crate::past;
use crate::train::Training;

use super::Measure;

/// A network on its way to being measured.
#[derive(Debug, Clone)]
pub struct Cell {
    config: Config,
    training: Training,
    probe: Probe,
    measure: Measure,
    progress: Progress,
    steps: u64,
    found: Option<Found>,
    evaluation: Option<Evaluation>,
}

/// What a cell came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The measure; NaN where it is not a number.
    pub value: f32,
    /// Whether the verdict on the network at that step is that all is well: see [`verdict::is_healthy`].
    pub healthy: bool,
    /// That of its parameters and running statistics.
    pub checksum: u64,
}

impl Cell {
    /// Draws the network. The same text goes to every [`advance`](Self::advance).
    ///
    /// # Errors
    /// Every field of `config` that is out of range.
    pub fn new(text: &Dataset, config: Config, measure: Measure, steps: u64) -> Result<Self, Errors> {
        config.validate()?;
        let training = Training::new(&config, text.vocabulary());
        let probe = Probe::new(&training, View::default());
        let slices = if measure == Measure::Val { text.val().len().div_ceil(SLICE) } else { 0 };
        let progress = Progress { done: 0, total: steps as usize + 1 + slices };
        Ok(Self { config, training, probe, measure, progress, steps, found: None, evaluation: None })
    }

    /// Makes one step, or measures, or evaluates one slice. What it came to is there when nothing is left.
    pub fn advance(&mut self, text: &Dataset) -> (Progress, Option<Found>) {
        if self.training.step() < self.steps {
            past::advance(&mut self.training, &mut self.probe, text.train());
        } else if let Some(evaluation) = &mut self.evaluation {
            evaluation.advance(self.training.model(), text.val());
        } else if self.found.is_none() {
            self.look(text);
        }
        self.progress.done = (self.progress.done + 1).min(self.progress.total);
        (self.progress, self.found())
    }

    /// Measures the network on the minibatch of its next step, as a frame would.
    fn look(&mut self, text: &Dataset) {
        self.training.prepare(text.train());
        let measured = self.probe.measure(&self.training);
        let healthy = verdict::is_healthy(&self.config, measured);
        let value = self.measure.of(measured);
        let model = self.training.model();
        self.found = Some(Found { value, healthy, checksum: model.checksum() });
        if self.measure == Measure::Val {
            self.evaluation = Some(Evaluation::new(model, text.val(), Statistics::Running));
        }
    }

    fn found(&self) -> Option<Found> {
        let found = self.found.filter(|_| self.progress.finished())?;
        Some(match &self.evaluation {
            Some(evaluation) => Found { value: evaluation.loss(), ..found },
            None => found,
        })
    }

    /// Does all that is left.
    pub fn finish(mut self, text: &Dataset) -> Found {
        loop {
            if let (_, Some(found)) = self.advance(text) {
                return found;
            }
        }
    }
}
