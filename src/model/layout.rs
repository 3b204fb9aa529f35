//! The layout of parameters and running statistics in their arenas, in the order in which they are drawn.

use std::ops::Range;

use super::{Block, NormKind, NormSlots, Tensor};
use crate::config::{Bias, Config, Norm};
use crate::layers::{Activation, BatchNorm, LayerNorm, Linear};

/// Tensors and statistics placed so far.
#[derive(Default)]
pub struct Layout {
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
    /// Places a tensor and returns its index.
    pub fn tensor(&mut self, name: String, shape: Vec<usize>) -> usize {
        let range = self.parameters..self.parameters + shape.iter().product::<usize>();
        self.parameters = range.end;
        self.tensors.push(Tensor { name, shape, range });
        self.tensors.len() - 1
    }

    /// Places a running mean or variance, `features` long.
    fn statistic(&mut self, name: String, features: usize) -> Range<usize> {
        let range = self.running..self.running + features;
        self.running = range.end;
        self.statistics.push(Tensor { name, shape: vec![features], range: range.clone() });
        range
    }

    /// Lays out the `number`-th linear layer, from 1, and its norm.
    pub fn block(&mut self, number: usize, [fan_in, features]: [usize; 2], config: &Config) -> Block {
        let is_output = number > config.hidden.len();
        let bias = if is_output { config.output_biases } else { config.hidden_biases };
        let has_norm = !is_output || config.output_norm_gain.is_some();
        let weight = self.tensor(format!("W{number}"), vec![fan_in, features]);
        let bias = (bias != Bias::None).then(|| self.tensor(format!("b{number}"), vec![features]));
        let eps = config.eps as f32;
        let kind = match config.norm {
            Norm::Batch if has_norm => {
                let Config { momentum, variance, .. } = *config;
                Some(NormKind::Batch(BatchNorm { features, eps, momentum, variance }))
            }
            Norm::Layer if has_norm => Some(NormKind::Layer(LayerNorm { features, eps })),
            _ => None,
        };
        let norm = kind.map(|kind| {
            let gain = self.tensor(format!("gain{number}"), vec![features]);
            let bias = self.tensor(format!("bias{number}"), vec![features]);
            let running = match kind {
                NormKind::Batch(_) => {
                    ["mean", "var"].map(|what| self.statistic(format!("running_{what}{number}"), features))
                }
                NormKind::Layer(_) => [0..0, 0..0],
            };
            let range = |tensor: usize| self.tensors[tensor].range.clone();
            NormSlots { kind, gain: range(gain), bias: range(bias), running }
        });
        let activation = if is_output { Activation::Identity } else { config.activation };
        Block { linear: Linear { fan_in, fan_out: features }, weight, bias, norm, activation }
    }
}
