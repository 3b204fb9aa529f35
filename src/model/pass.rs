//! The forward and backward pass of a batch. Only [`Model::descend`] changes parameters.

use super::{Descend, Model, NormKind, NormSlots};
use crate::kernels::{column_sums, update};
use crate::layers::batch_norm::BatchStatistics;
use crate::layers::{Linear, cross_entropy};

/// The values of one block in a pass; rows are examples.
#[derive(Debug, Clone)]
struct BlockPass {
    /// x̂ [B × H]; empty without a norm.
    normalized: Vec<f32>,
    /// The input of the activation [B × H].
    preactivation: Vec<f32>,
    /// h [B × H].
    activation: Vec<f32>,
    /// The gradient at h [B × H].
    d_activation: Vec<f32>,
    /// μ and σ² of the minibatch [H]; empty without batch norm.
    mean: Vec<f32>,
    variance: Vec<f32>,
    /// 1/√(σ² + ε): [H] for batch norm, [B] for layer norm.
    inverse_std: Vec<f32>,
}

/// The buffers of one batch in a [`Model`]: all values that the backward pass and the diagnostics need.
#[derive(Debug, Clone)]
pub struct Pass {
    capacity: usize,
    batch: usize,
    tokens: Vec<u8>,
    targets: Vec<u8>,
    embedded: Vec<f32>,
    blocks: Vec<BlockPass>,
    d_input: Vec<f32>,
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
        for i in 0..self.blocks.len() {
            self.forward_linear(i, pass);
            self.normalize_with_minibatch(i, pass);
            self.activate(i, pass);
        }
        pass.losses()
    }

    /// Passes the batch forward in evaluation mode through the blocks before block `until`, and through that block's linear
    /// layer; through all blocks, to the logits, if there is none with this number. `statistics` are laid out as
    /// [`running`](Self::running).
    pub fn forward_evaluation(&self, pass: &mut Pass, statistics: &[f32], until: usize) {
        self.embed(pass);
        for i in 0..self.blocks.len() {
            self.forward_linear(i, pass);
            if i == until {
                return;
            }
            self.normalize_with(i, pass, statistics);
            self.activate(i, pass);
        }
    }

    /// The sum of the losses of the batch in evaluation mode, in nats.
    pub fn sum_of_losses(&self, pass: &mut Pass, statistics: &[f32]) -> f64 {
        self.forward_evaluation(pass, statistics, self.blocks.len());
        pass.losses()
    }

    fn embed(&self, pass: &mut Pass) {
        let tokens = &pass.tokens[..pass.batch * self.context];
        let embedded = &mut pass.embedded[..tokens.len() * self.embedding.dim];
        self.embedding.forward(tokens, self.parameter(&self.tensors[0].range), embedded);
    }

    /// Writes x W + b to the norm's input, which is `scratch`; without a norm, to the block's preactivation.
    fn forward_linear(&self, i: usize, pass: &mut Pass) {
        let (block, batch) = (&self.blocks[i], pass.batch);
        let (before, here) = pass.blocks.split_at_mut(i);
        let x = before.last().map_or(&pass.embedded, |block| &block.activation);
        let bias = block.bias.map(|tensor| self.parameter(&self.tensors[tensor].range));
        let y = if block.norm.is_some() { &mut pass.scratch } else { &mut here[0].preactivation };
        block.linear.forward(
            &x[..batch * block.linear.fan_in],
            self.parameter(&self.tensors[block.weight].range),
            bias,
            &mut y[..batch * block.linear.fan_out],
        );
    }

    fn normalize_with_minibatch(&self, i: usize, pass: &mut Pass) {
        let block = &self.blocks[i];
        let Some(norm) = &block.norm else { return };
        let size = pass.batch * block.linear.fan_out;
        let kept = &mut pass.blocks[i];
        let (x, y) = (&pass.scratch[..size], &mut kept.preactivation[..size]);
        let (normalized, gain_and_bias) = (&mut kept.normalized[..size], self.gain_and_bias(norm));
        match &norm.kind {
            NormKind::Batch(norm) => {
                let BlockPass { mean, variance, inverse_std, .. } = kept;
                norm.forward(x, gain_and_bias, &mut BatchStatistics { mean, variance, inverse_std }, normalized, y);
            }
            NormKind::Layer(norm) => {
                norm.forward(x, gain_and_bias, &mut kept.inverse_std[..pass.batch], normalized, y);
            }
        }
    }

    fn normalize_with(&self, i: usize, pass: &mut Pass, statistics: &[f32]) {
        let block = &self.blocks[i];
        let Some(norm) = &block.norm else { return };
        let NormKind::Batch(batch_norm) = &norm.kind else { return self.normalize_with_minibatch(i, pass) };
        let (x, inverse_std) = pass.scratch.split_at_mut(pass.batch * block.linear.fan_out);
        let y = &mut pass.blocks[i].preactivation[..x.len()];
        let (gain_and_bias, mean_and_variance) = (self.gain_and_bias(norm), norm.mean_and_variance(statistics));
        batch_norm.forward_evaluation(x, gain_and_bias, mean_and_variance, inverse_std, y);
    }

    fn activate(&self, i: usize, pass: &mut Pass) {
        let block = &self.blocks[i];
        let size = pass.batch * block.linear.fan_out;
        let BlockPass { preactivation, activation, .. } = &mut pass.blocks[i];
        block.activation.forward(&preactivation[..size], &mut activation[..size]);
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
        let batch = pass.batch;
        for i in (0..self.blocks.len()).rev() {
            let block = &self.blocks[i];
            let Linear { fan_in, fan_out } = block.linear;
            let (before, here) = pass.blocks.split_at_mut(i);
            let size = batch * fan_out;
            let (d_preactivation, scratch) = pass.scratch.split_at_mut(size);
            let (d_x, scratch) = scratch.split_at_mut(size);
            let kept = &mut here[0];
            if i + 1 == self.blocks.len() {
                // The gradient at the logits replaces the probabilities.
                cross_entropy::backward(&mut kept.d_activation[..size], &pass.targets[..batch]);
            }
            let (x, h, d_h) = (&kept.preactivation[..size], &kept.activation[..size], &kept.d_activation[..size]);
            block.activation.backward(x, h, d_h, d_preactivation);
            let d = if let Some(norm) = &block.norm {
                let gain = &self.parameters[norm.gain.clone()];
                // Gain and bias are adjacent.
                let d_gain_and_bias = self.gradients[norm.gain.start..norm.bias.end].split_at_mut(fan_out).into();
                let (normalized, inverse_std) = (&kept.normalized[..size], &kept.inverse_std);
                match &norm.kind {
                    NormKind::Batch(norm) => {
                        norm.backward(d_preactivation, normalized, inverse_std, gain, d_gain_and_bias, d_x);
                    }
                    NormKind::Layer(norm) => {
                        norm.backward(d_preactivation, normalized, inverse_std, gain, d_gain_and_bias, d_x);
                    }
                }
                d_x
            } else {
                d_preactivation
            };
            if let Some(bias) = block.bias {
                column_sums(d, &mut self.gradients[self.tensors[bias].range.clone()]);
            }
            let weight = self.tensors[block.weight].range.clone();
            let d_x = match before.last_mut() {
                Some(before) => &mut before.d_activation[..batch * fan_in],
                None => &mut pass.d_input[..batch * fan_in],
            };
            block.linear.backward_input(&self.parameters[weight.clone()], d, d_x, scratch);
            let x = &before.last().map_or(&pass.embedded, |block| &block.activation)[..batch * fan_in];
            match rate {
                None => block.linear.backward_weight(x, d, &mut self.gradients[weight]),
                Some(rate) => block.linear.descend(rate, x, d, &mut self.parameters[weight]),
            }
        }
        let (tokens, table) = (&pass.tokens[..batch * self.context], self.tensors[0].range.clone());
        let d_embedded = &pass.d_input[..tokens.len() * self.embedding.dim];
        self.embedding.backward(tokens, d_embedded, &mut self.gradients[table]);
    }

    /// Moves the running statistics toward those of the minibatch last passed [`forward`](Self::forward).
    pub fn update_running(&mut self, pass: &Pass) {
        for (block, kept) in self.blocks.iter().zip(&pass.blocks) {
            let Some(slots @ NormSlots { kind: NormKind::Batch(norm), .. }) = &block.norm else { continue };
            let running = slots.mean_and_variance_mut(&mut self.running);
            norm.update_running([&kept.mean, &kept.variance], pass.batch, running);
        }
    }
}

