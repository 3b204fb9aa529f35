//! The network: its parameters and their initial values, and the forward and backward pass of a batch.
//!
//! A network is an embedding and a sequence of [layers](Layer), as PyTorch's `nn.Sequential`, where an [`Add`] ends a residual
//! branch. Parameters and gradients are one arena each, with the same layout: the embedding, then for each linear layer its
//! weight, bias, norm gain, norm bias and branch scale, the output layer last. Running means and variances of the batch norms
//! are a third arena.

mod fold;
mod init;
mod layer;
mod layout;
mod lsuv;
mod pass;

use std::ops::Range;

use crate::checksum;
use crate::config::{Branch, Change, Config};
use crate::dataset::{Dataset, Split};
use crate::kernels::{formulas, update};
use crate::layers::{Activation, Embedding, Linear};
use crate::random::Generator;
pub use layer::{Add, BranchScale, Layer, LinearLayer, NormKind, NormLayer};
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

/// One linear layer with its norm and activation; the output layer's activation is the identity.
///
/// Layer i of [`Model::layers`] has value i as its input and value i + 1 as its output; value 0 is the embedded context.
#[derive(Debug, Clone)]
pub struct Block {
    /// The matrix product.
    pub linear: Linear,
    /// The index of the weight in [`Model::tensors`].
    pub weight: usize,
    /// The index of the bias, if there is one.
    pub bias: Option<usize>,
    /// The norm in [`Model::layers`], if any.
    pub norm: Option<usize>,
    /// The nonlinearity.
    pub activation: Activation,
    /// Its first layer in [`Model::layers`].
    pub start: usize,
    preactivation_value: usize,
    activation_value: usize,
    output_value: usize,
}

impl Block {
    /// Whether it has a residual connection: what it [passes on](Pass::output) is then not the output of its activation.
    pub fn is_residual(&self) -> bool {
        self.output_value != self.activation_value
    }
}

/// The network's numbers.
#[derive(Debug, Clone)]
pub struct Model {
    vocabulary: usize,
    context: usize,
    embedding: Embedding,
    layers: Vec<Layer>,
    blocks: Vec<Block>,
    tensors: Vec<Tensor>,
    statistics: Vec<Tensor>,
    parameters: Vec<f32>,
    gradients: Vec<f32>,
    running: Vec<f32>,
}

impl Model {
    /// Draws a network for a dataset: the embedding, then each layer's weight and, where it is drawn, its bias.
    pub fn new(config: &Config, dataset: &Dataset, generator: &mut Generator) -> Self {
        let mut model = Self::laid_out(config, dataset.vocabulary());
        model.initialize(config, dataset.train(), generator);
        model
    }

    /// A network whose numbers are all 0, for a vocabulary of V tokens.
    pub(crate) fn laid_out(config: &Config, vocabulary: usize) -> Self {
        let layout = Layout::of(config, vocabulary);
        Self {
            vocabulary,
            context: config.context,
            embedding: Embedding { dim: config.embedding },
            layers: layout.layers,
            blocks: layout.blocks,
            tensors: layout.tensors,
            statistics: layout.statistics,
            parameters: vec![0.0; layout.parameters],
            gradients: vec![0.0; layout.parameters],
            running: vec![0.0; layout.running],
        }
    }

