//! The forward and backward pass of a batch through the layers. Only [`Model::descend`] changes parameters.

use std::mem::take;
use std::ops::Range;

use super::layer::Statistics;
use super::{Block, Descend, Layer, Model, NormKind, NormLayer};
use crate::dataset::{Split, Token};
use crate::kernels::elementwise::Sum;
use crate::kernels::update;
use crate::layers::cross_entropy;
use crate::random::Generator;

/// One of the values between the layers; rows are examples.
#[derive(Debug, Clone, Default)]
struct Value {
    /// H.
    features: usize,
    /// Whether anything reads it after the next layer; else it is in [`Pass::passing`].
    is_kept: bool,
    /// Whether anything reads its gradient after the backward pass of its layer; else that is in [`Pass::passing`].
    keeps_gradient: bool,
    /// The value [B × H].
    output: Vec<f32>,
    /// The gradient of the mean loss there [B × H].
    d_output: Vec<f32>,
    /// What the norm whose output it is keeps for its backward pass.
    norm: KeptOfNorm,
}

/// What a norm keeps for its backward pass; empty of other layers.
#[derive(Debug, Clone, Default)]
pub struct KeptOfNorm {
    /// x̂ [B × H].
    pub normalized: Vec<f32>,
    /// μ of the minibatch [H]; empty but for batch norm.
    pub mean: Vec<f32>,
    /// σ² of the minibatch [H]; empty but for batch norm.
    pub variance: Vec<f32>,
    /// 1/√(σ² + ε): [H] for batch norm; for others [B], of each of the groups.
    pub inverse_std: Vec<f32>,
}

impl KeptOfNorm {
    fn new(kind: &NormKind, capacity: usize) -> Self {
        let (features, groups) = match kind {
            NormKind::Batch(norm) => (norm.features, 0),
            NormKind::Group(norm) => (0, norm.groups),
            NormKind::Rms(_) => (0, 1),
        };
        Self {
            normalized: vec![0.0; capacity * kind.features()],
            mean: vec![0.0; features],
            variance: vec![0.0; features],
            inverse_std: vec![0.0; features + capacity * groups],
        }
    }
}

/// The buffers of one batch in a [`Model`]: all values that the backward pass and the diagnostics need.
#[derive(Debug, Clone)]
pub struct Pass {
    capacity: usize,
    batch: usize,
    tokens: Vec<Token>,
    targets: Vec<Token>,
    /// The embedded contexts, then the output of each layer.
    values: Vec<Value>,
    /// Which value each part of each block is.
    blocks: Vec<Block>,
    /// What is not kept: forward a layer's output, in the first; backward the gradients at two neighboring values.
    passing: [Vec<f32>; 2],
    scratch: Vec<f32>,
}

impl Model {
    /// Passes the batch in `pass` forward in training mode: batch norms use the minibatch's own statistics.
    /// Returns the mean loss in nats.
    pub fn forward(&self, pass: &mut Pass) -> f32 {
        (self.sum_of_minibatch_losses(pass) / pass.batch as f64) as f32
    }

    /// The same pass; returns the sum of the losses.
    pub fn sum_of_minibatch_losses(&self, pass: &mut Pass) -> f64 {
        self.embed(pass);
        self.forward_layers(0..self.layers.len(), pass, Statistics::Minibatch);
        pass.losses()
    }

    /// Passes the batch forward in evaluation mode through the first `count` layers. `statistics` are laid out as
    /// [`running`](Self::running).
    pub fn forward_evaluation(&self, pass: &mut Pass, statistics: &[f32], count: usize) {
        self.embed(pass);
        self.forward_layers(0..count.min(self.layers.len()), pass, Statistics::Given(statistics));
    }

    /// The sum of the losses of the batch in evaluation mode, in nats.
    pub fn sum_of_losses(&self, pass: &mut Pass, statistics: &[f32]) -> f64 {
        self.forward_evaluation(pass, statistics, self.layers.len());
        pass.losses()
    }

    pub(super) fn embed(&self, pass: &mut Pass) {
        let tokens = &pass.tokens[..pass.batch * self.context];
        let embedded = &mut pass.values[0].output[..tokens.len() * self.embedding.dim];
        self.embedding.forward(tokens, self.parameter(&self.tensors[0].range), embedded);
    }

