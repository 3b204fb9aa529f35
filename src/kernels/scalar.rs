//! [`Lanes`] without SIMD: one `f32`, the reference that every other backend must match bit for bit, and four in an
//! array, which compilers turn into the machine's vector registers.

use std::array::from_fn;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::lanes::Lanes;

impl Lanes for f32 {
    const LANES: usize = 1;
    type Array = [f32; 1];
    type Mask = bool;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        value
    }
    #[inline(always)]
    fn arrays(values: &[f32]) -> &[Self::Array] {
        values.as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(values: &mut [f32]) -> &mut [Self::Array] {
        values.as_chunks_mut().0
    }
    #[inline(always)]
    fn of([value]: &[f32; 1]) -> Self {
        *value
    }
    #[inline(always)]
    fn put(self, array: &mut [f32; 1]) {
        *array = [self];
    }
    #[inline(always)]
    fn put_columns<const N: usize>(vectors: [Self; N], to: &mut [f32], _stride: usize) {
        to[..N].copy_from_slice(&vectors);
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f32::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f32::abs(self)
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        f32::copysign(self, sign)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }
    #[inline(always)]
    fn lt(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    fn eq(self, other: Self) -> bool {
        self == other
    }
    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn low_bits_as_exponent(self) -> Self {
        f32::from_bits(self.to_bits() << 23)
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let bits = self.to_bits();
        let exponent = ((bits >> 23) & 0xff) as i32 - 127;
        (f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000), exponent as f32)
    }
}

/// Four `f32` in an array.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct F32x4([f32; 4]);

macro_rules! lanewise {
    ($operation:ident, $method:ident) => {
        impl $operation for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(from_fn(|lane| self.0[lane].$method(other.0[lane])))
            }
        }
    };
}
lanewise!(Add, add);
lanewise!(Sub, sub);
lanewise!(Mul, mul);
lanewise!(Div, div);

impl Neg for F32x4 {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(|value| -value))
    }
}

impl Lanes for F32x4 {
    const LANES: usize = 4;
    type Array = [f32; 4];
    type Mask = [bool; 4];

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([value; 4])
    }
    #[inline(always)]
    fn arrays(values: &[f32]) -> &[Self::Array] {
        values.as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(values: &mut [f32]) -> &mut [Self::Array] {
        values.as_chunks_mut().0
    }
    #[inline(always)]
    fn of(array: &[f32; 4]) -> Self {
        Self(*array)
    }
    #[inline(always)]
    fn put(self, array: &mut [f32; 4]) {
        *array = self.0;
    }
    #[inline(always)]
    fn put_columns<const N: usize>(vectors: [Self; N], to: &mut [f32], stride: usize) {
        for lane in 0..Self::LANES {
            to[lane * stride..][..N].copy_from_slice(&vectors.map(|vector| vector.0[lane]));
        }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(Lanes::sqrt))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(Lanes::abs))
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Self(from_fn(|lane| Lanes::copysign(self.0[lane], sign.0[lane])))
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(from_fn(|lane| Lanes::min(self.0[lane], other.0[lane])))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> [bool; 4] {
        from_fn(|lane| self.0[lane] < other.0[lane])
    }
    #[inline(always)]
    fn eq(self, other: Self) -> [bool; 4] {
        from_fn(|lane| self.0[lane] == other.0[lane])
    }
    #[inline(always)]
    fn select(mask: [bool; 4], yes: Self, no: Self) -> Self {
        Self(from_fn(|lane| if mask[lane] { yes.0[lane] } else { no.0[lane] }))
    }
    #[inline(always)]
    fn low_bits_as_exponent(self) -> Self {
        Self(self.0.map(Lanes::low_bits_as_exponent))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let split = self.0.map(Lanes::split_exponent);
        (Self(split.map(|(mantissa, _)| mantissa)), Self(split.map(|(_, exponent)| exponent)))
    }
}
