//! The table of a Config's fields, and each field's text form: read, printed and described from the same ranges.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::optimizer::DEFAULT_DECAY;
use super::{
    Activation, Bias, Branch, Config, Init, MAX_LINK_STEP, MAX_RATE_CHANGES, Norm, Optimizer, Preset, Residual,
    Schedule, Variance,
};
use super::{change, number};
use crate::error::{Error, one_of};

/// The kind of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One of the field's choices.
    Choice,
    /// A whole number.
    Integer,
    /// A number: decimal, with exponent, or a fraction.
    Real,
    /// `none` or a number.
    Optional,
    /// Layer widths: `200`, `100x5`, `64,48`.
    Widths,
    /// An initialization of weights: `std:σ`, `gain:g`, `kaiming_normal`, `torch`, …
    Init,
    /// `none`, `zero`, `torch` or `std:σ`; of the output layer also `prior`.
    Bias,
    /// One of the field's choices, of which `group:4` stands for any number of groups.
    Norm,
    /// A number, `depth` or `learned:a`.
    Branch,
    /// `0.1`, `0.1,100000:0.01` or `0.1,cosine:20000`.
    Schedule,
    /// `sgd`, `momentum:m`, `nesterov:m`, `adam` or `adamw`.
    Optimizer,
    /// Two numbers: `0.9,0.999`.
    Betas,
    /// `default` or a number.
    Decay,
    /// `none` or `2000:batch=64;momentum=0.1,5000:seed=7`.
    Changes,
}

/// The fields of a [`Config`], in the order in which links print them: the preset first, since it sets all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its entry in `FIELDS`")]
pub enum FieldName {
    Preset,
    Context,
    Embedding,
    Hidden,
    Activation,
    HiddenWeights,
    OutputWeights,
    HiddenBiases,
    OutputBiases,
    Norm,
    OutputNormGain,
    Eps,
    Momentum,
    Variance,
    Residual,
    Branch,
    Batch,
    LearningRate,
    Warmup,
    Optimizer,
    Betas,
    OptimizerEps,
    Decay,
    Clip,
    Seed,
    Changes,
}

impl Serialize for FieldName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl FieldName {
    /// The field with this key in links, if there is one.
    pub fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().find(|field| field.name == key).map(|field| field.id)
    }

    /// Its key in links.
    pub fn key(self) -> &'static str {
        self.field().name
    }

    /// Its entry in [`FIELDS`].
    pub fn field(self) -> &'static Field {
        &FIELDS[self as usize]
    }
}

/// What one field of a [`Config`] can hold.
#[derive(Debug)]
pub struct Field {
    /// Which field it is.
    pub id: FieldName,
    /// Its key in links.
    pub name: &'static str,
    /// Its description, in a sentence.
    pub doc: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// The smallest number in a value.
    pub min: f64,
    /// The largest number in a value.
    pub max: f64,
    /// The words that it accepts where its kind is [`Kind::Choice`], the names of all initializations where it is
    /// [`Kind::Init`]; else empty.
    pub choices: &'static [&'static str],
}

impl Serialize for Field {
    /// All but `id`, and as `default` the text of the default, which holds in a link without the field.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Field", 7)?;
        fields.serialize_field("name", self.name)?;
        fields.serialize_field("doc", self.doc)?;
        fields.serialize_field("kind", &self.kind)?;
        fields.serialize_field("min", &self.min)?;
        fields.serialize_field("max", &self.max)?;
        fields.serialize_field("choices", self.choices)?;
        fields.serialize_field("default", &Config::default().print(self.id))?;
        fields.end()
    }
}

/// The largest momentum and β: a running average that keeps all of itself never moves.
const BELOW_ONE: f64 = 0.999_999;

/// The largest number of hidden layers.
pub const MAX_HIDDEN_LAYERS: usize = 64;

const fn field(id: FieldName, name: &'static str, kind: Kind, [min, max]: [f64; 2], doc: &'static str) -> Field {
    Field { id, name, doc, kind, min, max, choices: &[] }
}

const fn init(id: FieldName, name: &'static str, doc: &'static str) -> Field {
    Field { id, name, doc, kind: Kind::Init, min: 0.0, max: 100.0, choices: Init::NAMES }
}

