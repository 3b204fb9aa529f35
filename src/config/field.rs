//! The table of a Config's fields, and each field's text form: read, printed and described from the same ranges.

use serde::Serialize;

use super::{Activation, Bias, Config, MOST_CHANGES, MOST_STEPS, Norm, Preset, Scale, Schedule, Variance};
use super::{change, number};
use crate::error::Error;

/// What kind of value a field takes.
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
    /// `std:σ` or `gain:g`.
    Scale,
    /// `none`, `zero` or `std:σ`.
    Bias,
    /// `0.1` or `0.1,100000:0.01`.
    Schedule,
    /// `none` or `2000:batch=64;momentum=0.1,5000:seed=7`.
    Changes,
}

/// One field of a [`Config`].
#[derive(Debug)]
pub struct Field {
    /// The link's key.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// What kind of value it takes.
    pub kind: Kind,
    /// The smallest number in it.
    pub min: f64,
    /// The largest number in it.
    pub max: f64,
    /// The words it takes.
    pub choices: &'static [&'static str],
}

/// How many hidden layers there may be.
pub const MOST_LAYERS: usize = 10;

const fn field(name: &'static str, kind: Kind, [min, max]: [f64; 2], doc: &'static str) -> Field {
    Field { name, doc, kind, min, max, choices: &[] }
}