    /// Passes the batch through some of the layers, after the embedding or the layer before them.
    pub(super) fn forward_layers(&self, layers: Range<usize>, pass: &mut Pass, statistics: Statistics<'_>) {
        let parameters = &self.parameters;
        for (i, layer) in layers.clone().zip(&self.layers[layers]) {
            let mut output = pass.take_value(i + 1);
            let y = &mut output[..pass.batch * pass.values[i + 1].features];
            match layer {
                Layer::Linear(linear) => linear.forward(parameters, pass.value(i), y),
                Layer::Norm(norm) => {
                    let (mut kept, mut scratch) = (take(&mut pass.values[i + 1].norm), take(&mut pass.scratch));
                    norm.forward(parameters, statistics, pass.value(i), &mut kept, y, &mut scratch);
                    (pass.values[i + 1].norm, pass.scratch) = (kept, scratch);
                }
                Layer::Activation(activation) => activation.forward(pass.value(i), y),
                Layer::Add(add) => add.forward(parameters, pass.value(add.from), pass.value(i), y),
            }
            pass.put_value(i + 1, output);
        }
    }

    /// The gradients of the mean loss at every parameter, after [`forward`](Self::forward) with the same `pass`.
    pub fn backward(&mut self, pass: &mut Pass) {
        self.backward_and(pass, None);
    }

    /// Moves every parameter against its gradient, p − rate · g, with the same bits as [`backward`](Self::backward) and
    /// [`update`](Self::update), but without storing the gradients of the weights.
    pub fn descend(&mut self, pass: &mut Pass, rate: f32) {
        self.backward_and(pass, Some(rate));
        let mut start = 0;
        for block in &self.blocks {
            let weight = &self.tensors[block.weight].range;
            let others = start..weight.start;
            update(&Descend(rate), &mut self.parameters[others.clone()], [&self.gradients[others]]);
            start = weight.end;
        }
        update(&Descend(rate), &mut self.parameters[start..], [&self.gradients[start..]]);
    }

    /// The backward pass. With a rate, weights are moved as soon as nothing else needs them, and their gradients not stored.
    fn backward_and(&mut self, pass: &mut Pass, rate: Option<f32>) {
        let Self { layers, parameters, gradients, .. } = self;
        let Some(logits) = pass.values.last_mut() else { return };
        // The gradient at the logits replaces the probabilities.
        let size = pass.batch * logits.features;
        cross_entropy::backward(&mut logits.d_output[..size], &pass.targets[..pass.batch]);
        for (i, layer) in layers.iter().enumerate().rev() {
            let (d_output, mut d_input) = (pass.take_gradient(i + 1), pass.take_gradient(i));
            let mut scratch = take(&mut pass.scratch);
            let [inputs, outputs] = [i, i + 1].map(|value| pass.batch * pass.values[value].features);
            let (d_y, d_x) = (&d_output[..outputs], &mut d_input[..inputs]);
            match layer {
                Layer::Linear(linear) => {
                    linear.backward(parameters, gradients, rate, pass.value(i), d_y, d_x, &mut scratch);
                }
                Layer::Norm(norm) => {
                    norm.backward(parameters, gradients, &pass.values[i + 1].norm, d_y, d_x, &mut scratch);
                }
                Layer::Activation(activation) => activation.backward(pass.value(i), pass.value(i + 1), d_y, d_x),
                Layer::Add(add) => add.backward(parameters, gradients, pass.value(i), d_y, d_x),
            }
            if let Some(end) = branch_end(layers, i) {
                update(&Sum, d_x, [&pass.values[end].d_output]);
            }
            pass.scratch = scratch;
            pass.put_gradient(i + 1, d_output);
            pass.put_gradient(i, d_input);
        }
        let (tokens, table) = (&pass.tokens[..pass.batch * self.context], self.tensors[0].range.clone());
        let d_embedded = &pass.values[0].d_output[..tokens.len() * self.embedding.dim];
        self.embedding.backward(tokens, d_embedded, &mut gradients[table]);
    }

