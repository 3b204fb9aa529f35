//! A Config: every setting of a run. [`FIELDS`] has the keys, ranges and docs, [`Preset`] the defaults.

mod architecture;
mod change;
mod decimal;
pub mod describe;
mod field;
mod fork;
#[doc(hidden)]
pub mod number;
mod optimizer;
mod preset;
mod schedule;
mod weights;

use std::fmt;

use serde::Serialize;

pub use architecture::{Branch, Norm, Residual};
pub use change::{Change, MAX_CHANGES};
pub use field::{FIELDS, Field, FieldName, Kind, MAX_HIDDEN_LAYERS};
pub use fork::ChangeableSettings;
pub use optimizer::{Optimizer, warmup};
pub use preset::Preset;
pub use schedule::{MAX_LINK_STEP, MAX_RATE_CHANGES, MAX_RUN_STEPS, Schedule};
pub use weights::{Bias, Init, Scale};

use crate::error::{Error, Errors};
pub use crate::layers::{Activation, Variance};

/// A network and how it trains. [`FIELDS`] has the range of each field, and its key in links, by which it is serialized.
///
/// ```
/// use initscope::{Config, Preset};
///
/// let config = Config { batch: 64, ..Preset::Kaiming.config() };
/// assert_eq!(config.to_string(), "preset=kaiming&batch=64");
/// assert_eq!("preset=kaiming&batch=64".parse(), Ok(config));
///
/// let errors = Config { momentum: 2.0, ..Config::default() }.validate().unwrap_err();
/// assert_eq!(errors.to_string(), "momentum: expected a number from 0 to 1, got 2");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// The preset of the fields that a link does not name.
    pub preset: Preset,
    /// T, characters of context.
    pub context: usize,
    /// C, the size of a character's embedding.
    #[serde(rename = "emb")]
    pub embedding: usize,
    /// H of each hidden layer.
    pub hidden: Vec<usize>,
    /// The activation of each hidden layer.
    #[serde(rename = "act")]
    pub activation: Activation,
    /// Initial weights of the hidden layers.
    #[serde(rename = "w")]
    pub hidden_weights: Init,
    /// Initial weights of the output layer.
    #[serde(rename = "out")]
    pub output_weights: Init,
    /// Biases of the hidden layers.
    #[serde(rename = "b")]
    pub hidden_biases: Bias,
    /// Biases of the output layer.
    #[serde(rename = "outb")]
    pub output_biases: Bias,
    /// Norm of the hidden layers.
    pub norm: Norm,
    /// Initial gain of an additional norm on the logits.
    #[serde(rename = "outnorm")]
    pub output_norm_gain: Option<f64>,
    /// ε of the norms.
    pub eps: f64,
    /// Momentum of the running statistics.
    pub momentum: f64,
    /// The variance that batch norm normalizes with.
    pub variance: Variance,
    /// The residual connections of the hidden layers.
    #[serde(rename = "res")]
    pub residual: Residual,
    /// The scale of the residual branches.
    pub branch: Branch,
    /// B, examples in a minibatch.
    pub batch: usize,
    /// The learning rates; [`rate`](Self::rate) has that of a step.
    #[serde(rename = "lr")]
    pub learning_rate: Schedule,
    /// The number of steps over which the learning rate rises linearly to its full size; 0 for none.
    pub warmup: u64,
    /// How gradients move the parameters.
    #[serde(rename = "opt")]
    pub optimizer: Optimizer,
    /// β₁ and β₂ of Adam and AdamW.
    pub betas: [f64; 2],
    /// ε of Adam and AdamW, added to √v̂.
    #[serde(rename = "opteps")]
    pub optimizer_eps: f64,
    /// Weight decay of every parameter; `None` for that of torch, [`Optimizer::default_decay`].
    #[serde(serialize_with = "optimizer::serialize_decay")]
    pub decay: Option<f64>,
    /// The norm of all gradients together to which a larger one is scaled down, if any.
    pub clip: Option<f64>,
    /// Seed of all random numbers, until [`changes`](Self::changes) has another one.
    pub seed: u32,
    /// Changes at later steps, in the order of the steps.
    #[serde(rename = "then")]
    pub changes: Vec<Change>,
}

impl Default for Config {
    fn default() -> Self {
        Preset::Naive.config()
    }
}

