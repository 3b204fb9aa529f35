//! exp, tanh, ln, sine and cosine from + − × ÷ alone, so that every platform computes the same bits.
//!
//! JS `Math` and platform libraries differ in the last digit. The coefficients of exp, tanh, erf and artanh are fitted by
//! `tests/golden/fit_math.py`; ln, sine and cosine are those of the Cephes library by Stephen Moshier. The errors stated
//! here are the largest over all f32 in each function's domain, compared with f64; `tests/core/math.rs` checks them. An ulp
//! is the distance between neighboring f32 at the exact result.

use super::lanes::Lanes;

/// Adding and subtracting 1.5 · 2²³ rounds an f32 below 2²² in magnitude to the nearest integer, ties to even.
const ROUND: f32 = 12_582_912.0;

/// Added to an integral n, this leaves n + 127, the exponent of 2ⁿ, in the lowest bits: it is 1.5 · 2²³ + 127.
const EXPONENT_ZERO: f32 = 12_583_039.0;

/// The nearest whole number, ties to even, below 2²² in magnitude.
#[inline(always)]
pub fn round<L: Lanes>(x: L) -> L {
    x + L::splat(ROUND) - L::splat(ROUND)
}

/// 2ⁿ for an integral n in −126..=127; any other value gives some f32 and never panics.
#[inline(always)]
fn pow2<L: Lanes>(n: L) -> L {
    (n + L::splat(EXPONENT_ZERO)).low_bits_as_exponent()
}

/// c₀ + c₁ x + c₂ x² + …, by Horner's rule.
#[inline(always)]
fn polynomial<L: Lanes, const N: usize>(x: L, coefficients: [f32; N]) -> L {
    let mut sum = L::splat(coefficients[N - 1]);
    for k in (0..N - 1).rev() {
        sum = sum * x + L::splat(coefficients[k]);
    }
    sum
}

/// The same with fused multiply-adds.
#[inline(always)]
fn fused_polynomial<L: Lanes, const N: usize>(x: L, coefficients: [f32; N]) -> L {
    let mut sum = L::splat(coefficients[N - 1]);
    for k in (0..N - 1).rev() {
        sum = mul_add(sum, x, L::splat(coefficients[k]));
    }
    sum
}

/// a × b + c rounded once, except for a near-tie in some 10⁷, from exact sums and products: WebAssembly has no fused
/// multiply-add. For finite values of which no part overflows; parts that underflow are lost.
#[inline(always)]
fn mul_add<L: Lanes>(a: L, b: L, c: L) -> L {
    let product = a * b;
    let [(a_high, a_low), (b_high, b_low)] = [halves(a), halves(b)];
    let product_error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    let sum = product + c;
    let c_there = sum - product;
    let sum_error = (product - (sum - c_there)) + (c - c_there);
    sum + (sum_error + product_error)
}

/// `x` as a sum of two numbers of 12 bits each, whose products are exact (Dekker, 1971).
#[inline(always)]
fn halves<L: Lanes>(x: L) -> (L, L) {
    let scaled = x * L::splat(4097.0);
    let high = scaled - (scaled - x);
    (high, x - high)
}

/// e^x as (e^r − 1, n) with e^x = e^r · 2ⁿ, for |x| below 2²⁰.
#[inline(always)]
fn split_exp<L: Lanes>(x: L) -> (L, L) {
    /// ln 2 in two: the first has 15 bits, so that its product with an exponent is exact.
    const LN_2: [f32; 2] = [0.693_145_75, 1.428_606_8e-6];
    let n = round(x * L::splat(std::f32::consts::LOG2_E));
    let r = x - n * L::splat(LN_2[0]) - n * L::splat(LN_2[1]);
    let tail = polynomial(r, [0.499_999_94, 0.166_665_21, 0.041_668_277, 0.008_368_687, 0.001_381_982_5]);
    (r + r * r * tail, n)
}

/// e^x, within 0.99 ulp, and within 0.75 where the result is subnormal. Beyond ln of the largest f32 it is +∞, below
/// −104 it is 0; NaN stays NaN.
#[inline(always)]
pub fn exp<L: Lanes>(x: L) -> L {
    let (low, high) = (L::splat(-104.0), L::splat(89.0));
    let x = L::select(x.lt(low), low, L::select(high.lt(x), high, x));
    let (tail, n) = split_exp(x);
    let e_r = L::splat(1.0) + tail;
    // 2ⁿ in two factors: n is from −150 to 128, and each half is an exponent that f32 has.
    let half = round(n * L::splat(0.5));
    e_r * pow2(half) * pow2(n - half)
}

