//! The network: its parameters and their initial values, and the forward and backward pass of a batch.
//!
//! Parameters and gradients are one arena each, with the same layout: the embedding, then for each linear layer its weight,
//! bias, norm gain and norm bias, the output layer last. Running means and variances of the batch norms are a third arena.

mod fold;
mod layout;
mod pass;

use std::ops::Range;

use crate::checksum;
use crate::config::{Bias, Change, Config};
use crate::kernels::elementwise::Scaled;
use crate::kernels::{formulas, update};
use crate::layers::{Activation, BatchNorm, Embedding, LayerNorm, Linear};
use crate::random::Generator;
use layout::Layout;
pub use pass::Pass;

/// A named part of the parameter arena.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// `C`, `W1`, `b1`, `gain1`, `bias1`, …; `running_mean1`, `running_var1`, …
    pub name: String,
    /// Rows and columns, or one length.
    pub shape: Vec<usize>,
    /// Its place in the arena.
    pub range: Range<usize>,
}

/// A norm between a linear layer and its activation.
#[derive(Debug, Clone)]
pub enum NormKind {
    /// Over the minibatch.
    Batch(BatchNorm),
    /// Over the features.
    Layer(LayerNorm),
}

/// A norm and the places of its numbers.
#[derive(Debug, Clone)]
pub struct NormSlots {
    /// Its computation.
    pub kind: NormKind,
    gain: Range<usize>,
    bias: Range<usize>,
    /// Running mean, then running variance, in [`Model::running`]; empty for layer norm.
    running: [Range<usize>; 2],
}

impl NormSlots {
    /// Mean and variance \[H] of the norm in `statistics`, laid out as [`Model::running`]; empty for layer norm.
    pub fn mean_and_variance<'a>(&self, statistics: &'a [f32]) -> [&'a [f32]; 2] {
        self.running.clone().map(|range| &statistics[range])
    }

    /// The same, to be changed.
    pub(crate) fn mean_and_variance_mut<'a>(&self, statistics: &'a mut [f32]) -> [&'a mut [f32]; 2] {
        let [mean, variance] = &self.running;
        statistics[mean.start..variance.end].split_at_mut(mean.len()).into()
    }
}

/// One linear layer with its norm and activation; the output layer's activation is the identity.
#[derive(Debug, Clone)]
pub struct Block {
    /// The matrix product.
    pub linear: Linear,
    /// The index of the weight in [`Model::tensors`].
    pub weight: usize,
    /// The index of the bias, if there is one.
    pub bias: Option<usize>,
    /// The norm, if any.
    pub norm: Option<NormSlots>,
    /// The nonlinearity.
    pub activation: Activation,
}

/// The network's numbers.
#[derive(Debug, Clone)]
pub struct Model {
    vocabulary: usize,
    context: usize,
    embedding: Embedding,
    blocks: Vec<Block>,
    tensors: Vec<Tensor>,
    statistics: Vec<Tensor>,
    parameters: Vec<f32>,
    gradients: Vec<f32>,
    running: Vec<f32>,
}

impl Model {
    /// Draws a network: the embedding, then each layer's weight and, where it is drawn, its bias.
    pub fn new(config: &Config, vocabulary: usize, generator: &mut Generator) -> Self {
        let mut layout = Layout::default();
        layout.tensor("C".into(), vec![vocabulary, config.embedding]);
        let shapes = config.linear_shapes(vocabulary);
        let blocks = (1..).zip(shapes).map(|(number, shape)| layout.block(number, shape, config)).collect();

        let mut model = Self {
            vocabulary,
            context: config.context,
            embedding: Embedding { dim: config.embedding },
            blocks,
            tensors: layout.tensors,
            statistics: layout.statistics,
            parameters: vec![0.0; layout.parameters],
            gradients: vec![0.0; layout.parameters],
            running: vec![0.0; layout.running],
        };
        model.initialize(config, generator);
        model
    }

    fn initialize(&mut self, config: &Config, generator: &mut Generator) {
        generator.fill_randn(&mut self.parameters[self.tensors[0].range.clone()]);
        let output = self.blocks.len() - 1;
        for (i, block) in self.blocks.iter().enumerate() {
            let (scale, bias, gain) = if i == output {
                (config.output_weights, config.output_biases, config.output_norm_gain.unwrap_or(1.0))
            } else {
                (config.hidden_weights, config.hidden_biases, 1.0)
            };
            let weight = &mut self.parameters[self.tensors[block.weight].range.clone()];
            draw(generator, weight, scale.std(block.linear.fan_in));
            if let (Some(tensor), Bias::Std(std)) = (block.bias, bias) {
                draw(generator, &mut self.parameters[self.tensors[tensor].range.clone()], std);
            }
            if let Some(norm) = &block.norm {
                self.parameters[norm.gain.clone()].fill(gain as f32);
                self.running[norm.running[1].clone()].fill(1.0);
            }
        }
    }

