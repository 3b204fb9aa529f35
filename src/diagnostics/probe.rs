//! Watches one training run: keeps its histories and writes its frames.

use serde::Serialize;

use super::frame::{Frame, Header};
use super::ratios::Ratios;
use super::{History, Moments, SATURATION_THRESHOLD, Saturation, common_range};
use crate::kernels::math;
use crate::layers::Activation;
use crate::model::Statistics;
use crate::train::Training;

/// Steps from one measurement of the update:data ratios to the next: it reads every weight, which the loss does not.
const RATIO_INTERVAL: u64 = 10;

/// One hidden layer on one minibatch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LayerSummary {
    /// Mean of h.
    pub mean: f32,
    /// Unbiased standard deviation of h.
    pub std: f32,
    /// Percent of h beyond the threshold (for ReLU, at zero).
    pub saturated: f32,
    /// Unbiased standard deviation of the gradient at h.
    pub gradstd: f32,
}

/// The histories of a run and the settings of what is shown.
#[derive(Debug, Clone)]
pub struct Probe {
    threshold: f32,
    loss: History,
    updates: Vec<History>,
    dead_neurons: Vec<u32>,
}

impl Probe {
    /// For a run that begins.
    pub fn new(training: &Training) -> Self {
        let blocks = training.model().blocks();
        Self {
            threshold: SATURATION_THRESHOLD,
            loss: History::new(1),
            updates: vec![History::new(RATIO_INTERVAL); blocks.len()],
            dead_neurons: vec![0; blocks.iter().map(|block| block.linear.fan_out).max().unwrap_or(0)],
        }
    }

    /// The |h| beyond which an activation counts as saturated.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Changes the threshold of what is measured from now on.
    pub fn set_threshold(&mut self, threshold: f32) {
        self.threshold = threshold;
    }

    /// The loss of step 0's minibatch; NaN before its update.
    pub fn first_loss(&self) -> f32 {
        self.loss.first()
    }

    /// Whether [`record_updates`](Self::record_updates) is to be called for a step.
    pub fn looks_at(step: u64) -> bool {
        step.is_multiple_of(RATIO_INTERVAL)
    }

    /// Takes in the update that a prepared step is about to make.
    pub fn record_updates(&mut self, training: &Training) {
        debug_assert!(training.is_prepared());
        for (i, history) in self.updates.iter_mut().enumerate() {
            let [weights, gradient] = weight_and_gradient(training, i);
            history.push(Ratios::of(weights, Moments::of(gradient), training.learning_rate()).update_data);
        }
    }

    /// Takes in the loss of a step, every step of the run.
    pub fn record_loss(&mut self, loss: f32) {
        self.loss.push(loss);
    }

    /// Each hidden layer on the minibatch last passed.
    pub fn layers(&mut self, training: &Training) -> Vec<LayerSummary> {
        let hidden = training.model().blocks().len() - 1;
        let summary = |i| {
            let h = training.pass().activation(i);
            let Moments { mean, std } = Moments::of(h);
            let saturated = self.saturation(training, i).percent;
            LayerSummary { mean, std, saturated, gradstd: Moments::of(training.pass().d_activation(i)).std }
        };
        (0..hidden).map(summary).collect()
    }

    fn saturation(&mut self, training: &Training, i: usize) -> Saturation {
        let block = &training.model().blocks()[i];
        let dead_neurons = &mut self.dead_neurons[..block.linear.fan_out];
        Saturation::of(training.pass().activation(i), block.activation, self.threshold, dead_neurons)
    }

