//! What a network makes of a whole split, or of one example: work done in slices so that a caller can answer others in
//! between, or stop. It changes no parameter and no running statistic.

mod calibrate;
mod couple;
mod sample;
mod ways;

use serde::Serialize;

use crate::dataset::Split;
use crate::model::{Model, Pass, Statistics};
pub use calibrate::Calibration;
pub use couple::{Coupling, MAX_DRAWS, Spread};
pub use sample::{MAX_SAMPLE_LENGTH, sample};
pub use ways::{Found, Way, WayLosses, Ways};

/// How many examples pass through the network at once in evaluation mode. No result depends on it.
pub(crate) const SLICE: usize = 128;

/// How far some work is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Progress {
    /// Examples done, or whatever else the work is counted in; calibration passes over the split once for each norm.
    pub done: usize,
    /// How many in all.
    pub total: usize,
}

impl Progress {
    /// Whether nothing is left.
    pub fn finished(self) -> bool {
        self.done == self.total
    }
}

/// The mean loss of a split.
#[derive(Debug, Clone)]
pub struct Evaluation {
    pass: Pass,
    batches: Batches,
    progress: Progress,
    sum: f64,
}

/// What passes through the network at once.
#[derive(Debug, Clone, Copy)]
enum Batches {
    /// The split in its order, in evaluation mode.
    Ordered(Statistics),
    /// Batches of `size` in training mode. The p-th example to pass is number p · `stride` modulo their count.
    Mixed { size: usize, stride: usize },
}

impl Evaluation {
    /// Begins to evaluate `model` on `split` in evaluation mode, in which no example depends on another; the same two go
    /// to every [`advance`](Self::advance).
    pub fn new(model: &Model, split: &Split, statistics: Statistics) -> Self {
        Self::of(model, split, Batches::Ordered(statistics), SLICE)
    }

    /// Begins to evaluate in training mode: batch norms use the statistics of each batch of `size` examples, all of
    /// which are of `split`, each in one batch. The last batch may be smaller, but not of one example, which has no
    /// variance: that one joins the batch before.
    ///
    /// Neighbours of a split are of one item, so batch-mates are taken from far apart: `stride` examples, the first
    /// number from n/φ on that has no factor in common with n. By the golden ratio any so many in a row lie about evenly
    /// over the split, and no order has to be kept.
    pub fn in_minibatches(model: &Model, split: &Split, size: usize) -> Self {
        Self::of(model, split, Batches::Mixed { size, stride: stride(split.len()) }, size + 1)
    }

    fn of(model: &Model, split: &Split, batches: Batches, capacity: usize) -> Self {
        let progress = Progress { done: 0, total: split.len() };
        Self { pass: Pass::new(model, capacity), batches, progress, sum: 0.0 }
    }

    /// Evaluates one slice more.
    pub fn advance(&mut self, model: &Model, split: &Split) -> Progress {
        if self.progress.finished() {
            return self.progress;
        }
        self.sum += match self.batches {
            Batches::Ordered(statistics) => {
                load_slice(&mut self.pass, split, self.progress);
                model.sum_of_losses(&mut self.pass, statistics)
            }
            Batches::Mixed { size, stride } => {
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

    /// The mean loss in nats over what was evaluated; NaN before the first slice.
    pub fn loss(&self) -> f32 {
        (self.sum / self.progress.done as f64) as f32
    }

    /// Evaluates to the end.
    pub fn finish(mut self, model: &Model, split: &Split) -> f32 {
        while !self.advance(model, split).finished() {}
        self.loss()
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

/// Puts the next slice of `split` in. False when there is none.
pub(crate) fn load_slice(pass: &mut Pass, split: &Split, progress: Progress) -> bool {
    let examples = (progress.total - progress.done).min(SLICE);
    if examples > 0 {
        pass.load(examples, |i, context| split.example(progress.done + i, context));
    }
    examples > 0
}
