//! Changes of how a run trains from a step on, of all that is no part of the network and no learning rate; `lr` has its own.

use serde::{Deserialize, Serialize};

use super::{Config, MOST_STEPS, Variance, number};
use crate::error::Error;

/// How many steps may have a change.
pub const MOST_THEN: usize = 8;

/// The fields that may change, in the order in which they are printed.
const FIELDS: [&str; 5] = ["batch", "momentum", "eps", "variance", "seed"];

/// What holds from a step on, until a later change says otherwise; what is `None` stays.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
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
        if let Err(Error { expected, got, .. }) = of.set(field, text) {
            return Err(Error::new("then", format!("for {field} {expected}"), got));
        }
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
    let mut changes = Vec::new();
    if text != "none" {
        for part in text.split(',') {
            let least = changes.last().map_or(1, |last: &Change| last.step + 1);
            match part.split_once(':') {
                Some((step, pairs)) if changes.len() < MOST_THEN => changes.push(change(step, least, pairs, text)?),
                _ => return Err(misshapen(text)),
            }
        }
    }
    Ok(changes)
}

/// A change at a step, `least` at the earliest; `text` is what it is part of.
fn change(step: &str, least: u64, pairs: &str, text: &str) -> Result<Change, Error> {
    let step = number::parse_whole(step).map_or(0, u64::from);
    if !(least..=MOST_STEPS).contains(&step) {
        return Err(misshapen(text));
    }
    let mut change = Change { step, ..Change::default() };
    for pair in pairs.split(';') {
        match pair.split_once('=') {
            Some((field, value)) => change.set(field, value)?,
            None => return Err(misshapen(text)),
        }
    }
    Ok(change)
}

#[cold]
#[inline(never)]
fn misshapen(text: &str) -> Error {
    let example = "2000:batch=64;momentum=0.1,5000:seed=7";
    let expected =
        format!("none, or at most {MOST_THEN} changes such as {example}, steps rising from 1 to {MOST_STEPS}");
    Error::new("then", expected, text)
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
