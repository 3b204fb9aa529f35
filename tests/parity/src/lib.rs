//! Compares every kernel, for every kind of lanes, bit for bit with a plain loop over single numbers.
//!
//! Compiled to wasm, it compares portable and simd128 lanes, for `tests/js/parity.test.js`; natively, the portable
//! ones.

mod comparison;
mod inputs;
mod kernels;
mod lanes;

pub use comparison::Comparison;
use initscope::kernels::lanes::Lanes;
use initscope::kernels::pair::Pair;
use initscope::kernels::{Wide, scalar};

fn compare_backend<L: Lanes>(backend: &str) -> Comparison {
    let mut comparison = Comparison::new(backend);
    lanes::compare::<L>(&mut comparison);
    kernels::compare::<L>(&mut comparison);
    comparison
}

/// One comparison for each kind of lanes that this target has.
pub fn compare_all() -> Vec<Comparison> {
    let mut all = vec![compare_backend::<f32>("scalar"), compare_backend::<scalar::F32x4>("portable")];
    #[cfg(target_arch = "wasm32")]
    all.push(compare_backend::<initscope::kernels::simd128::F32x4>("simd128"));
    let mut pairs = Comparison::new("pairs");
    lanes::compare::<Pair<Wide>>(&mut pairs);
    all.extend([pairs, kernels::compare_widest()]);
    all
}

#[cfg(target_arch = "wasm32")]
mod exported {
    use wasm_bindgen::prelude::*;

    /// The result of comparing one kind of lanes.
    #[wasm_bindgen(getter_with_clone)]
    pub struct Outcome {
        /// What was compared.
        pub backend: String,
        /// How many numbers.
        pub compared: u32,
        /// The first differences, as text.
        pub mismatches: Vec<String>,
    }

    /// Compares every kind of lanes.
    #[wasm_bindgen]
    pub fn compare() -> Vec<Outcome> {
        let outcomes = super::compare_all().into_iter().map(|comparison| Outcome {
            backend: comparison.backend,
            compared: comparison.compared,
            mismatches: comparison.mismatches,
        });
        outcomes.collect()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_kind_of_lanes_matches_a_plain_loop_bit_for_bit() {
        for comparison in super::compare_all() {
            assert_eq!(comparison.mismatches, [""; 0], "{}", comparison.backend);
            assert!(comparison.compared > 40_000, "{}: only {}", comparison.backend, comparison.compared);
        }
    }
}
