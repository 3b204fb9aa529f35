//! The boundary to JS: the only module that names wasm-bindgen, web-sys or js-sys.
//!
//! Objects cross as plain JS values through serde-wasm-bindgen; text comes in as bytes; frames stay in wasm memory, from which JS
//! copies them. Whatever is wrong with an argument is thrown as `[{field, expected, got}, …]`.

mod config;
mod experiments;
mod link;
#[allow(unsafe_code)]
mod memory;
mod past;
mod questions;
mod sweep;

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Performance;

use crate::config::describe::{self, PresetEntry};
use crate::config::{Activation, FIELDS, Field, MAX_LINK_STEP, MAX_RUN_STEPS};
use crate::dataset::{self, Dataset};
use crate::diagnostics::frame::{LAYOUT_VERSION, MAGIC};
use crate::diagnostics::verdict::FirstLoss;
use crate::diagnostics::{Frame, HealthyScales, Remedy, SATURATION_THRESHOLD, Section};
use crate::error::{Error, Errors};
use crate::evaluate::Progress;
use crate::export;
use crate::link::{MAX_NAME, MAX_PACKED, MAX_PINS};
use crate::session;
use config::config_from;
use questions::Work;

fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

impl From<Errors> for JsValue {
    fn from(errors: Errors) -> Self {
        to_js(&errors)
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        Errors::from(error).into()
    }
}

#[derive(Serialize)]
struct Limits {
    /// Bytes of a text.
    text: usize,
    /// Characters of a text that a link carries.
    packed_text: usize,
    /// Steps of a run.
    steps: u64,
    /// The last step that a link can name.
    link_step: u64,
    /// Pinned runs.
    pins: usize,
    /// Characters of a pinned run's name.
    pin_name: usize,
}

#[derive(Serialize)]
struct Schema {
    threshold: f32,
    limits: Limits,
    fields: &'static [Field],
    presets: Vec<PresetEntry>,
    /// The recommended gain of each activation, in the order of its choices, as a person types it.
    gains: [&'static str; Activation::ALL.len()],
}

/// The fields of a Config, with name, doc, kind, range and default; the presets; the activations' gains; the default threshold
/// of saturation; and the limits of what a user can enter.
#[wasm_bindgen]
pub fn schema() -> JsValue {
    to_js(&Schema {
        threshold: SATURATION_THRESHOLD,
        limits: Limits {
            text: dataset::MAX_BYTES,
            packed_text: MAX_PACKED,
            steps: MAX_RUN_STEPS,
            link_step: MAX_LINK_STEP,
            pins: MAX_PINS,
            pin_name: MAX_NAME,
        },
        fields: &FIELDS,
        presets: describe::presets(),
        gains: Activation::ALL.map(Activation::gain_text),
    })
}

/// The script that trains the network of a Config on a text in PyTorch; `template` is `src/export/pytorch.py`.
///
/// # Errors
/// Throws the list of wrong fields, or what is wrong with the text.
#[wasm_bindgen]
pub fn pytorch(config: JsValue, text: &[u8], template: &str) -> Result<String, JsValue> {
    Ok(export::pytorch(&config_from(&config)?, text, template)?)
}

/// The first loss compared with ln V in words, such as `far above ln V`; both are in nats.
#[wasm_bindgen]
pub fn judge_first_loss(first: f32, uniform: f32) -> String {
    FirstLoss::of(first, uniform).text.into()
}

/// The Config with the remedy of a verdict applied.
///
/// # Errors
/// Throws the list of wrong fields, or that there is no remedy of this name.
#[wasm_bindgen]
pub fn apply_remedy(config: JsValue, remedy: &str) -> Result<JsValue, JsValue> {
    let known = Remedy::from_name(remedy).ok_or_else(|| Error::new("remedy", "the name of a remedy", remedy))?;
    Ok(to_js(&known.apply(&config_from(&config)?)))
}

/// The ranges of the weight scales in which a network starts healthy: `{w: [from, to], out: [from, to]}`, in std or gain as the
/// Config has them; and the usual `gain` of the activation.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn healthy_scales(config: JsValue) -> Result<JsValue, JsValue> {
    Ok(to_js(&HealthyScales::of(&config_from(&config)?)))
}

