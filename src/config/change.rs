//! Changes of a run at later steps: of the minibatches and of how the norms compute. The learning rate has its own changes.

use serde::Serialize;

use super::{Config, FieldName, MAX_LINK_STEP, Variance, number};
use crate::error::Error;

/// The largest number of steps with a change.
pub const MAX_CHANGES: usize = 8;

/// New values of some fields from a step on, until a later change; a field that is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Change {
    /// The first step with these values.
    pub step: u64,
    /// B, examples in a minibatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<usize>,
    /// Momentum of the running statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub momentum: Option<f64>,
    /// ε of the norms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eps: Option<f64>,
    /// The variance that batch norm normalizes with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variance: Option<Variance>,
    /// The seed of a new generator, which draws the minibatches from here on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

impl Change {
    /// Sets the changed fields of a Config. Its seed is then that of the minibatches alone.
    pub fn apply(&self, config: &mut Config) {
        config.batch = self.batch.unwrap_or(config.batch);
        config.momentum = self.momentum.unwrap_or(config.momentum);
        config.eps = self.eps.unwrap_or(config.eps);
        config.variance = self.variance.unwrap_or(config.variance);
        config.seed = self.seed.unwrap_or(config.seed);
    }

    /// What changes by this change or else by the other one.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            step: self.step,
            batch: self.batch.or(other.batch),
            momentum: self.momentum.or(other.momentum),
            eps: self.eps.or(other.eps),
            variance: self.variance.or(other.variance),
            seed: self.seed.or(other.seed),
        }
    }

    /// What changes by this change and not by the other one.
    pub(super) fn without(self, other: &Self) -> Self {
        Self {
            step: self.step,
            batch: self.batch.filter(|_| other.batch.is_none()),
            momentum: self.momentum.filter(|_| other.momentum.is_none()),
            eps: self.eps.filter(|_| other.eps.is_none()),
            variance: self.variance.filter(|_| other.variance.is_none()),
            seed: self.seed.filter(|_| other.seed.is_none()),
        }
    }

    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self { step: self.step, ..Self::default() }
    }

    /// The fields that may change, in the order in which they are printed, and whether each does.
    pub(super) fn fields(&self) -> [(FieldName, bool); 5] {
        [
            (FieldName::Batch, self.batch.is_some()),
            (FieldName::Momentum, self.momentum.is_some()),
            (FieldName::Eps, self.eps.is_some()),
            (FieldName::Variance, self.variance.is_some()),
            (FieldName::Seed, self.seed.is_some()),
        ]
    }

    /// Sets a field from its text form, once.
    pub(super) fn set(&mut self, key: &str, text: &str) -> Result<(), Error> {
        let unset = self.fields().into_iter().find(|&(field, changes)| field.key() == key && !changes);
        let Some((field, _)) = unset else {
            let keys = self.fields().map(|(field, _)| field.key()).join(", ");
            return Err(Error::new("then", format!("one of {keys}, each once"), key));
        };
        let mut config = Config::default();
        config
            .set(field, text)
            .map_err(|Error { expected, got, .. }| Error::new("then", format!("for {key} {expected}"), got))?;
        match field {
            FieldName::Batch => self.batch = Some(config.batch),
            FieldName::Momentum => self.momentum = Some(config.momentum),
            FieldName::Eps => self.eps = Some(config.eps),
            FieldName::Variance => self.variance = Some(config.variance),
            FieldName::Seed => self.seed = Some(config.seed),
            _ => debug_assert!(false, "{key} is not one of `fields`"),
        }
        Ok(())
    }
}

/// Changes from their text form: `none`, or `2000:batch=64;momentum=0.1,5000:seed=7`.
pub(super) fn parse(text: &str) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    if text != "none" {
        for part in text.split(',') {
            let min = changes.last().map_or(1, |last: &Change| last.step + 1);
            match part.split_once(':') {
                Some((step, pairs)) if changes.len() < MAX_CHANGES => changes.push(change(step, min, pairs, text)?),
                _ => return Err(malformed(text)),
            }
        }
    }
    Ok(changes)
}

/// A change at a step that is at least `min`; `text` is the whole list.
fn change(step: &str, min: u64, pairs: &str, text: &str) -> Result<Change, Error> {
    let step = number::parse_whole(step).map_or(0, u64::from);
    if !(min..=MAX_LINK_STEP).contains(&step) {
        return Err(malformed(text));
    }
    let mut change = Change { step, ..Change::default() };
    for pair in pairs.split(';') {
        match pair.split_once('=') {
            Some((field, value)) => change.set(field, value)?,
            None => return Err(malformed(text)),
        }
    }
    Ok(change)
}

#[cold]
#[inline(never)]
fn malformed(text: &str) -> Error {
    let example = "2000:batch=64;momentum=0.1,5000:seed=7";
    let expected =
        format!("none, or at most {MAX_CHANGES} changes such as {example}, steps rising from 1 to {MAX_LINK_STEP}");
    Error::new("then", expected, text)
}

/// The text form, which [`parse`] reads back.
pub(super) fn print(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "none".into();
    }
    let print = |change: &Change| {
        let mut config = Config::default();
        change.apply(&mut config);
        let fields = change.fields().into_iter().filter(|(_, changes)| *changes);
        let pairs: Vec<String> = fields.map(|(field, _)| format!("{}={}", field.key(), config.print(field))).collect();
        format!("{}:{}", change.step, pairs.join(";"))
    };
    changes.iter().map(print).collect::<Vec<_>>().join(",")
}