/// tanh x, within 0.88 ulp below 0.7, 1.43 ulp from there on and 8.6e-8 everywhere; odd, and ±1 beyond ±9.02. NaN stays
/// NaN.
///
/// With P/Q for tanh r, e^2x = 2ⁿ (Q + P)/(Q − P) where x = n ln 2/2 + r. Near 0, n is 0 and the result r + (P − rQ)/Q;
/// elsewhere it is 1 − 2/(e^2x + 1). Either way the quotient is smaller than the result, and one division does.
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    /// P = r + P₃ r³ and Q = 1 + Q₂ r² + Q₄ r⁴, for r up to 0.7.
    const P_3: f32 = 0.094_812_81;
    const Q: [f32; 2] = [0.428_145_95, 0.009_384_616];
    let (half, one) = (L::splat(0.5), L::splat(1.0));
    let near = x.abs().lt(L::splat(0.7));
    // Beyond 9.02 the nearest f32 is 1.
    let magnitude = x.abs().min(L::splat(9.1));
    let halvings = L::select(near, L::splat(0.0), magnitude) * L::splat(2.0 * std::f32::consts::LOG2_E);
    // The exponent of half of 2ⁿ: the quotient is halved above and below.
    let shifted = halvings + L::splat(EXPONENT_ZERO - 1.0);
    let n = shifted - L::splat(EXPONENT_ZERO - 1.0);
    let half_power = shifted.low_bits_as_exponent();

    let r = magnitude - n * L::splat(0.5 * std::f32::consts::LN_2);
    let squared = r * r;
    let cubed = r * squared;
    let q_tail = polynomial(squared, Q);
    let p = r + cubed * L::splat(P_3);
    let q = one + squared * q_tail;
    let difference = p - q;
    let numerator = L::select(near, cubed * (L::splat(P_3) - q_tail), difference);
    let denominator = half_power * (q + p) - half * difference;
    (L::select(near, r, one) + numerator / denominator).copysign(x)
}

/// ln x, within 0.83 ulp. ln 0 is −∞, ln ∞ is ∞, and that of NaN or of a negative number is NaN.
///
/// Cephes' `logf` with fused multiply-adds, as in PyTorch's `avx_mathfun.h`, whose bits it gives.
#[inline(always)]
pub fn ln<L: Lanes>(x: L) -> L {
    /// ln 2 in two: the first has 9 bits.
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let (zero, one) = (L::splat(0.0), L::splat(1.0));
    // A subnormal is brought into the normal range first.
    let tiny = x.lt(L::splat(f32::MIN_POSITIVE));
    let scaled = L::select(tiny, x * L::splat(8_388_608.0), x);
    let (mantissa, exponent) = scaled.split_exponent();
    let exponent = exponent - L::select(tiny, L::splat(23.0), zero);
    let lower = mantissa.lt(L::splat(std::f32::consts::SQRT_2));
    let mantissa = L::select(lower, mantissa, mantissa * L::splat(0.5));
    let exponent = L::select(lower, exponent, exponent + one);

    let f = mantissa - one;
    let squared = f * f;
    let tail = fused_polynomial(
        f,
        [
            0.333_333_3,
            -0.249_999_94,
            0.200_007_14,
            -0.166_680_57,
            0.142_493_23,
            -0.124_201_41,
            0.116_769_984,
            -0.115_146_1,
            0.070_376_836,
        ],
    );
    let low = mul_add(tail * f, squared, exponent * L::splat(LN_2[1]));
    let low = mul_add(squared, L::splat(-0.5), low);
    let finite = mul_add(exponent, L::splat(LN_2[0]), f + low);

    let infinity = L::splat(f32::INFINITY);
    let result = L::select(x.eq(infinity), infinity, finite);
    let result = L::select(x.eq(zero), -infinity, result);
    let positive_or_zero = L::select(zero.lt(x), result, L::select(x.eq(zero), result, L::splat(f32::NAN)));
    L::select(x.eq(x), positive_or_zero, x)
}

/// The larger of x and 0. NaN stays NaN.
#[inline(always)]
pub fn positive_part<L: Lanes>(x: L) -> L {
    L::select(x.lt(L::splat(0.0)), L::splat(0.0), x)
}

/// 1/(1 + e^(−x)), within 1.5 ulp from 0 on, 2.49 ulp below, and 9e-8 everywhere. Below −88.73, where it is subnormal, it is 0.
/// NaN stays NaN.
#[inline(always)]
pub fn sigmoid<L: Lanes>(x: L) -> L {
    L::splat(1.0) / (L::splat(1.0) + exp(-x))
}

