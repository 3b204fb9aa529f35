//! A learning rate that is constant between the steps at which it changes, or decays by a half cosine.

use std::fmt;
use std::iter::once;
use std::str::FromStr;

use serde::Serialize;

use super::number;
use crate::error::Error;
use crate::kernels::math;

/// The last step that a link may name.
pub const MAX_LINK_STEP: u64 = 10_000_000;

/// The largest number of steps that a run can be asked for. Beyond [`MAX_LINK_STEP`] no link can name its step.
pub const MAX_RUN_STEPS: u64 = 1_000_000_000;

/// The largest number of changes of the learning rate.
pub const MAX_RATE_CHANGES: usize = 64;

/// Learning rates over the steps of a run: base rates, each from a step on, and a half cosine by which all are multiplied.
///
/// ```
/// use initscope::config::Schedule;
///
/// let mut schedule: Schedule = "0.1,100000:0.01".parse()?;
/// assert_eq!((schedule.rate(99_999), schedule.rate(100_000)), (0.1, 0.01));
/// schedule.set_from(500, 0.05)?;
/// assert_eq!(schedule.to_string(), "0.1,500:0.05,100000:0.01");
///
/// let decaying: Schedule = "0.1,cosine:20000".parse()?;
/// assert_eq!((decaying.base(10_000), decaying.rate(10_000), decaying.rate(20_000)), (0.1, 0.05, 0.0));
/// # Ok::<(), initscope::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Schedule {
    /// The rate from step 0 on.
    pub initial: f64,
    /// (step, rate from that step on), in the order of the steps.
    pub changes: Vec<(u64, f64)>,
    /// The step at which the rate has decayed to 0, where it does: all rates are times ½(1 + cos(π · step / this)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cosine: Option<u64>,
}

impl Schedule {
    /// One rate for all steps.
    pub fn constant(rate: f64) -> Self {
        Self { initial: rate, changes: Vec::new(), cosine: None }
    }

    /// The rate of the update that ends `step`, but for a [warmup](super::Config::warmup): the base rate, times the half
    /// cosine.
    pub fn rate(&self, step: u64) -> f64 {
        let base = self.base(step);
        match self.cosine {
            None => base,
            Some(end) if step >= end => 0.0,
            Some(end) => {
                let (_, cosine) = math::sin_cos_f64(std::f64::consts::PI * step as f64 / end as f64);
                base * (0.5 * (1.0 + cosine))
            }
        }
    }

    /// The base rate of `step`: the one that was set last, without the cosine.
    pub fn base(&self, step: u64) -> f64 {
        let passed = self.changes.partition_point(|&(from, _)| from <= step);
        if passed == 0 { self.initial } else { self.changes[passed - 1].1 }
    }

    /// The base rates in the order of their steps.
    pub(super) fn rates(&self) -> impl Iterator<Item = f64> {
        once(self.initial).chain(self.changes.iter().map(|&(_, rate)| rate))
    }

    /// Sets the base rate from `step` on, up to the next change that was planned before.
    ///
    /// # Errors
    /// When there would be more than [`MAX_RATE_CHANGES`] changes, or the step is beyond [`MAX_LINK_STEP`].
    pub fn set_from(&mut self, step: u64, rate: f64) -> Result<(), Error> {
        if step == 0 {
            self.initial = rate;
            return Ok(());
        }
        if step > MAX_LINK_STEP {
            let expected = format!("a change at step {MAX_LINK_STEP} or before");
            return Err(Error::new("lr", expected, format!("one at step {step}")));
        }
        match self.changes.binary_search_by_key(&step, |&(from, _)| from) {
            Ok(at) => self.changes[at].1 = rate,
            Err(_) if self.changes.len() == MAX_RATE_CHANGES => {
                return Err(Error::new("lr", format!("at most {MAX_RATE_CHANGES} changes"), "one more"));
            }
            Err(at) => self.changes.insert(at, (step, rate)),
        }
        Ok(())
    }
}

impl FromStr for Schedule {
    type Err = Error;

    /// Reads `0.1` or `0.1,100000:0.01,150000:0.001`: steps from 1 to [`MAX_LINK_STEP`] in rising order, at most
    /// [`MAX_RATE_CHANGES`] of them; then `cosine:20000` where the rate decays, to a step in the same range.
    fn from_str(text: &str) -> Result<Self, Error> {
        let error = || Error::new("lr", "learning rates such as 0.1 or 0.1,100000:0.01, steps rising", text);
        let step_of = |step: &str| {
            let step = number::parse_whole(step).map(u64::from);
            step.filter(|step| (1..=MAX_LINK_STEP).contains(step)).ok_or_else(error)
        };
        let (rates, cosine) = match text.split_once(",cosine:") {
            Some((rates, end)) => (rates, Some(step_of(end)?)),
            None => (text, None),
        };
        let mut parts = rates.split(',');
        let initial = parts.next().and_then(number::parse);
        let mut schedule = Self { cosine, ..Self::constant(initial.ok_or_else(error)?) };
        for part in parts {
            let (step, rate) = part.split_once(':').ok_or_else(error)?;
            let step = step_of(step)?;
            let rising = schedule.changes.last().is_none_or(|&(last, _)| last < step);
            if !rising || schedule.changes.len() == MAX_RATE_CHANGES {
                return Err(error());
            }
            schedule.changes.push((step, number::parse(rate).ok_or_else(error)?));
        }
        Ok(schedule)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&number::print(self.initial))?;
        self.changes.iter().try_for_each(|&(step, rate)| write!(f, ",{step}:{}", number::print(rate)))?;
        self.cosine.map_or(Ok(()), |end| write!(f, ",cosine:{end}"))
    }
}
