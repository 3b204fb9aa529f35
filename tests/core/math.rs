//! The elementary functions compared with f64, over the whole range of f32, and between widths.
//!
//! The bounds are those stated in `src/kernels/math.rs`, which were found by a search over all 2³² inputs.

use initscope::kernels::lanes::Lanes;
use initscope::kernels::{math, scalar::F32x4};

/// Every `stride`-th of all f32 bit patterns, including NaNs and infinities.
fn sweep(stride: usize) -> impl Iterator<Item = f32> + Clone {
    (0..=u32::MAX).step_by(stride).map(f32::from_bits)
}

/// A prime: about 4 million values, of every exponent.
const STRIDE: usize = 1021;

/// The distance between `got` and `exact` in ulps of f32 at `exact`.
fn ulps(got: f32, exact: f64) -> f64 {
    let exponent = (exact.abs().to_bits() >> 52) as i32 - 1023;
    let ulp = 2f64.powi(exponent.clamp(-126, 127) - 23);
    (f64::from(got) - exact).abs() / ulp
}

/// The largest value and the input that has it.
fn largest(values: impl Iterator<Item = (f64, f32)>) -> (f64, f32) {
    values.fold((0.0, 0.0), |worst, here| if here.0 > worst.0 || here.0.is_nan() { here } else { worst })
}

