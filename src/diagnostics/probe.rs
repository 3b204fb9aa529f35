//! The probe: measures a run at every step, keeps its histories and writes its frames. `Run` holds one.

use std::ops::Range;

use serde::Serialize;

use super::frame::{Frame, Header};
use super::marks::{Divergence, NonFinite};
use super::ratios::Ratios;
use super::saturation::dead_neurons;
use super::verdict::Measured;
use super::{History, Marks, Moments, SATURATION_THRESHOLD, Saturation, Smoothed, Sums, common_range, norms};
use crate::dataset::Token;
use crate::kernels::math;
use crate::layers::cross_entropy;
use crate::model::Block;
use crate::optimizer::{Clip, NextUpdate, RootV};
use crate::train::Training;

/// The number of steps between two measurements of the update ratios, which read every weight.
const RATIO_INTERVAL: u64 = 10;

/// The number of them that a verdict on updates is based on: a hundred steps.
const RECENT_RATIOS: u64 = 10;

/// The largest number of learned branch scales with a history: with more, those of layers evenly spread over the depth, so that
/// frames and checkpoints stay small.
const MAX_BRANCHES: usize = 8;

/// One hidden layer on one minibatch.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct LayerSummary {
    /// Mean of h.
    pub mean: f32,
    /// Unbiased standard deviation of h.
    pub std: f32,
    /// Percent of h that are saturated, 0 to 100.
    pub saturated: f32,
    /// The number of neurons that are saturated for every example.
    pub dead: u32,
    /// Unbiased standard deviation of the gradient at h.
    #[serde(rename = "gradstd")]
    pub gradient_std: f32,
}

/// What frames show. No run depends on it, and it stays the same from one run to the next.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The threshold of what counts as saturated, 0 to 1: see [`Saturation::of`].
    pub threshold: f32,
    /// The hidden layer and its neuron that are shown in detail, both counted from 0; the last one where there are fewer.
    pub focus: [usize; 2],
    /// Whether the distributions of the activations' inputs are measured.
    pub preactivations: bool,
    /// Whether gains and biases of norms are measured, and the gradients of the linear layers before them.
    pub norms: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { threshold: SATURATION_THRESHOLD, focus: [0, 0], preactivations: false, norms: false }
    }
}

/// The histories of a run, and what frames show.
#[derive(Debug, Clone)]
pub struct Probe {
    look: Look,
    loss: History,
    smooth_loss: History,
    smoothed: Smoothed,
    /// The number of losses recorded; and the first one of those at the end that are not finite.
    losses: u64,
    nonfinite_since: Option<u64>,
    updates: Vec<History>,
    /// The norm of each step's gradients, where they are clipped.
    gradient_norm: Option<History>,
    branches: Branches,
    marks: Marks,
    saturated_counts: Vec<u32>,
    activation_axes: Vec<[f32; 2]>,
    probabilities: Vec<f32>,
    measured: Measured,
}

