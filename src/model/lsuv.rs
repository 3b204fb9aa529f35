//! Layer-sequential unit variance (Mishkin & Matas 2015, arXiv:1511.06422).

use super::layer::Statistics;
use super::{Layer, Model, Pass};
use crate::config::{Config, Init};
use crate::dataset::Split;
use crate::kernels::scale;
use crate::random::Generator;

/// How far the variance may be from 1.
const TOLERANCE: f64 = 0.01;
/// How often a layer is scaled at most.
const MAX_SCALINGS: usize = 10;

impl Model {
    /// Scales the weight of each layer that is initialized by [`Init::Lsuv`], from the first to the last, until the layer's
    /// x W + b has variance 1 on the first minibatch, which is the one that `generator` draws next; its caller's own
    /// generator stays as it is. A variance that is 0 or not finite is left.
    pub(super) fn scale_to_unit_variance(&mut self, config: &Config, mut generator: Generator, train: &Split) {
        if [config.hidden_weights, config.output_weights].iter().all(|&init| init != Init::Lsuv) {
            return;
        }
        let mut pass = Pass::new(self, config.batch);
        pass.load_random(config.batch, &mut generator, train);
        self.embed(&mut pass);
        let output = self.blocks[self.blocks.len() - 1].start;
        for i in 0..self.layers.len() {
            self.forward_layers(i..i + 1, &mut pass, Statistics::Minibatch);
            let Layer::Linear(linear) = &self.layers[i] else { continue };
            let weight = linear.weight.clone();
            let init = if i < output { config.hidden_weights } else { config.output_weights };
            let scalings = if init == Init::Lsuv { MAX_SCALINGS } else { 0 };
            for _ in 0..scalings {
                let variance = variance(pass.layer_output(i));
                if (variance - 1.0).abs() < TOLERANCE || variance == 0.0 || !variance.is_finite() {
                    break;
                }
                scale(&mut self.parameters[weight.clone()], 1.0 / variance.sqrt());
                self.forward_layers(i..i + 1, &mut pass, Statistics::Minibatch);
            }
        }
    }
}

/// The biased variance of all values, by sums in f64.
fn variance(values: &[f32]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
    let squares = values.iter().map(|&value| (f64::from(value) - mean) * (f64::from(value) - mean));
    squares.sum::<f64>() / count
}