    /// Writes the frame of a prepared step.
    pub fn write(&mut self, training: &Training, epoch: u32, frame: &mut Frame) {
        debug_assert!(training.is_prepared());
        let weights = training.model().blocks().len();
        let header = Header { epoch, step: training.step(), layers: weights as u32 - 1, weights: weights as u32 };
        frame.write(header, |frame| {
            let first_loss = if training.step() == 0 { training.loss() } else { self.first_loss() };
            let uniform_loss = math::ln(training.model().vocabulary() as f32);
            frame.f32s(format_args!("loss"), &[training.loss()]);
            frame.f32s(format_args!("first_loss"), &[first_loss]);
            frame.f32s(format_args!("uniform_loss"), &[uniform_loss]);
            frame.f32s(format_args!("learning_rate"), &[training.learning_rate()]);
            frame.f32s(format_args!("threshold"), &[self.threshold]);
            self.write_layers(training, frame);
            write_weights(training, frame);
            write_norms(training, frame);
            frame.history(format_args!("history.loss"), &self.loss);
            for (j, history) in self.updates.iter().enumerate() {
                frame.history(format_args!("history.update.{j}"), history);
            }
        });
    }

    fn write_layers(&mut self, training: &Training, frame: &mut Frame) {
        let hidden = &training.model().blocks()[..training.model().blocks().len() - 1];
        let pass = training.pass();
        let moments: Vec<_> =
            (0..hidden.len()).map(|i| [Moments::of(pass.activation(i)), Moments::of(pass.d_activation(i))]).collect();
        let activations = common_range(moments.iter().map(|[h, _]| h.mean.abs() + h.std));
        let gradients = common_range(moments.iter().map(|[_, gradient]| gradient.std));
        for (i, (block, [h, gradient])) in hidden.iter().zip(moments).enumerate() {
            let range = match block.activation {
                Activation::Tanh => [-1.0, 1.0],
                Activation::Relu => [0.0, activations[1]],
                Activation::Identity => activations,
            };
            frame.distribution(format_args!("layer.{i}.activation"), pass.activation(i), range, h);
            let Saturation { percent, dead } = self.saturation(training, i);
            frame.f32s(format_args!("layer.{i}.saturated"), &[percent]);
            frame.u32s(format_args!("layer.{i}.dead"), &[dead]);
            frame.u32s(format_args!("layer.{i}.dead_neurons"), &self.dead_neurons[..block.linear.fan_out]);
            frame.f32s(format_args!("layer.{i}.map"), pass.activation(i));
            frame.distribution(format_args!("layer.{i}.gradient"), pass.d_activation(i), gradients, gradient);
        }
    }
}

fn weight_and_gradient(training: &Training, block: usize) -> [&[f32]; 2] {
    let model = training.model();
    let range = model.tensors()[model.blocks()[block].weight].range.clone();
    [&model.parameters()[range.clone()], &model.gradients()[range]]
}

fn write_weights(training: &Training, frame: &mut Frame) {
    let moments: Vec<_> =
        (0..training.model().blocks().len()).map(|j| Moments::of(weight_and_gradient(training, j)[1])).collect();
    let range = common_range(moments.iter().map(|gradient| gradient.std));
    for (j, moments) in moments.into_iter().enumerate() {
        let [weights, gradient] = weight_and_gradient(training, j);
        let ratios = Ratios::of(weights, moments, training.learning_rate());
        frame.distribution(format_args!("weight.{j}.gradient"), gradient, range, moments);
        frame.f32s(format_args!("weight.{j}.data_std"), &[ratios.data_std]);
        frame.f32s(format_args!("weight.{j}.grad_data"), &[ratios.grad_data]);
        frame.f32s(format_args!("weight.{j}.update_data"), &[ratios.update_data]);
    }
}

fn write_norms(training: &Training, frame: &mut Frame) {
    let model = training.model();
    let normed = (0..model.blocks().len()).filter(|&i| model.is_batch_normed(i));
    for (k, i) in normed.enumerate() {
        let Some(norm) = &model.blocks()[i].norm else { continue };
        let [batch_mean, batch_var] = training.pass().minibatch_statistics(i);
        let [running_mean, running_var] = model.statistics(norm, Statistics::Running);
        frame.f32s(format_args!("norm.{k}.batch_mean"), batch_mean);
        frame.f32s(format_args!("norm.{k}.batch_var"), batch_var);
        frame.f32s(format_args!("norm.{k}.running_mean"), running_mean);
        frame.f32s(format_args!("norm.{k}.running_var"), running_var);
    }
}
