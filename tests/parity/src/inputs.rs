//! Numbers and sizes that are difficult for kernels.

use initscope::random::Generator;

/// Zeros, subnormals, the ends of the range, infinities, NaN, and values at which rounding and branches change.
pub const AWKWARD: [f32; 36] = [
    0.0,
    -0.0,
    f32::from_bits(1),
    -1e-40,
    f32::MIN_POSITIVE,
    -f32::MIN_POSITIVE,
    1e-20,
    0.25,
    -0.375,
    0.5,
    -0.699_999_9,
    0.7,
    std::f32::consts::FRAC_PI_4,
    0.999_999_94,
    1.0,
    -1.0,
    1.000_000_1,
    std::f32::consts::SQRT_2,
    1.5,
    2.0,
    -2.5,
    std::f32::consts::PI,
    9.02,
    -9.1,
    88.72,
    89.5,
    -87.4,
    -103.97,
    -110.0,
    4096.5,
    8192.0,
    -8193.0,
    f32::MAX,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
];

/// 0 to 70, and some larger sizes around multiples of a vector.
pub fn sizes() -> impl Iterator<Item = usize> {
    (0..=70).chain([127, 128, 129, 255, 513, 1000])
}

/// `len` normal draws, with an awkward value at every 13th place.
pub fn values(len: usize, seed: u32) -> Vec<f32> {
    let mut values = finite(len, seed);
    for (k, i) in (seed as usize % 13..len).step_by(13).enumerate() {
        values[i] = AWKWARD[(k + seed as usize) % AWKWARD.len()];
    }
    values
}

/// `len` normal draws.
pub fn finite(len: usize, seed: u32) -> Vec<f32> {
    let mut values = vec![0.0; len];
    Generator::new(seed).fill_randn(&mut values);
    values
}

/// f32 of every exponent and sign: each 40,009th bit pattern.
pub fn sweep() -> Vec<f32> {
    (0..=u32::MAX).step_by(40_009).map(f32::from_bits).collect()
}
