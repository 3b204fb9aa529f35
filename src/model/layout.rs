//! The sequence of layers of a Config, and the layout of their numbers in the arenas, in the order in which they are drawn.

use std::ops::Range;

use super::{Add, Block, BranchScale, Layer, LinearLayer, NormKind, NormLayer, Tensor};
use crate::config::{Bias, Branch, Config, Norm, Residual};
use crate::layers::{Activation, BatchNorm, GroupNorm, Linear, RmsNorm};

/// Layers, tensors and statistics placed so far.
#[derive(Default)]
pub struct Layout {
    /// The layers after the embedding.
    pub layers: Vec<Layer>,
    /// The linear layers with what belongs to each.
    pub blocks: Vec<Block>,
    /// The parameter tensors.
    pub tensors: Vec<Tensor>,
    /// The number of parameters.
    pub parameters: usize,
    /// The running means and variances.
    pub statistics: Vec<Tensor>,
    /// The number of values in them.
    pub running: usize,
}

impl Layout {
    /// The network of a Config for a vocabulary of V tokens; [`Residual`] has the forms of a hidden layer.
    pub fn of(config: &Config, vocabulary: usize) -> Self {
        let mut layout = Self::default();
        layout.tensor("C".into(), vec![vocabulary, config.embedding]);
        let hidden = config.hidden.len();
        for (i, shape) in config.linear_shapes(vocabulary).into_iter().enumerate() {
            let [number, features] = [i + 1, shape[1]];
            if i == hidden {
                let linear = layout.linear(number, shape, config.output_biases);
                let norm = config.output_norm_gain.and_then(|_| layout.norm(&number.to_string(), features, config));
                layout.block([Some(linear), norm]);
                continue;
            }
            // In every form the numbers are in the order of the first one.
            let linear = layout.linear(number, shape, config.hidden_biases);
            let norm = layout.norm(&number.to_string(), features, config);
            let activation = Layer::Activation(config.activation);
            match config.residual_of(i) {
                Residual::None => layout.block([Some(linear), norm, Some(activation)]),
                Residual::Pre => {
                    let add = layout.add(number, config);
                    layout.block([norm, Some(linear), Some(activation), Some(add)]);
                }
                Residual::Post => {
                    let add = layout.add(number, config);
                    layout.block([Some(linear), Some(activation), Some(add), norm]);
                }
            }
            if number == hidden && config.residual == Residual::Pre {
                let norm = layout.norm("_final", features, config);
                layout.layers.extend(norm);
            }
        }
        layout
    }

    /// Places a tensor and returns its index.
    pub fn tensor(&mut self, name: String, shape: Vec<usize>) -> usize {
        let range = self.parameters..self.parameters + shape.iter().product::<usize>();
        self.parameters = range.end;
        self.tensors.push(Tensor { name, shape, range });
        self.tensors.len() - 1
    }

    /// Places a vector of parameters.
    fn vector(&mut self, name: String, len: usize) -> Range<usize> {
        let tensor = self.tensor(name, vec![len]);
        self.tensors[tensor].range.clone()
    }

    /// Places a running mean or variance, `features` long.
    fn statistic(&mut self, name: String, features: usize) -> Range<usize> {
        let range = self.running..self.running + features;
        self.running = range.end;
        self.statistics.push(Tensor { name, shape: vec![features], range: range.clone() });
        range
    }

    /// A linear layer with its weight and bias.
    pub fn linear(&mut self, number: usize, [fan_in, fan_out]: [usize; 2], bias: Bias) -> Layer {
        let weight = self.tensor(format!("W{number}"), vec![fan_in, fan_out]);
        let weight = self.tensors[weight].range.clone();
        let bias = (bias != Bias::None).then(|| self.vector(format!("b{number}"), fan_out));
        Layer::Linear(LinearLayer { shape: Linear { fan_in, fan_out }, weight, bias })
    }

    fn norm(&mut self, number: &str, features: usize, config: &Config) -> Option<Layer> {
        let eps = config.eps as f32;
        let Config { momentum, variance, .. } = *config;
        let kind = match config.norm {
            Norm::None => return None,
            Norm::Batch => NormKind::Batch(BatchNorm { features, eps, momentum, variance }),
            Norm::Layer => NormKind::Group(GroupNorm { features, groups: 1, eps }),
            Norm::Group(groups) => NormKind::Group(GroupNorm { features, groups, eps }),
            Norm::Rms => NormKind::Rms(RmsNorm { features, eps }),
        };
        let gain = self.vector(format!("gain{number}"), features);
        let bias = match kind {
            NormKind::Batch(_) | NormKind::Group(_) => self.vector(format!("bias{number}"), features),
            NormKind::Rms(_) => gain.end..gain.end,
        };
        let running = match kind {
            NormKind::Batch(_) => {
                ["mean", "var"].map(|what| self.statistic(format!("running_{what}{number}"), features))
            }
            NormKind::Group(_) | NormKind::Rms(_) => [0..0, 0..0],
        };
        Some(Layer::Norm(NormLayer { kind, gain, bias, running }))
    }

    /// The end of the residual branch that begins with the next layer.
    fn add(&mut self, number: usize, config: &Config) -> Layer {
        let scale = match config.branch {
            Branch::Fixed(scale) => BranchScale::Fixed(scale as f32),
            Branch::Depth => BranchScale::Fixed((1.0 / (config.hidden.len() as f64).sqrt()) as f32),
            Branch::Learned(_) => BranchScale::Learned(self.vector(format!("branch{number}"), 1).start),
        };
        Layer::Add(Add { from: self.layers.len(), scale })
    }

    /// Adds the layers of one block to the sequence. Layer i has value i as its input, and value i + 1 as its output.
    pub fn block(&mut self, layers: impl IntoIterator<Item = Option<Layer>>) {
        let start = self.layers.len();
        self.layers.extend(layers.into_iter().flatten());
        let output = self.layers.len();
        // Without an activation the logits are both its input and its output.
        let mut block = Block {
            linear: Linear { fan_in: 0, fan_out: 0 },
            weight: 0,
            bias: None,
            norm: None,
            activation: Activation::Identity,
            start,
            preactivation_value: output,
            activation_value: output,
            output_value: output,
        };
        for (i, layer) in (start..).zip(&self.layers[start..]) {
            match layer {
                Layer::Linear(linear) => {
                    let tensor = |range: &Range<usize>| self.tensors.iter().position(|tensor| tensor.range == *range);
                    block.linear = linear.shape;
                    block.weight = tensor(&linear.weight).unwrap_or_default();
                    block.bias = linear.bias.as_ref().and_then(tensor);
                }
                Layer::Norm(_) => block.norm = Some(i),
                Layer::Activation(activation) => {
                    (block.activation, block.preactivation_value, block.activation_value) = (*activation, i, i + 1);
                }
                Layer::Add(_) => {}
            }
        }
        self.blocks.push(block);
    }
}
