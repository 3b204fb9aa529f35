//! Histograms on a given range, and mean and standard deviation.

/// How many bins every histogram has.
pub const BINS: usize = 64;

/// How many values fell where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Values per bin, of equal width from one end of the range to the other; both ends are inside.
    pub bins: [u32; BINS],
    /// Finite values below and above the range.
    pub outside: [u32; 2],
    /// NaNs, and infinities of either sign.
    pub nonfinite: [u32; 2],
}

impl Counts {
    /// Counts `values` from `from` to `to`; an empty range counts nothing inside.
    pub fn of(values: &[f32], [from, to]: [f32; 2]) -> Self {
        let mut counts = Self { bins: [0; BINS], outside: [0; 2], nonfinite: [0; 2] };
        let bins_per_unit = BINS as f32 / (to - from);
        for &value in values {
            if value >= from && value <= to {
                let bin = ((value - from) * bins_per_unit) as usize;
                counts.bins[bin.min(BINS - 1)] += 1;
            } else if value.is_nan() {
                counts.nonfinite[0] += 1;
            } else if value.is_infinite() {
                counts.nonfinite[1] += 1;
            } else {
                counts.outside[usize::from(value > to)] += 1;
            }
        }
        counts
    }
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
    /// Of all `values`, summed in f64.
    pub fn of(values: &[f32]) -> Self {
        let n = values.len() as f64;
        let (mut sum, mut squares) = (0.0, 0.0);
        for &value in values {
            let value = f64::from(value);
            sum += value;
            squares += value * value;
        }
        let mean = sum / n;
        let variance = (squares - n * mean * mean) / (n - 1.0);
        // Rounding can leave a constant's variance just below zero.
        let variance = if variance < 0.0 { 0.0 } else { variance };
        Self { mean: mean as f32, std: variance.sqrt() as f32 }
    }
}

/// How many standard deviations of the widest row a shared axis reaches to each side.
const AXIS_DEVIATIONS: f32 = 4.0;

/// One axis, −r to r, on which rows with these root mean squares can be compared: r is 4 times the largest finite one.
/// Where none is positive, r = 1.
pub fn common_range(sizes: impl Iterator<Item = f32>) -> [f32; 2] {
    let largest = sizes.filter(|size| size.is_finite()).fold(0.0, f32::max);
    let reach = AXIS_DEVIATIONS * largest;
    // A reach so small that its bins would overflow their scale shows nothing of use either.
    let reach = if reach.is_finite() && reach > 1e-30 { reach } else { 1.0 };
    [-reach, reach]
}
