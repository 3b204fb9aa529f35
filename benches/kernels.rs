//! The native speed of each kernel and layer: `cargo bench --bench kernels`. For matrix products, also as a share of
//! the speed of multiply-adds on registers alone.

use std::array::from_fn;
use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Bencher, Criterion, Throughput, criterion_group, criterion_main};
use initscope::config::Preset;
use initscope::kernels::lanes::Lanes;
use initscope::kernels::{Formula, Wide, apply, math};
use initscope::layers::batch_norm::BatchStatistics;
use initscope::layers::{Activation, BatchNorm, Linear, Variance, cross_entropy};
use initscope::random::Generator;

const BATCH: usize = 32;
const VOCABULARY: usize = 27;
/// S's hidden layer.
const WIDTH: usize = 200;

/// Numbers between −1 and 1, without special values.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i * 7919 % 2003) as f32 / 1001.5 - 1.0).collect()
}

/// Multiply-adds per second on registers: the best of a few tries with several numbers of accumulators.
fn peak() -> f64 {
    fn rate<const ACCUMULATORS: usize>() -> f64 {
        const ROUNDS: usize = 1_000_000;
        let (factor, addend) = (Wide::splat(black_box(0.999)), Wide::splat(black_box(0.001)));
        let mut sums: [Wide; ACCUMULATORS] = from_fn(|i| Wide::splat(i as f32));
        let began = Instant::now();
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = *sum * factor + addend;
            }
        }
        let spent = began.elapsed().as_secs_f64();
        black_box(sums);
        (ROUNDS * ACCUMULATORS * Wide::LANES) as f64 / spent
    }
    let tries = (0..20).flat_map(|_| [rate::<8>(), rate::<10>(), rate::<12>(), rate::<13>()]);
    tries.fold(0.0, f64::max)
}

/// The products of one linear layer; `x`, `weight` and `d_y` are read, `to` is written.
struct Layer {
    linear: Linear,
    x: Vec<f32>,
    weight: Vec<f32>,
    d_y: Vec<f32>,
    to: Vec<f32>,
    scratch: Vec<f32>,
}

impl Layer {
    fn forward(&mut self) {
        let y = &mut self.to[..BATCH * self.linear.fan_out];
        self.linear.forward(black_box(&self.x), &self.weight, None, y);
    }

    fn weight_gradient(&mut self) {
        let d_weight = &mut self.to[..self.weight.len()];
        self.linear.backward_weight(black_box(&self.x), &self.d_y, d_weight);
    }

    fn input_gradient(&mut self) {
        let d_x = &mut self.to[..BATCH * self.linear.fan_in];
        self.linear.backward_input(black_box(&self.weight), &self.d_y, d_x, &mut self.scratch);
    }
}

fn products(criterion: &mut Criterion) {
    let peak = peak();
    println!("peak: {:.1} multiply-adds a nanosecond", peak / 1e9);
    type Product = fn(&mut Layer);
    let works: [(&str, Product); 3] =
        [("forward", Layer::forward), ("weight", Layer::weight_gradient), ("input", Layer::input_gradient)];
    for (network, preset) in [("S", Preset::BatchNorm), ("D", Preset::DeepBatchNorm)] {
        let shapes = preset.config().linear_shapes(VOCABULARY);
        let layers = shapes.iter().map(|&[fan_in, fan_out]| Layer {
            linear: Linear { fan_in, fan_out },
            x: numbers(BATCH * fan_in),
            weight: numbers(fan_in * fan_out),
            d_y: numbers(BATCH * fan_out),
            to: vec![0.0; (fan_in * fan_out).max(BATCH * fan_in.max(fan_out))],
            scratch: vec![0.0; BATCH * fan_out],
        });
        let mut layers: Vec<Layer> = layers.collect();
        let multiply_adds: usize = shapes.iter().map(|[fan_in, fan_out]| BATCH * fan_in * fan_out).sum();
        let mut group = criterion.benchmark_group(format!("products of {network}"));
        group.throughput(Throughput::Elements(multiply_adds as u64));
        for (name, work) in works {
            let fastest = Cell::new(f64::INFINITY);
            group.bench_function(name, |bencher| timed(bencher, &fastest, || layers.iter_mut().for_each(work)));
            if fastest.get().is_finite() {
                let share = multiply_adds as f64 / fastest.get() / peak;
                println!("{network} {name}: {:.0} % of the peak", 100.0 * share);
            }
        }
        group.finish();
    }
}

