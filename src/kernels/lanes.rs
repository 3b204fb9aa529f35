//! The vector type of every kernel: a few f32 lanes with IEEE 754 arithmetic.
//!
//! A kernel generic over [`Lanes`] does the same operations in the same order whatever the width, so one lane, four
//! portable lanes, a `v128` and a [`Pair`](super::pair::Pair) of them give the same bits. All operations are defined by
//! IEEE 754 to the last bit: there is no fused multiply-add, no reciprocal estimate, and no sum across lanes.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// Some f32 values in one vector.
pub trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// The number of values.
    const LANES: usize;
    /// `LANES` values in memory.
    type Array: Copy + 'static;
    /// The result of a comparison in each lane.
    type Mask: Copy;

    /// The same value in every lane.
    fn splat(value: f32) -> Self;
    /// `values` in whole arrays, without the values that don't fill one.
    fn arrays(values: &[f32]) -> &[Self::Array];
    /// The same, to be changed.
    fn arrays_mut(values: &mut [f32]) -> &mut [Self::Array];
    /// The lanes of an array.
    fn of(array: &Self::Array) -> Self;
    /// Writes the lanes to an array.
    fn put(self, array: &mut Self::Array);
    /// Writes `N` vectors as columns: lane l of `vectors[i]` goes to `to[l · stride + i]`. Panics if `to` is shorter.
    fn put_columns<const N: usize>(vectors: [Self; N], to: &mut [f32], stride: usize);
    /// Square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Clears the sign bit, of NaN too.
    fn abs(self) -> Self;
    /// The magnitude of `self` with the sign bit of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// `other` where it is less than `self`, else `self`: NaN stays.
    fn min(self, other: Self) -> Self;
    /// `self < other`; false where either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `self == other`; false where either is NaN.
    fn eq(self, other: Self) -> Self::Mask;
    /// `yes` where `mask` holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// The bit pattern shifted left by 23: the lowest nine bits become sign and exponent, and the mantissa is 0.
    fn low_bits_as_exponent(self) -> Self;
    /// A positive, finite, normal value as (mantissa in [1, 2), exponent as an integral f32); any other value gives
    /// some pair and never panics.
    fn split_exponent(self) -> (Self, Self);

    /// The first `LANES` values of `from`. Panics if it is shorter.
    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        Self::of(&Self::arrays(&from[..Self::LANES])[0])
    }
    /// Writes the lanes to the first `LANES` places of `to`. Panics if it is shorter.
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        self.put(&mut Self::arrays_mut(&mut to[..Self::LANES])[0]);
    }
}
