//! The initial scale of weights and biases.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::number;
use crate::error::Error;

/// The standard deviation of a weight matrix, given directly or as a gain.
///
/// ```
/// use initscope::config::Scale;
///
/// let kaiming: Scale = "gain:5/3".parse()?;
/// assert_eq!(kaiming, Scale::Gain(5.0 / 3.0));
/// assert_eq!(kaiming.std(30), 5.0 / 3.0 / 30_f64.sqrt());
/// assert_eq!(kaiming.formula(30), "5/3 / √30 = 0.304");
/// # Ok::<(), initscope::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// σ.
    Std(f64),
    /// g, for σ = g / √fan_in (He et al. 2015, arXiv:1502.01852; 5/3 is `torch.nn.init.calculate_gain("tanh")`).
    Gain(f64),
}

impl Scale {
    /// σ of a matrix with `fan_in` inputs.
    pub fn std(self, fan_in: usize) -> f64 {
        match self {
            Self::Std(std) => std,
            Self::Gain(gain) => gain / (fan_in as f64).sqrt(),
        }
    }

    /// The gain that gives the same σ.
    pub fn gain(self, fan_in: usize) -> f64 {
        match self {
            Self::Std(std) => std * (fan_in as f64).sqrt(),
            Self::Gain(gain) => gain,
        }
    }

    /// How σ is computed, to three significant digits: `5/3 / √30 = 0.304`, or `0.2` where σ is given directly.
    pub fn formula(self, fan_in: usize) -> String {
        let std = number::print_significant(self.std(fan_in));
        match self {
            Self::Std(_) => std,
            Self::Gain(gain) => {
                let exact = number::print(gain);
                let gain = if exact.len() <= 6 { exact } else { number::print_significant(gain) };
                format!("{gain} / √{fan_in} = {std}")
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
}

impl FromStr for Scale {
    type Err = Error;

    /// Reads `std:0.1` or `gain:5/3`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let scale = text.split_once(':').and_then(|(kind, value)| match kind {
            "std" => number::parse(value).map(Self::Std),
            "gain" => number::parse(value).map(Self::Gain),
            _ => None,
        });
        scale.ok_or_else(|| Error::new("scale", "std:σ or gain:g", text))
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Std(std) => write!(f, "std:{}", number::print(std)),
            Self::Gain(gain) => write!(f, "gain:{}", number::print(gain)),
        }
    }
}

impl FromStr for Bias {
    type Err = Error;

    /// Reads `none`, `zero` or `std:0.01`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bias = match text {
            "none" => Some(Self::None),
            "zero" => Some(Self::Zero),
            _ => text.strip_prefix("std:").and_then(number::parse).map(Self::Std),
        };
        bias.ok_or_else(|| Error::new("bias", "none, zero or std:σ", text))
    }
}

impl fmt::Display for Bias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::None => f.write_str("none"),
            Self::Zero => f.write_str("zero"),
            Self::Std(std) => write!(f, "std:{}", number::print(std)),
        }
    }
}
