//! What every kernel is written in: a few f32 lanes with IEEE arithmetic, and nothing else.
//!
//! A kernel generic over [`Lanes`] does the same operations in the same order whatever the width, so one lane, four
//! portable lanes, a `v128` and a [`Pair`](super::pair::Pair) of them give the same bits. Only operations that IEEE 754
//! defines to the last bit are here: no fused multiply-add, no reciprocal estimates, and no sum across lanes.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// Some f32 values worked on at once.
pub trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// How many values.
    const LANES: usize;
    /// `LANES` values in memory.
    type Array: Copy + 'static;
    /// The answer of a comparison, one truth a lane.
    type Mask: Copy;

    /// The same value in every lane.
    fn splat(value: f32) -> Self;
    /// `values` in whole arrays; what does not fill one is left out.
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
    /// The bit pattern moved up by 23: what its lowest nine bits are, sign and exponent become, over a mantissa of 0.
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
