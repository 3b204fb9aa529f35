//! The three matrix products of every linear layer of a network, through the product's own layer.

use std::cell::RefCell;
use std::hint::black_box;

use initscope::config::Preset;
use initscope::layers::Linear;

struct Layer {
    linear: Linear,
    x: Vec<f32>,
    weight: Vec<f32>,
    y: Vec<f32>,
    d_y: Vec<f32>,
    d_weight: Vec<f32>,
    d_x: Vec<f32>,
    scratch: Vec<f32>,
}

thread_local! {
    static LAYERS: RefCell<Vec<Layer>> = const { RefCell::new(Vec::new()) };
}

/// Makes the layers of the preset `deep-batchnorm` for a vocabulary. Returns the multiply-adds of one product of all.
#[unsafe(no_mangle)]
extern "C" fn gemms_prepare(vocabulary: usize) -> usize {
    let config = Preset::DeepBatchNorm.config();
    let batch = config.batch;
    let shapes = config.linear_shapes(vocabulary);
    let layers = shapes.iter().map(|&[fan_in, fan_out]| Layer {
        linear: Linear { fan_in, fan_out },
        x: numbers(batch * fan_in),
        weight: numbers(fan_in * fan_out),
        y: vec![0.0; batch * fan_out],
        d_y: numbers(batch * fan_out),
        d_weight: vec![0.0; fan_in * fan_out],
        d_x: vec![0.0; batch * fan_in],
        scratch: vec![0.0; batch * fan_out],
    });
    LAYERS.set(layers.collect());
    shapes.iter().map(|[fan_in, fan_out]| batch * fan_in * fan_out).sum()
}

/// y = x W of every layer, `times` times.
#[unsafe(no_mangle)]
extern "C" fn gemms_forward(times: u32) {
    each(times, |of| of.linear.forward(black_box(&of.x), &of.weight, None, &mut of.y));
}

/// dW = xᵀ dy of every layer, `times` times.
#[unsafe(no_mangle)]
extern "C" fn gemms_weight(times: u32) {
    each(times, |of| of.linear.backward_weight(black_box(&of.x), &of.d_y, &mut of.d_weight));
}

/// dx = dy Wᵀ of every layer, `times` times.
#[unsafe(no_mangle)]
extern "C" fn gemms_input(times: u32) {
    each(times, |of| of.linear.backward_input(black_box(&of.weight), &of.d_y, &mut of.d_x, &mut of.scratch));
}

fn each(times: u32, product: impl Fn(&mut Layer)) {
    LAYERS.with_borrow_mut(|layers| {
        for _ in 0..times {
            layers.iter_mut().for_each(&product);
        }
    });
}

/// Numbers between −1 and 1, none of them special.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i * 7919 % 2003) as f32 / 1001.5 - 1.0).collect()
}
