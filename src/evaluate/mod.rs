//! Long work on a network, done in slices: evaluation of a split, calibration of batch norms, coupling of examples within a
//! minibatch. None of it changes the network.

mod calibrate;
mod couple;
mod sample;
mod ways;

use serde::Serialize;

use crate::dataset::{Dataset, Split, SplitName};
use crate::model::{Model, Pass};
pub use calibrate::Calibration;
pub use couple::{Coupling, MAX_DRAWS, Spread};
pub use sample::{MAX_SAMPLE_LENGTH, sample};
pub use ways::{Way, WayLosses, Ways};

/// The number of examples that pass through `model` at once in evaluation mode: fewer of a larger network, so that a slice
/// stays short. They are a multiple of the rows and examples that kernels compute at once. In evaluation mode no example
/// depends on another, and their losses are added in f64.
pub(crate) fn slice(model: &Model) -> usize {
    const RANGE: [usize; 2] = [4, 128];
    /// Multiply-adds, a few milliseconds of them.
    const WORK: usize = 16 << 20;
    /// What the softmax of one logit takes, in multiply-adds.
    const SOFTMAX: usize = 32;
    let products: usize = model.blocks().iter().map(|block| block.linear.fan_in * block.linear.fan_out).sum();
    let work = products + SOFTMAX * model.vocabulary();
    (WORK / work / RANGE[0] * RANGE[0]).clamp(RANGE[0], RANGE[1])
}

/// Long work on a network, done in slices so that its caller can do other things in between, or stop.
///
/// ```
/// use initscope::evaluate::{Task, Ways};
/// use initscope::{Dataset, Preset, Session};
///
/// # fn main() -> Result<(), initscope::Errors> {
/// let names = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// let session = Session::new(names, Preset::BatchNorm.config(), 0)?;
/// let mut ways = Ways::new(session.model(), session.dataset(), session.training().batch());
/// while !ways.advance(session.model(), session.dataset()).is_finished() {}
/// assert!(ways.losses().iter().all(|losses| losses.train.is_some()));
/// # Ok(())
/// # }
/// ```
pub trait Task {
    /// Does one slice more; nothing once it is finished. `model` and `dataset` are those that the task was started with.
    fn advance(&mut self, model: &Model, dataset: &Dataset) -> Progress;

    /// Does everything that is left.
    fn finish(&mut self, model: &Model, dataset: &Dataset) {
        while !self.advance(model, dataset).is_finished() {}
    }
}

/// How much of some work is done.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Progress {
    /// Examples, or whatever else the work is counted in; calibration passes over the split once for each norm.
    pub done: usize,
    /// How many there are in all.
    pub total: usize,
}

impl Progress {
    /// Whether nothing is left.
    pub fn is_finished(self) -> bool {
        self.done == self.total
    }
}

/// The mean loss of a split.
///
/// ```
/// use initscope::evaluate::{Evaluation, Task};
/// use initscope::{Dataset, Preset, Session, SplitName};
///
/// # fn main() -> Result<(), initscope::Errors> {
/// let names = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// let session = Session::new(names, Preset::Kaiming.config(), 0)?;
/// let (model, dataset) = (session.model(), session.dataset());
/// let mut evaluation = Evaluation::new(model, dataset, SplitName::Val, model.running());
/// evaluation.finish(model, dataset);
/// assert_eq!(evaluation.loss(), session.evaluate(SplitName::Val));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Evaluation {
    pass: Pass,
    split: SplitName,
    batches: Batches,
    progress: Progress,
    sum: f64,
}

/// What passes through the network at once.
#[derive(Debug, Clone)]
enum Batches {
    /// The split in its order, in evaluation mode with these means and variances.
    Ordered(Vec<f32>),
    /// Batches of `size` in training mode. The p-th example to pass is number p · `stride` modulo their count.
    Mixed { size: usize, stride: usize },
}

impl Evaluation {
    /// Starts to evaluate `model` on a split in evaluation mode, where no example depends on another. Batch norms use
    /// `statistics`: [`Model::running`], or [calibrated](Calibration::statistics) ones.
    pub fn new(model: &Model, dataset: &Dataset, split: SplitName, statistics: &[f32]) -> Self {
        Self::of(model, dataset, split, Batches::Ordered(statistics.to_vec()), slice(model))
    }

    /// Starts to evaluate in training mode: batch norms use the statistics of each batch of `size` examples, and every
    /// example of the split is in one batch. The last batch may be smaller, but not of one example, which has no variance:
    /// that one joins the batch before.
    ///
    /// Neighbors of a split are of one item, so a batch takes its examples from far apart: in steps of `stride`, the first
    /// number from n/φ on that has no factor in common with n. By the golden ratio, any run of them lies about evenly over
    /// the split, and no order has to be stored.
    pub fn in_minibatches(model: &Model, dataset: &Dataset, split: SplitName, size: usize) -> Self {
        let stride = stride(dataset.split(split).len());
        Self::of(model, dataset, split, Batches::Mixed { size, stride }, size + 1)
    }

    fn of(model: &Model, dataset: &Dataset, split: SplitName, batches: Batches, capacity: usize) -> Self {
        let progress = Progress { done: 0, total: dataset.split(split).len() };
        Self { pass: Pass::new(model, capacity), split, batches, progress, sum: 0.0 }
    }

    /// The mean loss in nats over the examples evaluated so far; NaN before the first slice.
    pub fn loss(&self) -> f32 {
        (self.sum / self.progress.done as f64) as f32
    }
}

impl Task for Evaluation {
    fn advance(&mut self, model: &Model, dataset: &Dataset) -> Progress {
        if self.progress.is_finished() {
            return self.progress;
        }
        let split = dataset.split(self.split);
        self.sum += match &self.batches {
            Batches::Ordered(statistics) => {
                load_slice(&mut self.pass, split, self.progress);
                model.sum_of_losses(&mut self.pass, statistics)
            }
            &Batches::Mixed { size, stride } => {
                let Progress { done, total } = self.progress;
                let batch = if total - done <= size + 1 { total - done } else { size };
                let place = |i: usize| ((done + i) as u64 * stride as u64 % total as u64) as usize;
                self.pass.load(batch, |i, context| split.example(place(i), context));
                model.sum_of_minibatch_losses(&mut self.pass)
            }
        };
        self.progress.done += self.pass.batch();
        self.progress
    }
}

/// The first number from n/φ on that has no factor in common with `n`.
fn stride(n: usize) -> usize {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let first = (n as f64 * GOLDEN) as usize;
    (first..).find(|&stride| greatest_common_divisor(stride, n) == 1).unwrap_or(1)
}

fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Loads the next examples of `split`, as many as `pass` holds. False when there are none.
pub(crate) fn load_slice(pass: &mut Pass, split: &Split, progress: Progress) -> bool {
    let examples = (progress.total - progress.done).min(pass.capacity());
    if examples > 0 {
        pass.load(examples, |i, context| split.example(progress.done + i, context));
    }
    examples > 0
}
