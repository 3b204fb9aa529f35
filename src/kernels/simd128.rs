//! [`Lanes`] over a WebAssembly `v128`. One of the crate's two rooms for `unsafe`: here it is loads and stores alone.

use std::arch::wasm32::*;
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
    type Mask = v128;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }
    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        let from = &from[..4];
        // SAFETY: `from` is four f32, sixteen readable bytes; v128.load needs no alignment.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        let to = &mut to[..4];
        // SAFETY: `to` is four f32, sixteen writable bytes that nothing else borrows; v128.store needs no alignment.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) }
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
    fn pow2(self) -> Self {
        Self(i32x4_shl(i32x4_add(i32x4_trunc_sat_f32x4(self.0), i32x4_splat(127)), 23))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let mantissa = v128_or(v128_and(self.0, i32x4_splat(0x007f_ffff)), i32x4_splat(0x3f80_0000));
        let exponent = i32x4_sub(v128_and(i32x4_shr(self.0, 23), i32x4_splat(0xff)), i32x4_splat(127));
        (Self(mantissa), Self(f32x4_convert_i32x4(exponent)))
    }
}
