//! A learning rate that is constant between steps at which it changes.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The last step that a link may name.
pub const MAX_STEPS: u64 = 10_000_000;

/// The largest number of steps that a run can be asked for. Beyond [`MAX_STEPS`] no link can name its step.
pub const MAX_RUN_STEPS: u64 = 1_000_000_000;

/// The largest number of changes of the learning rate.
pub const MAX_RATE_CHANGES: usize = 64;

/// Learning rates over the steps of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// The rate from step 0 on.
    pub initial: f64,
    /// (step, rate from that step on), in the order of the steps.
    pub changes: Vec<(u64, f64)>,
}

impl Schedule {
    /// One rate for ever.
    pub fn constant(rate: f64) -> Self {
        Self { initial: rate, changes: Vec::new() }
    }

    /// The rate of the update that ends `step`.
    pub fn rate(&self, step: u64) -> f64 {
        let passed = self.changes.partition_point(|&(from, _)| from <= step);
        if passed == 0 { self.initial } else { self.changes[passed - 1].1 }
    }

    /// Sets the rate from `step` on, until the next change that was planned before.
    ///
    /// # Errors
    /// When there would be more than [`MAX_RATE_CHANGES`] changes or the step is beyond [`MAX_STEPS`].
    pub fn set_from(&mut self, step: u64, rate: f64) -> Result<(), Error> {
        if step == 0 {
            self.initial = rate;
            return Ok(());
        }
        if step > MAX_STEPS {
            return Err(Error::new("lr", format!("a change by step {MAX_STEPS}"), format!("one at step {step}")));
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