/// A seed from the system's source of randomness.
///
/// # Errors
/// Throws when there is none.
#[wasm_bindgen]
pub fn new_seed() -> Result<u32, JsValue> {
    getrandom::u32().map_err(|error| Error::new("seed", "a source of randomness", error).into())
}

#[derive(Serialize)]
struct Layout<'a> {
    magic: u32,
    version: u32,
    words: usize,
    sections: &'a [Section],
}

fn layout_of(frame: &Frame) -> JsValue {
    let (words, sections) = (frame.words().len(), frame.sections());
    to_js(&Layout { magic: MAGIC, version: LAYOUT_VERSION, words, sections })
}

#[derive(Serialize)]
struct TensorEntry<'a> {
    name: String,
    shape: &'a [usize],
    ptr: usize,
}

/// The time left for work that is done in pieces.
struct Time {
    end: f64,
    checked: f64,
}

impl Time {
    fn new(clock: &Performance, ms: f64) -> Self {
        let now = clock.now();
        Self { end: now + ms, checked: now }
    }

    /// Whether less than twice the time since the last call, the duration of the last piece, is left.
    #[inline(never)]
    fn is_up(&mut self, clock: &Performance) -> bool {
        let now = clock.now();
        let piece = now - self.checked;
        self.checked = now;
        now + 2.0 * piece > self.end
    }
}

/// Calls `advance` for at most `ms` milliseconds, but at least once. Returns what it returned last, or `None` where there is
/// nothing to do.
fn in_slices<T>(
    clock: &Performance,
    ms: f64,
    mut advance: impl FnMut() -> Option<(Progress, T)>,
) -> Option<(Progress, T)> {
    let mut time = Time::new(clock, ms);
    while let Some(state) = advance() {
        if state.0.is_finished() || time.is_up(clock) {
            return Some(state);
        }
    }
    None
}

/// Windows, workers and Node all have a global of this name.
fn clock() -> Result<Performance, JsValue> {
    Ok(Reflect::get(&js_sys::global(), &"performance".into())?.unchecked_into())
}

/// A text, a Config and the run that they make.
#[wasm_bindgen]
pub struct Session {
    inner: session::Session,
    clock: Performance,
    work: Option<Work>,
}