    /// Moves the running statistics toward those of the minibatch last passed [`forward`](Self::forward).
    pub fn update_running(&mut self, pass: &Pass) {
        for (layer, kept) in self.layers.iter().zip(&pass.values[1..]) {
            let Layer::Norm(layer @ NormLayer { kind: NormKind::Batch(norm), .. }) = layer else { continue };
            let running = layer.mean_and_variance_mut(&mut self.running);
            norm.update_running([&kept.norm.mean, &kept.norm.variance], pass.batch, running);
        }
    }
}

/// The value at the end of the residual branch that begins with layer `i`, if one does.
fn branch_end(layers: &[Layer], i: usize) -> Option<usize> {
    /// The largest number of layers of a branch.
    const LONGEST: usize = 4;
    let ends = (i..layers.len()).take(LONGEST);
    ends.filter(|&end| matches!(&layers[end], Layer::Add(add) if add.from == i)).map(|end| end + 1).next()
}

impl Pass {
    /// Buffers for batches of up to `capacity` examples.
    pub fn new(model: &Model, capacity: usize) -> Self {
        let mut pass = Self {
            capacity,
            batch: 0,
            tokens: vec![0; capacity * model.context],
            targets: vec![0; capacity],
            values: Vec::with_capacity(model.layers.len() + 1),
            blocks: model.blocks.clone(),
            passing: [Vec::new(), Vec::new()],
            scratch: Vec::new(),
        };
        let mut features = model.context * model.embedding.dim;
        pass.add_value(features, true, true, KeptOfNorm::default());
        let mut outputs = model.blocks.iter().map(|block| block.output_value).peekable();
        for (i, layer) in model.layers.iter().enumerate() {
            let is_output = outputs.next_if_eq(&(i + 1)).is_some();
            // A norm's backward pass needs x̂ instead of its input.
            let is_input_of_norm = matches!(model.layers.get(i + 1), Some(Layer::Norm(_)));
            let (is_read_later, keeps_gradient, norm) = match layer {
                Layer::Linear(linear) => {
                    features = linear.shape.fan_out;
                    (!is_input_of_norm, false, KeptOfNorm::default())
                }
                Layer::Norm(norm) => (true, false, KeptOfNorm::new(&norm.kind, capacity)),
                Layer::Activation(_) => (true, true, KeptOfNorm::default()),
                Layer::Add(_) => (!is_input_of_norm, true, KeptOfNorm::default()),
            };
            pass.add_value(features, is_output || is_read_later, is_output || keeps_gradient, norm);
        }
        let widest = capacity * pass.values.iter().map(|value| value.features).max().unwrap_or(0);
        pass.passing = [vec![0.0; widest], vec![0.0; widest]];
        pass.scratch = vec![0.0; 3 * widest];
        pass
    }

    fn add_value(&mut self, features: usize, is_kept: bool, keeps_gradient: bool, norm: KeptOfNorm) {
        let buffer = |kept: bool| vec![0.0; if kept { self.capacity * features } else { 0 }];
        let (output, d_output) = (buffer(is_kept), buffer(keeps_gradient));
        self.values.push(Value { features, is_kept, keeps_gradient, output, d_output, norm });
    }

    /// Value `i` of the current batch; one that is not kept only until the next layer.
    fn value(&self, i: usize) -> &[f32] {
        let Value { features, is_kept, output, .. } = &self.values[i];
        let from = if *is_kept { output } else { &self.passing[0] };
        &from[..self.batch * features]
    }

    /// Takes the buffer of value `i`, to be written and [put back](Self::put_value).
    fn take_value(&mut self, i: usize) -> Vec<f32> {
        take(if self.values[i].is_kept { &mut self.values[i].output } else { &mut self.passing[0] })
    }

    fn put_value(&mut self, i: usize, buffer: Vec<f32>) {
        *(if self.values[i].is_kept { &mut self.values[i].output } else { &mut self.passing[0] }) = buffer;
    }

    /// The buffer of the gradient at value `i`; neighbors have different ones.
    fn gradient_mut(&mut self, i: usize) -> &mut Vec<f32> {
        if self.values[i].keeps_gradient { &mut self.values[i].d_output } else { &mut self.passing[i % 2] }
    }