impl Probe {
    /// For a run at step 0.
    pub fn new(training: &Training, look: Look) -> Self {
        let blocks = training.model().blocks();
        Self {
            look,
            loss: History::new(1),
            smooth_loss: History::new(1),
            smoothed: Smoothed::default(),
            losses: 0,
            nonfinite_since: None,
            updates: vec![History::new(RATIO_INTERVAL); blocks.len()],
            gradient_norm: training.optimizer().clip().map(|_| History::new(1)),
            branches: Branches::of(training),
            marks: Marks::default(),
            saturated_counts: vec![0; blocks.iter().map(|block| block.linear.fan_out).max().unwrap_or(0)],
            activation_axes: Vec::new(),
            probabilities: vec![0.0; blocks.last().map_or(0, |output| output.linear.fan_out)],
            measured: Measured::default(),
        }
    }

    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        let histories = [&self.loss, &self.smooth_loss].into_iter().chain(&self.updates).chain(&self.gradient_norm);
        let histories = histories.chain(&self.branches.histories);
        size_of::<Self>()
            + self.branches.bytes()
            + self.marks.bytes()
            + size_of_val(&*self.saturated_counts)
            + size_of_val(&*self.updates)
            + size_of_val(&*self.activation_axes)
            + size_of_val(&*self.probabilities)
            + size_of_val(&*self.measured.layers)
            + size_of_val(&*self.measured.updates)
            + histories.map(History::bytes).sum::<usize>()
    }

    /// What frames show.
    pub fn look(&self) -> Look {
        self.look
    }

    /// What frames show; a change holds for whatever is measured from now on.
    pub fn look_mut(&mut self) -> &mut Look {
        &mut self.look
    }

    /// The range of each hidden layer's activations in the frame last written.
    pub fn activation_axes(&self) -> &[[f32; 2]] {
        &self.activation_axes
    }

    /// The figures of the frame last written that verdicts are based on.
    pub fn measured(&self) -> &Measured {
        &self.measured
    }

    /// Whether [`record_updates`](Self::record_updates) is to be called for a step.
    pub fn is_due(step: u64) -> bool {
        step.is_multiple_of(RATIO_INTERVAL)
    }

    /// Records the update that a prepared step is about to make.
    pub fn record_updates(&mut self, training: &Training) {
        debug_assert!(training.is_prepared());
        self.marks.record_network(training);
        let next = (!training.optimizer().is_plain()).then(|| training.next_update());
        for (i, history) in self.updates.iter_mut().enumerate() {
            let gradient = Moments::of(weight_and_gradient(training, i)[1]);
            history.push(ratios(training, i, gradient, next.as_ref()).update_data);
        }
        self.branches.record(training);
    }

    /// Records a step that was just made, at every step of the run.
    pub fn record(&mut self, training: &Training) {
        let loss = training.loss();
        self.loss.push(loss);
        let smoothed = self.smoothed.push(loss);
        self.smooth_loss.push(smoothed);
        if let Some((history, clip)) = self.gradient_norm.as_mut().zip(training.optimizer().clip()) {
            history.push(clip.norm());
        }
        self.marks.record_pass(training, self.losses);
        self.marks.record_loss(self.losses, smoothed);
        self.nonfinite_since = if loss.is_finite() { None } else { self.nonfinite_since.or(Some(self.losses)) };
        self.losses += 1;
        self.marks.record_state(training, self.losses);
    }

    /// The notable steps so far and, if it is prepared, of the current one.
    pub fn marks(&mut self, training: &Training) -> &Marks {
        if training.is_prepared() {
            self.marks.record_pass(training, training.step());
        }
        &self.marks
    }

    /// Each hidden layer on the minibatch last passed.
    pub fn layers(&mut self, training: &Training) -> Vec<LayerSummary> {
        self.layers_at(training, self.look.threshold)
    }

    fn layers_at(&mut self, training: &Training, threshold: f32) -> Vec<LayerSummary> {
        let hidden = training.model().blocks().len() - 1;
        let moments = |i| [training.pass().activation(i), training.pass().d_activation(i)].map(Moments::of);
        (0..hidden).map(|i| summary(training, i, moments(i), threshold, &mut self.saturated_counts)).collect()
    }

    /// Writes the frame of a prepared step.
    pub fn write(&mut self, training: &Training, epoch: u32, frame: &mut Frame) {
        debug_assert!(training.is_prepared());
        let weights = training.model().blocks().len();
        let (step, batch) = (training.step(), training.pass().batch());
        let header = Header { epoch, step, layers: weights as u32 - 1, weights: weights as u32, batch };
        frame.write(header, |frame| {
            frame.f32s(format_args!("loss"), &[training.loss()]);
            frame.f32s(format_args!("first_loss"), &[self.first_loss(training)]);
            frame.f32s(format_args!("uniform_loss"), &[uniform_loss(training)]);
            frame.f32s(format_args!("learning_rate"), &[training.learning_rate()]);
            frame.f32s(format_args!("base_rate"), &[training.base_rate()]);
            frame.f32s(format_args!("threshold"), &[self.look.threshold]);
            frame.u32s(format_args!("batch.tokens"), training.pass().tokens());
            frame.u32s(format_args!("batch.targets"), training.pass().targets());
            write_example(training, &mut self.probabilities, frame);
            let layers = self.write_layers(training, frame);
            write_neuron(training, self.look.focus, frame);
            let next = training.next_update();
            write_weights(training, &next, frame);
            write_optimizer(training, &next, frame);
            norms::write(training, self.look.norms, frame);
            frame.history(format_args!("history.loss"), &self.loss);
            frame.history(format_args!("history.smooth"), &self.smooth_loss);
            for (j, history) in self.updates.iter().enumerate() {
                frame.history(format_args!("history.update.{j}"), history);
            }
            if let Some(history) = &self.gradient_norm {
                frame.history(format_args!("history.gradient_norm"), history);
            }
            self.branches.write(training, frame);
            self.measured = self.figures(training, layers);
        });
    }

    /// The figures that a frame of a prepared step would give for verdicts, without a frame.
    pub fn measure(&mut self, training: &Training) -> &Measured {
        debug_assert!(training.is_prepared());
        let layers = self.layers_at(training, SATURATION_THRESHOLD);
        self.measured = self.figures(training, layers);
        &self.measured
    }

    fn figures(&self, training: &Training, layers: Vec<LayerSummary>) -> Measured {
        let diverged_at = self.marks.diverged.map_or(training.step(), |diverged| diverged.step);
        Measured {
            step: training.step(),
            loss: training.loss(),
            first_loss: self.first_loss(training),
            uniform_loss: uniform_loss(training),
            smooth_loss: self.smoothed.value(),
            nonfinite_since: self.nonfinite_since,
            diverged: NonFinite::of(training).map(|what| Divergence { step: diverged_at, what }),
            updates: self.updates[..layers.len()].iter().map(|history| history.recent(RECENT_RATIOS)).collect(),
            ends: [0, layers.len() - 1].map(|i| end(training, i, &layers[i])),
            layers,
        }
    }

    fn first_loss(&self, training: &Training) -> f32 {
        if training.step() == 0 { training.loss() } else { self.loss.first() }
    }

    /// Returns the layers for a verdict, with the default threshold whatever the look's own threshold.
    fn write_layers(&mut self, training: &Training, frame: &mut Frame) -> Vec<LayerSummary> {
        let hidden = &training.model().blocks()[..training.model().blocks().len() - 1];
        let pass = training.pass();
        let inputs = |i| if self.look.preactivations { pass.preactivation(i) } else { &[] };
        let moments: Vec<_> =
            (0..hidden.len()).map(|i| [pass.activation(i), pass.d_activation(i), inputs(i)].map(Moments::of)).collect();
        let size = |of: &Moments| of.mean.abs() + of.std;
        let activations = common_range(moments.iter().map(|[h, _, _]| size(h)));
        let preactivation_axis = common_range(moments.iter().map(|[_, _, input]| size(input)));
        let gradients = common_range(moments.iter().map(|[_, gradient, _]| gradient.std));
        self.activation_axes = hidden.iter().map(|block| activation_axis(block, activations)).collect();
        let mut layers = Vec::with_capacity(hidden.len());
        for (i, (block, [h, gradient, preactivation])) in hidden.iter().zip(moments).enumerate() {
            frame.distribution(format_args!("layer.{i}.preactivation"), inputs(i), preactivation_axis, preactivation);
            frame.distribution(format_args!("layer.{i}.activation"), pass.activation(i), self.activation_axes[i], h);
            let counts = &mut self.saturated_counts[..block.linear.fan_out];
            let mut at = |threshold| summary(training, i, [h, gradient], threshold, counts);
            let (usual, threshold) = (at(SATURATION_THRESHOLD), self.look.threshold);
            // The frame has the counts at the look's own threshold, so they are written last.
            let layer = if threshold == SATURATION_THRESHOLD { usual } else { at(threshold) };
            let dead: Vec<bool> = dead_neurons(counts, pass.batch(), block.activation).collect();
            frame.f32s(format_args!("layer.{i}.saturated"), &[layer.saturated]);
            frame.u32s(format_args!("layer.{i}.saturated_counts"), counts);
            frame.u32s(format_args!("layer.{i}.dead"), &[layer.dead]);
            frame.u32s(format_args!("layer.{i}.dead_neurons"), &dead);
            frame.f32s(format_args!("layer.{i}.map"), pass.activation(i));
            frame.distribution(format_args!("layer.{i}.gradient"), pass.d_activation(i), gradients, gradient);
            let [output, d_output] = if block.is_residual() {
                [pass.output(i), pass.d_output(i)].map(|values| Moments::of(values).std)
            } else {
                [h.std, gradient.std]
            };
            frame.f32s(format_args!("layer.{i}.output_std"), &[output]);
            frame.f32s(format_args!("layer.{i}.output_gradient_std"), &[d_output]);
            layers.push(usual);
        }
        layers
    }
}

