//! The long questions about a run, as JS asks them: each is begun, then answered in slices of time.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{Session, to_js};
use crate::dataset::SplitName;
use crate::error::Error;
use crate::evaluate::{Found, Progress, WayLosses};
use crate::model::Statistics;
use crate::session;

#[derive(Serialize)]
struct EvaluationState {
    done: usize,
    total: usize,
    loss: f32,
}

#[derive(Serialize)]
struct SurveyState {
    done: usize,
    total: usize,
    dead: Vec<Vec<u32>>,
}

#[derive(Serialize)]
struct WaysState {
    done: usize,
    total: usize,
    results: Vec<WayLosses>,
    logits: Option<f32>,
}

#[wasm_bindgen]
impl Session {
    /// Begins to evaluate `train`, `val` or `test` with `running` or `calibrated` statistics.
    ///
    /// # Errors
    /// Throws when either name is another.
    pub fn evaluate(&mut self, split: &str, statistics: &str) -> Result<(), JsValue> {
        let part = match split {
            "train" => SplitName::Train,
            "val" => SplitName::Val,
            "test" => SplitName::Test,
            _ => return Err(Error::new("split", "train, val or test", split).into()),
        };
        let statistics = match statistics {
            "running" => Statistics::Running,
            "calibrated" => Statistics::Calibrated,
            _ => return Err(Error::new("statistics", "running or calibrated", statistics).into()),
        };
        self.inner.begin_evaluation(part, statistics);
        Ok(())
    }

    /// Evaluates for at most `ms` milliseconds, but one slice of examples: `{done, total, loss}`, or null where no
    /// evaluation is under way.
    pub fn evaluate_for(&mut self, ms: f64) -> JsValue {
        let state = self.in_slices(ms, session::Session::advance_evaluation);
        state.map_or(JsValue::NULL, |(Progress { done, total }, loss)| to_js(&EvaluationState { done, total, loss }))
    }

    /// Begins to calibrate the batch norms over the training split.
    pub fn calibrate(&mut self) {
        self.inner.begin_calibration();
    }

    /// Calibrates for at most `ms` milliseconds, but one slice of examples: `{done, total}`, or null where no calibration
    /// is under way.
    pub fn calibrate_for(&mut self, ms: f64) -> JsValue {
        let state = self.in_slices(ms, |inner| Some((inner.advance_calibration()?, ())));
        state.map_or(JsValue::NULL, |(progress, ())| to_js(&progress))
    }

    /// Begins to look for neurons that are dead over the whole training split, with the present threshold.
    pub fn survey(&mut self) {
        self.inner.begin_survey();
    }

    /// Looks for at most `ms` milliseconds, but one slice of examples: `{done, total, dead}`, or null where no survey is
    /// under way. `dead` lists for each hidden layer the neurons that were saturated for every example so far.
    pub fn survey_for(&mut self, ms: f64) -> JsValue {
        let state = self.in_slices(ms, session::Session::advance_survey);
        state.map_or(JsValue::NULL, |(Progress { done, total }, dead)| to_js(&SurveyState { done, total, dead }))
    }

    /// Begins to find the loss of the training and validation splits by every way to use the network.
    pub fn ways(&mut self) {
        self.inner.begin_ways();
    }

    /// Does so for at most `ms` milliseconds, but one slice of examples: `{done, total, results, logits}`, or null where
    /// none is under way. `results` lists `{way, train, val}` with null for what is not known; `logits` is, at last, the
    /// largest difference of a logit between the folded network and the one with running statistics.
    pub fn ways_for(&mut self, ms: f64) -> JsValue {
        let state = self.in_slices(ms, session::Session::advance_ways);
        state.map_or(JsValue::NULL, |(Progress { done, total }, Found { losses, difference })| {
            to_js(&WaysState { done, total, results: losses, logits: difference })
        })
    }

    /// Begins to put one example, a context and its target, into `draws` minibatches; `seed` fixes its batch-mates.
    ///
    /// # Errors
    /// Throws when `tokens` are no context, `target` is no token, or `draws` are none or too many.
    pub fn couple(&mut self, tokens: &[u32], target: u32, draws: u32, seed: u32) -> Result<(), JsValue> {
        Ok(self.inner.begin_coupling((tokens, target), draws, seed)?)
    }

    /// Draws for at most `ms` milliseconds, but one minibatch: `{done, total}`, or null where none is to be drawn.
    pub fn couple_for(&mut self, ms: f64) -> JsValue {
        let state = self.in_slices(ms, |inner| Some((inner.advance_coupling()?, ())));
        state.map_or(JsValue::NULL, |(progress, ())| to_js(&progress))
    }

    /// What the draws have come to, in rows of V probabilities: in evaluation mode; then mean, std, least and largest over
    /// the draws; then each draw's. Empty where nothing was asked.
    pub fn coupling(&self) -> Vec<f32> {
        let Some(coupling) = self.inner.coupling() else { return vec![] };
        let spread = coupling.spread();
        [coupling.evaluation(), &spread.mean, &spread.std, &spread.min, &spread.max, coupling.probabilities()].concat()
    }
}
