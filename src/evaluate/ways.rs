//! The ways to use a network with batch norm once it is trained, and the loss of both splits by each: with the
//! minibatch's own statistics, with running ones, with calibrated ones, and with the norms folded away.

use serde::Serialize;

use super::{Calibration, Evaluation, Progress, Task, load_slice, slice};
use crate::dataset::{Dataset, SplitName};
use crate::kernels::largest_magnitude;
use crate::model::{Model, Pass};

/// Where mean and variance come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Each minibatch's own, as in training.
    Minibatch,
    /// The running averages.
    Running,
    /// A calibration over the training split, made for this.
    Calibrated,
    /// The running averages, folded into the linear layers.
    Folded,
}

/// The mean loss of the training and validation splits by one way, in nats; `None` until it is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the line above describes them")]
pub struct WayLosses {
    pub way: Way,
    pub train: Option<f32>,
    pub val: Option<f32>,
}

/// The loss of the training and validation splits by several ways.
#[derive(Debug, Clone)]
pub struct Ways {
    batch: usize,
    /// The current one and those after it.
    stages: &'static [Stage],
    calibration: Option<Calibration>,
    evaluation: Option<Evaluation>,
    folding: Option<Folding>,
    /// Of all stages; and how much of it was done before the current one.
    progress: Progress,
    before: usize,
    losses: Vec<WayLosses>,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Calibrate,
    Evaluate(Way, SplitName),
}

const ALL: &[Stage] = &[
    Stage::Evaluate(Way::Minibatch, SplitName::Train),
    Stage::Evaluate(Way::Minibatch, SplitName::Val),
    Stage::Evaluate(Way::Running, SplitName::Train),
    Stage::Evaluate(Way::Running, SplitName::Val),
    Stage::Calibrate,
    Stage::Evaluate(Way::Calibrated, SplitName::Train),
    Stage::Evaluate(Way::Calibrated, SplitName::Val),
    Stage::Evaluate(Way::Folded, SplitName::Train),
    Stage::Evaluate(Way::Folded, SplitName::Val),
];

const RUNNING: &[Stage] =
    &[Stage::Evaluate(Way::Running, SplitName::Train), Stage::Evaluate(Way::Running, SplitName::Val)];

/// The ways that a network has: without a batch norm there is one, and not every batch norm can be folded.
fn stages_of(model: &Model) -> &'static [Stage] {
    match (model.has_batch_norm(), model.can_be_folded()) {
        (true, true) => ALL,
        (true, false) => ALL.split_last_chunk::<2>().map_or(ALL, |(others, _)| others),
        (false, _) => RUNNING,
    }
}

/// A folded network, and room for the logits of the network that it was made from.
#[derive(Debug, Clone)]
struct Folding {
    model: Model,
    pass: Pass,
    difference: f32,
}

impl Ways {
    /// Starts to evaluate by every way that the network has, in minibatches of `batch` examples: without a batch norm,
    /// [running](Self::running) is the only one, and a batch norm within a residual branch is not folded.
    pub fn new(model: &Model, dataset: &Dataset, batch: usize) -> Self {
        Self::of(model, dataset, batch, stages_of(model))
    }

    /// Starts to evaluate in evaluation mode with running statistics alone.
    pub fn running(model: &Model, dataset: &Dataset) -> Self {
        Self::of(model, dataset, 0, RUNNING)
    }

    fn of(model: &Model, dataset: &Dataset, batch: usize, stages: &'static [Stage]) -> Self {
        let norms = model.batch_norms().count();
        let examples = |stage: &Stage| match *stage {
            Stage::Calibrate => norms * dataset.train().len(),
            Stage::Evaluate(_, split) => dataset.split(split).len(),
        };
        let losses = stages.iter().filter_map(|stage| match *stage {
            Stage::Evaluate(way, SplitName::Train) => Some(WayLosses { way, train: None, val: None }),
            _ => None,
        });
        Self {
            batch,
            stages,
            calibration: None,
            evaluation: None,
            folding: None,
            progress: Progress { done: 0, total: stages.iter().map(examples).sum() },
            before: 0,
            losses: losses.collect(),
        }
    }

    /// The losses, way by way.
    pub fn losses(&self) -> &[WayLosses] {
        &self.losses
    }

    /// The largest |difference| between a logit of the folded network and of the one with running statistics, over both
    /// splits: it comes from rounding alone. `None` until everything is done; NaN where a logit is not finite.
    pub fn logit_difference(&self) -> Option<f32> {
        self.folding.as_ref().filter(|_| self.stages.is_empty()).map(|folding| folding.difference)
    }

    fn evaluate(&mut self, way: Way, split: SplitName, model: &Model, dataset: &Dataset) -> Progress {
        let calibrated = self.calibration.as_ref().map_or(model.running(), Calibration::statistics);
        if way == Way::Folded && self.folding.is_none() {
            let pass = || Pass::new(model, slice(model));
            self.folding = model.folded(model.running()).map(|model| Folding { model, pass: pass(), difference: 0.0 });
        }
        let folding = self.folding.as_mut().filter(|_| way == Way::Folded);
        let evaluated = folding.as_ref().map_or(model, |folding| &folding.model);
        let evaluation = self.evaluation.get_or_insert_with(|| match way {
            Way::Minibatch => Evaluation::in_minibatches(model, dataset, split, self.batch),
            Way::Calibrated => Evaluation::new(model, dataset, split, calibrated),
            Way::Running | Way::Folded => Evaluation::new(evaluated, dataset, split, evaluated.running()),
        });
        match folding {
            Some(folding) => folding.advance(evaluation, model, dataset),
            None => evaluation.advance(model, dataset),
        }
    }

    fn keep_loss(&mut self, stage: Stage) {
        let (Stage::Evaluate(way, split), Some(evaluation)) = (stage, self.evaluation.take()) else { return };
        for losses in self.losses.iter_mut().filter(|losses| losses.way == way) {
            let loss = if split == SplitName::Train { &mut losses.train } else { &mut losses.val };
            *loss = Some(evaluation.loss());
        }
    }
}

impl Task for Ways {
    fn advance(&mut self, model: &Model, dataset: &Dataset) -> Progress {
        let Some((&stage, later)) = self.stages.split_first() else { return self.progress };
        let progress = match stage {
            Stage::Calibrate => {
                let calibration = self.calibration.get_or_insert_with(|| Calibration::new(model, dataset));
                calibration.advance(model, dataset)
            }
            Stage::Evaluate(way, split) => self.evaluate(way, split, model, dataset),
        };
        self.progress.done = self.before + progress.done;
        if progress.is_finished() {
            self.before = self.progress.done;
            self.stages = later;
            self.keep_loss(stage);
        }
        self.progress
    }
}

impl Folding {
    /// Evaluates one slice more of the folded network, and compares its logits.
    fn advance(&mut self, evaluation: &mut Evaluation, model: &Model, dataset: &Dataset) -> Progress {
        let output = model.blocks().len() - 1;
        load_slice(&mut self.pass, dataset.split(evaluation.split), evaluation.progress);
        model.forward_evaluation(&mut self.pass, model.running(), model.layers().len());
        let progress = evaluation.advance(&self.model, dataset);
        let [folded, unfolded] = [&evaluation.pass, &self.pass].map(|pass| pass.activation(output));
        let differences: Vec<f32> = folded.iter().zip(unfolded).map(|(a, b)| a - b).collect();
        self.difference = largest_magnitude(&[self.difference, largest_magnitude(&differences)]);
        progress
    }
}