/// Name, this crate's function and f64's, the bits of an input, the error there and its unit.
type Worst = (&'static str, fn(f32) -> f32, fn(f64) -> f64, u32, f64, Unit);

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// ln (1 + e^x).
fn ln_1p_exp(x: f64) -> f64 {
    x.exp().ln_1p()
}

#[derive(Clone, Copy)]
enum Unit {
    Ulp,
    Absolute,
}

#[test]
fn known_worst_inputs_have_the_recorded_errors() {
    use Unit::{Absolute, Ulp};
    let sin = |x: f32| math::sin_cos(x).0;
    let cos = |x: f32| math::sin_cos(x).1;
    let worst: [Worst; 18] = [
        ("exp", math::exp, f64::exp, 0xc0bb_4ed1, 0.98861, Ulp),
        ("exp, subnormal", math::exp, f64::exp, 0xc2b0_0d32, 0.74943, Ulp),
        ("tanh below 0.7", math::tanh, f64::tanh, 0x3f00_780a, 0.87501, Ulp),
        ("tanh", math::tanh, f64::tanh, 0x3f63_b46c, 1.42634, Ulp),
        ("tanh", math::tanh, f64::tanh, 0x3f63_b46c, 8.50164e-8, Absolute),
        ("ln", math::ln, f64::ln, 0x3fb4_f239, 0.82654, Ulp),
        ("sin below π/4", sin, f64::sin, 0x3f48_b2c3, 0.73059, Ulp),
        ("cos below π/4", cos, f64::cos, 0x3f40_4cbd, 0.99200, Ulp),
        ("sin", sin, f64::sin, 0x450e_fe57, 7.82656e-8, Absolute),
        ("cos", cos, f64::cos, 0x44d4_5a23, 7.82415e-8, Absolute),
        ("sigmoid", math::sigmoid, sigmoid, 0x40fb_7ea8, 1.49833, Ulp),
        ("sigmoid", math::sigmoid, sigmoid, 0x40fb_7ea8, 8.93072e-8, Absolute),
        ("sigmoid below 0", math::sigmoid, sigmoid, 0xc185_15ec, 2.48074, Ulp),
        ("exp_m1", math::exp_m1, f64::exp_m1, 0xbec8_4b20, 0.91365, Ulp),
        ("ln_1p_exp", math::ln_1p_exp, ln_1p_exp, 0xc02f_a71d, 2.86215, Ulp),
        ("ln_1p_exp", math::ln_1p_exp, ln_1p_exp, 0xbe97_1223, 1.15161e-7, Absolute),
        ("erf", math::erf, math::erf_f64, 0x3f6c_886e, 1.32367, Ulp),
        ("erf", math::erf, math::erf_f64, 0x3f6c_886e, 7.88966e-8, Absolute),
    ];
    for (name, function, exact, bits, expected, unit) in worst {
        let x = f32::from_bits(bits);
        let (got, exact) = (function(x), exact(x.into()));
        let error = match unit {
            Ulp => ulps(got, exact),
            Absolute => (f64::from(got) - exact).abs(),
        };
        assert!((error - expected).abs() <= 1e-5 * expected, "{name} of {x}: off by {error}, not {expected}");
    }
}

#[test]
fn exp_is_within_0_99_ulp_and_0_75_where_subnormal() {
    let error = |x| (ulps(math::exp(x), f64::from(x).exp()), x);
    let (worst, at) = largest(sweep(STRIDE).filter(|x| (-87.33..88.72).contains(x)).map(error));
    assert!(worst <= 0.99, "{worst} ulp at {at}");
    let subnormal = (0..200_000).map(|i| -104.0 + i as f32 * 8.3e-5);
    let (worst, at) = largest(subnormal.map(error));
    assert!(worst <= 0.75, "{worst} ulp at {at}");
}

#[test]
fn exp_overflows_to_infinity_and_underflows_to_zero() {
    assert_eq!(math::exp(89.0_f32), f32::INFINITY);
    assert_eq!(math::exp(f32::INFINITY), f32::INFINITY);
    assert_eq!(math::exp(-104.5_f32), 0.0);
    assert_eq!(math::exp(f32::NEG_INFINITY), 0.0);
    assert_eq!(math::exp(0.0_f32), 1.0);
    assert!(math::exp(f32::NAN).is_nan());
}

#[test]
fn tanh_is_within_0_88_ulp_near_zero_1_43_beyond_and_8_6e8_everywhere() {
    let dense = (0..2_000_000).map(|i| i as f32 * 5e-6);
    let all = || sweep(STRIDE).filter(|x| !x.is_nan()).chain(dense.clone());
    let error = |x| (ulps(math::tanh(x), f64::from(x).tanh()), x);
    let (worst, at) = largest(all().filter(|x| x.abs() < 0.7).map(error));
    assert!(worst <= 0.88, "{worst} ulp at {at}");
    let (worst, at) = largest(all().filter(|x| x.abs() >= 0.7).map(error));
    assert!(worst <= 1.43, "{worst} ulp at {at}");
    let (worst, at) = largest(all().map(|x| ((f64::from(math::tanh(x)) - f64::from(x).tanh()).abs(), x)));
    assert!(worst <= 8.6e-8, "{worst} at {at}");
}

#[test]
fn tanh_is_odd_bounded_and_preserves_tiny_values_and_nan() {
    for x in sweep(STRIDE).filter(|x| !x.is_nan()) {
        assert_eq!(math::tanh(-x).to_bits(), (-math::tanh(x)).to_bits(), "{x}");
        assert!(math::tanh(x).abs() <= 1.0, "{x}");
    }
    for tiny in [0.0, -0.0, f32::from_bits(1), -f32::MIN_POSITIVE, 1e-20] {
        assert_eq!(math::tanh(tiny).to_bits(), tiny.to_bits());
    }
    assert_eq!(math::tanh(f32::INFINITY), 1.0);
    assert_eq!(math::tanh(f32::NEG_INFINITY), -1.0);
    assert!(math::tanh(f32::NAN).is_nan());
}

/// Asserts that a function is within so many ulps of an exact one on some inputs, and within an absolute error.
#[track_caller]
fn assert_within(
    function: fn(f32) -> f32,
    exact: fn(f64) -> f64,
    inputs: impl Iterator<Item = f32> + Clone,
    bounds: [f64; 2],
) {
    let (worst, at) = largest(inputs.clone().map(|x| (ulps(function(x), exact(x.into())), x)));
    assert!(worst <= bounds[0], "{worst} ulp at {at}");
    let (worst, at) = largest(inputs.map(|x| ((f64::from(function(x)) - exact(x.into())).abs(), x)));
    assert!(worst <= bounds[1], "{worst} at {at}");
}

#[test]
fn sigmoid_is_within_1_5_ulp_above_zero_2_49_below_and_9e8_everywhere() {
    let dense = (0..1_000_000).map(|i| i as f32 * 2e-5);
    assert_within(math::sigmoid, sigmoid, sweep(STRIDE).filter(|x| *x >= 0.0).chain(dense.clone()), [1.5, 9e-8]);
    let below = sweep(STRIDE).filter(|x| (-88.72..0.0).contains(x)).chain(dense.map(|x| -x));
    assert_within(math::sigmoid, sigmoid, below, [2.49, 9e-8]);
    assert_eq!([f32::NEG_INFINITY, -89.0, 0.0, f32::INFINITY].map(math::sigmoid), [0.0, 0.0, 0.5, 1.0]);
    assert!(math::sigmoid(f32::NAN).is_nan());
}

#[test]
fn exp_m1_below_zero_is_within_0_92_ulp() {
    let dense = (0..1_000_000).map(|i| i as f32 * -2e-5);
    let below = sweep(STRIDE).filter(|x| *x <= 0.0).chain(dense);
    assert_within(math::exp_m1, f64::exp_m1, below, [0.92, 4.3e-8]);
    assert_eq!([f32::NEG_INFINITY, -100.0, 0.0].map(math::exp_m1), [-1.0, -1.0, 0.0]);
    assert!(math::exp_m1(f32::NAN).is_nan());
}

#[test]
fn ln_1p_exp_below_zero_is_within_2_87_ulp_and_1_2e7() {
    let dense = (0..1_000_000).map(|i| i as f32 * -2e-5);
    let below = sweep(STRIDE).filter(|x| *x <= 0.0 && x.is_finite()).chain(dense);
    assert_within(math::ln_1p_exp, ln_1p_exp, below, [2.87, 1.2e-7]);
    assert_eq!(math::ln_1p_exp(f32::NEG_INFINITY), 0.0);
    assert!(math::ln_1p_exp(f32::NAN).is_nan());
}

#[test]
fn erf_is_within_1_33_ulp_and_7_9e8() {
    let dense = (0..800_000).map(|i| i as f32 * 5e-6);
    let all = sweep(STRIDE * 8).filter(|x| !x.is_nan()).chain(dense);
    assert_within(math::erf, math::erf_f64, all, [1.33, 7.9e-8]);
    for x in sweep(STRIDE).filter(|x| !x.is_nan()) {
        assert_eq!(math::erf(-x).to_bits(), (-math::erf(x)).to_bits(), "{x}");
        assert!(math::erf(x).abs() <= 1.0, "{x}");
    }
    assert_eq!([f32::NEG_INFINITY, 0.0, 4.0, f32::INFINITY].map(math::erf), [-1.0, 0.0, 1.0, 1.0]);
    assert!(math::erf(f32::NAN).is_nan());
}

#[test]
fn ln_is_within_0_83_ulp_for_every_positive_number() {
    let near_one = (0..200_000).map(|i| 0.9 + i as f32 * 1e-6);
    let positive = sweep(STRIDE).filter(|x| *x > 0.0 && x.is_finite()).chain(near_one);
    let (worst, at) = largest(positive.map(|x| (ulps(math::ln(x), f64::from(x).ln()), x)));
    assert!(worst <= 0.83, "{worst} ulp at {at}");
}

#[test]
fn ln_of_zero_infinity_and_invalid_inputs() {
    assert_eq!(math::ln(1.0_f32), 0.0);
    assert_eq!(math::ln(0.0_f32), f32::NEG_INFINITY);
    assert_eq!(math::ln(-0.0_f32), f32::NEG_INFINITY);
    assert_eq!(math::ln(f32::INFINITY), f32::INFINITY);
    assert!(math::ln(-1.0_f32).is_nan());
    assert!(math::ln(f32::NEG_INFINITY).is_nan());
    assert!(math::ln(f32::NAN).is_nan());
}

#[test]
fn sine_and_cosine_are_within_7_9e8_and_at_most_one() {
    let angles = sweep(STRIDE).filter(|x| x.abs() <= math::MAX_ANGLE);
    let dense = (0..4_000_000).map(|i| i as f32 * (std::f32::consts::TAU / 4e6));
    let spread = (0..2_000_000).map(|i| i as f32 * (math::MAX_ANGLE / 2e6));
    let (worst, at) = largest(angles.chain(dense).chain(spread).map(|x| {
        let ((sin, cos), exact) = (math::sin_cos(x), f64::from(x));
        assert!(sin.abs() <= 1.0 && cos.abs() <= 1.0, "{x}");
        ((f64::from(sin) - exact.sin()).abs().max((f64::from(cos) - exact.cos()).abs()), x)
    }));
    assert!(worst <= 7.9e-8, "{worst} at {at}");
}

#[test]
fn near_zero_sine_is_within_0_74_ulp_and_cosine_within_one() {
    let near = || sweep(STRIDE).filter(|x| x.abs() < std::f32::consts::FRAC_PI_4);
    let (worst, at) = largest(near().map(|x| (ulps(math::sin_cos(x).0, f64::from(x).sin()), x)));
    assert!(worst <= 0.74, "sine: {worst} ulp at {at}");
    let (worst, at) = largest(near().map(|x| (ulps(math::sin_cos(x).1, f64::from(x).cos()), x)));
    assert!(worst <= 1.0, "cosine: {worst} ulp at {at}");
}

#[test]
fn sine_is_odd_cosine_is_even_and_tiny_angles_keep_their_bits() {
    for x in sweep(STRIDE).filter(|x| x.abs() <= math::MAX_ANGLE) {
        let ((sin, cos), (opposite, same)) = (math::sin_cos(x), math::sin_cos(-x));
        assert_eq!((opposite.to_bits(), same.to_bits()), ((-sin).to_bits(), cos.to_bits()), "{x}");
    }
    for tiny in [0.0, -0.0, f32::from_bits(1), -f32::MIN_POSITIVE, 1e-20] {
        let (sin, cos) = math::sin_cos(tiny);
        assert_eq!((sin.to_bits(), cos), (tiny.to_bits(), 1.0), "{tiny}");
    }
}

#[test]
fn sine_and_cosine_are_nan_beyond_their_domain() {
    for x in [8193.0, -1e9, f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
        let (sin, cos) = math::sin_cos(x);
        assert!(sin.is_nan() && cos.is_nan(), "{x}");
    }
}

#[test]
fn f64_functions_agree_with_the_platforms() {
    // The stated 4e-16 and 1.6e-16, and an ulp for the platform's own functions.
    for i in 1..100_000 {
        let x = f64::from(i) * 1e-5;
        assert!((math::ln_f64(x) - x.ln()).abs() <= 6.3e-16 * x.ln().abs(), "ln {x}");
        let angle = x * std::f64::consts::TAU;
        let (sin, cos) = math::sin_cos_f64(angle);
        assert!((sin - angle.sin()).abs() <= 2.8e-16 && (cos - angle.cos()).abs() <= 2.8e-16, "angle {angle}");
    }
    for exponent in -53..0 {
        let x = 2f64.powi(exponent);
        assert!((math::ln_f64(x) - x.ln()).abs() <= 6.3e-16 * x.ln().abs(), "ln {x}");
        let below_one = 1.0 - x;
        assert!((math::ln_f64(below_one) - (-x).ln_1p()).abs() <= 6.3e-16 * below_one.ln().abs(), "ln {below_one}");
    }
    assert_eq!(math::ln_f64(1.0), 0.0);
}

#[test]
fn four_lanes_match_one_lane_bit_for_bit() {
    let bits = |x: f32| if x.is_nan() { u32::MAX } else { x.to_bits() };
    let all: Vec<f32> = sweep(STRIDE * 7).collect();
    for chunk in all.chunks_exact(4) {
        let wide = F32x4::load(chunk);
        let (sin, cos) = math::sin_cos(wide);
        for (name, wide, one) in [
            ("exp", math::exp(wide), math::exp as fn(f32) -> f32),
            ("tanh", math::tanh(wide), math::tanh),
            ("ln", math::ln(wide), math::ln),
            ("sin", sin, |x| math::sin_cos(x).0),
            ("cos", cos, |x| math::sin_cos(x).1),
            ("sigmoid", math::sigmoid(wide), math::sigmoid),
            ("exp_m1", math::exp_m1(wide), math::exp_m1),
            ("ln_1p_exp", math::ln_1p_exp(wide), math::ln_1p_exp),
            ("erf", math::erf(wide), math::erf),
        ] {
            let mut lanes = [0.0; 4];
            wide.store(&mut lanes);
            for (lane, x) in lanes.into_iter().zip(chunk) {
                assert_eq!(bits(lane), bits(one(*x)), "{name} of {x}");
            }
        }
    }
}

#[test]
fn f64_exponentials_agree_with_the_platforms() {
    // The stated 4e-16 relative, and an ulp for the platform's own functions.
    for i in -200_000..=200_000 {
        let x = f64::from(i) * 3.5e-3;
        assert!((math::exp_f64(x) - x.exp()).abs() <= 6.3e-16 * x.exp(), "exp {x}");
        let below = -1e-4 * f64::from(i).abs();
        assert!((math::exp_m1_f64(below) - below.exp_m1()).abs() <= 6.3e-16 * below.exp_m1().abs(), "exp_m1 {below}");
    }
    for exponent in -60..0 {
        let x = -(2f64.powi(exponent));
        assert!((math::exp_m1_f64(x) - x.exp_m1()).abs() <= 6.3e-16 * -x.exp_m1(), "exp_m1 {x}");
    }
    assert_eq!([math::exp_f64(0.0), math::exp_f64(-1000.0), math::exp_f64(f64::NEG_INFINITY)], [1.0, 0.0, 0.0]);
    assert_eq!([math::exp_m1_f64(0.0), math::exp_m1_f64(f64::NEG_INFINITY)], [0.0, -1.0]);
    assert!(math::exp_f64(f64::NAN).is_nan() && math::exp_m1_f64(f64::NAN).is_nan());
}

#[test]
fn erf_in_f64_has_the_values_of_mpmath() {
    let exact = [
        (1e-9, 1.128_379_167_095_512_6e-9),
        (0.01, 0.011_283_415_555_849_618),
        (0.25, 0.276_326_390_168_236_96),
        (0.5, 0.520_499_877_813_046_5),
        (0.92, 0.806_767_721_547_761_7),
        (1.0, 0.842_700_792_949_714_9),
        (1.5, 0.966_105_146_475_310_8),
        (2.0, 0.995_322_265_018_952_7),
        (3.0, 0.999_977_909_503_001_4),
        (4.0, 0.999_999_984_582_742_1),
        (5.0, 0.999_999_999_998_462_6),
        (5.9, 0.999_999_999_999_999_9),
        (7.0, 1.0),
        (f64::INFINITY, 1.0),
    ];
    for (x, exact) in exact {
        assert!((math::erf_f64(x) - exact).abs() <= 1.1e-15 * exact, "erf {x}: {} for {exact}", math::erf_f64(x));
        assert_eq!(math::erf_f64(-x), -math::erf_f64(x), "erf is odd at {x}");
    }
    assert!(math::erf_f64(f64::NAN).is_nan());
}
