//! One formula applied to every element of some slices. The formula is written once, for any number of lanes.
//!
//! Where vectors don't fill a slice, the last one overlaps its neighbor and computes the same elements again; a slice shorter
//! than a vector is copied to the beginning of one.

use super::lanes::Lanes;

/// A formula of `N` values for one element of the result.
pub trait Formula<const N: usize> {
    /// The result for `inputs`, in every lane alike.
    fn at<L: Lanes>(&self, inputs: [L; N]) -> L;
}

/// Defines formulas: after `<L: Lanes>`, `Quotient(divisor: f32): Formula<1> = |[x]| x / divisor;` is the struct
/// `Quotient(f32)`, whose [`Formula`] has the inputs and its own numbers as vectors of the type `L`.
macro_rules! formulas {
    (<$lanes:ident: Lanes> $(
        $(#[$doc:meta])*
        $visibility:vis $name:ident $(($($number:ident: $type:ty),+))?: Formula<$n:literal> =
            |[$($input:ident),+]| $result:expr;
    )+) => {$(
        $(#[$doc])*
        $visibility struct $name $(($($visibility $type),+))?;

        impl $crate::kernels::Formula<$n> for $name {
            #[inline(always)]
            fn at<$lanes: $crate::kernels::lanes::Lanes>(&self, [$($input),+]: [$lanes; $n]) -> $lanes {
                $(
                    let Self($($number),+) = self;
                    $(let $number = $lanes::splat(*$number);)+
                )?
                $result
            }
        }
    )+};
}
pub(crate) use formulas;

/// `to[i] = formula(inputs[0][i], inputs[1][i], …)`.
///
/// # Panics
/// When an input is shorter than `to`.
pub fn apply<L: Lanes, const N: usize>(formula: &impl Formula<N>, inputs: [&[f32]; N], to: &mut [f32]) {
    let inputs = inputs.map(|input| &input[..to.len()]);
    if to.len() < L::LANES {
        return to.copy_from_slice(&short(formula.at(inputs.map(padded::<L>)))[..to.len()]);
    }
    let last = to.len() - L::LANES;
    formula.at(inputs.map(|input| L::load(&input[last..]))).store(&mut to[last..]);
    let arrays = L::arrays_mut(to);
    let inputs = inputs.map(|input| &L::arrays(input)[..arrays.len()]);
    for (i, to) in arrays.iter_mut().enumerate() {
        formula.at(inputs.map(|input| L::of(&input[i]))).put(to);
    }
}

/// `to[i] = formula(to[i], inputs[0][i], …)`: as [`apply`], but the first value is the one that is replaced. `M` = N − 1.
///
/// # Panics
/// When an input is shorter than `to`.
pub fn update<L: Lanes, const N: usize, const M: usize>(
    formula: &impl Formula<N>,
    to: &mut [f32],
    inputs: [&[f32]; M],
) {
    const { assert!(N == M + 1) };
    let inputs = inputs.map(|input| &input[..to.len()]);
    if to.len() < L::LANES {
        let now = padded::<L>(to);
        let result = formula.at(std::array::from_fn(|k| if k == 0 { now } else { padded(inputs[k - 1]) }));
        return to.copy_from_slice(&short(result)[..to.len()]);
    }
    // The last vector is computed before any of its elements is replaced.
    let last = to.len() - L::LANES;
    let now = L::load(&to[last..]);
    let at_last = formula.at(std::array::from_fn(|k| if k == 0 { now } else { L::load(&inputs[k - 1][last..]) }));
    let arrays = L::arrays_mut(to);
    let inputs = inputs.map(|input| &L::arrays(input)[..arrays.len()]);
    for (i, to) in arrays.iter_mut().enumerate() {
        let now = L::of(to);
        formula.at(std::array::from_fn(|k| if k == 0 { now } else { L::of(&inputs[k - 1][i]) })).put(to);
    }
    at_last.store(&mut to[last..]);
}

/// The most lanes of a vector.
const MAX_LANES: usize = 8;

/// A slice shorter than a vector, and zeros after it.
fn padded<L: Lanes>(values: &[f32]) -> L {
    let mut lanes = [0.0; MAX_LANES];
    lanes[..values.len()].copy_from_slice(values);
    L::load(&lanes)
}

/// The lanes of a vector, and zeros after them.
fn short<L: Lanes>(vector: L) -> [f32; MAX_LANES] {
    let mut lanes = [0.0; MAX_LANES];
    vector.store(&mut lanes);
    lanes
}

/// The largest of some values, −∞ of none; NaN is skipped. Only here may the order of operations depend on the width, since
/// it changes nothing but the sign of a zero.
pub fn largest<L: Lanes>(values: &[f32]) -> f32 {
    fn larger<L: Lanes>(largest: L, value: L) -> L {
        L::select(largest.lt(value), value, largest)
    }
    let lowest = f32::NEG_INFINITY;
    let whole = values.len() - values.len() % L::LANES;
    let largest = L::arrays(values).iter().map(L::of).fold(L::splat(lowest), larger);
    let mut lanes = [lowest; MAX_LANES];
    largest.store(&mut lanes);
    lanes.iter().chain(&values[whole..]).copied().fold(lowest, larger)
}

/// The largest |value|, 0 of none; NaN where one is NaN. Magnitudes have the order of their bits, with NaN last.
pub fn largest_magnitude(values: &[f32]) -> f32 {
    f32::from_bits(values.iter().map(|value| value.abs().to_bits()).fold(0, u32::max))
}

formulas! { <L: Lanes>
    /// a + b.
    pub Sum: Formula<2> = |[a, b]| a + b;
    /// a · factor.
    pub Scaled(factor: f32): Formula<1> = |[a]| a * factor;
    /// a + factor · b.
    pub AddScaled(factor: f32): Formula<2> = |[a, b]| a + factor * b;
    /// a · b.
    pub Product: Formula<2> = |[a, b]| a * b;
}
