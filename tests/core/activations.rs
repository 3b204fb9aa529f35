//! Activations: values and slopes compared with 40 digits of mpmath, PyTorch's edge cases, gains with an integral, and what
//! counts as saturated with its definition.

use initscope::diagnostics::Saturation;
use initscope::layers::Activation;
use initscope::layers::activation::{SELU_GAIN_OF_TORCH, SaturationRule};

/// h of one number.
fn value(activation: Activation, x: f32) -> f32 {
    let mut h = [9.0];
    activation.forward(&[x], &mut h);
    h[0]
}

/// The gradient at one number that comes from a gradient of 1.
fn slope(activation: Activation, x: f32) -> f32 {
    let mut d_x = [9.0];
    activation.backward(&[x], &[value(activation, x)], &[1.0], &mut d_x);
    d_x[0]
}

/// φ(x) and φ'(x) at −9, −2.5, −0.3125, 0.125, 1 and 6.5, by mpmath.
#[rustfmt::skip]
#[allow(clippy::unreadable_literal, clippy::excessive_precision)]
const EXACT: [(Activation, [[f64; 2]; 6]); 11] = [
    (Activation::Tanh, [[-0.99999996954004097, 6.0919917123232292e-8], [-0.98661429815143029, 0.02659222668316062], [-0.30270972933210849, 0.90836681976768162], [0.12435300177159621, 0.98453633095039339], [0.76159415595576489, 0.41997434161402607], [0.99999547935140419, 9.0412767553505711e-6]]),
    (Activation::Relu, [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.125, 1.0], [1.0, 1.0], [6.5, 1.0]]),
    (Activation::Identity, [[-9.0, 1.0], [-2.5, 1.0], [-0.3125, 1.0], [0.125, 1.0], [1.0, 1.0], [6.5, 1.0]]),
    (Activation::Sigmoid, [[0.00012339457598623173, 0.00012337934976484891], [0.075858180021243551, 0.070103716545108157], [0.42250463481418825, 0.24399446837471768], [0.53120937337375626, 0.24902597501361747], [0.73105857863000488, 0.19661193324148185], [0.99849881774326301, 0.0014989287085690496]]),
    (Activation::LeakyRelu, [[-0.09, 0.01], [-0.025, 0.01], [-0.003125, 0.01], [0.125, 1.0], [1.0, 1.0], [6.5, 1.0]]),
    (Activation::Elu, [[-0.99987659019591332, 0.00012340980408667955], [-0.9179150013761012, 0.082084998623898795], [-0.26838437105335821, 0.73161562894664179], [0.125, 1.0], [1.0, 1.0], [6.5, 1.0]]),
    (Activation::Selu, [[-1.757882374152158, 0.00021696669521889523], [-1.6137857588732426, 0.14431358197413431], [-0.47184638584264688, 1.28625295500473], [0.13133762341943506, 1.0507009873554805], [1.0507009873554805, 1.0507009873554805], [6.8295564178106232, 1.0507009873554805]]),
    (Activation::Gelu, [[-1.0157295653584566e-18, -9.1389373739066393e-18], [-0.015524163314440338, -0.037611085908145208], [-0.11791571297807591, 0.25860196709277174], [0.068717278103764112, 0.59921793569820658], [0.84134474606854295, 1.0833154705876863], [6.49999999973896, 1.0000000016950518]]),
    (Activation::GeluTanh, [[-1.3364595947346586e-28, -2.5157352850674252e-27], [-0.015084266089998582, -0.037951576212666183], [-0.11791864419410739, 0.25863819206332625], [0.068717198624223388, 0.59921540616279144], [0.8411919906082767, 1.0829640838457826], [6.4999999999993722, 1.0000000000065835]]),
    (Activation::Silu, [[-0.0011105511838760856, -0.00098701957189740844], [-0.18964545005310888, -0.099401111341526841], [-0.13203269837943383, 0.34625636344708897], [0.066401171671719532, 0.56233762025045844], [0.73105857863000488, 0.92767051187148673], [6.4902423153312096, 1.0082418543489618]]),
    (Activation::Softplus, [[0.00012340218972325882, 0.00012339457598623173], [0.078889734292549623, 0.075858180021243551], [0.54905486227066819, 0.42250463481418825], [0.75759903531716907, 0.53120937337375626], [1.3132616875182228, 0.73105857863000488], [6.5015023101597543, 0.99849881774326301]]),
];