/// e^x − 1 for x up to 0, within 0.92 ulp. NaN stays NaN.
///
/// With e^x = e^r · 2ⁿ it is 2ⁿ (e^r − 1) + (2ⁿ − 1), which loses no digits near 0.
#[inline(always)]
pub fn exp_m1<L: Lanes>(x: L) -> L {
    // Below −17.4 the nearest f32 is −1.
    let low = L::splat(-18.0);
    let (tail, n) = split_exp(L::select(x.lt(low), low, x));
    let power = pow2(n);
    power * tail + (power - L::splat(1.0))
}

/// ln (1 + e^x) for x up to 0, within 2.87 ulp and 1.2e-7. NaN stays NaN.
///
/// With s = u/(2 + u), ln (1 + u) is 2 artanh s.
#[inline(always)]
pub fn ln_1p_exp<L: Lanes>(x: L) -> L {
    /// (artanh s − s)/s³ by s², for s up to 1/3.
    const TAIL: [f32; 4] = [0.333_332_1, 0.200_107_2, 0.140_014_74, 0.140_036_33];
    let u = exp(x);
    let s = u / (L::splat(2.0) + u);
    let squared = s * s;
    let double = s + s;
    double + double * (squared * polynomial(squared, TAIL))
}

/// erf x, within 1.33 ulp and 7.9e-8; odd, and ±1 beyond ±3.92. NaN stays NaN.
#[inline(always)]
pub fn erf<L: Lanes>(x: L) -> L {
    /// (erf x − x)/x by x², up to 0.92.
    const NEAR: [f32; 6] = [0.128_379_15, -0.376_125, 0.112_818_77, -0.026_768_582, 0.004_995_859, -0.000_600_384_2];
    /// ln (1 − erf x) by x, from there on.
    const FAR: [f32; 7] = [
        -0.000_207_016_39,
        -1.127_627_4,
        -0.637_265_8,
        -0.103_856_32,
        0.022_189_736,
        -0.003_033_677_3,
        0.000_194_944_59,
    ];
    let squared = x * x;
    let near = x + x * polynomial(squared, NEAR);
    let magnitude = x.abs().min(L::splat(4.0));
    let far = (L::splat(1.0) - exp(polynomial(magnitude, FAR))).copysign(x);
    L::select(x.abs().lt(L::splat(0.92)), near, far)
}

/// The largest angle of [`sin_cos`], in radians.
pub const MAX_ANGLE: f32 = 8192.0;

/// (sin x, cos x), each within 7.9e-8 and at most 1 in magnitude, for |x| ≤ [`MAX_ANGLE`] radians; below π/4 the sine
/// is within 0.74 ulp, the cosine within 1. Beyond that angle, and for NaN, both are NaN.
///
/// Cephes' `sinf` and `cosf` with fused multiply-adds, as in PyTorch's `avx_mathfun.h`, whose bits it gives in 0..=2π.
#[inline(always)]
pub fn sin_cos<L: Lanes>(x: L) -> (L, L) {
    /// π/2 in three: the first has 8 bits, so that its product with a whole number up to 2¹³ is exact.
    const FRAC_PI_2: [f32; 3] = [1.570_312_5, 4.837_513e-4, 7.549_79e-8];
    let (one, two, three) = (L::splat(1.0), L::splat(2.0), L::splat(3.0));
    let magnitude = x.abs();
    // The nearest quarter turn; of two equally near ones the upper, as in Cephes.
    let quarters = magnitude * L::splat(std::f32::consts::FRAC_2_PI);
    let n = round(quarters);
    let n = L::select((quarters - n).lt(L::splat(0.5)), n, n + one);
    let r = FRAC_PI_2.into_iter().fold(magnitude, |r, part| mul_add(n, L::splat(-part), r));

    let squared = r * r;
    let sine_tail = fused_polynomial(squared, [-0.166_666_55, 8.332_161e-3, -1.951_529_6e-4]);
    let sine = mul_add(sine_tail * squared, r, r);
    let cosine_tail = fused_polynomial(squared, [4.166_664_6e-2, -1.388_731_6e-3, 2.443_315_7e-5]);
    let cosine = mul_add(cosine_tail * squared, squared, -(squared * L::splat(0.5))) + one;

    // The quadrant, 0 to 3: n − 4 ⌊n/4⌋.
    let quadrant = n - L::splat(4.0) * round(n * L::splat(0.25) - L::splat(0.375));
    let odd = |yes, no| L::select(quadrant.eq(one), yes, L::select(quadrant.eq(three), yes, no));
    let (sin, cos) = (odd(cosine, sine), odd(sine, cosine));
    let sin = L::select(one.lt(quadrant), -sin, sin) * one.copysign(x);
    let cos = L::select(quadrant.eq(one), -cos, L::select(quadrant.eq(two), -cos, cos));
    let nan = L::splat(f32::NAN);
    let too_large = |value| L::select(L::splat(MAX_ANGLE).lt(magnitude), nan, value);
    (too_large(sin), too_large(cos))
}

