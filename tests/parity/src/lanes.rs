//! The operations of `Lanes` and the elementary functions, compared lane by lane with one f32.

use initscope::kernels::lanes::Lanes;
use initscope::kernels::math;

use crate::comparison::Comparison;
use crate::inputs::{AWKWARD, sweep};

/// A function of two numbers for any kind of lanes.
trait Binary {
    const NAME: &'static str;
    fn of<L: Lanes>(a: L, b: L) -> L;
}

macro_rules! functions {
    ($($function:ident = $name:literal: |$a:ident, $b:ident| $result:expr;)*) => {
        $(
            struct $function;
            impl Binary for $function {
                const NAME: &'static str = $name;
                #[inline(always)]
                fn of<L: Lanes>($a: L, $b: L) -> L {
                    $result
                }
            }
        )*
    };
}

functions! {
    Plus = "a + b": |a, b| a + b;
    Minus = "a - b": |a, b| a - b;
    Times = "a * b": |a, b| a * b;
    Over = "a / b": |a, b| a / b;
    Copysign = "copysign(a, b)": |a, b| a.copysign(b);
    Less = "a < b ? a : b": |a, b| L::select(a.lt(b), a, b);
    Equal = "a == b ? a : -b": |a, b| L::select(a.eq(b), a, -b);
    Negative = "-a": |a, _b| -a;
    Least = "min(a, b)": |a, b| a.min(b);
    Magnitude = "|a|": |a, _b| a.abs();
    Root = "sqrt(a)": |a, _b| a.sqrt();
    Exp = "exp(a)": |a, _b| math::exp(a);
    Tanh = "tanh(a)": |a, _b| math::tanh(a);
    Ln = "ln(a)": |a, _b| math::ln(a);
    Sin = "sin(a)": |a, _b| math::sin_cos(a).0;
    Cos = "cos(a)": |a, _b| math::sin_cos(a).1;
    Sigmoid = "sigmoid(a)": |a, _b| math::sigmoid(a);
    ExpM1 = "exp_m1(a)": |a, _b| math::exp_m1(a);
    Ln1pExp = "ln_1p_exp(a)": |a, _b| math::ln_1p_exp(a);
    Erf = "erf(a)": |a, _b| math::erf(a);
    LowBits = "low_bits_as_exponent(a)": |a, _b| a.low_bits_as_exponent();
    Mantissa = "mantissa(a)": |a, _b| a.split_exponent().0;
    Exponent = "exponent(a)": |a, _b| a.split_exponent().1;
}

/// Compares `F` at the pairs (a[i], b[i]).
fn pairs<L: Lanes, F: Binary>(comparison: &mut Comparison, a: &[f32], b: &[f32]) {
    let mut got = vec![0.0; L::LANES];
    for (a, b) in a.chunks_exact(L::LANES).zip(b.chunks_exact(L::LANES)) {
        F::of(L::load(a), L::load(b)).store(&mut got);
        let expected: Vec<f32> = a.iter().zip(b).map(|(&a, &b)| F::of(a, b)).collect();
        comparison.same(|| format!("{} for a = {a:?}, b = {b:?}", F::NAME), &expected, &got);
    }
}

/// Compares every operation over the whole range of f32.
pub fn compare<L: Lanes>(comparison: &mut Comparison) {
    // Every awkward value with every other.
    let a = AWKWARD.repeat(AWKWARD.len());
    let b: Vec<f32> =
        (0..AWKWARD.len()).flat_map(|shift| AWKWARD.into_iter().cycle().skip(shift).take(AWKWARD.len())).collect();
    pairs::<L, Plus>(comparison, &a, &b);
    pairs::<L, Minus>(comparison, &a, &b);
    pairs::<L, Times>(comparison, &a, &b);
    pairs::<L, Over>(comparison, &a, &b);
    pairs::<L, Copysign>(comparison, &a, &b);
    pairs::<L, Least>(comparison, &a, &b);
    pairs::<L, Less>(comparison, &a, &b);
    pairs::<L, Equal>(comparison, &a, &b);

    let all = sweep();
    pairs::<L, Negative>(comparison, &all, &all);
    pairs::<L, Magnitude>(comparison, &all, &all);
    pairs::<L, Root>(comparison, &all, &all);
    let all = [AWKWARD.as_slice(), &all].concat();
    pairs::<L, Exp>(comparison, &all, &all);
    pairs::<L, Tanh>(comparison, &all, &all);
    pairs::<L, Ln>(comparison, &all, &all);
    pairs::<L, Sin>(comparison, &all, &all);
    pairs::<L, Cos>(comparison, &all, &all);
    pairs::<L, Sigmoid>(comparison, &all, &all);
    pairs::<L, ExpM1>(comparison, &all, &all);
    pairs::<L, Ln1pExp>(comparison, &all, &all);
    pairs::<L, Erf>(comparison, &all, &all);

    pairs::<L, LowBits>(comparison, &all, &all);

    // Both are specified for these inputs only.
    let normal: Vec<f32> = all.into_iter().filter(|x| x.is_normal() && *x > 0.0).collect();
    pairs::<L, Mantissa>(comparison, &normal, &normal);
    pairs::<L, Exponent>(comparison, &normal, &normal);
}
