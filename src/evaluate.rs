//! Work over a whole split, done in slices so that a caller can answer others in between, or stop: the loss in
//! evaluation mode, and the calibration of batch norms. And new items, sampled one character at a time.

use rand::Rng;
use serde::Serialize;

use crate::model::{Model, Pass, Statistics};
use crate::random::Generator;
use crate::text::Split;

/// How many examples pass through the network at once. No result depends on it.
pub(crate) const SLICE: usize = 128;

/// Longest item sampled, in characters.
pub const LONGEST_SAMPLE: usize = 64;

/// How far some work is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Progress {
    /// Examples done; calibration passes over the split once for each norm.
    pub done: usize,
    /// Examples in all.
    pub total: usize,
}

impl Progress {
    /// Whether nothing is left.
    pub fn finished(self) -> bool {
        self.done == self.total
    }
}

/// The mean loss of a split in evaluation mode: no example depends on another.
#[derive(Debug, Clone)]
pub struct Evaluation {
    pass: Pass,
    statistics: Statistics,
    progress: Progress,
    sum: f64,
}

impl Evaluation {
    /// Begins to evaluate `model` on `split`; the same two go to every [`advance`](Self::advance).
    pub fn new(model: &Model, split: &Split, statistics: Statistics) -> Self {
        let progress = Progress { done: 0, total: split.len() };
        Self { pass: Pass::new(model, SLICE), statistics, progress, sum: 0.0 }
    }

    /// Evaluates one slice more.
    pub fn advance(&mut self, model: &Model, split: &Split) -> Progress {
        if load_slice(&mut self.pass, split, self.progress) {
            self.sum += model.sum_of_losses(&mut self.pass, self.statistics);
            self.progress.done += self.pass.batch();
        }
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

/// Finds the mean and unbiased variance of every batch norm's input over a whole split, first norm first, each with
/// the norms before it already calibrated.
#[derive(Debug, Clone)]
pub struct Calibration {
    pass: Pass,
    blocks: Vec<usize>,
    current: usize,
    progress: Progress,
    position: Progress,
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Calibration {
    /// Begins to calibrate the norms of `model` on `split`; the same two go to every [`advance`](Self::advance).
    pub fn new(model: &Model, split: &Split) -> Self {
        let blocks: Vec<usize> = (0..model.blocks().len()).filter(|&i| model.is_batch_normed(i)).collect();
        let progress = Progress { done: 0, total: blocks.len() * split.len() };
        let position = Progress { done: 0, total: split.len() };
        let mut calibration = Self {
            pass: Pass::new(model, SLICE),
            blocks,
            current: 0,
            progress,
            position,
            sums: vec![],
            squares: vec![],
        };
        calibration.begin_norm(model);
        calibration
    }

    /// Takes in one slice more; at the end of each norm's share its result goes to the model.
    pub fn advance(&mut self, model: &mut Model, split: &Split) -> Progress {
        let Some(&block) = self.blocks.get(self.current) else { return self.progress };
        if load_slice(&mut self.pass, split, self.position) {
            model.forward_evaluation(&mut self.pass, Statistics::Calibrated, block);
            let values = self.pass.norm_input(block);
            for row in values.chunks_exact(self.sums.len()) {
                for ((&x, sum), square) in row.iter().zip(&mut self.sums).zip(&mut self.squares) {
                    *sum += f64::from(x);
                    *square += f64::from(x) * f64::from(x);
                }
            }
            self.position.done += self.pass.batch();
            self.progress.done += self.pass.batch();
        }
        if self.position.finished() {
            self.end_norm(block, model);
            self.current += 1;
            self.begin_norm(model);
        }
        self.progress
    }

    fn begin_norm(&mut self, model: &Model) {
        let features = self.blocks.get(self.current).map_or(0, |&block| model.blocks()[block].linear.fan_out);
        self.position.done = 0;
        self.sums = vec![0.0; features];
        self.squares = vec![0.0; features];
    }

    fn end_norm(&self, block: usize, model: &mut Model) {
        let n = self.position.total as f64;
        let means = self.sums.iter().map(|sum| sum / n);
        let variances =
            self.squares.iter().zip(means.clone()).map(|(square, mean)| (square - n * mean * mean) / (n - 1.0));
        let mean: Vec<f32> = means.clone().map(|mean| mean as f32).collect();
        let variance: Vec<f32> = variances.map(|variance| if variance < 0.0 { 0.0 } else { variance as f32 }).collect();
        model.set_calibrated(block, &mean, &variance);
    }
}

/// Puts the next slice of `split` in. False when there is none.
pub(crate) fn load_slice(pass: &mut Pass, split: &Split, progress: Progress) -> bool {
    let examples = (progress.total - progress.done).min(SLICE);
    if examples > 0 {
        pass.load(examples, |i, context| split.example(progress.done + i, context));
    }
    examples > 0
}

/// Draws new items from the network in evaluation mode, as token sequences without the boundary. `seed` fixes them.
/// A run that reaches [`LONGEST_SAMPLE`] is cut there; one whose probabilities are not numbers ends at once.
pub fn sample(model: &Model, statistics: Statistics, count: usize, seed: u32) -> Vec<Vec<u8>> {
    let mut pass = Pass::new(model, 1);
    let mut generator = Generator::new(seed);
    (0..count).map(|_| sample_item(model, statistics, &mut pass, &mut generator)).collect()
}

fn sample_item(model: &Model, statistics: Statistics, pass: &mut Pass, generator: &mut Generator) -> Vec<u8> {
    let mut item = Vec::new();
    let mut window = vec![0; model.context()];
    while item.len() < LONGEST_SAMPLE {
        pass.load(1, |_, context| {
            context.copy_from_slice(&window);
            0
        });
        model.sum_of_losses(pass, statistics);
        let token = draw_token(pass.probabilities(), generator);
        if token == 0 {
            break;
        }
        item.push(token);
        window.rotate_left(1);
        if let Some(last) = window.last_mut() {
            *last = token;
        }
    }
    item
}

/// The first token at which the cumulated probability passes a uniform draw; the boundary where none does.
fn draw_token(probabilities: &[f32], generator: &mut Generator) -> u8 {
    let draw = f64::from(generator.next_u32()) / 4_294_967_296.0;
    let mut cumulated = 0.0;
    let passed = probabilities.iter().position(|&p| {
        cumulated += f64::from(p);
        draw < cumulated
    });
    let likeliest_rounding = || probabilities.iter().rposition(|&p| p > 0.0).unwrap_or(0);
    passed.unwrap_or_else(likeliest_rounding) as u8
}
