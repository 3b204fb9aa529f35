//! Histograms on a given range, and mean and standard deviation.

use crate::kernels::lanes::Lanes;
use crate::kernels::{Wide, math};

/// The number of bins of every histogram.
pub const BINS: usize = 64;

/// The counts of a histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Values per bin; bins are of equal width, and both ends of the range are inside.
    pub bins: [u32; BINS],
    /// Finite values below and above the range.
    pub outside: [u32; 2],
    /// NaNs, and infinities of either sign.
    pub nonfinite: [u32; 2],
}

impl Counts {
    /// Counts `values` from `from` to `to`; an empty range counts nothing inside.
    pub fn of(values: &[f32], range: [f32; 2]) -> Self {
        let mut counts = Self { bins: [0; BINS], outside: [0; 2], nonfinite: [0; 2] };
        let whole = values.len() - values.len() % Wide::LANES;
        if !counts.add_finite::<Wide>(&values[..whole], range) {
            values[..whole].iter().for_each(|value| counts.add(*value, range));
        }
        values[whole..].iter().for_each(|value| counts.add(*value, range));
        counts
    }

    fn add(&mut self, value: f32, [from, to]: [f32; 2]) {
        if value >= from && value <= to {
            let bin = ((value - from) * bins_per_unit([from, to])) as usize;
            self.bins[bin.min(BINS - 1)] += 1;
        } else if value.is_nan() {
            self.nonfinite[0] += 1;
        } else if value.is_infinite() {
            self.nonfinite[1] += 1;
        } else {
            self.outside[usize::from(value > to)] += 1;
        }
    }

    /// Adds whole vectors of values as [`add`](Self::add) does. Where one is not finite, adds nothing and returns false.
    fn add_finite<L: Lanes>(&mut self, values: &[f32], [from, to]: [f32; 2]) -> bool {
        /// Below and above the range.
        const OUTSIDE: [usize; 2] = [BINS, BINS + 1];
        /// Adding 2²³ to a whole number leaves it in the lowest bits.
        const WHOLE: f32 = 8_388_608.0;
        const SLOTS: usize = 128;
        // A table for each lane: successive values are mostly in one bin, and would wait for each other's count.
        let mut tables = [[0_u32; SLOTS]; 4];
        let (zero, one, last) = (L::splat(0.0), L::splat(1.0), L::splat((BINS - 1) as f32));
        let [below, above] = OUTSIDE.map(|slot| L::splat(slot as f32));
        let scale = bins_per_unit([from, to]);
        if !(scale > 0.0 && scale.is_finite()) {
            return false;
        }
        let (low, high, scale) = (L::splat(from), L::splat(to), L::splat(scale));
        let mut not_finite = zero;
        let mut slots = [0.0; 4];
        for value in L::arrays(values).iter().map(L::of) {
            // 0 as long as every value is finite.
            not_finite = not_finite + value * zero;
            let position = ((value - low) * scale).min(last);
            let nearest = math::round(position);
            let bin = nearest - L::select(position.lt(nearest), one, zero);
            let slot = L::select(value.lt(low), below, L::select(high.lt(value), above, bin));
            (slot + L::splat(WHOLE)).store(&mut slots);
            for (table, slot) in tables.iter_mut().zip(&slots[..L::LANES]) {
                table[slot.to_bits() as usize % SLOTS] += 1;
            }
        }
        not_finite.store(&mut slots);
        if slots[..L::LANES].iter().any(|sum| *sum != 0.0) {
            return false;
        }
        for table in tables {
            self.bins.iter_mut().zip(table).for_each(|(bin, count)| *bin += count);
            self.outside.iter_mut().zip(&table[BINS..]).for_each(|(outside, count)| *outside += count);
        }
        true
    }
}

fn bins_per_unit([from, to]: [f32; 2]) -> f32 {
    BINS as f32 / (to - from)
}

/// Mean and unbiased standard deviation; NaN where a value is not finite, and the deviation also of fewer than two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Σx / n.
    pub mean: f32,
    /// √(Σ(x − mean)² / (n − 1)).
    pub std: f32,
}

impl Moments {
    /// Of `values`.
    pub fn of(values: &[f32]) -> Self {
        let mut sums = Sums::default();
        sums.add(values);
        sums.moments()
    }
}

/// The number of interleaved sums, which don't wait for each other.
const SUMS: usize = 8;

/// Σx and Σx² in f64 of values that come a piece at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sums {
    sums: [f64; SUMS],
    squares: [f64; SUMS],
    count: usize,
}

impl Sums {
    /// Adds more values.
    pub fn add(&mut self, values: &[f32]) {
        let Self { sums, squares, count } = self;
        *count += values.len();
        let mut add = |values: [f32; SUMS]| {
            for ((sum, square), value) in sums.iter_mut().zip(&mut *squares).zip(values.map(f64::from)) {
                *sum += value;
                *square += value * value;
            }
        };
        let (blocks, rest) = values.as_chunks();
        blocks.iter().for_each(|block| add(*block));
        let mut last = [0.0; SUMS];
        last[..rest.len()].copy_from_slice(rest);
        add(last);
    }

    /// Mean and standard deviation of all values added.
    pub fn moments(&self) -> Moments {
        let n = self.count as f64;
        let [sum, squares] = [self.sums, self.squares].map(|sums| sums.iter().sum::<f64>());
        let mean = sum / n;
        let variance = (squares - n * mean * mean) / (n - 1.0);
        // Rounding can leave a constant's variance just below zero.
        let variance = if variance < 0.0 { 0.0 } else { variance };
        Moments { mean: mean as f32, std: variance.sqrt() as f32 }
    }
}

/// How far a common axis reaches to each side, in sizes of the widest row.
const AXIS_SIZES: f32 = 4.0;

/// The common axis, −r to r, of rows of these sizes, each a std or |mean| + std: r is 4 times the largest finite size, or 1
/// where that overflows or is at most 10⁻³⁰.
pub fn common_range(sizes: impl Iterator<Item = f32>) -> [f32; 2] {
    let largest = sizes.filter(|size| size.is_finite()).fold(0.0, f32::max);
    let reach = AXIS_SIZES * largest;
    // With a smaller reach, the bins' scale would overflow.
    let reach = if reach.is_finite() && reach > 1e-30 { reach } else { 1.0 };
    [-reach, reach]
}