impl Config {
    /// Checks every field against its range, and the fields against each other.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn validate(&self) -> Result<(), Errors> {
        let mut errors: Errors = FIELDS.iter().filter_map(|field| self.check(field.id).err()).collect();
        errors.extend(self.conflicts());
        errors.into_result(())
    }

    /// Checks one field against its range, by its text form.
    #[inline(never)]
    pub(crate) fn check(&self, name: FieldName) -> Result<(), Error> {
        self.clone().set(name, &self.print(name))
    }

    /// What is wrong with the combination of fields that are each in range.
    pub(crate) fn conflicts(&self) -> Errors {
        let mut errors = Errors::default();
        if self.norm == Norm::Batch && self.batch < 2 {
            errors.push(Error::new("batch", "at least 2 with BatchNorm", self.batch));
        }
        if self.norm == Norm::Batch && self.changes.iter().any(|change| change.batch == Some(1)) {
            errors.push(Error::new("then", "a batch of at least 2 with BatchNorm", self.print(FieldName::Changes)));
        }
        if !self.has_output_norm() && self.output_norm_gain.is_some() {
            let expected = "none where norm is none or group:k";
            errors.push(Error::new("outnorm", expected, self.print(FieldName::OutputNormGain)));
        }
        if let Norm::Group(groups) = self.norm
            && self.hidden.iter().any(|width| width % groups != 0)
        {
            let expected = format!("a number of groups that divides every width of {}", self.print(FieldName::Hidden));
            errors.push(Error::new("norm", expected, self.norm));
        }
        errors
    }

    /// The keys and texts that a link of this Config has: the preset unless it is the default one, then every field that
    /// differs from the preset.
    pub fn differences(&self) -> Vec<(&'static str, String)> {
        let (preset, default) = (self.preset.config(), Self::default());
        // Without such a norm there is none on the logits either, and a link need not name it.
        let is_implied = |id| id == FieldName::OutputNormGain && !self.has_output_norm();
        let differs = |&Field { id, name, .. }: &Field| {
            let base = if id == FieldName::Preset { &default } else { &preset };
            let text = self.print(id);
            (text != base.print(id) && !is_implied(id)).then_some((name, text))
        };
        FIELDS.iter().filter_map(differs).collect()
    }

    /// Whether the logits can have a norm too. The groups of a group norm need not divide the vocabulary.
    pub(crate) fn has_output_norm(&self) -> bool {
        match self.norm {
            Norm::None | Norm::Group(_) => false,
            Norm::Batch | Norm::Layer | Norm::Rms => true,
        }
    }

    /// The form of hidden layer `i`, counted from 0.
    pub fn residual_of(&self, i: usize) -> Residual {
        if i > 0 && self.hidden[i - 1] == self.hidden[i] { self.residual } else { Residual::None }
    }

    /// The learning rate of the update that ends `step`: the base rate, times the half cosine, times the warmup's share.
    pub fn rate(&self, step: u64) -> f64 {
        self.learning_rate.rate(step) * warmup(self.warmup, step)
    }

    /// The weight decay of every parameter.
    pub fn weight_decay(&self) -> f64 {
        self.decay.unwrap_or(self.optimizer.default_decay())
    }

    /// The Config with all changes up to a step; the seed is then that of the minibatches alone.
    pub fn in_force(&self, step: u64) -> Self {
        let mut config = self.clone();
        for change in self.changes.iter().filter(|change| change.step <= step) {
            change.apply(&mut config);
        }
        config
    }

    /// Fan-in and fan-out of each hidden layer, then of the output layer, for a vocabulary of V tokens.
    pub fn linear_shapes(&self, vocabulary: usize) -> Vec<[usize; 2]> {
        let inputs = std::iter::once(self.context * self.embedding).chain(self.hidden.iter().copied());
        let outputs = self.hidden.iter().copied().chain([vocabulary]);
        inputs.zip(outputs).map(|(fan_in, fan_out)| [fan_in, fan_out]).collect()
    }
}

impl fmt::Display for Config {
    /// The [differences](Self::differences) as in a link, `preset=kaiming&batch=64`; empty for the default Config.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.differences().into_iter().map(|(key, text)| format!("{key}={text}"));
        f.write_str(&pairs.collect::<Vec<_>>().join("&"))
    }
}
