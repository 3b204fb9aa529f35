//! The calibration of batch norms over a whole split, in slices. It is no part of a run: training never reads it.

use super::{Progress, SLICE, load_slice};
use crate::dataset::Split;
use crate::model::{Model, Pass, Statistics};

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
