//! One cell of a sweep: a run from its first draw to the step at which it is measured, in small pieces.

use super::Measure;
use crate::config::Config;
use crate::dataset::{Dataset, SplitName};
use crate::diagnostics::{Look, verdict};
use crate::error::Errors;
use crate::evaluate::{Evaluation, Progress, Task, slice};
use crate::run::Run;

/// A network on its way to the step at which it is measured.
#[derive(Debug, Clone)]
pub struct Cell {
    config: Config,
    run: Run,
    measure: Measure,
    progress: Progress,
    steps: u64,
    result: Option<CellResult>,
    evaluation: Option<Evaluation>,
}

/// The result of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellResult {
    /// The measure; NaN where it is not a number.
    pub value: f32,
    /// Whether the verdict on the network at that step is that nothing is wrong: see [`verdict::is_healthy`].
    pub healthy: bool,
    /// The hash of its parameters, running statistics and the optimizer's state.
    pub checksum: u64,
}

impl Cell {
    /// Draws the network of `config`, which is measured after `steps` steps.
    ///
    /// # Errors
    /// Every field of `config` that is out of range.
    pub fn new(dataset: &Dataset, config: Config, measure: Measure, steps: u64) -> Result<Self, Errors> {
        config.validate()?;
        let run = Run::new(&config, dataset, Look::default());
        let slices =
            if measure == Measure::Val { dataset.val().len().div_ceil(slice(run.training().model())) } else { 0 };
        let progress = Progress { done: 0, total: steps as usize + 1 + slices };
        Ok(Self { config, run, measure, progress, steps, result: None, evaluation: None })
    }

    /// Makes one step, or measures, or evaluates one slice, with the dataset that it was started with. The result is there
    /// when nothing is left.
    pub fn advance(&mut self, dataset: &Dataset) -> (Progress, Option<CellResult>) {
        if self.run.training().step() < self.steps {
            self.run.advance(dataset.train());
        } else if let Some((evaluation, result)) = self.evaluation.as_mut().zip(self.result.as_mut()) {
            evaluation.advance(self.run.training().model(), dataset);
            result.value = evaluation.loss();
        } else if self.result.is_none() {
            self.measure(dataset);
        }
        self.progress.done = (self.progress.done + 1).min(self.progress.total);
        (self.progress, self.result.filter(|_| self.progress.is_finished()))
    }

    /// Measures the network on the minibatch of its next step, as a frame would.
    fn measure(&mut self, dataset: &Dataset) {
        let measured = self.run.measure(dataset.train());
        let healthy = verdict::is_healthy(&self.config, measured);
        let value = self.measure.of(measured);
        let model = self.run.training().model();
        self.result = Some(CellResult { value, healthy, checksum: self.run.training().checksum() });
        if self.measure == Measure::Val {
            self.evaluation = Some(Evaluation::new(model, dataset, SplitName::Val, model.running()));
        }
    }

    /// Does everything that is left.
    pub fn finish(mut self, dataset: &Dataset) -> CellResult {
        loop {
            if let (_, Some(result)) = self.advance(dataset) {
                return result;
            }
        }
    }
}