const fn choice(id: FieldName, name: &'static str, choices: &'static [&'static str], doc: &'static str) -> Field {
    Field { id, name, doc, kind: Kind::Choice, min: 0.0, max: 0.0, choices }
}

/// Every field of a Config, in the order of [`FieldName`].
pub static FIELDS: [Field; 26] = {
    use FieldName::*;
    use Kind::{Bias, Integer, Optional, Real, Schedule, Widths};
    [
        choice(Preset, "preset", super::Preset::NAMES, "The network that all other fields start from."),
        field(Context, "context", Integer, [1.0, 16.0], "Number of characters that the network sees."),
        field(Embedding, "emb", Integer, [1.0, 64.0], "Size of each character's embedding."),
        field(Hidden, "hidden", Widths, [1.0, 512.0], "Neurons of each hidden layer."),
        choice(Activation, "act", super::Activation::NAMES, "The nonlinearity of the hidden layers."),
        init(HiddenWeights, "w", "Initial weights of the hidden layers: their scale, or an initialization by name."),
        init(OutputWeights, "out", "Initial weights of the output layer: their scale, or an initialization by name."),
        field(HiddenBiases, "b", Bias, [0.0, 100.0], "Biases of the hidden layers."),
        field(OutputBiases, "outb", Bias, [0.0, 100.0], "Biases of the output layer."),
        Field {
            kind: Kind::Norm,
            max: 512.0,
            ..choice(Norm, "norm", super::Norm::NAMES, "Normalization of the hidden layers.")
        },
        field(OutputNormGain, "outnorm", Optional, [0.0, 100.0], "Initial gain of an additional norm on the logits."),
        field(Eps, "eps", Real, [0.0, 1.0], "Added to the variance before the square root."),
        field(Momentum, "momentum", Real, [0.0, 1.0], "Weight of each minibatch in the running statistics."),
        choice(Variance, "variance", super::Variance::NAMES, "The variance that BatchNorm normalizes with."),
        choice(Residual, "res", super::Residual::NAMES, "Residual connections between hidden layers of equal width."),
        field(Branch, "branch", Kind::Branch, [0.0, 100.0], "Scale of the residual branches; `depth` is 1/√L."),
        field(Batch, "batch", Integer, [1.0, 256.0], "Examples in a minibatch; at least 2 with BatchNorm."),
        field(LearningRate, "lr", Schedule, [0.0, 100.0], "The learning rate, and the steps at which it changes."),
        field(
            Warmup,
            "warmup",
            Integer,
            [0.0, MAX_LINK_STEP as f64],
            "Steps over which the learning rate rises linearly to its full size; 0 for none.",
        ),
        field(Optimizer, "opt", Kind::Optimizer, [0.0, BELOW_ONE], "How gradients move the weights: the optimizer."),
        field(Betas, "betas", Kind::Betas, [0.0, BELOW_ONE], "What Adam's two running averages keep at each step."),
        field(OptimizerEps, "opteps", Real, [0.0, 1.0], "Added to the square root of Adam's second average."),
        field(Decay, "decay", Kind::Decay, [0.0, 10.0], "Weight decay; by default 0, and 0.01 for AdamW."),
        field(Clip, "clip", Optional, [1e-6, 1e6], "The norm to which larger gradients are scaled down."),
        field(
            Seed,
            "seed",
            Integer,
            [0.0, 4_294_967_295.0],
            "The seed of all random numbers, until `then` names another.",
        ),
        field(
            Changes,
            "then",
            Kind::Changes,
            [1.0, MAX_LINK_STEP as f64],
            "Later changes of batch, momentum, eps, variance and seed, by step.",
        ),
    ]
};

impl Field {
    fn error(&self, expected: impl Into<String>, got: &str) -> Error {
        Error::new(self.name, expected, got)
    }

    fn range(&self) -> String {
        format!("from {} to {}", number::print(self.min), number::print(self.max))
    }

    fn holds(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value)
    }

    fn integer(&self, text: &str) -> Result<u32, Error> {
        let value = number::parse_digits(text).filter(|&value| self.holds(value.into()));
        value.ok_or_else(|| self.error(format!("a whole number {}", self.range()), text))
    }

    fn in_range(&self, text: &str) -> Option<f64> {
        number::parse(text).filter(|&value| self.holds(value))
    }

    fn real(&self, text: &str) -> Result<f64, Error> {
        self.in_range(text).ok_or_else(|| self.error(format!("a number {}", self.range()), text))
    }

    /// Reads a number in the field's range as a person types it, whatever else a value of it has.
    ///
    /// # Errors
    /// When `text` is anything else.
    pub fn number(&self, text: &str) -> Result<f64, Error> {
        let value = number::parse_typed(text).filter(|&value| self.holds(value));
        value.ok_or_else(|| self.error(self.typed_number("a number"), text))
    }

    fn typed_number(&self, what: &str) -> String {
        format!("{what} {}, such as 0.2, 5/3 or √2", self.range())
    }

    /// The text in links of what a person types: of a number in any form that [`number::parse_typed`] reads, also after the
    /// name of an initialization; of a bias, also its std alone.
    ///
    /// # Errors
    /// When a number, and what else the field takes, was expected, and `text` is anything else.
    pub fn typed(&self, text: &str) -> Result<String, Error> {
        let (words, what) = match self.kind {
            Kind::Real => (&[][..], "a number"),
            Kind::Optional => (&["none"][..], "none or a number"),
            Kind::Decay => (&[DEFAULT_DECAY][..], "default or a number"),
            Kind::Bias if self.id == FieldName::OutputBiases => {
                (&["none", "zero", "torch", "prior"][..], "none, zero, torch, prior or a std")
            }
            Kind::Bias => (&["none", "zero", "torch"][..], "none, zero, torch or a std"),
            Kind::Branch if !text.starts_with("learned:") => (&["depth"][..], "depth or a number"),
            Kind::Init | Kind::Branch => {
                let Some((name, value)) = text.split_once(':') else { return Ok(text.into()) };
                return Ok([name.trim_ascii(), ":", &number::print(self.number(value)?)].concat());
            }
            Kind::Choice
            | Kind::Integer
            | Kind::Widths
            | Kind::Norm
            | Kind::Schedule
            | Kind::Optimizer
            | Kind::Betas
            | Kind::Changes => {
                return Ok(text.into());
            }
        };
        if words.contains(&text) {
            return Ok(text.into());
        }
        let prefix = if self.kind == Kind::Bias { "std:" } else { "" };
        match self.number(text.strip_prefix(prefix).unwrap_or(text)) {
            Ok(value) => Ok(prefix.to_owned() + &number::print(value)),
            Err(_) => Err(self.error(self.typed_number(what), text)),
        }
    }

    fn optional(&self, text: &str) -> Result<Option<f64>, Error> {
        if text == "none" {
            return Ok(None);
        }
        self.in_range(text).map(Some).ok_or_else(|| self.error(format!("none or a number {}", self.range()), text))
    }

    fn init(&self, text: &str) -> Result<Init, Error> {
        let init = text.parse().ok().filter(|init: &Init| init.parts().1.is_none_or(|number| self.holds(number)));
        init.ok_or_else(|| self.error(format!("{}, with a number {}", Init::FORMS, self.range()), text))
    }

    fn bias(&self, text: &str) -> Result<Bias, Error> {
        let is_output = self.id == FieldName::OutputBiases;
        let bias = text.parse().ok().filter(|&bias| match bias {
            Bias::None | Bias::Zero | Bias::Torch => true,
            Bias::Std(std) => self.holds(std),
            Bias::Prior => is_output,
        });
        bias.ok_or_else(|| {
            let words = if is_output { "none, zero, torch, prior" } else { "none, zero, torch" };
            self.error(format!("{words} or std:σ with a number {}", self.range()), text)
        })
    }

    fn norm(&self, text: &str) -> Result<Norm, Error> {
        text.parse().and_then(|norm| match norm {
            Norm::Group(groups) if groups as f64 > self.max => {
                Err(self.error(format!("at most {} groups", number::print(self.max)), text))
            }
            Norm::None | Norm::Batch | Norm::Layer | Norm::Rms | Norm::Group(_) => Ok(norm),
        })
    }

    fn branch(&self, text: &str) -> Result<Branch, Error> {
        let branch = text.parse().ok().filter(|&branch| match branch {
            Branch::Fixed(scale) | Branch::Learned(scale) => self.holds(scale),
            Branch::Depth => true,
        });
        branch.ok_or_else(|| {
            self.error(format!("a number {}, depth or learned:a with such a number", self.range()), text)
        })
    }

    fn widths(&self, text: &str) -> Result<Vec<usize>, Error> {
        let expected =
            || format!("1 to {MAX_HIDDEN_LAYERS} layers of widths {}, such as 200, 100x5 or 64,48", self.range());
        let mut widths = Vec::new();
        for run in text.split(',') {
            let (width, count) = run.split_once('x').unwrap_or((run, "1"));
            let width = self.integer(width).map_err(|_| self.error(expected(), text))?;
            let count = number::parse_whole(count).map(|count| count as usize);
            let count = count.filter(|count| (1..=MAX_HIDDEN_LAYERS).contains(count));
            let count = count.filter(|count| widths.len() + count <= MAX_HIDDEN_LAYERS);
            let count = count.ok_or_else(|| self.error(expected(), text))?;
            widths.extend(std::iter::repeat_n(width as usize, count));
        }
        Ok(widths)
    }

    fn schedule(&self, text: &str) -> Result<Schedule, Error> {
        let schedule = text.parse().ok().filter(|schedule: &Schedule| schedule.rates().all(|rate| self.holds(rate)));
        schedule.ok_or_else(|| {
            let shape = "such as 0.1, 0.1,100000:0.01 or 0.1,cosine:20000, steps rising";
            self.error(format!("learning rates {}, {shape}, at most {MAX_RATE_CHANGES} changes", self.range()), text)
        })
    }

    fn optimizer(&self, text: &str) -> Result<Optimizer, Error> {
        let in_range = |optimizer: &Optimizer| optimizer.momentum().is_none_or(|momentum| self.holds(momentum));
        text.parse().ok().filter(in_range).ok_or_else(|| {
            let words = "sgd, adam, adamw, momentum:m, or nesterov:m with m above 0; m a number";
            self.error(format!("{words} {}", self.range()), text)
        })
    }

    fn betas(&self, text: &str) -> Result<[f64; 2], Error> {
        let betas = text.split_once(',').and_then(|(first, second)| self.in_range(first).zip(self.in_range(second)));
        betas
            .map(Into::into)
            .ok_or_else(|| self.error(format!("two numbers {}, such as 0.9,0.999", self.range()), text))
    }

    fn decay(&self, text: &str) -> Result<Option<f64>, Error> {
        if text == DEFAULT_DECAY {
            return Ok(None);
        }
        self.in_range(text).map(Some).ok_or_else(|| self.error(format!("default or a number {}", self.range()), text))
    }

    fn choice<T: Copy>(&self, text: &str, values: &[T]) -> Result<T, Error> {
        one_of(self.name, self.choices, values, text)
    }
}

