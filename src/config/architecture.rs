//! The norm of a layer and its residual connection.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::number;
use crate::error::Error;

/// The norm of a hidden layer before its activation; with a residual connection see [`Residual`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    /// Nothing.
    None,
    /// Each feature over the minibatch: `torch.nn.BatchNorm1d`.
    Batch,
    /// Each example over its features: `torch.nn.LayerNorm`.
    Layer,
    /// Each example by the root mean square of its features: `torch.nn.RMSNorm`.
    Rms,
    /// Each example over each of so many groups of its features: `torch.nn.GroupNorm`. The number divides the width.
    Group(usize),
}

impl Norm {
    /// The text forms, where 4 stands for any number of groups.
    pub(crate) const NAMES: &[&str] = &["none", "batch", "layer", "rms", "group:4"];
}

impl FromStr for Norm {
    type Err = Error;

    /// Reads `none`, `batch`, `layer`, `rms` or `group:4`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let norm = match text {
            "none" => Some(Self::None),
            "batch" => Some(Self::Batch),
            "layer" => Some(Self::Layer),
            "rms" => Some(Self::Rms),
            _ => text.strip_prefix("group:").and_then(number::parse_digits).map(|groups| Self::Group(groups as usize)),
        };
        norm.filter(|&norm| norm != Self::Group(0))
            .ok_or_else(|| Error::new("norm", "none, batch, layer, rms or group:k with a number of groups", text))
    }
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Batch => f.write_str("batch"),
            Self::Layer => f.write_str("layer"),
            Self::Rms => f.write_str("rms"),
            Self::Group(groups) => write!(f, "group:{groups}"),
        }
    }
}

impl Serialize for Norm {
    /// The text form.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The residual connection around a hidden layer whose input is as wide as its output, except the first layer. All others have
/// the form of [`Residual::None`].
///
/// x is the layer's input, N its norm, φ its activation, and s the [`Branch`] scale. Sources: He et al. 2016
/// (arXiv:1603.05027); Xiong et al. 2020 (arXiv:2002.04745).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Residual {
    /// φ(N(x W + b)).
    None,
    /// x + s · φ(N(x) W + b); where there is a norm, there is another one before the output layer.
    Pre,
    /// N(x + s · φ(x W + b)).
    Post,
}

impl Residual {
    /// In the order of the field's choices.
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Pre, Self::Post];
    /// Their names in links, in the same order.
    pub(crate) const NAMES: &[&str] = &["none", "pre", "post"];
}

/// The factor s of every residual branch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Branch {
    /// A constant.
    Fixed(f64),
    /// 1/√L with L hidden layers: the scaling of residual layers in GPT-2.
    Depth,
    /// A parameter of each residual layer that starts at this value: 0 for SkipInit (De and Smith 2020, arXiv:2002.10444) and
    /// ReZero (Bachlechner et al. 2020, arXiv:2003.04887).
    Learned(f64),
}

impl Branch {
    /// s at step 0 with `layers` hidden layers.
    pub fn initial(self, layers: usize) -> f64 {
        match self {
            Self::Fixed(scale) | Self::Learned(scale) => scale,
            Self::Depth => 1.0 / (layers as f64).sqrt(),
        }
    }
}

impl FromStr for Branch {
    type Err = Error;

    /// Reads `0.5`, `depth` or `learned:0`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let branch = match text.strip_prefix("learned:") {
            Some(start) => number::parse(start).map(Self::Learned),
            None if text == "depth" => Some(Self::Depth),
            None => number::parse(text).map(Self::Fixed),
        };
        branch.ok_or_else(|| Error::new("branch", "a number, depth or learned:a", text))
    }
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Fixed(scale) => f.write_str(&number::print(scale)),
            Self::Depth => f.write_str("depth"),
            Self::Learned(start) => write!(f, "learned:{}", number::print(start)),
        }
    }
}

impl Serialize for Branch {
    /// The text form.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
