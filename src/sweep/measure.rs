//! The figures that a sweep can show of a network.

use std::str::FromStr;

use crate::diagnostics::verdict::Measured;
use crate::error::{Error, one_of};

/// One figure of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The loss of the minibatch of step 0, before any update, in nats.
    FirstLoss,
    /// Percent of activations beyond 0.97 (for ReLU, at zero): the mean over the hidden layers of each layer's share.
    Saturated,
    /// The number of neurons that are saturated for every example of the minibatch, in all hidden layers together.
    Dead,
    /// Standard deviation of the gradient at the last hidden layer's h over that at the first one's.
    GradientRatio,
    /// The mean loss of the validation split in evaluation mode, batch norms on their running statistics, in nats.
    Val,
}

impl Measure {
    /// The names of all measures.
    pub const NAMES: [&str; 5] = ["first_loss", "saturated", "dead", "gradient_ratio", "val"];

    const ALL: [Self; 5] = [Self::FirstLoss, Self::Saturated, Self::Dead, Self::GradientRatio, Self::Val];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The figure in `measured`; NaN for [`Val`](Self::Val), which needs an evaluation.
    pub fn of(self, measured: &Measured) -> f32 {
        let layers = &measured.layers;
        match self {
            Self::FirstLoss => measured.first_loss,
            Self::Saturated => {
                let sum: f64 = layers.iter().map(|layer| f64::from(layer.saturated)).sum();
                (sum / layers.len() as f64) as f32
            }
            Self::Dead => layers.iter().map(|layer| layer.dead).sum::<u32>() as f32,
            Self::GradientRatio => {
                let [first, last] = [layers.first(), layers.last()].map(|of| of.map_or(f32::NAN, |of| of.gradient_std));
                last / first
            }
            Self::Val => f32::NAN,
        }
    }
}

impl FromStr for Measure {
    type Err = Error;

    /// Reads one of [`NAMES`](Self::NAMES).
    fn from_str(name: &str) -> Result<Self, Error> {
        one_of("measure", &Self::NAMES, &Self::ALL, name)
    }
}