impl Config {
    /// Sets a field from its text form in links. [`FieldName::Preset`] replaces the whole Config.
    ///
    /// # Errors
    /// When the text is not a value of the field; the Config is then unchanged.
    pub fn set(&mut self, name: FieldName, text: &str) -> Result<(), Error> {
        let field = name.field();
        match name {
            FieldName::Preset => *self = field.choice(text, &Preset::ALL)?.config(),
            FieldName::Context => self.context = field.integer(text)? as usize,
            FieldName::Embedding => self.embedding = field.integer(text)? as usize,
            FieldName::Hidden => self.hidden = field.widths(text)?,
            FieldName::Activation => self.activation = field.choice(text, &Activation::ALL)?,
            FieldName::HiddenWeights => self.hidden_weights = field.init(text)?,
            FieldName::OutputWeights => self.output_weights = field.init(text)?,
            FieldName::HiddenBiases => self.hidden_biases = field.bias(text)?,
            FieldName::OutputBiases => self.output_biases = field.bias(text)?,
            FieldName::Norm => self.norm = field.norm(text)?,
            FieldName::OutputNormGain => self.output_norm_gain = field.optional(text)?,
            FieldName::Eps => self.eps = field.real(text)?,
            FieldName::Momentum => self.momentum = field.real(text)?,
            FieldName::Variance => self.variance = field.choice(text, &Variance::ALL)?,
            FieldName::Residual => self.residual = field.choice(text, &Residual::ALL)?,
            FieldName::Branch => self.branch = field.branch(text)?,
            FieldName::Batch => self.batch = field.integer(text)? as usize,
            FieldName::LearningRate => self.learning_rate = field.schedule(text)?,
            FieldName::Warmup => self.warmup = field.integer(text)?.into(),
            FieldName::Optimizer => self.optimizer = field.optimizer(text)?,
            FieldName::Betas => self.betas = field.betas(text)?,
            FieldName::OptimizerEps => self.optimizer_eps = field.real(text)?,
            FieldName::Decay => self.decay = field.decay(text)?,
            FieldName::Clip => self.clip = field.optional(text)?,
            FieldName::Seed => self.seed = field.integer(text)?,
            FieldName::Changes => self.changes = change::parse(text)?,
        }
        Ok(())
    }