    fn take_gradient(&mut self, i: usize) -> Vec<f32> {
        take(self.gradient_mut(i))
    }

    fn put_gradient(&mut self, i: usize, buffer: Vec<f32>) {
        *self.gradient_mut(i) = buffer;
    }

    /// The largest number of examples.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// B, the number of examples of the current batch.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Loads a batch: `example(i, context)` writes the context of the i-th example and returns its target.
    ///
    /// # Panics
    /// When `batch` is 0 or above the capacity.
    pub fn load(&mut self, batch: usize, mut example: impl FnMut(usize, &mut [Token]) -> Token) {
        assert!((1..=self.capacity).contains(&batch), "a batch of {batch} in a pass for at most {}", self.capacity);
        self.batch = batch;
        let context = self.tokens.len() / self.capacity;
        for (i, tokens) in self.tokens.chunks_exact_mut(context).take(batch).enumerate() {
            self.targets[i] = example(i, tokens);
        }
    }

    /// Loads a minibatch of random examples, as PyTorch's `randint` draws them.
    ///
    /// # Panics
    /// As [`load`](Self::load).
    pub fn load_random(&mut self, batch: usize, generator: &mut Generator, train: &Split) {
        let examples = train.len() as u32;
        self.load(batch, |_, context| train.example(generator.randint(examples) as usize, context));
    }

    /// The contexts [B × T], the latest token last.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens[..self.tokens.len() / self.capacity * self.batch]
    }

    /// The token that follows each context \[B].
    pub fn targets(&self) -> &[Token] {
        &self.targets[..self.batch]
    }

    /// The input of the activation of block `i` [B × H].
    pub fn preactivation(&self, i: usize) -> &[f32] {
        self.value(self.blocks[i].preactivation_value)
    }

    /// h of block `i` [B × H], the output of its activation; of the output layer, the logits.
    pub fn activation(&self, i: usize) -> &[f32] {
        self.value(self.blocks[i].activation_value)
    }

    /// What block `i` passes on [B × H]: h, or with a residual connection the sum, after its norm if that comes last.
    pub fn output(&self, i: usize) -> &[f32] {
        self.value(self.blocks[i].output_value)
    }

    /// The input of the norm at place `layer` [B × H], as long as the layer before it is the last that was computed.
    pub fn norm_input(&self, layer: usize) -> &[f32] {
        self.value(layer)
    }

    /// The output of layer `layer` [B × H], as long as that is the last that was computed.
    pub fn layer_output(&self, layer: usize) -> &[f32] {
        self.value(layer + 1)
    }

    /// The gradient of the mean loss at h of block `i` [B × H], after a backward pass.
    pub fn d_activation(&self, i: usize) -> &[f32] {
        self.gradient(self.blocks[i].activation_value)
    }

    /// The gradient of the mean loss at the [output](Self::output) of block `i` [B × H], after a backward pass.
    pub fn d_output(&self, i: usize) -> &[f32] {
        self.gradient(self.blocks[i].output_value)
    }

    fn gradient(&self, value: usize) -> &[f32] {
        let Value { features, d_output, .. } = &self.values[value];
        &d_output[..self.batch * features]
    }

    /// Mean and variance \[H] that the norm at place `layer` normalized the minibatch with; empty but for batch norm.
    pub fn minibatch_statistics(&self, layer: usize) -> [&[f32]; 2] {
        let norm = &self.values[layer + 1].norm;
        [&norm.mean, &norm.variance]
    }

    /// Writes the probabilities to the place of the gradient at the logits, and returns the sum of the losses.
    fn losses(&mut self) -> f64 {
        let targets = &self.targets[..self.batch];
        let Some(Value { features, output, d_output, .. }) = self.values.last_mut() else { return 0.0 };
        let size = self.batch * *features;
        cross_entropy::forward(&output[..size], targets, &mut d_output[..size])
    }

    /// The probabilities [B × V] of the batch last passed forward, in evaluation or training mode.
    pub fn probabilities(&self) -> &[f32] {
        self.d_activation(self.blocks.len() - 1)
    }
}
