//! The initial values of weights and biases.

use crate::config::{Activation, Bias, Init};
use crate::dataset::Split;
use crate::kernels::math::ln_f64;
use crate::kernels::{scale, transpose};
use crate::random::Generator;

/// Draws a weight. By [`Init::Std`] and [`Init::Gain`], the matrix itself is drawn, as in the lecture; by the others the
/// tensor of `torch.nn.Linear` [fan_out × fan_in], row by row, which is then transposed.
///
/// # Shapes
/// `weight` [fan_in × fan_out], 0 before.
#[inline(never)]
pub fn draw_weight(
    init: Init,
    activation: Activation,
    generator: &mut Generator,
    weight: &mut [f32],
    shape: [usize; 2],
) {
    let [fan_in, fan_out] = shape;
    let std = init.std(shape, activation);
    // In PyTorch's order, since each operation rounds.
    let bound = 3_f64.sqrt() * std;
    match init {
        Init::Std(_) | Init::Gain(_) => return draw_normal(generator, weight, std),
        Init::Zero => return,
        Init::XavierNormal(_) | Init::KaimingNormal(_) | Init::KaimingNormalOut(_) => {
            generator.fill_normal(std, weight);
        }
        Init::XavierUniform(_) | Init::KaimingUniform(_) | Init::KaimingUniformOut(_) | Init::Torch => {
            generator.fill_uniform_within(bound, weight);
        }
        Init::Orthogonal(gain) => generator.fill_orthogonal(gain, weight, [fan_out, fan_in]),
        Init::Lsuv => generator.fill_orthogonal(1.0, weight, [fan_out, fan_in]),
        Init::TruncNormal(std) => generator.fill_trunc_normal(std, weight),
    }
    let tensor = weight.to_vec();
    transpose(&tensor, weight, [fan_out, fan_in]);
}

/// Draws the bias of a layer with this fan-in.
///
/// # Shapes
/// `values` \[fan_out], 0 before.
pub fn draw_bias(bias: Bias, generator: &mut Generator, values: &mut [f32], fan_in: usize, train: &Split) {
    match bias {
        Bias::None | Bias::Zero => {}
        Bias::Std(std) => draw_normal(generator, values, std),
        Bias::Torch => generator.fill_uniform_within(1.0 / (fan_in as f64).sqrt(), values),
        Bias::Prior => {
            let counts = train.target_counts(values.len());
            for (value, count) in values.iter_mut().zip(counts) {
                // A character that is in no training example counts as one that is in one.
                *value = ln_f64(count.max(1) as f64 / train.len() as f64) as f32;
            }
        }
    }
}

/// One `randn` of the slice's length, times `std`.
fn draw_normal(generator: &mut Generator, to: &mut [f32], std: f64) {
    generator.fill_randn(to);
    scale(to, std);
}
