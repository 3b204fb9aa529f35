//! A network for inference, with each batch norm folded into the linear layer before it.

use super::layout::Layout;
use super::{Layer, Model, NormKind};
use crate::config::Bias;
use crate::layers::BatchNorm;

impl Model {
    /// The same function of an example as in evaluation mode, but for rounding, without norms:
    /// W' = W · γ/√(σ² + ε), column by column, and b' = β + (b − μ) · γ/√(σ² + ε), each computed in f64 and rounded
    /// once. `None` where a norm can't be folded: there is no batch norm, or, with residual connections, one that no linear
    /// layer is before.
    pub fn folded(&self, statistics: &[f32]) -> Option<Self> {
        if !self.can_be_folded() {
            return None;
        }
        let mut layout = Layout::default();
        let embedding = &self.tensors[0];
        layout.tensor(embedding.name.clone(), embedding.shape.clone());
        let mut parameters = self.parameter(&embedding.range).to_vec();
        for (number, block) in (1..).zip(&self.blocks) {
            let values = |tensor: usize| self.parameter(&self.tensors[tensor].range).to_vec();
            let (mut weight, mut bias) = (values(block.weight), block.bias.map(values));
            let shape = [block.linear.fan_in, block.linear.fan_out];
            if let Some(norm) = block.norm.and_then(|norm| self.norm(norm))
                && let NormKind::Batch(batch_norm) = &norm.kind
            {
                let bias = bias.get_or_insert_with(|| vec![0.0; shape[1]]);
                fold(batch_norm, self.gain_and_bias(norm), norm.mean_and_variance(statistics), &mut weight, bias);
            }
            let linear = layout.linear(number, shape, if bias.is_some() { Bias::Zero } else { Bias::None });
            parameters.extend(weight);
            parameters.extend(bias.into_iter().flatten());
            let is_hidden = number < self.blocks.len();
            layout.block([Some(linear), is_hidden.then_some(Layer::Activation(block.activation))]);
        }
        Some(Self {
            vocabulary: self.vocabulary,
            context: self.context,
            embedding: self.embedding,
            layers: layout.layers,
            blocks: layout.blocks,
            tensors: layout.tensors,
            statistics: vec![],
            gradients: vec![0.0; parameters.len()],
            parameters,
            running: vec![],
        })
    }

    /// Whether there are batch norms, each of them after a linear layer.
    pub fn can_be_folded(&self) -> bool {
        let is_after_linear = |norm: usize| norm > 0 && matches!(self.layers[norm - 1], Layer::Linear(_));
        self.has_batch_norm() && self.batch_norms().all(is_after_linear)
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
