//! A value over the steps of a run, in fixed memory for any length: when it is full, neighboring points are merged in pairs.
//! Each point keeps minimum, mean and maximum, so that no spike is lost.

/// The largest number of points of a history.
pub const POINTS: usize = 512;

/// A value over the steps.
#[derive(Debug, Clone)]
pub struct History {
    /// Steps between two values.
    interval: u64,
    /// The number of values that a point stands for.
    values_per_point: u64,
    first: f32,
    points: Vec<Point>,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    min: f32,
    max: f32,
    sum: f64,
    finite: u32,
    nonfinite: u32,
}

impl Point {
    const EMPTY: Self = Self { min: f32::INFINITY, max: f32::NEG_INFINITY, sum: 0.0, finite: 0, nonfinite: 0 };

    fn of(value: f32) -> Self {
        if value.is_finite() {
            Self { min: value, max: value, sum: f64::from(value), finite: 1, nonfinite: 0 }
        } else {
            Self { nonfinite: 1, ..Self::EMPTY }
        }
    }

    fn merged(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            sum: self.sum + other.sum,
            finite: self.finite + other.finite,
            nonfinite: self.nonfinite + other.nonfinite,
        }
    }

    fn values(self) -> u64 {
        u64::from(self.finite) + u64::from(self.nonfinite)
    }
}

impl History {
    /// For a value that is added every `interval` steps, from step 0 on.
    pub fn new(interval: u64) -> Self {
        Self { interval, values_per_point: 1, first: f32::NAN, points: Vec::with_capacity(POINTS) }
    }

    /// Adds the next value. One that is not finite is counted, and left out of mean and extremes.
    pub fn push(&mut self, value: f32) {
        match self.points.last_mut() {
            None => self.first = value,
            Some(last) if last.values() < self.values_per_point => {
                *last = last.merged(Point::of(value));
                return;
            }
            Some(_) => {}
        }
        if self.points.len() == POINTS {
            for i in 0..POINTS / 2 {
                self.points[i] = self.points[2 * i].merged(self.points[2 * i + 1]);
            }
            self.points.truncate(POINTS / 2);
            self.values_per_point *= 2;
        }
        self.points.push(Point::of(value));
    }

    /// The mean over the last points that stand for at least `values` values; NaN while there are fewer.
    pub fn recent(&self, values: u64) -> f32 {
        let (mut taken, mut sum, mut finite) = (0, 0.0, 0);
        for point in self.points.iter().rev() {
            taken += point.values();
            sum += point.sum;
            finite += point.finite;
            if taken >= values {
                return (sum / f64::from(finite)) as f32;
            }
        }
        f32::NAN
    }

    /// The value at step 0; NaN while there is none.
    pub fn first(&self) -> f32 {
        self.first
    }

    /// The number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// The bytes that its points take.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.points)
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Steps per point: point i stands for the values of steps i · stride to (i + 1) · stride − 1.
    pub fn stride(&self) -> u64 {
        self.interval * self.values_per_point
    }

    /// Smallest, mean and largest finite value of point `i`, NaN where none was finite, and the number that were not finite.
    pub fn point(&self, i: usize) -> ([f32; 3], u32) {
        let point = self.points[i];
        let summary = match point.finite {
            0 => [f32::NAN; 3],
            n => [point.min, (point.sum / f64::from(n)) as f32, point.max],
        };
        (summary, point.nonfinite)
    }
}

/// How fast the window of a [`Smoothed`] grows: it spans about 2/(η + 1) of the values so far.
const ETA: u32 = 5;

/// The least weight of the newest value: the window ends growing at about 2/0.01 values.
const MIN_WEIGHT: f64 = 0.01;

/// An average over the steps that follows a steep fall at the start of a run: polynomial-decay averaging (Shamir and Zhang
/// 2013, arXiv:1212.1824) with η = 5, whose window grows with the run. From the 595th value on it is an exponential moving
/// average that keeps 0.99 of itself at each step. (That alone lags while the loss falls fast, since the first losses weigh as
/// much as the latest.)
#[derive(Debug, Clone, Copy, Default)]
pub struct Smoothed {
    average: f64,
    /// The number of finite values so far; no longer exact once it has no effect.
    count: u32,
}

impl Smoothed {
    /// Adds the next step's value and returns the average; a value that is not finite leaves the average as it is and returns
    /// NaN.
    pub fn push(&mut self, value: f32) -> f32 {
        if !value.is_finite() {
            return f32::NAN;
        }
        self.count = self.count.saturating_add(1);
        let weight = MIN_WEIGHT.max(f64::from(ETA + 1) / (f64::from(self.count) + f64::from(ETA)));
        self.average += weight * (f64::from(value) - self.average);
        self.value()
    }

    /// The average of all values so far; NaN while there is none.
    pub fn value(&self) -> f32 {
        if self.count == 0 { f32::NAN } else { self.average as f32 }
    }
}
