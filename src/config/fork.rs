//! The settings that a run can change on its way: which hold at a step, and a run that branches off another one.

use serde::Serialize;

use super::{Change, Config, FieldName, Variance};
use crate::error::Errors;

/// What a run trains with at a step, by the keys of links.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChangeableSettings {
    /// The base rate: the one that was set last, without the schedule's cosine and warmup.
    #[serde(rename = "lr")]
    pub learning_rate: f64,
    /// B.
    pub batch: usize,
    /// Momentum of the running statistics.
    pub momentum: f64,
    /// ε of the norms.
    pub eps: f64,
    /// Which variance batch norm normalizes with.
    pub variance: Variance,
    /// Seed of the minibatches.
    pub seed: u32,
}

impl Config {
    /// The settings that hold at a step.
    pub fn settings_at(&self, step: u64) -> ChangeableSettings {
        let Self { batch, momentum, eps, variance, seed, .. } = self.in_force(step);
        ChangeableSettings { learning_rate: self.learning_rate.base(step), batch, momentum, eps, variance, seed }
    }

    /// The settings that change after a step.
    pub fn settings_after(&self, step: u64) -> Vec<FieldName> {
        let rate_changes = self.learning_rate.changes.last().is_some_and(|&(last, _)| last > step);
        let later = self.changes.iter().filter(|change| change.step > step);
        let changes = later.fold(Change::default(), |all, change| all.or(*change)).fields();
        let changes = changes.into_iter().filter_map(|(field, changes)| changes.then_some(field));
        rate_changes.then_some(FieldName::LearningRate).into_iter().chain(changes).collect()
    }

    /// The Config of a run that is this one up to `step`, and has other settings from there on, given by their texts in
    /// links. They hold to the end: later changes of the same settings are dropped, and all others stay. At step 0 the Config
    /// itself changes, and a seed is then the network's too.
    ///
    /// # Errors
    /// Every wrong setting, by its field; or more changes than a link can have.
    pub fn forked(&self, step: u64, settings: &[(FieldName, String)]) -> Result<Self, Errors> {
        let (mut fork, mut at_step) = (self.clone(), self.in_force(step));
        let mut change = Change { step, ..Change::default() };
        let mut errors = Errors::default();
        for &(field, ref text) in settings {
            errors.extend(if field == FieldName::LearningRate {
                let rate = field.field().number(text);
                fork.learning_rate.changes.retain(|&(from, _)| from < step);
                rate.and_then(|rate| fork.learning_rate.set_from(step, rate)).err()
            } else {
                at_step.set(field, text).and_then(|()| change.set(field.key(), text)).err()
            });
        }
        errors.extend(at_step.conflicts());
        errors.into_result(())?;

        for later in fork.changes.iter_mut().filter(|later| later.step >= step) {
            *later = later.without(&change);
        }
        fork.changes.retain(|change| !change.is_empty());
        if step == 0 {
            change.apply(&mut fork);
        } else if !change.is_empty() {
            match fork.changes.binary_search_by_key(&step, |change| change.step) {
                Ok(at) => fork.changes[at] = change.or(fork.changes[at]),
                Err(at) => fork.changes.insert(at, change),
            }
        }
        fork.validate()?;
        Ok(fork)
    }
}
