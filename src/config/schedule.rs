//! A learning rate that is constant between steps at which it changes.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The last step that a link may name.
pub const MOST_STEPS: u64 = 10_000_000;

/// How often the rate may change.
pub const MOST_CHANGES: usize = 64;

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
    /// When there would be more than [`MOST_CHANGES`] changes or the step is beyond [`MOST_STEPS`].
    pub fn set_from(&mut self, step: u64, rate: f64) -> Result<(), Error> {
        if step == 0 {
            self.initial = rate;
            return Ok(());
        }
        if step > MOST_STEPS {
            return Err(Error::new("lr", format!("a change by step {MOST_STEPS}"), format!("one at step {step}")));
        }
        match self.changes.binary_search_by_key(&step, |&(from, _)| from) {
            Ok(at) => self.changes[at].1 = rate,
            Err(_) if self.changes.len() == MOST_CHANGES => {
                return Err(Error::new("lr", format!("at most {MOST_CHANGES} changes"), "one more"));
            }
            Err(at) => self.changes.insert(at, (step, rate)),
        }
        Ok(())
    }
}
