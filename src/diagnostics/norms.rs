//! The sections of a frame about norms: statistics, gains and biases, and the gradient of a bias before a norm.

use super::Moments;
use super::frame::Frame;
use crate::kernels::largest_magnitude;
use crate::train::Training;

/// Writes `norm.k.…` for every block with a norm. Unless `measured`, no gain or bias is counted and gradients are NaN.
pub fn write(training: &Training, measured: bool, frame: &mut Frame) {
    let (model, pass) = (training.model(), training.pass());
    let blocks = model.blocks().iter().enumerate();
    let normed: Vec<_> = blocks.filter_map(|(i, block)| Some((i, block, block.norm.as_ref()?))).collect();
    let gain_and_bias = |norm| if measured { model.gain_and_bias(norm) } else { [&[][..]; 2] };
    // Hidden layers have a common axis; the gain on the logits is of another size.
    let is_output = |i| usize::from(i + 1 == model.blocks().len());
    let mut extremes = [[[0.0_f32; 2]; 2]; 2];
    for &(i, _, norm) in &normed {
        for ([min, max], values) in extremes[is_output(i)].iter_mut().zip(gain_and_bias(norm)) {
            for &value in values.iter().filter(|value| value.is_finite()) {
                (*min, *max) = (min.min(value), max.max(value));
            }
        }
    }
    let largest_gradient = |tensor: usize| match measured {
        true => largest_magnitude(&model.gradients()[model.tensors()[tensor].range.clone()]),
        false => f32::NAN,
    };
    for (k, &(i, block, norm)) in normed.iter().enumerate() {
        let [batch_mean, batch_var] = pass.minibatch_statistics(i);
        let [running_mean, running_var] = norm.mean_and_variance(model.running());
        let [gain, bias] = gain_and_bias(norm);
        let [gains, biases] = extremes[is_output(i)];
        let ([_, gain_reach], bias_axis) = (symmetric(gains), symmetric(biases));
        let gain_axis = if gains[0] < 0.0 { [-gain_reach, gain_reach] } else { [0.0, gain_reach] };
        frame.u32s(format_args!("norm.{k}.block"), &[i as u32]);
        frame.f32s(format_args!("norm.{k}.batch_mean"), batch_mean);
        frame.f32s(format_args!("norm.{k}.batch_var"), batch_var);
        frame.f32s(format_args!("norm.{k}.running_mean"), running_mean);
        frame.f32s(format_args!("norm.{k}.running_var"), running_var);
        frame.distribution(format_args!("norm.{k}.gain"), gain, gain_axis, Moments::of(gain));
        frame.distribution(format_args!("norm.{k}.bias"), bias, bias_axis, Moments::of(bias));
        let gradients = block.bias.map(|bias| [bias, block.weight].map(largest_gradient));
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