/// ln x of a positive, finite, normal f64: 2 artanh((m − 1)/(m + 1)) + e ln 2 by its series. Within 4e-16 relative of
/// 160,000 values in 2⁻⁵³..=1 to 140 bits.
pub fn ln_f64(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let squared = s * s;
    // Σ s²ᵏ/(2k + 1); |s| < 0.172, so the twelfth term is below 1e-18.
    let series = (1..12).rev().fold(0.0, |sum, k| (sum + 1.0 / f64::from(2 * k + 1)) * squared);
    2.0 * s + (2.0 * s * series + f64::from(exponent) * std::f64::consts::LN_2)
}

/// (sin x, cos x) of an f64 from 0 to 2π, by their Taylor series around the nearest multiple of π/2. Each within 1.6e-16
/// of 160,000 values to 140 bits.
pub fn sin_cos_f64(x: f64) -> (f64, f64) {
    /// π/2 beyond its f64.
    const FRAC_PI_2_TAIL: f64 = 6.123_233_995_736_766e-17;
    let quadrant = (x * std::f64::consts::FRAC_2_PI + 0.5) as u32;
    let n = f64::from(quadrant);
    let r = x - n * std::f64::consts::FRAC_PI_2 - n * FRAC_PI_2_TAIL;
    let squared = r * r;
    // |r| ≤ π/4: the terms left out are below 1e-18.
    let sine = (1..9).rev().fold(0.0, |sum, k| -squared / f64::from(2 * k * (2 * k + 1)) * (1.0 + sum));
    let cosine = (1..10).rev().fold(0.0, |sum, k| -squared / f64::from((2 * k - 1) * 2 * k) * (1.0 + sum));
    let (sine, cosine) = (r + r * sine, 1.0 + cosine);
    match quadrant % 4 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// 2ⁿ for n from −1022 to 1023.
fn pow2_f64(n: i32) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// e^x as (e^r − 1, n) with e^x = e^r · 2ⁿ, for |x| below 800.
fn split_exp_f64(x: f64) -> (f64, i32) {
    /// ln 2 in two: the first has 32 bits, so that its product with an exponent is exact.
    const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    let n = (x * std::f64::consts::LOG2_E + 0.5f64.copysign(x)) as i32;
    let r = x - f64::from(n) * LN_2[0] - f64::from(n) * LN_2[1];
    // Σ rᵏ/k!; |r| < 0.347, so the fourteenth term is below 1e-17.
    (r * (2..14).rev().fold(1.0, |sum, k| 1.0 + sum * r / f64::from(k)), n)
}

/// e^x of an f64, within 4e-16 relative; 0 below −708, whatever is beyond 709 as at 709. NaN stays NaN.
pub fn exp_f64(x: f64) -> f64 {
    if x < -708.0 {
        return 0.0;
    }
    let (tail, n) = split_exp_f64(x.min(709.0));
    (if x.is_nan() { x } else { 1.0 + tail }) * pow2_f64(n)
}

/// e^x − 1 of an f64 up to 0, within 4e-16 relative. NaN stays NaN.
pub fn exp_m1_f64(x: f64) -> f64 {
    if x < -50.0 {
        return -1.0;
    }
    let (tail, n) = split_exp_f64(x);
    let power = pow2_f64(n);
    if x.is_nan() { x } else { tail * power + (power - 1.0) }
}

/// erf x of an f64, within 1.1e-15 relative; odd, and NaN stays NaN.
pub fn erf_f64(x: f64) -> f64 {
    let magnitude = x.abs();
    let squared = magnitude * magnitude;
    let bell = exp_f64(-squared);
    let erf = if magnitude < 2.0 {
        // 2/√π e^(−x²) Σ 2ᵏ x²ᵏ⁺¹/(1 · 3 ⋯ (2k + 1)), whose terms are all positive.
        let series = (1..40).rev().fold(1.0, |sum, k| 1.0 + sum * 2.0 * squared / f64::from(2 * k + 1));
        std::f64::consts::FRAC_2_SQRT_PI * bell * magnitude * series
    } else {
        // 1 − e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + …)))).
        let fraction = (1..=40).rev().fold(magnitude, |below, k| magnitude + 0.5 * f64::from(k) / below);
        1.0 - 0.5 * std::f64::consts::FRAC_2_SQRT_PI * bell / fraction
    };
    erf.copysign(x)
}