    /// Replaces the changes of the learning rate after `step` by those in `text`, written as in a link: `100000:0.01`. A
    /// cosine stays as it is, since it is of all steps, those already made too.
    ///
    /// # Errors
    /// When `text` is anything else, names a step up to this one, or makes too many changes; the Config is then unchanged.
    pub fn set_plan(&mut self, step: u64, text: &str) -> Result<(), Error> {
        let mut planned = self.clone();
        planned.learning_rate.changes.retain(|&(from, _)| from <= step);
        let kept = planned.learning_rate.changes.len();
        let cosine = planned.learning_rate.cosine.take();
        let mut schedule = planned.print(FieldName::LearningRate);
        if !text.is_empty() {
            schedule.extend([",", text]);
        }
        let set = planned.set(FieldName::LearningRate, &schedule);
        let new = &planned.learning_rate;
        if set.is_err() || new.cosine.is_some() || new.changes.get(kept).is_some_and(|&(from, _)| from <= step) {
            let expected = format!(
                "changes after step {step}, such as 100000:0.01,150000:0.001, steps rising, at most {MAX_RATE_CHANGES} in a run"
            );
            return Err(Error::new("lr", expected, text));
        }
        planned.learning_rate.cosine = cosine;
        *self = planned;
        Ok(())
    }

