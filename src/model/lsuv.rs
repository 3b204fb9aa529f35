//! Layer-sequential unit variance (Mishkin & Matas 2015, arXiv:1511.06422).

use super::{Model, Pass};
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
        let output = self.blocks.len() - 1;
        let init = |i: usize| if i == output { config.output_weights } else { config.hidden_weights };
        if [config.hidden_weights, config.output_weights].iter().all(|&init| init != Init::Lsuv) {
            return;
        }
        let mut pass = Pass::new(self, config.batch);
        pass.load_random(config.batch, &mut generator, train);
        self.embed(&mut pass);
        for i in 0..=output {
            let mut scalings = if init(i) == Init::Lsuv { 0..MAX_SCALINGS } else { 0..0 };
            loop {
                let variance = variance(self.forward_linear(i, &mut pass));
                let is_done = (variance - 1.0).abs() <= TOLERANCE || variance == 0.0 || !variance.is_finite();
                if is_done || scalings.next().is_none() {
                    break;
                }
                let weight = self.tensors[self.blocks[i].weight].range.clone();
                scale(&mut self.parameters[weight], 1.0 / variance.sqrt());
            }
            self.finish_block(i, &mut pass);
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
