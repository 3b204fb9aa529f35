//! Two vectors as one of twice the lanes: a kernel written for [`Lanes`] then computes two independent results at once.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::lanes::Lanes;

/// Twice the lanes of `L`.
#[derive(Debug, Clone, Copy)]
pub struct Pair<L>([L; 2]);

impl<L: Lanes> Pair<L> {
    #[inline(always)]
    fn with(self, other: Self, operation: impl Fn(L, L) -> L) -> Self {
        Self([operation(self.0[0], other.0[0]), operation(self.0[1], other.0[1])])
    }
}

macro_rules! lanewise {
    ($operation:ident, $method:ident) => {
        impl<L: Lanes> $operation for Pair<L> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.with(other, L::$method)
            }
        }
    };
}
lanewise!(Add, add);
lanewise!(Sub, sub);
lanewise!(Mul, mul);
lanewise!(Div, div);

impl<L: Lanes> Neg for Pair<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(L::neg))
    }
}

impl<L: Lanes> Lanes for Pair<L> {
    const LANES: usize = 2 * L::LANES;
    type Array = [L::Array; 2];
    type Mask = [L::Mask; 2];

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([L::splat(value); 2])
    }
    #[inline(always)]
    fn arrays(values: &[f32]) -> &[Self::Array] {
        L::arrays(values).as_chunks().0
    }
    #[inline(always)]
    fn arrays_mut(values: &mut [f32]) -> &mut [Self::Array] {
        L::arrays_mut(values).as_chunks_mut().0
    }
    #[inline(always)]
    fn of([first, second]: &Self::Array) -> Self {
        Self([L::of(first), L::of(second)])
    }
    #[inline(always)]
    fn put(self, [first, second]: &mut Self::Array) {
        self.0[0].put(first);
        self.0[1].put(second);
    }
    #[inline(always)]
    fn put_columns<const N: usize>(vectors: [Self; N], to: &mut [f32], stride: usize) {
        L::put_columns(vectors.map(|pair| pair.0[0]), to, stride);
        L::put_columns(vectors.map(|pair| pair.0[1]), &mut to[L::LANES * stride..], stride);
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(L::sqrt))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(L::abs))
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        self.with(sign, L::copysign)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.with(other, L::min)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        [self.0[0].lt(other.0[0]), self.0[1].lt(other.0[1])]
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        [self.0[0].eq(other.0[0]), self.0[1].eq(other.0[1])]
    }
    #[inline(always)]
    fn select([first, second]: Self::Mask, yes: Self, no: Self) -> Self {
        Self([L::select(first, yes.0[0], no.0[0]), L::select(second, yes.0[1], no.0[1])])
    }
    #[inline(always)]
    fn low_bits_as_exponent(self) -> Self {
        Self(self.0.map(L::low_bits_as_exponent))
    }
    #[inline(always)]
    fn split_exponent(self) -> (Self, Self) {
        let [(first, first_exponent), (second, second_exponent)] = self.0.map(L::split_exponent);
        (Self([first, second]), Self([first_exponent, second_exponent]))
    }
}
