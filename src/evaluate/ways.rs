//! The ways to use a network with batch norm once it is trained, and the loss of both splits by each: with the
//! minibatch's own statistics, with running ones, with calibrated ones, and with the norms folded away.

use serde::Serialize;

use super::{Calibration, Evaluation, Progress, SLICE, load_slice};
use crate::dataset::Split;
use crate::kernels::largest_magnitude;
use crate::model::{Model, Pass, Statistics};

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
#[expect(missing_docs, reason = "the line above says what they are")]
pub struct WayLosses {
    pub way: Way,
    pub train: Option<f32>,
    pub val: Option<f32>,
}

/// What is known of the ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Way by way.
    pub losses: Vec<WayLosses>,
    /// The largest |difference| between a logit of the folded network and of the one with running statistics, over both
    /// splits: of rounding alone. `None` until all is known; NaN where a logit is not finite.
    pub difference: Option<f32>,
}

/// The loss of both splits by every way; without a batch norm there is one.
#[derive(Debug, Clone)]
pub struct Ways {
    batch: usize,
    /// The present one and those to come.
    stages: &'static [Stage],
    calibration: Option<Calibration>,
    evaluation: Option<Evaluation>,
    /// Of all stages; and how much of it was done before the present one.
    progress: Progress,
    before: usize,
    losses: Vec<WayLosses>,
    folding: Option<Folding>,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Calibrate,
    Train(Way),
    Val(Way),
}

const WITH_BATCH_NORM: [Stage; 9] = [
    Stage::Train(Way::Minibatch),
    Stage::Val(Way::Minibatch),
    Stage::Train(Way::Running),
    Stage::Val(Way::Running),
    Stage::Calibrate,
    Stage::Train(Way::Calibrated),
    Stage::Val(Way::Calibrated),
    Stage::Train(Way::Folded),
    Stage::Val(Way::Folded),
];

const WITHOUT: [Stage; 2] = [Stage::Train(Way::Running), Stage::Val(Way::Running)];

/// A folded network, and room for the one it was made of beside it.
#[derive(Debug, Clone)]
struct Folding {
    model: Model,
    pass: Pass,
    difference: f32,
}

impl Ways {
    /// Begins. The same model and splits, training then validation, go to every [`advance`](Self::advance); minibatches
    /// are of `batch` examples.
    pub fn new(model: &Model, [train, val]: [&Split; 2], batch: usize) -> Self {
        let stages: &[Stage] = if model.has_batch_norm() { &WITH_BATCH_NORM } else { &WITHOUT };
        let norms = (0..model.blocks().len()).filter(|&i| model.is_batch_normed(i)).count();
        let examples = |stage: &Stage| match stage {
            Stage::Calibrate => norms * train.len(),
            Stage::Train(_) => train.len(),
            Stage::Val(_) => val.len(),
        };
        let losses = stages.iter().filter_map(|stage| match *stage {
            Stage::Train(way) => Some(WayLosses { way, train: None, val: None }),
            _ => None,
        });
        Self {
            batch,
            stages,
            calibration: None,
            evaluation: None,
            progress: Progress { done: 0, total: stages.iter().map(examples).sum() },
            before: 0,
            losses: losses.collect(),
            folding: None,
        }
    }

    /// Does one slice more. Of the model, nothing but the calibrated statistics changes.
    pub fn advance(&mut self, model: &mut Model, splits: [&Split; 2]) -> Progress {
        let Some((&stage, to_come)) = self.stages.split_first() else { return self.progress };
        let progress = match stage {
            Stage::Calibrate => {
                let calibration = self.calibration.get_or_insert_with(|| Calibration::new(model, splits[0]));
                calibration.advance(model, splits[0])
            }
            Stage::Train(way) => self.evaluate(way, model, splits[0]),
            Stage::Val(way) => self.evaluate(way, model, splits[1]),
        };
        self.progress.done = self.before + progress.done;
        if progress.finished() {
            self.before = self.progress.done;
            self.stages = to_come;
            self.calibration = None;
            self.keep_loss(stage);
        }
        self.progress
    }

    fn evaluate(&mut self, way: Way, model: &Model, split: &Split) -> Progress {
        let begin = || match way {
            Way::Minibatch => Evaluation::in_minibatches(model, split, self.batch),
            Way::Calibrated => Evaluation::new(model, split, Statistics::Calibrated),
            Way::Running | Way::Folded => Evaluation::new(model, split, Statistics::Running),
        };
        let evaluation = self.evaluation.get_or_insert_with(begin);
        if way != Way::Folded {
            return evaluation.advance(model, split);
        }
        if self.folding.is_none() {
            let pass = || Pass::new(model, SLICE);
            self.folding =
                model.folded(Statistics::Running).map(|model| Folding { model, pass: pass(), difference: 0.0 });
        }
        let Some(folding) = &mut self.folding else { return self.progress };
        folding.advance(evaluation, model, split)
    }

    fn keep_loss(&mut self, stage: Stage) {
        let Some(evaluation) = self.evaluation.take() else { return };
        for losses in &mut self.losses {
            match stage {
                Stage::Train(way) if way == losses.way => losses.train = Some(evaluation.loss()),
                Stage::Val(way) if way == losses.way => losses.val = Some(evaluation.loss()),
                _ => {}
            }
        }
    }

    /// What is known so far.
    pub fn found(&self) -> Found {
        let folding = self.folding.as_ref().filter(|_| self.stages.is_empty());
        Found { losses: self.losses.clone(), difference: folding.map(|folding| folding.difference) }
    }
}

impl Folding {
    /// Evaluates one slice more of the folded network, and compares its logits.
    fn advance(&mut self, evaluation: &mut Evaluation, model: &Model, split: &Split) -> Progress {
        let output = model.blocks().len() - 1;
        load_slice(&mut self.pass, split, evaluation.progress);
        model.forward_evaluation(&mut self.pass, Statistics::Running, output + 1);
        let progress = evaluation.advance(&self.model, split);
        let [folded, unfolded] = [&evaluation.pass, &self.pass].map(|pass| pass.activation(output));
        let differences: Vec<f32> = folded.iter().zip(unfolded).map(|(a, b)| a - b).collect();
        self.difference = largest_magnitude(&[self.difference, largest_magnitude(&differences)]);
        progress
    }
}
