//! One formula applied to every element of some slices: the formula is written once, for any number of lanes.

use super::lanes::Lanes;

/// A formula of `N` values for one element of the result.
pub trait Formula<const N: usize> {
    /// The result for `inputs`, in every lane alike.
    fn at<L: Lanes>(&self, inputs: [L; N]) -> L;
}

/// to[i] = formula(inputs[0][i], inputs[1][i], …).
///
/// # Panics
/// When an input is shorter than `to`.
pub fn apply<L: Lanes, const N: usize>(formula: &impl Formula<N>, inputs: [&[f32]; N], to: &mut [f32]) {
    let inputs = inputs.map(|input| &input[..to.len()]);
    let whole = to.len() - to.len() % L::LANES;
    for i in (0..whole).step_by(L::LANES) {
        formula.at(inputs.map(|input| L::load(&input[i..]))).store(&mut to[i..]);
    }
    for i in whole..to.len() {
        to[i] = formula.at(inputs.map(|input| input[i]));
    }
}

/// to[i] = formula(to[i], inputs[0][i], …): as [`apply`], where the first value is the one replaced. `M` = N − 1.
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
    let whole = to.len() - to.len() % L::LANES;
    for i in (0..whole).step_by(L::LANES) {
        let now = L::load(&to[i..]);
        let values = std::array::from_fn(|k| if k == 0 { now } else { L::load(&inputs[k - 1][i..]) });
        formula.at(values).store(&mut to[i..]);
    }
    for i in whole..to.len() {
        let now = to[i];
        to[i] = formula.at(std::array::from_fn(|k| if k == 0 { now } else { inputs[k - 1][i] }));
    }
}

/// a + b.
pub struct Sum;

impl Formula<2> for Sum {
    #[inline(always)]
    fn at<L: Lanes>(&self, [a, b]: [L; 2]) -> L {
        a + b
    }
}

/// a + b · c.
pub struct AddProduct;

impl Formula<3> for AddProduct {
    #[inline(always)]
    fn at<L: Lanes>(&self, [a, b, c]: [L; 3]) -> L {
        a + b * c
    }
}

/// a · factor.
pub struct Scaled(pub f32);

impl Formula<1> for Scaled {
    #[inline(always)]
    fn at<L: Lanes>(&self, [a]: [L; 1]) -> L {
        a * L::splat(self.0)
    }
}
