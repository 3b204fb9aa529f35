//! The prediction for infinite width: published figures, plain sums, and wide networks.

use initscope::config::{Activation, Bias, Init, Norm};
use initscope::diagnostics::MeanField;
use initscope::diagnostics::mean_field::{Moments, Normal};
use initscope::{Config, Dataset, Preset, Session};

fn assert_near(value: f64, expected: f64, relative: f64, what: &str) {
    assert!((value - expected).abs() <= relative * expected.abs(), "{what}: {value}, expected {expected}");
}

/// E[f(z)] by the trapezoid rule on steps of 1/20,000.
fn naive_mean(f: impl Fn(f64) -> f64) -> f64 {
    let steps = 20_000;
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let sum: f64 = (-9 * steps..=9 * steps).map(|i| f64::from(i) / f64::from(steps)).map(|z| f(z) * density(z)).sum();
    sum / f64::from(steps)
}

#[test]
fn moments_of_an_activation_equal_plain_sums_from_tiny_to_huge_pre_activations() {
    let normal = Normal::new();
    for std in [1e-4_f64, 0.3, 1.0, 7.0, 100.0, 2000.0] {
        let tanh = normal.moments(Activation::Tanh, std * std);
        assert!(tanh.mean.abs() < 1e-12);
        assert_near(tanh.square, naive_mean(|z| (std * z).tanh().powi(2)), 2e-6, &format!("E[tanh²], std {std}"));
        let slope = |z: f64| (1.0 - (std * z).tanh().powi(2)).powi(2);
        // A peak of width 1/2000 has ten steps of the plain sum.
        assert_near(tanh.slope, naive_mean(slope), 2e-6, &format!("E[tanh′²], std {std}"));

        let relu = normal.moments(Activation::Relu, std * std);
        assert_near(relu.mean, std / (2.0 * std::f64::consts::PI).sqrt(), 1e-6, "E[relu]");
        assert_near(relu.square, 0.5 * std * std, 1e-6, "E[relu²]");
        assert_near(relu.slope, 0.5, 1e-12, "E[relu′²]");
        assert_near(normal.moments(Activation::Identity, std * std).square, std * std, 1e-6, "E[z²]");
    }
}

/// The variance of pre-activations that a layer of tanh leaves as it is.
fn fixed_point(weight: f64, bias: f64) -> (f64, Moments) {
    let normal = Normal::new();
    let mut q = 1.0;
    for _ in 0..2000 {
        q = weight * normal.moments(Activation::Tanh, q).square + bias;
    }
    (q, normal.moments(Activation::Tanh, q))
}

#[test]
fn tanh_is_critical_at_the_published_variances() {
    // Schoenholz et al. 2017 and Pennington et al. 2017: χ = 1 at σ_w² = 1.76 for σ_b² = 0.05.
    let (_, critical) = fixed_point(1.76, 0.05);
    assert_near(1.76 * critical.slope, 1.0, 0.005, "χ");
    let (_, ordered) = fixed_point(1.3, 0.05);
    let (_, chaotic) = fixed_point(3.0, 0.05);
    assert!(1.3 * ordered.slope < 0.9 && 3.0 * chaotic.slope > 1.1);
    // The gain 5/3 of torch.nn.init.calculate_gain: a std of activations of 0.65, as the lecture's histograms show.
    let (_, recommended) = fixed_point(25.0 / 9.0, 0.0);
    assert_near(recommended.square.sqrt(), 0.65, 0.01, "std at gain 5/3");
}

#[test]
fn relu_at_its_recommended_gain_keeps_the_second_moment_and_the_gradient() {
    let gain = Activation::Relu.gain();
    let config = Config {
        activation: Activation::Relu,
        hidden: vec![64; 60],
        hidden_weights: Init::Gain(gain),
        hidden_biases: Bias::None,
        ..Preset::Kaiming.config()
    };
    let MeanField { activation, gradient } = MeanField::of(&config).unwrap();
    // Var relu(√2 z) = 1 − 1/π.
    for (i, (activation, gradient)) in activation.into_iter().zip(gradient).enumerate() {
        assert_near(activation, (1.0 - 1.0 / std::f64::consts::PI).sqrt(), 1e-5, &format!("activation {i}"));
        assert_near(gradient, 1.0, 1e-5, &format!("gradient {i}"));
    }
}

#[test]
fn batch_norm_with_relu_multiplies_the_gradient_by_the_published_factor_in_every_layer() {
    let config = Config {
        activation: Activation::Relu,
        hidden: vec![100; 20],
        hidden_weights: Init::Std(0.37),
        norm: Norm::Batch,
        ..Preset::Kaiming.config()
    };
    let MeanField { activation, gradient } = MeanField::of(&config).unwrap();
    for (i, pair) in gradient.windows(2).enumerate() {
        assert_near(pair[0] / pair[1], 1.2112, 1e-4, &format!("layer {i}"));
    }
    let pi = std::f64::consts::PI;
    activation.iter().for_each(|&std| assert_near(std, ((pi - 1.0) / (2.0 * pi)).sqrt(), 1e-4, "std of relu"));
}

