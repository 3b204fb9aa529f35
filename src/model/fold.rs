//! A network for inference, with each batch norm folded into the linear layer before it.

use super::layout::Layout;
use super::{Block, Model, NormKind, NormSlots};
use crate::layers::BatchNorm;

impl Model {
    /// The same function of an example as in evaluation mode, but for rounding, without norms:
    /// W' = W · γ/√(σ² + ε), column by column, and b' = β + (b − μ) · γ/√(σ² + ε), each computed in f64 and rounded
    /// once. `None` without a batch norm. A layer norm, whose statistics are each example's own, can't be folded.
    pub fn folded(&self, statistics: &[f32]) -> Option<Self> {
        if !self.has_batch_norm() {
            return None;
        }
        let mut layout = Layout::default();
        let embedding = &self.tensors[0];
        layout.tensor(embedding.name.clone(), embedding.shape.clone());
        let mut parameters = self.parameter(&embedding.range).to_vec();
        let blocks = (1..).zip(&self.blocks).map(|(number, block)| {
            let values = |tensor: usize| self.parameter(&self.tensors[tensor].range).to_vec();
            let (mut weight, mut bias) = (values(block.weight), block.bias.map(values));
            let features = block.linear.fan_out;
            if let Some(norm @ NormSlots { kind: NormKind::Batch(batch_norm), .. }) = &block.norm {
                let bias = bias.get_or_insert_with(|| vec![0.0; features]);
                fold(batch_norm, self.gain_and_bias(norm), norm.mean_and_variance(statistics), &mut weight, bias);
            }
            let mut place = |name: &str, shape: Vec<usize>, values: &[f32]| {
                parameters.extend_from_slice(values);
                layout.tensor(format!("{name}{number}"), shape)
            };
            Block {
                linear: block.linear,
                weight: place("W", vec![block.linear.fan_in, features], &weight),
                bias: bias.map(|bias| place("b", vec![features], &bias)),
                norm: None,
                activation: block.activation,
            }
        });
        let blocks = blocks.collect();
        Some(Self {
            vocabulary: self.vocabulary,
            context: self.context,
            embedding: self.embedding,
            blocks,
            tensors: layout.tensors,
            statistics: vec![],
            gradients: vec![0.0; parameters.len()],
            parameters,
            running: vec![],
        })
    }
}

/// Folds the norm into `weight` [fan_in × H] and `bias` \[H].
fn fold(
    norm: &BatchNorm,
    [gain, shift]: [&[f32]; 2],
    [mean, variance]: [&[f32]; 2],
    weight: &mut [f32],
    bias: &mut [f32],
) {
    for (j, bias) in bias.iter_mut().enumerate() {
        let scale = f64::from(gain[j]) / (f64::from(variance[j]) + f64::from(norm.eps)).sqrt();
        *bias = (f64::from(shift[j]) + (f64::from(*bias) - f64::from(mean[j])) * scale) as f32;
        for weight in weight.iter_mut().skip(j).step_by(norm.features) {
            *weight = (f64::from(*weight) * scale) as f32;
        }
    }
}
