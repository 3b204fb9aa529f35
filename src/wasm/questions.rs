//! Long questions about a run, answered in slices of time: one at a time, a newer one replaces it.

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::config::get;
use super::{Session, in_slices, to_js};
use crate::config::number;
use crate::diagnostics::Survey;
use crate::error::Error;
use crate::evaluate::{Coupling, Progress, Task, WayLosses, Ways};

/// A question under way.
pub(super) struct Work {
    task: Answering,
    is_finished: bool,
}

enum Answering {
    Evaluate(Ways),
    Survey(Survey),
    Ways(Ways),
    Couple(Box<Coupling>),
}

/// What is known so far, by the kind of the answer in the protocol.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Answer<'a> {
    Evaluation { train: Option<f32>, val: Option<f32> },
    Surveyed { dead: Vec<Vec<u32>> },
    Ways { results: &'a [WayLosses], logits: Option<f32> },
    Coupled,
}

#[derive(Serialize)]
struct State<'a> {
    #[serde(flatten)]
    progress: Progress,
    #[serde(flatten)]
    answer: Answer<'a>,
}

impl Answering {
    fn task(&mut self) -> &mut dyn Task {
        match self {
            Self::Evaluate(task) | Self::Ways(task) => task,
            Self::Survey(task) => task,
            Self::Couple(task) => &mut **task,
        }
    }

    fn answer(&self) -> Answer<'_> {
        match self {
            Self::Evaluate(ways) => {
                let WayLosses { train, val, .. } = ways.losses()[0];
                Answer::Evaluation { train, val }
            }
            Self::Survey(survey) => Answer::Surveyed { dead: survey.dead() },
            Self::Ways(ways) => Answer::Ways { results: ways.losses(), logits: ways.logit_difference() },
            Self::Couple(_) => Answer::Coupled,
        }
    }
}

#[wasm_bindgen]
impl Session {
    /// Starts to answer a question about the network as it is:
    ///
    /// - `{kind: "evaluate"}`: the loss of the training and validation splits, with running statistics
    /// - `{kind: "survey"}`: the neurons that are dead over the training split, by the current threshold
    /// - `{kind: "ways"}`: the loss of both splits by every way to use a batch norm
    /// - `{kind: "couple", tokens, target, draws, seed}`: one example, a context and its target, in `draws` minibatches
    ///
    /// # Errors
    /// Throws when it is none of these, `tokens` are no context, `target` is no token, or `draws` is out of range; a question
    /// under way then goes on.
    pub fn ask(&mut self, question: JsValue) -> Result<(), JsValue> {
        let (model, dataset) = (self.inner.model(), self.inner.dataset());
        let batch = self.inner.training().batch();
        let kind = get(&question, "kind").as_string().unwrap_or_default();
        let task = match &*kind {
            "evaluate" => Answering::Evaluate(Ways::running(model, dataset)),
            "survey" => Answering::Survey(Survey::new(model, dataset, self.inner.look().threshold)),
            "ways" => Answering::Ways(Ways::new(model, dataset, batch)),
            "couple" => {
                let whole = |field: &str, value: JsValue| {
                    number::whole(field, value.as_f64().unwrap_or(f64::NAN), [0, u32::MAX])
                };
                let tokens = Array::from(&get(&question, "tokens"));
                let tokens = tokens.iter().map(|token| whole("tokens", token)).collect::<Result<Vec<_>, _>>()?;
                let [target, draws, seed] =
                    ["target", "draws", "seed"].map(|field| whole(field, get(&question, field)));
                Answering::Couple(Box::new(Coupling::new(model, batch, (&tokens, target?), draws?, seed?)?))
            }
            _ => return Err(Error::new("question", "evaluate, survey, ways or couple", kind).into()),
        };
        self.work = Some(Work { task, is_finished: false });
        Ok(())
    }

    /// Works on the question for at most `ms` milliseconds, but at least one slice: `{kind, done, total, …}` with what is known
    /// so far, null for what is not; or null where no question is under way.
    ///
    /// - `evaluation`: `train` and `val`
    /// - `surveyed`: `dead`, for each hidden layer the neurons that were saturated for every example so far
    /// - `ways`: `results`, a list of `{way, train, val}`, and `logits`, the largest difference of a logit between the folded
    ///   network and the one with running statistics
    /// - `coupled`: see [`coupling`](Self::coupling)
    pub fn answer_for(&mut self, ms: f64) -> JsValue {
        let Self { inner, clock, work } = self;
        let Some(Work { task, is_finished }) = work.as_mut().filter(|work| !work.is_finished) else {
            return JsValue::NULL;
        };
        let advance = || Some((task.task().advance(inner.model(), inner.dataset()), ()));
        let Some((progress, ())) = in_slices(clock, ms, advance) else { return JsValue::NULL };
        *is_finished = progress.is_finished();
        to_js(&State { progress, answer: task.answer() })
    }

    /// The draws of the last question, if it was `couple`, in rows of V probabilities: in evaluation mode; then mean, standard
    /// deviation, smallest and largest over the draws; then each draw's. Else empty.
    pub fn coupling(&self) -> Vec<f32> {
        let Some(Work { task: Answering::Couple(coupling), .. }) = &self.work else { return vec![] };
        let spread = coupling.spread();
        [coupling.evaluation(), &spread.mean, &spread.std, &spread.min, &spread.max, coupling.probabilities()].concat()
    }
}