#[wasm_bindgen]
impl Session {
    /// Starts a run at step 0. `epoch` is the caller's count of Configs and texts; frames carry it.
    ///
    /// # Errors
    /// Throws the list of what is wrong with the text or the Config.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &[u8], config: JsValue, epoch: u32) -> Result<Self, JsValue> {
        let inner = session::Session::new(Dataset::parse(text)?, config_from(&config)?, epoch)?;
        Ok(Self { inner, clock: clock()?, work: None })
    }

    /// Starts again at step 0 with another Config.
    ///
    /// # Errors
    /// Throws the list of wrong fields; the run is then unchanged.
    pub fn configure(&mut self, config: JsValue, epoch: u32) -> Result<(), JsValue> {
        self.inner.configure(config_from(&config)?, epoch)?;
        self.work = None;
        Ok(())
    }

    /// Starts again at step 0 with another text.
    ///
    /// # Errors
    /// Throws what is wrong with it; the run is then unchanged.
    pub fn set_text(&mut self, bytes: &[u8], epoch: u32) -> Result<(), JsValue> {
        self.inner.set_dataset(Dataset::parse(bytes)?, epoch);
        self.work = None;
        Ok(())
    }

    /// `{lines, characters, vocabulary, train, val, test, alphabet}`; `train`, `val` and `test` count examples, and
    /// `alphabet` begins with token 1.
    pub fn text_info(&self) -> JsValue {
        to_js(&self.inner.text_info())
    }

    /// The frame's layout: `{magic, version, words, sections: [{name, at, len, type}]}`. It stays the same until the next
    /// `configure` or `set_text`, or a frame whose minibatch has another size (`then`).
    pub fn layout(&self) -> JsValue {
        layout_of(self.inner.frame())
    }

    /// Writes the frame of the current step, on its minibatch.
    pub fn write_frame(&mut self) {
        self.inner.write_frame();
    }

    /// Byte offset in the wasm memory of the frame last written.
    pub fn frame_ptr(&self) -> *const u32 {
        self.inner.frame().words().as_ptr()
    }

    /// Length of the frame in 32-bit words.
    pub fn frame_words(&self) -> usize {
        self.inner.frame().words().len()
    }

    /// Makes `steps` steps.
    pub fn advance(&mut self, steps: u32) {
        for _ in 0..steps {
            self.inner.advance();
        }
    }

    /// Makes at most `max_steps` steps in at most `ms` milliseconds, but at least one. Returns the number made.
    pub fn advance_for(&mut self, ms: f64, max_steps: u32) -> u32 {
        let mut time = Time::new(&self.clock, ms);
        let mut made = 0;
        while made < max_steps && (made == 0 || !time.is_up(&self.clock)) {
            self.inner.advance();
            made += 1;
        }
        made
    }

    /// The number of updates made.
    pub fn step(&self) -> f64 {
        self.inner.training().step() as f64
    }

    /// Trains at `rate` from the next step on.
    ///
    /// # Errors
    /// Throws when the rate is out of range.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), JsValue> {
        Ok(self.inner.set_learning_rate(rate)?)
    }

    /// Plans the changes of the learning rate after the current step, in a link's form: `100000:0.01,150000:0.001`, or empty.
    ///
    /// # Errors
    /// Throws when a step is not after the current one, or `text` is anything else.
    pub fn set_plan(&mut self, text: &str) -> Result<(), JsValue> {
        Ok(self.inner.set_plan(text)?)
    }

    /// The Config, with every change of the learning rate made since.
    pub fn config(&self) -> JsValue {
        to_js(self.inner.config())
    }

    /// Sets the |h| beyond which an activation counts as saturated, 0 to 1.
    ///
    /// # Errors
    /// Throws when `threshold` is not in that range.
    pub fn set_threshold(&mut self, threshold: f64) -> Result<(), JsValue> {
        Ok(self.inner.set_threshold(threshold)?)
    }

    /// Sets the hidden neuron of the sections `neuron.*`: layer and neuron from 0, the last one where there are fewer.
    pub fn set_focus(&mut self, layer: usize, neuron: usize) {
        self.inner.set_focus(layer, neuron);
    }

    /// Whether frames measure `layer.i.preactivation`.
    pub fn show_preactivations(&mut self, on: bool) {
        self.inner.show_preactivations(on);
    }

    /// Whether frames measure `norm.k.gain`, `norm.k.bias` and `norm.k.bias_gradient`.
    pub fn show_norms(&mut self, on: bool) {
        self.inner.show_norms(on);
    }

    /// The hash of all parameters, running statistics and the optimizer's state, 16 hex digits.
    pub fn checksum(&self) -> String {
        self.inner.checksum()
    }

    /// The parameters, the running statistics, then the optimizer's state, as `exp_avg.W1`: `[{name, shape, ptr}]`, `ptr`
    /// being the byte offset in the wasm memory of a tensor's f32 values, row by row.
    pub fn tensors(&self) -> JsValue {
        let named = self.inner.training().named();
        let entries =
            named.into_iter().map(|(name, shape, values)| TensorEntry { name, shape, ptr: values.as_ptr().addr() });
        to_js(&entries.collect::<Vec<_>>())
    }

    /// The verdicts on the frame last written: at most three `{severity, text, control, remedy, layer}`, the worst first.
    /// `control` is the key of the field that fixes it, `remedy` the name of how it is changed, `layer` the hidden layer counted
    /// from 1; each may be null.
    pub fn verdicts(&self) -> JsValue {
        to_js(&self.inner.verdicts())
    }

    /// The axes of `strips`: `{columns, stride, bins, activation, gradient}`. Column c is of step c · stride; `activation` is
    /// the range of each hidden layer, `gradient` that of log10 |gradient| in every layer.
    pub fn strips_info(&self) -> JsValue {
        to_js(&self.inner.strips_info())
    }

    /// Histograms over the steps made: for each hidden layer its activations' columns, then its gradients', each with one shade
    /// per bin, 255 for the fullest.
    pub fn strips(&self) -> Vec<u8> {
        self.inner.strips()
    }

    /// Draws `count` new items. The same seed gives the same items.
    pub fn sample(&self, count: usize, seed: u32) -> Vec<String> {
        self.inner.sample(count, seed)
    }

    /// Whether an item is one of the text's.
    pub fn text_contains(&self, item: &str) -> bool {
        self.inner.dataset().contains(item)
    }
}