#[test]
fn widths_enter_by_fan_in_forward_and_by_fan_out_backward() {
    let config = Config {
        activation: Activation::Identity,
        context: 2,
        embedding: 8,
        hidden: vec![50, 200, 10],
        hidden_weights: Init::Std(0.1),
        hidden_biases: Bias::Std(0.5),
        ..Preset::Naive.config()
    };
    let MeanField { activation, gradient } = MeanField::of(&config).unwrap();
    let mut q = 1.0;
    for (std, fan_in) in activation.into_iter().zip([16.0, 50.0, 200.0]) {
        q = 0.01 * fan_in * q + 0.25;
        assert_near(std, f64::sqrt(q), 1e-6, "std");
    }
    // Through layers 2 and 3, of 200 and 10 neurons.
    let last = f64::sqrt(0.01 * 10.0);
    assert_near(gradient[1], last, 1e-6, "gradient at layer 2");
    assert_near(gradient[0], last * f64::sqrt(0.01 * 200.0), 1e-6, "gradient at layer 1");
}

#[test]
fn extremes_are_zero_or_not_finite_and_never_a_panic() {
    let with = |hidden_weights, activation, norm, eps| {
        MeanField::of(&Config {
            hidden: vec![512; 64],
            hidden_weights,
            hidden_biases: Bias::None,
            activation,
            norm,
            eps,
            ..Preset::Kaiming.config()
        })
        .unwrap()
    };
    let grown = with(Init::Std(100.0), Activation::Identity, Norm::None, 0.0);
    assert!(grown.activation[0].is_finite() && !grown.activation[63].is_finite());
    let none = with(Init::Std(0.0), Activation::Tanh, Norm::None, 0.0);
    assert!(none.activation.iter().all(|&std| std == 0.0) && none.gradient[..63].iter().all(|&std| std == 0.0));
    assert_eq!(with(Init::Std(0.0), Activation::Tanh, Norm::Batch, 0.0).activation.len(), 64);
}

/// The std of activations and of gradients, these as multiples of the last layer's, of a network at step 0.
fn measured(config: Config) -> MeanField {
    let dataset = Dataset::parse(include_bytes!("../golden/makemore.txt")).unwrap();
    let mut session = Session::new(dataset, config, 0).unwrap();
    session.write_frame();
    let layers = session.layers();
    let last = f64::from(layers[layers.len() - 1].gradient_std);
    MeanField {
        activation: layers.iter().map(|layer| f64::from(layer.std)).collect(),
        gradient: layers.iter().map(|layer| f64::from(layer.gradient_std) / last).collect(),
    }
}

#[test]
fn wide_networks_have_the_predicted_stds_in_every_layer() {
    let wide = Config {
        // The inputs of the first layer are many too, so that their mean square is near 1.
        context: 8,
        embedding: 64,
        hidden: vec![512, 512, 300, 512, 400, 512],
        batch: 256,
        hidden_biases: Bias::None,
        ..Preset::Kaiming.config()
    };
    let cases = [
        (Activation::Tanh, Init::Gain(1.0), Bias::None, Norm::None),
        (Activation::Tanh, Init::Gain(5.0 / 3.0), Bias::Std(0.3), Norm::None),
        (Activation::Tanh, Init::Std(0.5), Bias::None, Norm::None),
        (Activation::Relu, Init::Gain(1.0), Bias::Std(0.1), Norm::None),
        (Activation::Identity, Init::Gain(1.2), Bias::None, Norm::None),
        (Activation::Sigmoid, Init::Gain(1.0), Bias::None, Norm::None),
        (Activation::Selu, Init::Gain(1.0), Bias::None, Norm::None),
        (Activation::Gelu, Init::Gain(1.5), Bias::None, Norm::Layer),
        (Activation::Silu, Init::Gain(1.0), Bias::None, Norm::Layer),
        (Activation::Tanh, Init::Gain(1.0), Bias::None, Norm::Batch),
        (Activation::Relu, Init::Std(1.0), Bias::Std(3.0), Norm::Batch),
        (Activation::Tanh, Init::Gain(1.0), Bias::Std(0.5), Norm::Layer),
        (Activation::Relu, Init::Gain(0.01), Bias::None, Norm::Layer),
    ];
    for (activation, hidden_weights, hidden_biases, norm) in cases {
        let config = Config { activation, hidden_weights, hidden_biases, norm, eps: 1e-5, ..wide.clone() };
        let what = config.to_string();
        let (predicted, found) = (MeanField::of(&config).unwrap(), measured(config));
        // One network of finite width, on a text in which most examples share characters, is not the mean of all.
        for i in 0..6 {
            assert_near(found.activation[i], predicted.activation[i], 0.12, &format!("{what}: activations {i}"));
            assert_near(found.gradient[i], predicted.gradient[i], 0.2, &format!("{what}: gradients {i}"));
        }
    }
}