impl Pass {
    /// Buffers for batches of up to `capacity` examples.
    pub fn new(model: &Model, capacity: usize) -> Self {
        let input = model.context * model.embedding.dim;
        let blocks = model.blocks.iter().map(|block| {
            let features = block.linear.fan_out;
            let size = capacity * features;
            let (normalized, statistics, inverse_std) = match &block.norm {
                None => (0, 0, 0),
                Some(NormSlots { kind: NormKind::Batch(_), .. }) => (size, features, features),
                Some(NormSlots { kind: NormKind::Layer(_), .. }) => (size, 0, capacity),
            };
            BlockPass {
                normalized: vec![0.0; normalized],
                preactivation: vec![0.0; size],
                activation: vec![0.0; size],
                d_activation: vec![0.0; size],
                mean: vec![0.0; statistics],
                variance: vec![0.0; statistics],
                inverse_std: vec![0.0; inverse_std],
            }
        });
        let scratch = model.blocks.iter().map(|block| 3 * capacity * block.linear.fan_out);
        Self {
            capacity,
            batch: 0,
            tokens: vec![0; capacity * model.context],
            targets: vec![0; capacity],
            embedded: vec![0.0; capacity * input],
            blocks: blocks.collect(),
            d_input: vec![0.0; capacity * input],
            scratch: vec![0.0; scratch.max().unwrap_or(0)],
        }
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
    pub fn load(&mut self, batch: usize, mut example: impl FnMut(usize, &mut [u8]) -> u8) {
        assert!((1..=self.capacity).contains(&batch), "a batch of {batch} in a pass for at most {}", self.capacity);
        self.batch = batch;
        let context = self.tokens.len() / self.capacity;
        for (i, tokens) in self.tokens.chunks_exact_mut(context).take(batch).enumerate() {
            self.targets[i] = example(i, tokens);
        }
    }

    /// The contexts [B × T], the latest token last.
    pub fn tokens(&self) -> &[u8] {
        &self.tokens[..self.tokens.len() / self.capacity * self.batch]
    }

    /// The token that follows each context \[B].
    pub fn targets(&self) -> &[u8] {
        &self.targets[..self.batch]
    }

    /// The input of the activation of block `i` [B × H].
    pub fn preactivation(&self, i: usize) -> &[f32] {
        self.rows(i, &self.blocks[i].preactivation)
    }

    /// h of block `i` [B × H]; of the output layer, the logits.
    pub fn activation(&self, i: usize) -> &[f32] {
        self.rows(i, &self.blocks[i].activation)
    }

    /// The input of the norm of block `i` [B × H], as long as that block's linear layer is the last that was computed.
    pub fn norm_input(&self, i: usize) -> &[f32] {
        self.rows(i, &self.scratch)
    }

    /// The gradient of the mean loss at h of block `i` [B × H], after a backward pass.
    pub fn d_activation(&self, i: usize) -> &[f32] {
        self.rows(i, &self.blocks[i].d_activation)
    }

    /// Mean and variance \[H] that the minibatch was normalized with; empty without batch norm.
    pub fn minibatch_statistics(&self, i: usize) -> [&[f32]; 2] {
        [&self.blocks[i].mean, &self.blocks[i].variance]
    }

    fn rows<'a>(&self, i: usize, values: &'a [f32]) -> &'a [f32] {
        &values[..self.blocks[i].activation.len() / self.capacity * self.batch]
    }

    /// Writes the probabilities to the place of the gradient at the logits, and returns the sum of the losses.
    fn losses(&mut self) -> f64 {
        let targets = &self.targets[..self.batch];
        let Some(output) = self.blocks.last_mut() else { return 0.0 };
        let size = output.activation.len() / self.capacity * self.batch;
        cross_entropy::forward(&output.activation[..size], targets, &mut output.d_activation[..size])
    }

    /// The probabilities [B × V] of the batch last passed forward, in evaluation or training mode.
    pub fn probabilities(&self) -> &[f32] {
        self.d_activation(self.blocks.len() - 1)
    }
}