    fn initialize(&mut self, config: &Config, train: &Split, generator: &mut Generator) {
        generator.fill_randn(&mut self.parameters[self.tensors[0].range.clone()]);
        let output = self.blocks.len() - 1;
        for (i, block) in self.blocks.iter().enumerate() {
            let (init, bias) = if i == output {
                (config.output_weights, config.output_biases)
            } else {
                (config.hidden_weights, config.hidden_biases)
            };
            let weight = &mut self.parameters[self.tensors[block.weight].range.clone()];
            let Linear { fan_in, fan_out } = block.linear;
            init::draw_weight(init, config.activation, generator, weight, [fan_in, fan_out]);
            if let Some(tensor) = block.bias {
                let values = &mut self.parameters[self.tensors[tensor].range.clone()];
                init::draw_bias(bias, generator, values, fan_in, train);
            }
        }
        for (i, layer) in self.layers.iter().enumerate() {
            match layer {
                Layer::Linear(_) | Layer::Activation(_) => {}
                Layer::Norm(norm) => {
                    let gain = if i > self.blocks[output].start { config.output_norm_gain } else { None };
                    self.parameters[norm.gain.clone()].fill(gain.unwrap_or(1.0) as f32);
                    self.running[norm.running[1].clone()].fill(1.0);
                }
                Layer::Add(add) => match (add.scale, config.branch) {
                    (BranchScale::Learned(place), Branch::Learned(start)) => self.parameters[place] = start as f32,
                    (BranchScale::Learned(_), Branch::Fixed(_) | Branch::Depth) | (BranchScale::Fixed(_), _) => {}
                },
            }
        }
        self.scale_to_unit_variance(config, generator.clone(), train);
    }

    /// V.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// T.
    pub fn context(&self) -> usize {
        self.context
    }

    /// The layers after the embedding, in the order of the forward pass.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The norm at a place in [`layers`](Self::layers), if that is one.
    pub fn norm(&self, layer: usize) -> Option<&NormLayer> {
        match &self.layers[layer] {
            Layer::Norm(norm) => Some(norm),
            Layer::Linear(_) | Layer::Activation(_) | Layer::Add(_) => None,
        }
    }

    /// Every norm, with its place in [`layers`](Self::layers).
    pub fn norms(&self) -> impl Iterator<Item = (usize, &NormLayer)> {
        (0..self.layers.len()).filter_map(|i| Some((i, self.norm(i)?)))
    }

    /// The places in [`layers`](Self::layers) of the batch norms.
    pub fn batch_norms(&self) -> impl Iterator<Item = usize> {
        self.norms().filter(|(_, norm)| matches!(norm.kind, NormKind::Batch(_))).map(|(i, _)| i)
    }

    /// Whether there is any.
    pub fn has_batch_norm(&self) -> bool {
        self.batch_norms().next().is_some()
    }

    /// The hidden layers, then the output layer.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The place among the [parameters](Self::parameters) of block `i`'s learned branch scale, if it has one.
    pub fn branch_scale(&self, i: usize) -> Option<usize> {
        let end = self.blocks.get(i + 1).map_or(self.layers.len(), |next| next.start);
        self.layers[self.blocks[i].start..end].iter().find_map(|layer| match layer {
            Layer::Add(Add { scale: BranchScale::Learned(place), .. }) => Some(*place),
            Layer::Add(Add { scale: BranchScale::Fixed(_), .. })
            | Layer::Linear(_)
            | Layer::Norm(_)
            | Layer::Activation(_) => None,
        })
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
        for layer in &mut self.layers {
            let Layer::Norm(norm) = layer else { continue };
            let eps = match &mut norm.kind {
                NormKind::Batch(norm) => {
                    norm.momentum = change.momentum.unwrap_or(norm.momentum);
                    norm.variance = change.variance.unwrap_or(norm.variance);
                    &mut norm.eps
                }
                NormKind::Group(norm) => &mut norm.eps,
                NormKind::Rms(norm) => &mut norm.eps,
            };
            *eps = change.eps.map_or(*eps, |eps| eps as f32);
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

    /// γ and β \[H] of a norm; β is empty for RMSNorm.
    pub fn gain_and_bias(&self, norm: &NormLayer) -> [&[f32]; 2] {
        [self.parameter(&norm.gain), self.parameter(&norm.bias)]
    }
}

formulas! { <L: Lanes>
    /// p − rate · g.
    Descend(rate: f32): Formula<2> = |[parameter, gradient]| parameter - rate * gradient;
}