/// The learned scales of the residual branches.
#[derive(Debug, Clone)]
struct Branches {
    /// For each its hidden layer, counted from 0, and its place among the parameters.
    places: Vec<[usize; 2]>,
    /// Which of them have a history, and these.
    recorded: Vec<u32>,
    histories: Vec<History>,
}

impl Branches {
    fn of(training: &Training) -> Self {
        let model = training.model();
        let places: Vec<[usize; 2]> =
            (0..model.blocks().len()).filter_map(|i| Some([i, model.branch_scale(i)?])).collect();
        let (all, count) = (places.len(), places.len().min(MAX_BRANCHES));
        let recorded: Vec<u32> = (0..count).map(|i| (i * (all - 1) / (count - 1).max(1)) as u32).collect();
        let histories = vec![History::new(RATIO_INTERVAL); count];
        Self { places, recorded, histories }
    }

    /// The bytes on the heap, without the points of the histories.
    fn bytes(&self) -> usize {
        size_of_val(&*self.places) + size_of_val(&*self.recorded) + size_of_val(&*self.histories)
    }

    fn value(&self, training: &Training, branch: usize) -> f32 {
        training.model().parameters()[self.places[branch][1]]
    }

    fn record(&mut self, training: &Training) {
        for i in 0..self.histories.len() {
            let value = self.value(training, self.recorded[i] as usize);
            self.histories[i].push(value);
        }
    }

