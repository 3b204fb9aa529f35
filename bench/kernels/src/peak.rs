//! The rate of multiply-adds on four lanes when nothing but registers is touched: what no kernel can exceed.

use std::arch::wasm32::{f32x4, f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat};
use std::array::from_fn;

/// Multiply-adds in one round of one accumulator.
const LANES: u32 = 4;

/// `rounds` times every accumulator times `factor` plus `addend`. No accumulator waits for another, and the sum of all
/// is returned, so none can be left out.
#[inline(always)]
fn peak<const ACCUMULATORS: usize>(rounds: u32, factor: f32, addend: f32) -> f32 {
    let (factor, addend) = (f32x4_splat(factor), f32x4_splat(addend));
    let mut sums = from_fn::<_, ACCUMULATORS, _>(|i| f32x4_add(f32x4_splat(i as f32), f32x4(0.1, 0.2, 0.3, 0.4)));
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = f32x4_add(f32x4_mul(*sum, factor), addend);
        }
    }
    let total = sums.into_iter().fold(f32x4_splat(0.0), |total, sum| f32x4_add(total, sum));
    f32x4_extract_lane::<0>(total) + f32x4_extract_lane::<3>(total)
}

macro_rules! variants {
    ($($name:ident: $accumulators:literal),*) => {
        $(#[unsafe(no_mangle)]
        extern "C" fn $name(rounds: u32, factor: f32, addend: f32) -> f32 {
            peak::<$accumulators>(rounds, factor, addend)
        })*

        /// Multiply-adds in one round of the variant with that many accumulators.
        #[unsafe(no_mangle)]
        extern "C" fn peak_work(accumulators: u32) -> u32 {
            accumulators * LANES
        }
    };
}
variants!(peak_8: 8, peak_9: 9, peak_10: 10, peak_11: 11, peak_12: 12, peak_13: 13, peak_14: 14);