    /// A field's text form in links, which [`set`](Self::set) reads back as the same value.
    pub fn print(&self, name: FieldName) -> String {
        let choice = |value: usize| name.field().choices[value].into();
        match name {
            FieldName::Preset => choice(self.preset as usize),
            FieldName::Context => self.context.to_string(),
            FieldName::Embedding => self.embedding.to_string(),
            FieldName::Hidden => print_widths(&self.hidden),
            FieldName::Activation => choice(self.activation as usize),
            FieldName::HiddenWeights => self.hidden_weights.to_string(),
            FieldName::OutputWeights => self.output_weights.to_string(),
            FieldName::HiddenBiases => self.hidden_biases.to_string(),
            FieldName::OutputBiases => self.output_biases.to_string(),
            FieldName::Norm => self.norm.to_string(),
            FieldName::OutputNormGain => self.output_norm_gain.map_or("none".into(), number::print),
            FieldName::Eps => number::print(self.eps),
            FieldName::Momentum => number::print(self.momentum),
            FieldName::Variance => choice(self.variance as usize),
            FieldName::Residual => choice(self.residual as usize),
            FieldName::Branch => self.branch.to_string(),
            FieldName::Batch => self.batch.to_string(),
            FieldName::LearningRate => self.learning_rate.to_string(),
            FieldName::Warmup => self.warmup.to_string(),
            FieldName::Optimizer => self.optimizer.to_string(),
            FieldName::Betas => self.betas.map(number::print).join(","),
            FieldName::OptimizerEps => number::print(self.optimizer_eps),
            FieldName::Decay => self.decay.map_or(DEFAULT_DECAY.into(), number::print),
            FieldName::Clip => self.clip.map_or("none".into(), number::print),
            FieldName::Seed => self.seed.to_string(),
            FieldName::Changes => change::print(&self.changes),
        }
    }
}

/// Equal neighbors as a run: `100x5`.
fn print_widths(widths: &[usize]) -> String {
    let runs = widths.chunk_by(|a, b| a == b).map(|run| match run.len() {
        1 => run[0].to_string(),
        count => format!("{}x{count}", run[0]),
    });
    runs.collect::<Vec<_>>().join(",")
}
