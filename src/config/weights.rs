//! How large initial weights and biases are.

use serde::{Deserialize, Serialize};

use super::number;

/// The standard deviation of a weight matrix, given itself or as a gain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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

    /// The gain that comes to the same σ.
    pub fn gain(self, fan_in: usize) -> f64 {
        match self {
            Self::Std(std) => std * (fan_in as f64).sqrt(),
            Self::Gain(gain) => gain,
        }
    }

    /// How σ comes about, to three significant digits: `5/3 / √30 = 0.304`, or `0.2` where σ is given itself.
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
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bias {
    /// The layer has none.
    None,
    /// Zero at first; nothing is drawn.
    Zero,
    /// Drawn with this standard deviation. With 0 the draws are made all the same, as a notebook's `randn(n) * 0` does.
    Std(f64),
}
