//! The sections of a frame that look into norms: their statistics, gains and biases, and what a bias before one learns.

use super::Moments;
use super::frame::Frame;
use crate::kernels::largest_magnitude;
use crate::model::Statistics;
use crate::train::Training;

/// Writes `norm.k.…` for every block with a norm. Gains, biases and gradients are those of no neuron, and NaN, unless
/// `measured`.
pub fn write(training: &Training, measured: bool, frame: &mut Frame) {
    let (model, pass) = (training.model(), training.pass());
    let blocks = model.blocks().iter().enumerate();
    let normed: Vec<_> = blocks.filter_map(|(i, block)| Some((i, block, block.norm.as_ref()?))).collect();
    let gain_and_bias = |norm| if measured { model.gain_and_bias(norm) } else { [&[][..]; 2] };
    // Those of hidden layers can be compared; on the logits, a gain is of another size.
    let axes = [false, true].map(|output| {
        let of = normed.iter().filter(|&&(i, _, _)| (i + 1 == model.blocks().len()) == output);
        let values = |which: usize| of.clone().flat_map(move |&(_, _, norm)| gain_and_bias(norm)[which]).copied();
        let [gain, bias] = [0, 1].map(|which| reach(largest_magnitude(values(which).filter(|x| x.is_finite()))));
        [[if values(0).any(|gain| gain < 0.0) { -gain } else { 0.0 }, gain], [-bias, bias]]
    });
    let largest_gradient = |tensor: usize| match measured {
        true => largest_magnitude(model.gradients()[model.tensors()[tensor].range.clone()].iter().copied()),
        false => f32::NAN,
    };
    for (k, &(i, block, norm)) in normed.iter().enumerate() {
        let [batch_mean, batch_var] = pass.minibatch_statistics(i);
        let [running_mean, running_var] = model.statistics(norm, Statistics::Running);
        let [gain, bias] = gain_and_bias(norm);
        let [gain_axis, bias_axis] = axes[usize::from(i + 1 == model.blocks().len())];
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

/// How far an axis reaches on which `largest` is to be seen: the next power of two above it, from 1/8 on, so that the
/// axis stands still while what is on it moves.
fn reach(largest: f32) -> f32 {
    /// Up to there, twice the reach is finite.
    const LIMITS: [f32; 2] = [0.0625, 4e37];
    const EXPONENT: u32 = 0x7f80_0000;
    const ONE_MORE: u32 = 0x0080_0000;
    f32::from_bits((largest.clamp(LIMITS[0], LIMITS[1]).to_bits() & EXPONENT) + ONE_MORE)
}
