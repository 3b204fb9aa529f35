//! The calibration of batch norms: their means and variances over the whole training split, instead of running averages.

use super::{Progress, Task, load_slice, slice};
use crate::dataset::Dataset;
use crate::model::{Model, Pass};

/// Computes the mean and the unbiased variance of every batch norm's input over the training split, first norm first, each
/// with the norms before it already calibrated.
#[derive(Debug, Clone)]
pub struct Calibration {
    pass: Pass,
    statistics: Vec<f32>,
    /// The batch norms by their places among the layers, and which of them is the current one.
    norms: Vec<usize>,
    current: usize,
    progress: Progress,
    /// Within the split.
    position: Progress,
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Calibration {
    /// Starts to calibrate the norms of `model`.
    pub fn new(model: &Model, dataset: &Dataset) -> Self {
        let norms: Vec<usize> = model.batch_norms().collect();
        let examples = dataset.train().len();
        let mut calibration = Self {
            pass: Pass::new(model, slice(model)),
            statistics: model.running().to_vec(),
            progress: Progress { done: 0, total: norms.len() * examples },
            norms,
            current: 0,
            position: Progress { done: 0, total: examples },
            sums: vec![],
            squares: vec![],
        };
        calibration.start_norm(model);
        calibration
    }

    /// Means and variances, laid out as [`Model::running`]; the running ones for norms that are not calibrated yet.
    pub fn statistics(&self) -> &[f32] {
        &self.statistics
    }

    fn start_norm(&mut self, model: &Model) {
        let norm = self.norms.get(self.current).and_then(|&norm| model.norm(norm));
        let features = norm.map_or(0, |norm| norm.kind.features());
        self.position.done = 0;
        self.sums = vec![0.0; features];
        self.squares = vec![0.0; features];
    }

    fn finish_norm(&mut self, norm: usize, model: &Model) {
        let Some(norm) = model.norm(norm) else { return };
        let n = self.position.total as f64;
        let [means, variances] = norm.mean_and_variance_mut(&mut self.statistics);
        for (i, (sum, square)) in self.sums.iter().zip(&self.squares).enumerate() {
            let mean = sum / n;
            let variance = (square - n * mean * mean) / (n - 1.0);
            means[i] = mean as f32;
            // Rounding can leave a constant's variance just below zero.
            variances[i] = if variance < 0.0 { 0.0 } else { variance as f32 };
        }
    }
}

impl Task for Calibration {
    fn advance(&mut self, model: &Model, dataset: &Dataset) -> Progress {
        let Some(&norm) = self.norms.get(self.current) else { return self.progress };
        if load_slice(&mut self.pass, dataset.train(), self.position) {
            model.forward_evaluation(&mut self.pass, &self.statistics, norm);
            for row in self.pass.norm_input(norm).chunks_exact(self.sums.len()) {
                for ((&x, sum), square) in row.iter().zip(&mut self.sums).zip(&mut self.squares) {
                    *sum += f64::from(x);
                    *square += f64::from(x) * f64::from(x);
                }
            }
            self.position.done += self.pass.batch();
            self.progress.done += self.pass.batch();
        }
        if self.position.is_finished() {
            self.finish_norm(norm, model);
            self.current += 1;
            self.start_norm(model);
        }
        self.progress
    }
}