    /// Writes every scale with its hidden layer, which of them have a history, and these; nothing where none is learned.
    fn write(&self, training: &Training, frame: &mut Frame) {
        if self.places.is_empty() {
            return;
        }
        let layers: Vec<u32> = self.places.iter().map(|[layer, _]| *layer as u32).collect();
        let values: Vec<f32> = (0..layers.len()).map(|branch| self.value(training, branch)).collect();
        frame.u32s(format_args!("branch.layer"), &layers);
        frame.f32s(format_args!("branch.scale"), &values);
        frame.u32s(format_args!("branch.recorded"), &self.recorded);
        for (i, history) in self.histories.iter().enumerate() {
            frame.history(format_args!("history.branch.{i}"), history);
        }
    }
}

/// Hidden layer `i`. Writes to `counts` for how many examples each of its neurons is saturated.
fn summary(training: &Training, i: usize, of: [Moments; 2], threshold: f32, counts: &mut [u32]) -> LayerSummary {
    let ([h, gradient], block) = (of, &training.model().blocks()[i]);
    let values = [training.pass().preactivation(i), training.pass().activation(i)];
    let counts = &mut counts[..block.linear.fan_out];
    let Saturation { percent: saturated, dead } = Saturation::of(values, block.activation, threshold, counts);
    LayerSummary { mean: h.mean, std: h.std, saturated, dead, gradient_std: gradient.std }
}

/// Standard deviation of what hidden layer `i` passes on, and of the gradient there.
fn end(training: &Training, i: usize, layer: &LayerSummary) -> [f32; 2] {
    if !training.model().blocks()[i].is_residual() {
        return [layer.std, layer.gradient_std];
    }
    [training.pass().output(i), training.pass().d_output(i)].map(|values| Moments::of(values).std)
}

/// ln V, the loss of a uniform guess.
fn uniform_loss(training: &Training) -> f32 {
    math::ln(training.model().vocabulary() as f32)
}

/// The ends of the activation's range; where it has none, the common ones.
fn activation_axis(block: &Block, common: [f32; 2]) -> [f32; 2] {
    let [least, greatest] = block.activation.range();
    [if least.is_finite() { least } else { common[0] }, if greatest.is_finite() { greatest } else { common[1] }]
}

