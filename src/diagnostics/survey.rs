//! Neurons that are dead over the whole training split, not only over one minibatch; found in slices, in evaluation mode.

use super::Saturation;
use super::saturation::dead_neurons;
use crate::dataset::Dataset;
use crate::evaluate::{Progress, Task, load_slice, slice};
use crate::model::{Model, Pass};

/// Finds the neurons that are saturated for every example of the training split.
#[derive(Debug, Clone)]
pub struct Survey {
    pass: Pass,
    threshold: f32,
    progress: Progress,
    /// For each hidden layer, whether each neuron was saturated for every example so far.
    dead: Vec<Vec<bool>>,
}

impl Survey {
    /// Starts to look for neurons that are saturated by `threshold`, with batch norms on their running statistics.
    pub fn new(model: &Model, dataset: &Dataset, threshold: f32) -> Self {
        let hidden = &model.blocks()[..model.blocks().len() - 1];
        Self {
            pass: Pass::new(model, slice(model)),
            threshold,
            progress: Progress { done: 0, total: dataset.train().len() },
            dead: hidden.iter().map(|block| vec![true; block.linear.fan_out]).collect(),
        }
    }

    /// For each hidden layer, the neurons that were saturated for every example so far.
    pub fn dead(&self) -> Vec<Vec<u32>> {
        let indices = |dead: &Vec<bool>| (0..).zip(dead).filter_map(|(j, &dead)| dead.then_some(j)).collect();
        self.dead.iter().map(indices).collect()
    }
}

impl Task for Survey {
    /// Reads one slice more. It is the last one as soon as no neuron can be dead any more.
    fn advance(&mut self, model: &Model, dataset: &Dataset) -> Progress {
        if load_slice(&mut self.pass, dataset.train(), self.progress) {
            model.forward_evaluation(&mut self.pass, model.running(), model.blocks()[self.dead.len()].start);
            for (i, dead) in self.dead.iter_mut().enumerate() {
                let values = [self.pass.preactivation(i), self.pass.activation(i)];
                let (activation, mut counts) = (model.blocks()[i].activation, vec![0; dead.len()]);
                Saturation::of(values, activation, self.threshold, &mut counts);
                let here = dead_neurons(&counts, self.pass.batch(), activation);
                dead.iter_mut().zip(here).for_each(|(dead, here)| *dead &= here);
            }
            self.progress.done += self.pass.batch();
        }
        if self.dead.iter().flatten().all(|dead| !dead) {
            self.progress.done = self.progress.total;
        }
        self.progress
    }
}