/// Measures as criterion does, and keeps the seconds of the fastest sample.
fn timed(bencher: &mut Bencher<'_>, fastest: &Cell<f64>, mut work: impl FnMut()) {
    bencher.iter_custom(|times| {
        let began = Instant::now();
        (0..times).for_each(|_| work());
        let spent: Duration = began.elapsed();
        fastest.set(fastest.get().min(spent.as_secs_f64() / times as f64));
        spent
    });
}

struct Exp;

impl Formula<1> for Exp {
    #[inline(always)]
    fn at<L: Lanes>(&self, [x]: [L; 1]) -> L {
        math::exp(x)
    }
}

fn elementwise(criterion: &mut Criterion) {
    let x = numbers(BATCH * WIDTH);
    let h: Vec<f32> = x.iter().rev().copied().collect();
    let mut to = vec![0.0; x.len()];
    let mut group = criterion.benchmark_group("elementwise");
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("tanh", |bencher| bencher.iter(|| Activation::Tanh.forward(black_box(&x), &mut to)));
    group.bench_function("tanh backward", |bencher| {
        bencher.iter(|| {
            Activation::Tanh.backward(&x, black_box(&x), &h, &mut to);
        });
    });
    group.bench_function("exp", |bencher| bencher.iter(|| apply(&Exp, [black_box(&x)], &mut to)));
    group.bench_function("randn", |bencher| {
        let mut generator = Generator::new(1);
        bencher.iter(|| generator.fill_randn(black_box(&mut to)));
    });
    group.finish();
}

fn layers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layers");
    let logits = numbers(BATCH * VOCABULARY);
    let targets: Vec<u16> = (0..BATCH as u16).map(|i| i % VOCABULARY as u16).collect();
    let mut probabilities = vec![0.0; logits.len()];
    group.throughput(Throughput::Elements(logits.len() as u64));
    group.bench_function("softmax cross-entropy", |bencher| {
        bencher.iter(|| {
            let loss = cross_entropy::forward(black_box(&logits), &targets, &mut probabilities);
            cross_entropy::backward(&mut probabilities, &targets);
            loss
        });
    });

    let norm = BatchNorm { features: WIDTH, eps: 1e-5, momentum: 0.1, variance: Variance::Unbiased };
    let x = numbers(BATCH * WIDTH);
    let (gain, bias) = (numbers(WIDTH), numbers(WIDTH));
    let (mut normalized, mut y) = (x.clone(), x.clone());
    let [mut mean, mut variance, mut inverse_std, mut d_gain, mut d_bias] = from_fn(|_| vec![0.0; WIDTH]);
    group.throughput(Throughput::Elements(x.len() as u64));
    group.bench_function("batch norm forward", |bencher| {
        bencher.iter(|| {
            let mut batch = BatchStatistics { mean: &mut mean, variance: &mut variance, inverse_std: &mut inverse_std };
            norm.forward(black_box(&x), [&gain, &bias], &mut batch, &mut normalized, &mut y);
        });
    });
    group.bench_function("batch norm backward", |bencher| {
        bencher.iter(|| {
            norm.backward(black_box(&x), &normalized, &inverse_std, &gain, [&mut d_gain, &mut d_bias], &mut y);
        });
    });
    group.finish();
}

criterion_group!(kernels, products, elementwise, layers);
criterion_main!(kernels);
