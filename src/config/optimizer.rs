//! The optimizer, its weight decay, and the warmup of the learning rate.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::number;
use crate::error::Error;

/// How the gradients of a step move the parameters, by the formulas of `torch.optim`; `src/optimizer/` computes them.
///
/// ```
/// use initscope::config::Optimizer;
///
/// assert_eq!("momentum:0.9".parse(), Ok(Optimizer::Momentum(0.9)));
/// assert_eq!(Optimizer::AdamW.to_string(), "adamw");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Optimizer {
    /// `SGD` without momentum: p − rate · g.
    Sgd,
    /// `SGD` with this momentum, 0 to 1 exclusive: the buffer b ← momentum · b + g is the direction.
    Momentum(f64),
    /// `SGD` with this momentum, above 0, and `nesterov=True`: the direction is g + momentum · b.
    Nesterov(f64),
    /// `Adam` (Kingma and Ba 2015, arXiv:1412.6980).
    Adam,
    /// `AdamW`: Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101).
    AdamW,
}

impl Optimizer {
    /// The weight decay that torch's class of the same name has unless it is given.
    pub fn default_decay(self) -> f64 {
        match self {
            Self::Sgd | Self::Momentum(_) | Self::Nesterov(_) | Self::Adam => 0.0,
            Self::AdamW => 0.01,
        }
    }

    /// The momentum, where it is one with a momentum.
    pub(super) fn momentum(self) -> Option<f64> {
        match self {
            Self::Momentum(momentum) | Self::Nesterov(momentum) => Some(momentum),
            Self::Sgd | Self::Adam | Self::AdamW => None,
        }
    }
}

impl FromStr for Optimizer {
    type Err = Error;

    /// Reads `sgd`, `momentum:0.9`, `nesterov:0.9`, `adam` or `adamw`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let optimizer = match text {
            "sgd" => Some(Self::Sgd),
            "adam" => Some(Self::Adam),
            "adamw" => Some(Self::AdamW),
            _ => text.split_once(':').and_then(|(kind, value)| match kind {
                "momentum" => number::parse(value).map(Self::Momentum),
                // As in torch, where Nesterov's momentum can't be 0.
                "nesterov" => number::parse(value).filter(|&momentum| momentum > 0.0).map(Self::Nesterov),
                _ => None,
            }),
        };
        optimizer.ok_or_else(|| Error::new("opt", "sgd, momentum:m, nesterov:m, adam or adamw", text))
    }
}

impl fmt::Display for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Sgd => f.write_str("sgd"),
            Self::Momentum(momentum) => write!(f, "momentum:{}", number::print(momentum)),
            Self::Nesterov(momentum) => write!(f, "nesterov:{}", number::print(momentum)),
            Self::Adam => f.write_str("adam"),
            Self::AdamW => f.write_str("adamw"),
        }
    }
}

/// The text of a weight decay where it is that of torch.
pub(super) const DEFAULT_DECAY: &str = "default";

/// A weight decay as JS has it: a number or `"default"`.
pub(super) fn serialize_decay<S: Serializer>(decay: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match decay {
        Some(decay) => serializer.serialize_f64(*decay),
        None => serializer.serialize_str(DEFAULT_DECAY),
    }
}

/// The share of the learning rate at `step` where it rises linearly over the first `steps` steps, as with PyTorch's
/// `LinearLR`: (step + 1)/steps, at most 1.
pub fn warmup(steps: u64, step: u64) -> f64 {
    if step + 1 >= steps { 1.0 } else { (step + 1) as f64 / steps as f64 }
}
