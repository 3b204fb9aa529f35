//! The initial weights and biases.

use std::fmt;
use std::str::FromStr;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Activation, number};
use crate::error::Error;

/// How a weight matrix is initialized: from a standard deviation, a gain, or by one of the initializations of
/// [`torch.nn.init`](https://docs.pytorch.org/docs/stable/nn.init.html).
///
/// n_in and n_out are the matrix's fan-in and fan-out. Where a gain is `None`, it is that of the network's activation.
///
/// ```
/// use initscope::config::{Activation, Init};
///
/// let scaled: Init = "gain:5/3".parse()?;
/// assert_eq!(scaled, Init::Gain(5.0 / 3.0));
/// assert_eq!(scaled.std([30, 100], Activation::Tanh), 5.0 / 3.0 / 30_f64.sqrt());
/// assert_eq!(scaled.formula([30, 100], Activation::Tanh), "5/3 / √30 = 0.304");
/// assert_eq!(Init::KaimingNormal(None).formula([30, 100], Activation::Relu), "√2/√30 = 0.258");
/// # Ok::<(), initscope::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Init {
    /// Normal, of standard deviation σ.
    Std(f64),
    /// Normal, σ = g/√n_in.
    Gain(f64),
    /// Normal, σ = g·√(2/(n_in + n_out)) (Glorot & Bengio 2010).
    XavierNormal(f64),
    /// Uniform within ±g·√(6/(n_in + n_out)) (Glorot & Bengio 2010).
    XavierUniform(f64),
    /// Normal, σ = g/√n_in (He et al. 2015, arXiv:1502.01852).
    KaimingNormal(Option<f64>),
    /// Uniform within ±g·√(3/n_in) (He et al. 2015).
    KaimingUniform(Option<f64>),
    /// Normal, σ = g/√n_out: PyTorch's `mode="fan_out"` (He et al. 2015).
    KaimingNormalOut(Option<f64>),
    /// Uniform within ±g·√(3/n_out) (He et al. 2015).
    KaimingUniformOut(Option<f64>),
    /// g times a matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2013, arXiv:1312.6120).
    Orthogonal(f64),
    /// Normal, of standard deviation σ before what lies beyond ±2σ is drawn again.
    TruncNormal(f64),
    /// Uniform within ±1/√n_in: what `torch.nn.Linear` starts from.
    Torch,
    /// Orthogonal, then scaled until the layer's output has variance 1 on the first minibatch (Mishkin & Matas 2015,
    /// arXiv:1511.06422).
    Lsuv,
    /// All 0; nothing is drawn.
    Zero,
}

/// The standard deviation of the standard normal distribution within ±2.
const STD_WITHIN_2: f64 = 0.879_625_661_034_239_8;

/// The scale of a weight matrix that is given directly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// σ.
    Std(f64),
    /// g, for σ = g / √fan_in.
    Gain(f64),
}

impl Init {
    /// The scale where it is given directly, as in the lecture; `None` of an initialization by another name.
    pub fn scale(self) -> Option<Scale> {
        match self {
            Self::Std(std) => Some(Scale::Std(std)),
            Self::Gain(gain) => Some(Scale::Gain(gain)),
            Self::XavierNormal(_)
            | Self::XavierUniform(_)
            | Self::KaimingNormal(_)
            | Self::KaimingUniform(_)
            | Self::KaimingNormalOut(_)
            | Self::KaimingUniformOut(_)
            | Self::Orthogonal(_)
            | Self::TruncNormal(_)
            | Self::Torch
            | Self::Lsuv
            | Self::Zero => None,
        }
    }

    /// The standard deviation of a matrix with this many inputs and outputs, as it is drawn.
    pub fn std(self, [fan_in, fan_out]: [usize; 2], activation: Activation) -> f64 {
        let [inputs, outputs] = [fan_in as f64, fan_out as f64];
        let kaiming = |gain: Option<f64>, fan: f64| gain.unwrap_or(activation.gain()) / fan.sqrt();
        match self {
            Self::Std(std) => std,
            Self::Gain(gain) => gain / inputs.sqrt(),
            Self::XavierNormal(gain) | Self::XavierUniform(gain) => gain * (2.0 / (inputs + outputs)).sqrt(),
            Self::KaimingNormal(gain) | Self::KaimingUniform(gain) => kaiming(gain, inputs),
            Self::KaimingNormalOut(gain) | Self::KaimingUniformOut(gain) => kaiming(gain, outputs),
            Self::Orthogonal(gain) => gain / inputs.max(outputs).sqrt(),
            Self::TruncNormal(std) => STD_WITHIN_2 * std,
            Self::Torch => (1.0 / 3.0_f64).sqrt() / inputs.sqrt(),
            Self::Lsuv => 1.0 / inputs.max(outputs).sqrt(),
            Self::Zero => 0.0,
        }
    }

