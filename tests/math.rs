//! The elementary functions against f64's, over the whole range of f32, and between widths.

use initscope::kernels::lanes::Lanes;
use initscope::kernels::{math, scalar::F32x4};

/// Every `stride`-th of all f32 bit patterns, NaNs and infinities among them.
fn sweep(stride: usize) -> impl Iterator<Item = f32> {
    (0..=u32::MAX).step_by(stride).map(f32::from_bits)
}

/// A prime: some 4 million values, of every exponent.
const STRIDE: usize = 1021;

/// The distance between `got` and `exact` in ulps of f32 at `exact`.
fn ulps(got: f32, exact: f64) -> f64 {
    let exponent = (exact.abs().to_bits() >> 52) as i32 - 1023;
    let ulp = 2f64.powi(exponent.clamp(-126, 127) - 23);
    (f64::from(got) - exact).abs() / ulp
}

/// The largest value and where it is.
fn largest(values: impl Iterator<Item = (f64, f32)>) -> (f64, f32) {
    values.fold((0.0, 0.0), |worst, here| if here.0 > worst.0 || here.0.is_nan() { here } else { worst })
}

#[test]
fn exp_is_within_one_ulp_of_every_finite_result() {
    let finite = sweep(STRIDE).filter(|x| (-103.9..88.72).contains(x));
    let (worst, at) = largest(finite.map(|x| (ulps(math::exp(x), f64::from(x).exp()), x)));
    assert!(worst <= 1.0, "{worst} ulp at {at}");
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
fn tanh_is_within_one_and_a_half_ulp_near_zero_and_1e7_everywhere() {
    let near = sweep(STRIDE).filter(|x| x.abs() < 0.55);
    let (worst, at) = largest(near.map(|x| (ulps(math::tanh(x), f64::from(x).tanh()), x)));
    assert!(worst <= 1.5, "{worst} ulp at {at}");
    let dense = (0..2_000_000).map(|i| i as f32 * 5e-6);
    let all = sweep(STRIDE).filter(|x| !x.is_nan()).chain(dense);
    let (worst, at) = largest(all.map(|x| ((f64::from(math::tanh(x)) - f64::from(x).tanh()).abs(), x)));
    assert!(worst <= 1e-7, "{worst} at {at}");
}

#[test]
fn tanh_is_odd_bounded_and_keeps_tiny_values_and_nan() {
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

#[test]
fn ln_is_within_one_ulp_for_every_positive_number() {
    let near_one = (0..200_000).map(|i| 0.9 + i as f32 * 1e-6);
    let positive = sweep(STRIDE).filter(|x| *x > 0.0 && x.is_finite()).chain(near_one);
    let (worst, at) = largest(positive.map(|x| (ulps(math::ln(x), f64::from(x).ln()), x)));
    assert!(worst <= 1.0, "{worst} ulp at {at}");
}

#[test]
fn ln_of_zero_infinity_and_the_rest() {
    assert_eq!(math::ln(1.0_f32), 0.0);
    assert_eq!(math::ln(0.0_f32), f32::NEG_INFINITY);
    assert_eq!(math::ln(-0.0_f32), f32::NEG_INFINITY);
    assert_eq!(math::ln(f32::INFINITY), f32::INFINITY);
    assert!(math::ln(-1.0_f32).is_nan());
    assert!(math::ln(f32::NEG_INFINITY).is_nan());
    assert!(math::ln(f32::NAN).is_nan());
}

#[test]
fn sine_and_cosine_are_within_1e7_and_one_ulp_near_zero() {
    let angles = || sweep(STRIDE).filter(|x| x.abs() <= math::LARGEST_ANGLE);
    let dense = (0..4_000_000).map(|i| i as f32 * (std::f32::consts::TAU / 4e6));
    let (worst, at) = largest(angles().chain(dense).map(|x| {
        let ((sin, cos), exact) = (math::sin_cos(x), f64::from(x));
        ((f64::from(sin) - exact.sin()).abs().max((f64::from(cos) - exact.cos()).abs()), x)
    }));
    assert!(worst <= 1e-7, "{worst} at {at}");
    let near = angles().filter(|x| x.abs() < std::f32::consts::FRAC_PI_4);
    let (worst, at) = largest(near.map(|x| {
        let ((sin, cos), exact) = (math::sin_cos(x), f64::from(x));
        (ulps(sin, exact.sin()).max(ulps(cos, exact.cos())), x)
    }));
    assert!(worst <= 1.0, "{worst} ulp at {at}");
}

#[test]
fn sine_and_cosine_beyond_their_domain_are_not_numbers() {
    for x in [8193.0, -1e9, f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
        let (sin, cos) = math::sin_cos(x);
        assert!(sin.is_nan() && cos.is_nan(), "{x}");
    }
}

#[test]
fn the_f64_functions_agree_with_the_platforms() {
    for i in 1..100_000 {
        let x = f64::from(i) * 1e-5;
        assert!((math::ln_f64(x) - x.ln()).abs() <= 1e-15 * x.ln().abs().max(1e-3), "ln {x}");
        let angle = x * std::f64::consts::TAU;
        let (sin, cos) = math::sin_cos_f64(angle);
        assert!((sin - angle.sin()).abs() <= 1e-15 && (cos - angle.cos()).abs() <= 1e-15, "angle {angle}");
    }
    let smallest = 2f64.powi(-53);
    assert!((math::ln_f64(smallest) - smallest.ln()).abs() < 1e-14);
    assert_eq!(math::ln_f64(1.0), 0.0);
}

#[test]
fn four_lanes_give_the_bits_of_one() {
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
        ] {
            let mut lanes = [0.0; 4];
            wide.store(&mut lanes);
            for (lane, x) in lanes.into_iter().zip(chunk) {
                assert_eq!(bits(lane), bits(one(*x)), "{name} of {x}");
            }
        }
    }
}
