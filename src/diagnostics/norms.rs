//! The sections of a frame about norms: statistics, gains and biases, and the gradient of a bias before a norm.

use super::Moments;
use super::frame::Frame;
use crate::kernels::largest_magnitude;
use crate::model::Layer;
use crate::train::Training;

/// Writes `norm.k.…` for every norm: that of each block, and then that before the output layer, whose block is the number of
/// blocks. Unless `measured`, no gain or bias is counted and gradients are NaN.
pub fn write(training: &Training, measured: bool, frame: &mut Frame) {
    let (model, pass) = (training.model(), training.pass());
    let blocks = model.blocks();
    let normed: Vec<_> = model
        .norms()
        .map(|(layer, norm)| (layer, blocks.iter().position(|block| block.norm == Some(layer)), norm))
        .collect();
    let gain_and_bias = |norm| if measured { model.gain_and_bias(norm) } else { [&[][..]; 2] };
    // Hidden layers have a common axis; the gain on the logits is of another size.
    let is_output = |block: Option<usize>| usize::from(block.is_some_and(|i| i + 1 == blocks.len()));
    let mut extremes = [[[0.0_f32; 2]; 2]; 2];
    for &(_, block, norm) in &normed {
        for ([min, max], values) in extremes[is_output(block)].iter_mut().zip(gain_and_bias(norm)) {
            for &value in values.iter().filter(|value| value.is_finite()) {
                (*min, *max) = (min.min(value), max.max(value));
            }
        }
    }
    let largest_gradient = |tensor: usize| match measured {
        true => largest_magnitude(&model.gradients()[model.tensors()[tensor].range.clone()]),
        false => f32::NAN,
    };
    for (k, &(layer, block, norm)) in normed.iter().enumerate() {
        let [batch_mean, batch_var] = pass.minibatch_statistics(layer);
        let [running_mean, running_var] = norm.mean_and_variance(model.running());
        let [gain, bias] = gain_and_bias(norm);
        let [gains, biases] = extremes[is_output(block)];
        let ([_, gain_reach], bias_axis) = (symmetric(gains), symmetric(biases));
        let gain_axis = if gains[0] < 0.0 { [-gain_reach, gain_reach] } else { [0.0, gain_reach] };
        frame.u32s(format_args!("norm.{k}.block"), &[block.unwrap_or(blocks.len()) as u32]);
        frame.f32s(format_args!("norm.{k}.batch_mean"), batch_mean);
        frame.f32s(format_args!("norm.{k}.batch_var"), batch_var);
        frame.f32s(format_args!("norm.{k}.running_mean"), running_mean);
        frame.f32s(format_args!("norm.{k}.running_var"), running_var);
        frame.distribution(format_args!("norm.{k}.gain"), gain, gain_axis, Moments::of(gain));
        frame.distribution(format_args!("norm.{k}.bias"), bias, bias_axis, Moments::of(bias));
        // A norm cancels the bias of a linear layer right before it.
        let before =
            block.map(|i| &blocks[i]).filter(|_| layer > 0 && matches!(model.layers()[layer - 1], Layer::Linear(_)));
        let gradients = before.and_then(|before| Some([before.bias?, before.weight].map(largest_gradient)));
        frame.f32s(format_args!("norm.{k}.bias_gradient"), gradients.as_ref().map_or(&[], |both| &both[..]));
    }
}

/// The axis, −r to r, of values from `min` to `max`: r is the next power of two above their magnitude, at least 1/8, so that
/// the axis stays the same while the values change.
fn symmetric([min, max]: [f32; 2]) -> [f32; 2] {
    /// Up to the second one, twice the reach is finite.
    const LIMITS: [f32; 2] = [0.0625, 4e37];
    const EXPONENT: u32 = 0x7f80_0000;
    const ONE_MORE: u32 = 0x0080_0000;
    let magnitude = max.max(-min).clamp(LIMITS[0], LIMITS[1]);
    let reach = f32::from_bits((magnitude.to_bits() & EXPONENT) + ONE_MORE);
    [-reach, reach]
}