    /// σ · √n_in: the gain that gives the same standard deviation.
    pub fn gain(self, shape: [usize; 2], activation: Activation) -> f64 {
        match self {
            Self::Gain(gain) => gain,
            Self::KaimingNormal(gain) | Self::KaimingUniform(gain) => gain.unwrap_or(activation.gain()),
            Self::Std(_)
            | Self::XavierNormal(_)
            | Self::XavierUniform(_)
            | Self::KaimingNormalOut(_)
            | Self::KaimingUniformOut(_)
            | Self::Orthogonal(_)
            | Self::TruncNormal(_)
            | Self::Torch
            | Self::Lsuv
            | Self::Zero => self.std(shape, activation) * (shape[0] as f64).sqrt(),
        }
    }

    /// How the matrix is computed, its figure to three significant digits. A formula that starts with a digit or a root is that
    /// of the standard deviation: `5/3 / √30 = 0.304`, `√2/√30 = 0.258`, or `0.2` where σ is given directly. Others name the
    /// distribution: `U(±√(6/(30+100))) = ±0.215`, its bound.
    pub fn formula(self, shape: [usize; 2], activation: Activation) -> String {
        let [fan_in, fan_out] = shape;
        let std = number::print_significant(self.std(shape, activation));
        let bound = number::print_significant(self.std(shape, activation) * 3_f64.sqrt());
        let given = |gain: Option<f64>| gain.map_or(activation.gain_text().into(), gain_text);
        // A gain of 1 need not be written before a root.
        let factor = |gain: f64| if gain == 1.0 { String::new() } else { gain_text(gain) + "·" };
        let normal = |gain: Option<f64>, fan: usize| format!("{} = {std}", over_root(&given(gain), fan));
        let uniform = |gain: Option<f64>, fan: usize| format!("U(±{}·√(3/{fan})) = ±{bound}", given(gain));
        match self {
            Self::Std(_) | Self::Zero => std,
            Self::Gain(gain) => {
                let exact = number::print(gain);
                let gain = if exact.len() <= 6 { exact } else { number::print_significant(gain) };
                format!("{gain} / √{fan_in} = {std}")
            }
            Self::XavierNormal(gain) => format!("{}√(2/({fan_in}+{fan_out})) = {std}", factor(gain)),
            Self::XavierUniform(gain) => format!("U(±{}√(6/({fan_in}+{fan_out}))) = ±{bound}", factor(gain)),
            Self::KaimingNormal(gain) => normal(gain, fan_in),
            Self::KaimingNormalOut(gain) => normal(gain, fan_out),
            Self::KaimingUniform(gain) => uniform(gain, fan_in),
            Self::KaimingUniformOut(gain) => uniform(gain, fan_out),
            Self::Orthogonal(gain) => {
                format!("orthogonal, std {} = {std}", over_root(&gain_text(gain), fan_in.max(fan_out)))
            }
            Self::TruncNormal(sigma) => {
                let [sigma, limit] = [sigma, 2.0 * sigma].map(number::print_significant);
                format!("normal, std {sigma} within ±{limit} = {std}")
            }
            Self::Torch => format!("U(±1/√{fan_in}) = ±{bound}"),
            Self::Lsuv => "orthogonal, then scaled to an output of variance 1".into(),
        }
    }

    /// Its name in links, and its number there, if it is written.
    pub fn parts(self) -> (&'static str, Option<f64>) {
        let unless_1 = |gain: f64| (gain != 1.0).then_some(gain);
        match self {
            Self::Std(std) => ("std", Some(std)),
            Self::Gain(gain) => ("gain", Some(gain)),
            Self::XavierNormal(gain) => ("xavier_normal", unless_1(gain)),
            Self::XavierUniform(gain) => ("xavier_uniform", unless_1(gain)),
            Self::KaimingNormal(gain) => ("kaiming_normal", gain),
            Self::KaimingUniform(gain) => ("kaiming_uniform", gain),
            Self::KaimingNormalOut(gain) => ("kaiming_normal_out", gain),
            Self::KaimingUniformOut(gain) => ("kaiming_uniform_out", gain),
            Self::Orthogonal(gain) => ("orthogonal", unless_1(gain)),
            Self::TruncNormal(std) => ("trunc_normal", Some(std)),
            Self::Torch => ("torch", None),
            Self::Lsuv => ("lsuv", None),
            Self::Zero => ("zero", None),
        }
    }

    /// The names of all.
    pub(crate) const NAMES: &[&str] = &[
        "std",
        "gain",
        "xavier_normal",
        "xavier_uniform",
        "kaiming_normal",
        "kaiming_uniform",
        "kaiming_normal_out",
        "kaiming_uniform_out",
        "orthogonal",
        "trunc_normal",
        "torch",
        "lsuv",
        "zero",
    ];