const fn choice(name: &'static str, choices: &'static [&'static str], doc: &'static str) -> Field {
    Field { name, doc, kind: Kind::Choice, min: 0.0, max: 0.0, choices }
}

/// Every field of a Config, in the order in which links print them: the preset first, since it sets all others.
pub static FIELDS: [Field; 18] = [
    choice("preset", Preset::NAMES, "The network that all other fields start from."),
    field("context", Kind::Integer, [1.0, 8.0], "How many characters the network sees."),
    field("emb", Kind::Integer, [1.0, 64.0], "How many numbers each character is embedded in."),
    field("hidden", Kind::Widths, [1.0, 512.0], "Neurons of each hidden layer."),
    choice("act", &["tanh", "relu", "identity"], "The nonlinearity of the hidden layers."),
    field("w", Kind::Scale, [0.0, 100.0], "Initial scale of the hidden weights."),
    field("out", Kind::Scale, [0.0, 100.0], "Initial scale of the output weights."),
    field("b", Kind::Bias, [0.0, 100.0], "Biases of the hidden layers."),
    field("outb", Kind::Bias, [0.0, 100.0], "Biases of the output layer."),
    choice("norm", &["none", "batch", "layer"], "Normalisation before each activation."),
    field("outnorm", Kind::Optional, [0.0, 100.0], "Initial gain of a further norm on the logits."),
    field("eps", Kind::Real, [0.0, 1.0], "What is added to the variance under a norm's square root."),
    field("momentum", Kind::Real, [0.0, 1.0], "How much of a minibatch enters the running statistics."),
    choice("variance", &["unbiased", "biased"], "The variance that batch norm normalises with."),
    field("batch", Kind::Integer, [1.0, 256.0], "Examples in a minibatch; 2 at least with batch norm."),
    field("lr", Kind::Schedule, [0.0, 100.0], "The learning rate, and the steps from which another holds."),
    field("seed", Kind::Integer, [0.0, 4_294_967_295.0], "The seed of every draw, until then names another."),
    field(
        "then",
        Kind::Changes,
        [1.0, MOST_STEPS as f64],
        "What of batch, momentum, eps, variance and seed changes from which step on.",
    ),
];

impl Field {
    fn error(&self, expected: impl Into<String>, got: &str) -> Error {
        Error::new(self.name, expected, got)
    }

    fn range(&self) -> String {
        format!("from {} to {}", number::print(self.min), number::print(self.max))
    }

    fn integer(&self, text: &str) -> Result<u32, Error> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let in_range = |value: &u32| digits && (self.min..=self.max).contains(&f64::from(*value));
        let value = number::parse_whole(text).filter(in_range);
        value.ok_or_else(|| self.error(format!("a whole number {}", self.range()), text))
    }

    fn in_range(&self, text: &str) -> Option<f64> {
        number::parse(text).filter(|value| (self.min..=self.max).contains(value))
    }

    fn real(&self, text: &str) -> Result<f64, Error> {
        self.in_range(text).ok_or_else(|| self.error(format!("a number {}", self.range()), text))
    }

    fn optional(&self, text: &str) -> Result<Option<f64>, Error> {
        if text == "none" {
            return Ok(None);
        }
        self.in_range(text).map(Some).ok_or_else(|| self.error(format!("none or a number {}", self.range()), text))
    }

    fn scale(&self, text: &str) -> Result<Scale, Error> {
        let scale = text.split_once(':').and_then(|(kind, value)| match kind {
            "std" => self.in_range(value).map(Scale::Std),
            "gain" => self.in_range(value).map(Scale::Gain),
            _ => None,
        });
        scale.ok_or_else(|| self.error(format!("std:σ or gain:g with a number {}", self.range()), text))
    }

    fn bias(&self, text: &str) -> Result<Bias, Error> {
        let bias = match text {
            "none" => Some(Bias::None),
            "zero" => Some(Bias::Zero),
            _ => text.strip_prefix("std:").and_then(|value| self.in_range(value)).map(Bias::Std),
        };
        bias.ok_or_else(|| self.error(format!("none, zero or std:σ with a number {}", self.range()), text))
    }

    fn widths(&self, text: &str) -> Result<Vec<usize>, Error> {
        let expected = || format!("1 to {MOST_LAYERS} layers of widths {}, such as 200, 100x5 or 64,48", self.range());
        let mut widths = Vec::new();
        for run in text.split(',') {
            let (width, count) = run.split_once('x').unwrap_or((run, "1"));
            let width = self.integer(width).map_err(|_| self.error(expected(), text))?;
            let count = number::parse_whole(count).map(|count| count as usize);
            let count = count.filter(|count| (1..=MOST_LAYERS).contains(count));
            let count = count.filter(|count| widths.len() + count <= MOST_LAYERS);
            let count = count.ok_or_else(|| self.error(expected(), text))?;
            widths.extend(std::iter::repeat_n(width as usize, count));
        }
        Ok(widths)
    }

    fn schedule(&self, text: &str) -> Result<Schedule, Error> {
        let mut parts = text.split(',');
        let initial = parts.next().and_then(|rate| self.in_range(rate));
        let error = || {
            let shape = "such as 0.1 or 0.1,100000:0.01, steps rising";
            self.error(format!("learning rates {}, {shape}, at most {MOST_CHANGES} changes", self.range()), text)
        };
        let mut schedule = Schedule::constant(initial.ok_or_else(error)?);
        for part in parts {
            let (step, rate) = part.split_once(':').ok_or_else(error)?;
            let step = number::parse_whole(step).map(u64::from);
            let step = step.filter(|step| (1..=MOST_STEPS).contains(step)).ok_or_else(error)?;
            let rate = self.in_range(rate).ok_or_else(error)?;
            let rising = schedule.changes.last().is_none_or(|&(last, _)| last < step);
            if !rising || schedule.changes.len() == MOST_CHANGES {
                return Err(error());
            }
            schedule.changes.push((step, rate));
        }
        Ok(schedule)
    }

    fn choice<T: Copy>(&self, text: &str, values: &[T], words: &[&str]) -> Result<T, Error> {
        let found = words.iter().position(|&word| word == text);
        found.map(|at| values[at]).ok_or_else(|| self.error(words.join(", "), text))
    }
}

const ACTIVATIONS: [Activation; 3] = [Activation::Tanh, Activation::Relu, Activation::Identity];
const NORMS: [Norm; 3] = [Norm::None, Norm::Batch, Norm::Layer];
const VARIANCES: [Variance; 2] = [Variance::Unbiased, Variance::Biased];

impl Config {
    /// Whether a field has this name.
    pub fn has(name: &str) -> bool {
        FIELDS.iter().any(|field| field.name == name)
    }

