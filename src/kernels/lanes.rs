//! What every kernel is written in: a few f32 lanes with IEEE arithmetic, and nothing else.
//!
//! A kernel generic over [`Lanes`] does the same operations in the same order whatever the width, so one lane, four
//! portable lanes and a `v128` give the same bits. Only operations that IEEE 754 defines to the last bit are here: no
//! fused multiply-add, no reciprocal estimates, and no sum across lanes.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// Some f32 values worked on at once.
pub trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// How many values.
    const LANES: usize;
    /// The answer of a comparison, one truth a lane.
    type Mask: Copy;

    /// The same value in every lane.
    fn splat(value: f32) -> Self;
    /// The first `LANES` values of `from`. Panics if it is shorter.
    fn load(from: &[f32]) -> Self;
    /// Writes the lanes to the first `LANES` places of `to`. Panics if it is shorter.
    fn store(self, to: &mut [f32]);
    /// Square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Clears the sign bit, of NaN too.
    fn abs(self) -> Self;
    /// The magnitude of `self` with the sign bit of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `self < other`; false where either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `self == other`; false where either is NaN.
    fn eq(self, other: Self) -> Self::Mask;
    /// `yes` where `mask` holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// 2^n for an integral `self` = n in −126..=127; any other value gives some f32 and never panics.
    fn pow2(self) -> Self;
    /// A positive, finite, normal value as (mantissa in [1, 2), exponent as an integral f32); any other value gives
    /// some pair and never panics.
    fn split_exponent(self) -> (Self, Self);
}
