//! A learning rate that is constant between the steps at which it changes.

use std::fmt;
use std::iter::once;
use std::str::FromStr;

use serde::Serialize;

use super::number;
use crate::error::Error;

/// The last step that a link may name.
pub const MAX_LINK_STEP: u64 = 10_000_000;

/// The largest number of steps that a run can be asked for. Beyond [`MAX_LINK_STEP`] no link can name its step.
pub const MAX_RUN_STEPS: u64 = 1_000_000_000;

/// The largest number of changes of the learning rate.
pub const MAX_RATE_CHANGES: usize = 64;

/// Learning rates over the steps of a run.
///
/// ```
/// use initscope::config::Schedule;
///
/// let mut schedule: Schedule = "0.1,100000:0.01".parse()?;
/// assert_eq!((schedule.rate(99_999), schedule.rate(100_000)), (0.1, 0.01));
/// schedule.set_from(500, 0.05)?;
/// assert_eq!(schedule.to_string(), "0.1,500:0.05,100000:0.01");
/// # Ok::<(), initscope::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Schedule {
    /// The rate from step 0 on.
    pub initial: f64,
    /// (step, rate from that step on), in the order of the steps.
    pub changes: Vec<(u64, f64)>,
}

impl Schedule {
    /// One rate for all steps.
    pub fn constant(rate: f64) -> Self {
        Self { initial: rate, changes: Vec::new() }
    }

    /// The rate of the update that ends `step`.
    pub fn rate(&self, step: u64) -> f64 {
        let passed = self.changes.partition_point(|&(from, _)| from <= step);
        if passed == 0 { self.initial } else { self.changes[passed - 1].1 }
    }

    /// The rates in the order of their steps.
    pub(super) fn rates(&self) -> impl Iterator<Item = f64> {
        once(self.initial).chain(self.changes.iter().map(|&(_, rate)| rate))
    }

    /// Sets the rate from `step` on, up to the next change that was planned before.
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
    /// [`MAX_RATE_CHANGES`] of them.
    fn from_str(text: &str) -> Result<Self, Error> {
        let error = || Error::new("lr", "learning rates such as 0.1 or 0.1,100000:0.01, steps rising", text);
        let mut parts = text.split(',');
        let initial = parts.next().and_then(number::parse);
        let mut schedule = Self::constant(initial.ok_or_else(error)?);
        for part in parts {
            let (step, rate) = part.split_once(':').ok_or_else(error)?;
            let step = number::parse_whole(step).map(u64::from);
            let step = step.filter(|step| (1..=MAX_LINK_STEP).contains(step)).ok_or_else(error)?;
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
        self.changes.iter().try_for_each(|&(step, rate)| write!(f, ",{step}:{}", number::print(rate)))
    }
}