    /// Every form that [`from_str`](Self::from_str) reads, for errors.
    pub(crate) const FORMS: &str = "std:σ, gain:g, trunc_normal:σ, torch, lsuv, zero, or xavier_normal, xavier_uniform, \
                                    kaiming_normal, kaiming_uniform, kaiming_normal_out, kaiming_uniform_out or \
                                    orthogonal, with :g or without";
}

/// A gain in few characters: a root where it is one, a fraction or decimal where that is short, else rounded.
fn gain_text(gain: f64) -> String {
    let radicand = (gain * gain).round();
    if gain.fract() != 0.0 && radicand < 100.0 && radicand.sqrt() == gain {
        return ["√", &number::print(radicand)].concat();
    }
    let exact = number::print(gain);
    if exact.len() <= 6 { exact } else { number::print_significant(gain) }
}

/// `√2/√30`, or `5/3 / √30`.
fn over_root(gain: &str, fan: usize) -> String {
    let space = if gain.contains('/') { " " } else { "" };
    format!("{gain}{space}/{space}√{fan}")
}

impl Serialize for Init {
    /// As [`Bias`]: `{gain: 1}` with a number, `"torch"` without.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts() {
            (name, None) => serializer.serialize_str(name),
            (name, Some(number)) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(name, &number)?;
                map.end()
            }
        }
    }
}

/// The biases of a linear layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bias {
    /// The layer has none.
    None,
    /// Zero at step 0; nothing is drawn.
    Zero,
    /// Drawn with this standard deviation. With 0 the random numbers are still drawn, as by a notebook's `randn(n) * 0`.
    Std(f64),
    /// Uniform within ±1/√n_in: what `torch.nn.Linear` starts from.
    Torch,
    /// The logarithms of the frequencies of the training targets, of the output layer alone: with small weights the first
    /// loss is the entropy of single characters.
    Prior,
}

impl Bias {
    /// The standard deviation that biases of a layer with this fan-in are drawn with.
    pub fn std(self, fan_in: usize) -> f64 {
        match self {
            Self::None | Self::Zero | Self::Prior => 0.0,
            Self::Std(std) => std,
            Self::Torch => (1.0 / (3 * fan_in) as f64).sqrt(),
        }
    }
}

impl FromStr for Init {
    type Err = Error;

    /// Reads `std:0.1`, `gain:5/3`, `kaiming_normal`, `kaiming_normal:√2`, `torch`, ….
    fn from_str(text: &str) -> Result<Self, Error> {
        let (name, number) = text.split_once(':').map_or((text, None), |(name, number)| (name, Some(number)));
        let value = number.map(number::parse_with_roots);
        let init = match (name, value) {
            // A number that is none.
            (_, Some(None)) => None,
            ("std", Some(Some(std))) => Some(Self::Std(std)),
            ("gain", Some(Some(gain))) => Some(Self::Gain(gain)),
            ("trunc_normal", Some(Some(std))) => Some(Self::TruncNormal(std)),
            ("xavier_normal", gain) => Some(Self::XavierNormal(gain.flatten().unwrap_or(1.0))),
            ("xavier_uniform", gain) => Some(Self::XavierUniform(gain.flatten().unwrap_or(1.0))),
            ("orthogonal", gain) => Some(Self::Orthogonal(gain.flatten().unwrap_or(1.0))),
            ("kaiming_normal", gain) => Some(Self::KaimingNormal(gain.flatten())),
            ("kaiming_uniform", gain) => Some(Self::KaimingUniform(gain.flatten())),
            ("kaiming_normal_out", gain) => Some(Self::KaimingNormalOut(gain.flatten())),
            ("kaiming_uniform_out", gain) => Some(Self::KaimingUniformOut(gain.flatten())),
            ("torch", None) => Some(Self::Torch),
            ("lsuv", None) => Some(Self::Lsuv),
            ("zero", None) => Some(Self::Zero),
            _ => None,
        };
        init.ok_or_else(|| Error::new("init", Self::FORMS, text))
    }
}

impl fmt::Display for Init {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (name, None) => f.write_str(name),
            (name, Some(value)) => write!(f, "{name}:{}", number::print(value)),
        }
    }
}

impl FromStr for Bias {
    type Err = Error;

    /// Reads `none`, `zero`, `torch`, `prior` or `std:0.01`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bias = match text {
            "none" => Some(Self::None),
            "zero" => Some(Self::Zero),
            "torch" => Some(Self::Torch),
            "prior" => Some(Self::Prior),
            _ => text.strip_prefix("std:").and_then(number::parse).map(Self::Std),
        };
        bias.ok_or_else(|| Error::new("bias", "none, zero, torch, prior or std:σ", text))
    }
}

impl fmt::Display for Bias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::None => f.write_str("none"),
            Self::Zero => f.write_str("zero"),
            Self::Std(std) => write!(f, "std:{}", number::print(std)),
            Self::Torch => f.write_str("torch"),
            Self::Prior => f.write_str("prior"),
        }
    }
}