    /// Sets a field from its text form. `preset` replaces the whole Config.
    ///
    /// # Errors
    /// When there is no such field, or the text is not one of its values; the Config stays as it was.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let Some(field) = FIELDS.iter().find(|field| field.name == name) else {
            return Err(Error::new(name, "a known key", "one that is not"));
        };
        match name {
            "preset" => *self = field.choice(text, &Preset::ALL, field.choices)?.config(),
            "context" => self.context = field.integer(text)? as usize,
            "emb" => self.emb = field.integer(text)? as usize,
            "hidden" => self.hidden = field.widths(text)?,
            "act" => self.act = field.choice(text, &ACTIVATIONS, field.choices)?,
            "w" => self.w = field.scale(text)?,
            "out" => self.out = field.scale(text)?,
            "b" => self.b = field.bias(text)?,
            "outb" => self.outb = field.bias(text)?,
            "norm" => self.norm = field.choice(text, &NORMS, field.choices)?,
            "outnorm" => self.outnorm = field.optional(text)?,
            "eps" => self.eps = field.real(text)?,
            "momentum" => self.momentum = field.real(text)?,
            "variance" => self.variance = field.choice(text, &VARIANCES, field.choices)?,
            "batch" => self.batch = field.integer(text)? as usize,
            "lr" => self.lr = field.schedule(text)?,
            "seed" => self.seed = field.integer(text)?,
            _ => self.then = change::parse(text)?,
        }
        Ok(())
    }

    /// Replaces the changes of the learning rate after `step` by those in `text`, written as in a link: `100000:0.01`.
    ///
    /// # Errors
    /// When `text` is anything else, names a step up to this one, or makes too many changes; the Config stays as it was.
    pub fn set_plan(&mut self, step: u64, text: &str) -> Result<(), Error> {
        let mut planned = self.clone();
        planned.lr.changes.retain(|&(from, _)| from <= step);
        let kept = planned.lr.changes.len();
        let mut schedule = planned.print("lr");
        if !text.is_empty() {
            schedule.extend([",", text]);
        }
        let set = planned.set("lr", &schedule);
        if set.is_err() || planned.lr.changes.get(kept).is_some_and(|&(from, _)| from <= step) {
            let expected = format!(
                "changes after step {step}, such as 100000:0.01,150000:0.001, steps rising, at most {MOST_CHANGES} in a run"
            );
            return Err(Error::new("lr", expected, text));
        }
        *self = planned;
        Ok(())
    }

    /// A field's text form, which [`set`](Self::set) reads back as the same value; empty for an unknown name.
    pub fn print(&self, name: &str) -> String {
        let scale = |scale| match scale {
            Scale::Std(std) => format!("std:{}", number::print(std)),
            Scale::Gain(gain) => format!("gain:{}", number::print(gain)),
        };
        let bias = |bias| match bias {
            Bias::None => "none".into(),
            Bias::Zero => "zero".into(),
            Bias::Std(std) => format!("std:{}", number::print(std)),
        };
        match name {
            "preset" => self.preset.name().into(),
            "context" => self.context.to_string(),
            "emb" => self.emb.to_string(),
            "hidden" => print_widths(&self.hidden),
            "act" => match self.act {
                Activation::Tanh => "tanh".into(),
                Activation::Relu => "relu".into(),
                Activation::Identity => "identity".into(),
            },
            "w" => scale(self.w),
            "out" => scale(self.out),
            "b" => bias(self.b),
            "outb" => bias(self.outb),
            "norm" => match self.norm {
                Norm::None => "none".into(),
                Norm::Batch => "batch".into(),
                Norm::Layer => "layer".into(),
            },
            "outnorm" => self.outnorm.map_or("none".into(), number::print),
            "eps" => number::print(self.eps),
            "momentum" => number::print(self.momentum),
            "variance" => match self.variance {
                Variance::Unbiased => "unbiased".into(),
                Variance::Biased => "biased".into(),
            },
            "batch" => self.batch.to_string(),
            "lr" => print_schedule(&self.lr),
            "seed" => self.seed.to_string(),
            "then" => change::print(&self.then),
            _ => String::new(),
        }
    }
}

/// Equal neighbours as a run: `100x5`.
fn print_widths(widths: &[usize]) -> String {
    let runs = widths.chunk_by(|a, b| a == b).map(|run| match run.len() {
        1 => run[0].to_string(),
        count => format!("{}x{count}", run[0]),
    });
    runs.collect::<Vec<_>>().join(",")
}

fn print_schedule(schedule: &Schedule) -> String {
    let changes = schedule.changes.iter().map(|&(step, rate)| format!(",{step}:{}", number::print(rate)));
    std::iter::once(number::print(schedule.initial)).chain(changes).collect()
}
