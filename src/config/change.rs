//! Changes of how a run trains from a step on, of all that is no part of the network and no learning rate; `lr` has its own.

use serde::Serialize;

use super::{Config, MOST_STEPS, Variance, number};
use crate::error::Error;

/// How many steps may have a change.
pub const MOST_THEN: usize = 8;

/// The fields that may change, in the order in which they are printed.
const FIELDS: [&str; 5] = ["batch", "momentum", "eps", "variance", "seed"];

/// What holds from a step on, until a later change says otherwise; what is `None` stays.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Change {
    /// The first step that it holds for: its minibatch is the first to be drawn so.
    pub step: u64,
    /// B.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<usize>,
    /// Momentum of the running statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub momentum: Option<f64>,
    /// ε of the norms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eps: Option<f64>,
    /// Which variance batch norm normalises with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variance: Option<Variance>,
    /// Of a new generator, which draws the minibatches from here on; nothing of the network is drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

impl Change {
    /// Puts what changes into a Config. Its seed, too, is then of the minibatches alone.
    pub fn apply(&self, config: &mut Config) {
        config.batch = self.batch.unwrap_or(config.batch);
        config.momentum = self.momentum.unwrap_or(config.momentum);
        config.eps = self.eps.unwrap_or(config.eps);
        config.variance = self.variance.unwrap_or(config.variance);
        config.seed = self.seed.unwrap_or(config.seed);
    }

    fn has(&self, field: &str) -> bool {
        match field {
            "batch" => self.batch.is_some(),
            "momentum" => self.momentum.is_some(),
            "eps" => self.eps.is_some(),
            "variance" => self.variance.is_some(),
            _ => self.seed.is_some(),
        }
    }

    /// Sets a field from its text form, once.
    fn set(&mut self, field: &str, text: &str) -> Result<(), Error> {
        if !FIELDS.contains(&field) || self.has(field) {
            return Err(Error::new("then", format!("one of {}, each once", FIELDS.join(", ")), field));
        }
        let mut of = Config::default();
        let named = |Error { expected, got, .. }| Error::new("then", format!("for {field} {expected}"), got);
        of.set(field, text).map_err(named)?;
        match field {
            "batch" => self.batch = Some(of.batch),
            "momentum" => self.momentum = Some(of.momentum),
            "eps" => self.eps = Some(of.eps),
            "variance" => self.variance = Some(of.variance),
            _ => self.seed = Some(of.seed),
        }
        Ok(())
    }
}

/// Changes from their text form: `none`, or `2000:batch=64;momentum=0.1,5000:seed=7`.
pub(super) fn parse(text: &str) -> Result<Vec<Change>, Error> {
    let shape = |got: &str| {
        let expected = format!(
            "none, or at most {MOST_THEN} changes such as 2000:batch=64;momentum=0.1,5000:seed=7, steps rising from 1 to {MOST_STEPS}"
        );
        Error::new("then", expected, got)
    };
    let mut changes: Vec<Change> = Vec::new();
    if text == "none" {
        return Ok(changes);
    }
    for part in text.split(',') {
        let (step, pairs) = part.split_once(':').ok_or_else(|| shape(text))?;
        let step = number::parse_whole(step).map(u64::from).filter(|step| (1..=MOST_STEPS).contains(step));
        let step = step.filter(|&step| changes.last().is_none_or(|last| last.step < step));
        let step = step.filter(|_| changes.len() < MOST_THEN).ok_or_else(|| shape(text))?;
        let mut change = Change { step, ..Change::default() };
        for pair in pairs.split(';') {
            let (field, value) = pair.split_once('=').ok_or_else(|| shape(text))?;
            change.set(field, value)?;
        }
        changes.push(change);
    }
    Ok(changes)
}

/// The text form, which [`parse`] reads back.
pub(super) fn print(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "none".into();
    }
    let print = |change: &Change| {
        let mut of = Config::default();
        change.apply(&mut of);
        let fields = FIELDS.iter().filter(|field| change.has(field));
        let pairs: Vec<String> = fields.map(|field| format!("{field}={}", of.print(field))).collect();
        format!("{}:{}", change.step, pairs.join(";"))
    };
    changes.iter().map(print).collect::<Vec<_>>().join(",")
}