    /// V.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// T.
    pub fn context(&self) -> usize {
        self.context
    }

    /// The hidden layers, then the output layer.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Every parameter tensor in the order of the arena.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// All parameters; [`tensors`](Self::tensors) has their names and places.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// All parameters, to be changed by a test.
    #[doc(hidden)]
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// All parameters, to be changed, and the gradients of the last [backward pass](Self::backward).
    pub(crate) fn parameters_and_gradients(&mut self) -> (&mut [f32], &[f32]) {
        (&mut self.parameters, &self.gradients)
    }

    /// Sets parameters and running statistics to those of another step of the same run.
    pub(crate) fn resume(&mut self, parameters: &[f32], running: &[f32]) {
        self.parameters.copy_from_slice(parameters);
        self.running.copy_from_slice(running);
    }

    /// Applies a change of a run to the norms.
    pub(crate) fn tune(&mut self, change: &Change) {
        for norm in self.blocks.iter_mut().filter_map(|block| block.norm.as_mut()) {
            match &mut norm.kind {
                NormKind::Batch(norm) => {
                    norm.eps = change.eps.map_or(norm.eps, |eps| eps as f32);
                    norm.momentum = change.momentum.unwrap_or(norm.momentum);
                    norm.variance = change.variance.unwrap_or(norm.variance);
                }
                NormKind::Layer(norm) => norm.eps = change.eps.map_or(norm.eps, |eps| eps as f32),
            }
        }
    }

    /// The gradients of the last [backward pass](Self::backward), laid out as the parameters.
    /// [`descend`](Self::descend) overwrites them with other numbers.
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }

    /// Moves every parameter against the gradient of the last [backward pass](Self::backward): p − rate · g.
    pub fn update(&mut self, rate: f32) {
        update(&Descend(rate), &mut self.parameters, [&self.gradients]);
    }

    /// Whether block `i` has a batch norm.
    pub fn is_batch_normed(&self, i: usize) -> bool {
        matches!(self.blocks[i].norm, Some(NormSlots { kind: NormKind::Batch(_), .. }))
    }

    /// Whether any block has one.
    pub fn has_batch_norm(&self) -> bool {
        (0..self.blocks.len()).any(|i| self.is_batch_normed(i))
    }

    /// The running statistics of every batch norm: mean then variance, one norm after another.
    pub fn running(&self) -> &[f32] {
        &self.running
    }

    /// Every parameter tensor, then every running mean and variance, each with its numbers, in the order of the checksum.
    pub fn named(&self) -> impl Iterator<Item = (&Tensor, &[f32])> {
        let parameters = self.tensors.iter().map(|tensor| (tensor, self.parameter(&tensor.range)));
        parameters.chain(self.statistics.iter().map(|tensor| (tensor, &self.running[tensor.range.clone()])))
    }

    /// The hash of every parameter and running statistic, bit for bit: FNV-1a over 32-bit words. All NaNs count as the same.
    pub fn checksum(&self) -> u64 {
        self.checksum_with([].into_iter())
    }

    /// The same, with the numbers of an optimizer's state after those of the network.
    pub(crate) fn checksum_with<'a>(&'a self, state: impl Iterator<Item = &'a [f32]>) -> u64 {
        let numbers = self.parameters.iter().chain(&self.running).chain(state.flatten());
        let bits = |number: &f32| if number.is_nan() { f32::NAN.to_bits() & 0x7fff_ffff } else { number.to_bits() };
        checksum::hash(numbers.map(bits))
    }

    fn parameter(&self, range: &Range<usize>) -> &[f32] {
        &self.parameters[range.clone()]
    }

    /// γ and β \[H] of a norm.
    pub fn gain_and_bias(&self, norm: &NormSlots) -> [&[f32]; 2] {
        [self.parameter(&norm.gain), self.parameter(&norm.bias)]
    }
}

formulas! { <L: Lanes>
    /// p − rate · g.
    Descend(rate: f32): Formula<2> = |[parameter, gradient]| parameter - rate * gradient;
}

/// One `randn` of the slice's length, times `std`.
fn draw(generator: &mut Generator, to: &mut [f32], std: f64) {
    generator.fill_randn(to);
    update(&Scaled(std as f32), to, []);
}
