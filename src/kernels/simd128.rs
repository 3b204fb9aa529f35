//! [`Lanes`] over a WebAssembly `v128`. One of the crate's two files with `unsafe`: here only for loads and stores.

use std::arch::wasm32::*;
use std::array::from_fn;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::lanes::Lanes;

/// Four `f32` in a SIMD register.
#[derive(Debug, Clone, Copy)]
pub struct F32x4(v128);

macro_rules! lanewise {
    ($operation:ident, $method:ident, $intrinsic:ident) => {
        impl $operation for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($intrinsic(self.0, other.0))
            }
        }
    };
}
lanewise!(Add, add, f32x4_add);
lanewise!(Sub, sub, f32x4_sub);
lanewise!(Mul, mul, f32x4_mul);
lanewise!(Div, div, f32x4_div);

impl Neg for F32x4 {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(f32x4_neg(self.0))
    }
}

impl Lanes for F32x4 {
    const LANES: usize = 4;
    type Array = [f32; 4];
    type Mask = v128;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
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
        // SAFETY: four f32 are sixteen readable bytes; v128.load needs no alignment.
        Self(unsafe { v128_load(array.as_ptr().cast()) })
    }
    #[inline(always)]
    fn put(self, array: &mut [f32; 4]) {
        // SAFETY: four f32 are sixteen writable bytes, which nothing else borrows; v128.store needs no alignment.
        unsafe { v128_store(array.as_mut_ptr().cast(), self.0) }
    }
    #[inline(always)]
    fn put_columns<const N: usize>(vectors: [Self; N], to: &mut [f32], stride: usize) {
        let [a, b, c, d] = from_fn(|i| if i < N { vectors[i] } else { Self::splat(0.0) });
        let low = |a: Self, b: Self| Self(i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0));
        let high = |a: Self, b: Self| Self(i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0));
        let lower = |a: Self, b: Self| Self(i64x2_shuffle::<0, 2>(a.0, b.0));
        let upper = |a: Self, b: Self| Self(i64x2_shuffle::<1, 3>(a.0, b.0));
        let (ab, cd) = ([low(a, b), high(a, b)], [low(c, d), high(c, d)]);
        let columns = [lower(ab[0], cd[0]), upper(ab[0], cd[0]), lower(ab[1], cd[1]), upper(ab[1], cd[1])];
        for (lane, column) in columns.into_iter().enumerate() {
            let mut array = [0.0; 4];
            column.put(&mut array);
            to[lane * stride..][..N].copy_from_slice(&array[..N]);
        }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Self(v128_bitselect(sign.0, self.0, i32x4_splat(i32::MIN)))
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> v128 {
        f32x4_lt(self.0, other.0)
    }
    #[inline(always)]
    fn eq(self, other: Self) -> v128 {
        f32x4_eq(self.0, other.0)
    }
    #[inline(always)]
    fn select(mask: v128, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, mask))
    }
    #[inline(always)]
    fn low_bits_as_exponent(self) -> Self {
        Self(i32x4_shl(self.0, 23))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let mantissa = v128_or(v128_and(self.0, i32x4_splat(0x007f_ffff)), i32x4_splat(0x3f80_0000));
        let exponent = i32x4_sub(v128_and(i32x4_shr(self.0, 23), i32x4_splat(0xff)), i32x4_splat(127));
        (Self(mantissa), Self(f32x4_convert_i32x4(exponent)))
    }
}