#[test]
fn values_and_slopes_in_f64_are_those_of_mpmath_within_1e15() {
    for ((activation, rows), all) in EXACT.into_iter().zip(Activation::ALL) {
        assert_eq!(activation, all, "every activation is compared");
        for (x, exact) in [-9.0, -2.5, -0.3125, 0.125, 1.0, 6.5].into_iter().zip(rows) {
            let tolerance = 1e-15 * f64::max(1.0, f64::abs(x));
            for (got, exact) in activation.at(x).into_iter().zip(exact) {
                assert!((got - exact).abs() <= tolerance, "{activation:?} of {x}: {got} for {exact}");
            }
        }
    }
}

#[test]
fn values_and_slopes_in_f32_are_those_in_f64_but_for_rounding() {
    for activation in Activation::ALL {
        for i in -40_000..=40_000 {
            let x = i as f32 * 5e-4;
            let exact = activation.at(x.into());
            let tolerance = [2e-7, 4e-7].map(|tolerance| tolerance * f64::from(x.abs().max(1.0)));
            let got = [value(activation, x), slope(activation, x)];
            for ((got, exact), tolerance) in got.into_iter().zip(exact).zip(tolerance) {
                assert!((f64::from(got) - exact).abs() <= tolerance, "{activation:?} of {x}: {got} for {exact}");
            }
        }
    }
}

#[test]
fn slope_in_f64_is_the_derivative_of_the_value() {
    for activation in Activation::ALL {
        for i in -99..=99 {
            // Between the corners.
            let x = f64::from(2 * i + 1) * 0.0625;
            let step = 1e-5;
            let difference = (activation.at(x + step)[0] - activation.at(x - step)[0]) / (2.0 * step);
            let [_, slope] = activation.at(x);
            assert!((slope - difference).abs() < 1e-9, "{activation:?} at {x}: {slope} for {difference}");
        }
    }
}

#[test]
fn nan_stays_nan_and_no_finite_input_gives_nan() {
    for activation in Activation::ALL {
        assert!(value(activation, f32::NAN).is_nan(), "{activation:?}");
        assert!(activation.at(f64::NAN)[0].is_nan(), "{activation:?}");
        for x in (0..=u32::MAX).step_by(1_000_003).map(f32::from_bits).filter(|x| x.is_finite()) {
            let [exact, exact_slope] = activation.at(x.into());
            assert!(!value(activation, x).is_nan() && !exact.is_nan(), "{activation:?} of {x}");
            assert!(slope(activation, x).abs() <= 1.8 && exact_slope.abs() <= 1.8, "slope of {activation:?} at {x}");
        }
    }
}

#[test]
fn large_inputs_reach_the_ends_of_the_range() {
    for activation in Activation::ALL {
        let [least, greatest] = activation.range();
        let (least, greatest) = if greatest.is_finite() {
            (least, greatest)
        } else {
            let above = if activation == Activation::Selu { f64::from(f32::MAX) } else { 1e30 };
            let scaled = activation.at(above)[0] as f32;
            assert!(scaled >= 1e30, "{activation:?}");
            (least, f32::INFINITY)
        };
        assert_eq!(value(activation, f32::INFINITY), greatest, "{activation:?} of ∞");
        let h = value(activation, f32::NEG_INFINITY);
        match activation {
            Activation::Tanh | Activation::Relu | Activation::Identity | Activation::Sigmoid => assert_eq!(h, least),
            Activation::LeakyRelu | Activation::Elu | Activation::Softplus => assert_eq!(h, least),
            Activation::Selu => assert_eq!(h, -1.758_099_3),
            // As in PyTorch: −∞ · 0.
            Activation::Gelu | Activation::GeluTanh | Activation::Silu => assert!(h.is_nan()),
        }
    }
}

#[test]
fn every_value_is_in_the_range_and_the_range_is_no_wider_than_needed() {
    for activation in Activation::ALL {
        let [least, greatest] = activation.range();
        let values = (-400_000..=400_000).map(|i| value(activation, i as f32 * 1e-4));
        let [low, high] = values.fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], h| [low.min(h), high.max(h)]);
        assert!(least <= low && high <= greatest, "{activation:?}: {low} to {high}");
        assert!(low - least < 0.002 || least.is_infinite(), "{activation:?} from {low}, not {least}");
        assert!(greatest - high < 0.002 || greatest.is_infinite(), "{activation:?} to {high}, not {greatest}");
    }
}