/// Writes one example of the minibatch and the probabilities that the network gives to each next token: the first one that has
/// one token of an item and goes on, as `..e` in the lecture; else the first that begins an item; else the first.
fn write_example(training: &Training, probabilities: &mut [f32], frame: &mut Frame) {
    let pass = training.pass();
    let context = pass.tokens().len() / pass.batch();
    let with_tokens = |least: usize| {
        let fits = |(tokens, &target): (&[Token], &Token)| {
            let boundaries = tokens.iter().take_while(|&&token| token == 0).count();
            target != 0 && boundaries < context && boundaries >= least
        };
        pass.tokens().chunks_exact(context).zip(pass.targets()).position(fits)
    };
    let index = with_tokens(context - 1).or_else(|| with_tokens(1)).unwrap_or(0);
    let classes = probabilities.len();
    let logits = pass.activation(training.model().blocks().len() - 1);
    let row = &logits[index * classes..(index + 1) * classes];
    cross_entropy::forward(row, &pass.targets()[index..=index], probabilities);
    frame.u32s(format_args!("example.index"), &[index as u32]);
    frame.f32s(format_args!("example.probabilities"), probabilities);
}

fn write_neuron(training: &Training, [layer, neuron]: [usize; 2], frame: &mut Frame) {
    let hidden = training.model().blocks().len() - 1;
    let layer = layer.min(hidden - 1);
    let neurons = training.model().blocks()[layer].linear.fan_out;
    let neuron = neuron.min(neurons - 1);
    let entering = training.pass().preactivation(layer).chunks_exact(neurons).map(|example| example[neuron]);
    frame.u32s(format_args!("neuron.layer"), &[layer as u32]);
    frame.u32s(format_args!("neuron.index"), &[neuron as u32]);
    frame.f32s(format_args!("neuron.preactivation"), &entering.collect::<Vec<_>>());
}

/// The place of a block's weight among the parameters.
fn weight_range(training: &Training, block: usize) -> Range<usize> {
    let model = training.model();
    model.tensors()[model.blocks()[block].weight].range.clone()
}

fn weight_and_gradient(training: &Training, block: usize) -> [&[f32]; 2] {
    let (model, range) = (training.model(), weight_range(training, block));
    [&model.parameters()[range.clone()], &model.gradients()[range]]
}

/// The ratios of a block's weight. `next` is not needed where the update is rate · gradient.
#[inline(never)]
fn ratios(training: &Training, block: usize, gradient: Moments, next: Option<&NextUpdate<'_>>) -> Ratios {
    let update = next.filter(|_| !training.optimizer().is_plain()).map(|next| {
        let mut sums = Sums::default();
        next.each(weight_range(training, block), &mut |update| sums.add(update));
        sums.moments()
    });
    Ratios::of(weight_and_gradient(training, block)[0], gradient, training.learning_rate(), update)
}

fn write_weights(training: &Training, next: &NextUpdate<'_>, frame: &mut Frame) {
    let moments: Vec<_> =
        (0..training.model().blocks().len()).map(|j| Moments::of(weight_and_gradient(training, j)[1])).collect();
    let range = common_range(moments.iter().map(|gradient| gradient.std));
    for (j, moments) in moments.into_iter().enumerate() {
        let gradient = weight_and_gradient(training, j)[1];
        let ratios = ratios(training, j, moments, Some(next));
        frame.distribution(format_args!("weight.{j}.gradient"), gradient, range, moments);
        frame.f32s(format_args!("weight.{j}.data_std"), &[ratios.data_std]);
        frame.f32s(format_args!("weight.{j}.grad_data"), &[ratios.grad_data]);
        frame.f32s(format_args!("weight.{j}.update_data"), &[ratios.update_data]);
    }
}

/// Writes the norm of all gradients before they are clipped, the share of the steps so far that were clipped (NaN before the
/// first, and without a limit), and where there is √v̂, its median and its share below ε for each weight.
fn write_optimizer(training: &Training, next: &NextUpdate<'_>, frame: &mut Frame) {
    let clipped_share = training.optimizer().clip().map_or(f32::NAN, Clip::share);
    frame.f32s(format_args!("optimizer.gradient_norm"), &[next.gradient_norm()]);
    frame.f32s(format_args!("optimizer.clipped_share"), &[clipped_share]);
    let weights = training.model().blocks().len();
    for (j, RootV { median, below_eps }) in
        (0..weights).filter_map(|j| Some((j, next.root_v(weight_range(training, j))?)))
    {
        frame.f32s(format_args!("optimizer.root_v.{j}.median"), &[median]);
        frame.f32s(format_args!("optimizer.root_v.{j}.below_eps"), &[below_eps]);
    }
}