/// E[φ(z)²] for a standard normal z, by the trapezoidal rule.
fn second_moment(activation: Activation) -> f64 {
    let step = 1e-4;
    let density = |z: f64| (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    (-100_000..=100_000).map(|i| f64::from(i) * step).map(|z| activation.at(z)[0].powi(2) * density(z) * step).sum()
}

#[test]
fn gain_keeps_the_mean_square_of_a_standard_normal_where_no_other_is_usual() {
    for activation in Activation::ALL {
        let keeping = 1.0 / second_moment(activation).sqrt();
        let gain = activation.gain();
        match activation {
            // PyTorch's calculate_gain.
            Activation::Tanh => assert_eq!(gain, 5.0 / 3.0),
            Activation::Sigmoid => assert_eq!(gain, 1.0),
            Activation::Relu | Activation::Identity | Activation::LeakyRelu | Activation::Selu => {
                assert!((gain - keeping).abs() < 1e-7, "{activation:?}: {gain} for {keeping}");
            }
            Activation::Elu | Activation::Gelu | Activation::GeluTanh | Activation::Silu | Activation::Softplus => {
                assert_eq!(gain, (keeping * 1e4).round() / 1e4, "{activation:?}");
            }
        }
    }
    assert_eq!(Activation::Relu.gain(), 2_f64.sqrt());
    assert!((Activation::LeakyRelu.gain() - (2.0 / (1.0 + 0.01_f64.powi(2))).sqrt()).abs() < 3e-16);
    assert_eq!(SELU_GAIN_OF_TORCH, 0.75);
}

#[test]
fn name_in_links_is_the_one_that_is_serialized() {
    let names: Vec<_> = Activation::ALL.iter().map(|of| serde_json::to_value(of).unwrap()).collect();
    let expected =
        ["tanh", "relu", "identity", "sigmoid", "leaky_relu", "elu", "selu", "gelu", "gelu_tanh", "silu", "softplus"];
    assert_eq!(names, expected);
}

#[test]
fn saturated_and_dead_match_their_definitions_for_every_activation() {
    // More neurons than are looked at together, not a multiple of them; the first of them are always far below 0.
    let (batch, neurons) = (7, 150);
    let x: Vec<f32> = (0..batch * neurons)
        .map(|i| match i % neurons {
            3 | 149 => -30.0 - i as f32,
            4 => f32::NAN,
            _ => ((i * 7919) % 1000) as f32 * 0.02 - 12.0,
        })
        .collect();
    let mut h = vec![0.0; x.len()];
    for activation in Activation::ALL {
        activation.forward(&x, &mut h);
        for threshold in [0.97_f32, 0.5, 1.0, 0.0] {
            let flat = |i: usize| match activation.saturation_rule() {
                SaturationRule::AtEnds if activation == Activation::Sigmoid => {
                    h[i] < (1.0 - threshold) / 2.0 || h[i] > (1.0 + threshold) / 2.0
                }
                SaturationRule::AtEnds | SaturationRule::Never => h[i].abs() > threshold,
                SaturationRule::AtZero => h[i] == 0.0,
                SaturationRule::BySlope => !h[i].is_nan() && slope(activation, x[i]).abs() < 1.0 - threshold,
            };
            let expected: Vec<u32> =
                (0..neurons).map(|j| (0..batch).map(|row| u32::from(flat(row * neurons + j))).sum()).collect();
            let never = activation.saturation_rule() == SaturationRule::Never;
            let dead = expected.iter().filter(|&&count| count as usize == batch && !never).count() as u32;
            let mut counts = vec![9; neurons];
            let found = Saturation::of([&x, &h], activation, threshold, &mut counts);
            assert_eq!((&counts, found.dead), (&expected, dead), "{activation:?} at {threshold}");
            let percent = 100.0 * expected.iter().sum::<u32>() as f32 / x.len() as f32;
            assert!((found.percent - percent).abs() < 1e-4, "{activation:?} at {threshold}");
            assert_eq!(counts[4], 0, "NaN is not saturated");
            if threshold == 0.97 && !never {
                assert!(counts[3] as usize == batch && counts[149] as usize == batch, "{activation:?}");
            }
        }
    }
}
