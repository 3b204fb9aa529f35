//! The nonlinearity after each hidden layer.

use serde::Serialize;

use crate::kernels::{apply, formulas, math};

/// The function after a hidden layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// tanh x, flat beyond ±2: the one that saturates.
    Tanh,
    /// max(0, x).
    Relu,
    /// x itself: a deep linear network.
    Identity,
}

impl Activation {
    /// Every activation, in the order of the Config's choices.
    pub const ALL: [Self; 3] = [Self::Tanh, Self::Relu, Self::Identity];
    /// Their names in links, in the same order.
    pub(crate) const NAMES: &[&str] = &["tanh", "relu", "identity"];

    /// The gain of hidden weights with which the layers keep the spread of their inputs: that of PyTorch's
    /// [`torch.nn.init.calculate_gain`](https://docs.pytorch.org/docs/stable/nn.init.html).
    pub fn gain(self) -> f64 {
        self.gain_entry().0
    }

    /// The same as a person types it.
    pub fn gain_text(self) -> &'static str {
        self.gain_entry().1
    }

    fn gain_entry(self) -> (f64, &'static str) {
        match self {
            Self::Tanh => (5.0 / 3.0, "5/3"),
            Self::Relu => (std::f64::consts::SQRT_2, "√2"),
            Self::Identity => (1.0, "1"),
        }
    }

    /// h = f(x), for slices of one length.
    pub fn forward(self, x: &[f32], h: &mut [f32]) {
        match self {
            Self::Tanh => apply(&Tanh, [x], h),
            Self::Relu => apply(&Relu, [x], h),
            Self::Identity => h.copy_from_slice(x),
        }
    }

    /// The gradient at x, `d_x`, from the one at h; `h` is the output of [`forward`](Self::forward).
    pub fn backward(self, h: &[f32], d_h: &[f32], d_x: &mut [f32]) {
        match self {
            Self::Tanh => apply(&TanhBackward, [d_h, h], d_x),
            Self::Relu => apply(&ReluBackward, [d_h, h], d_x),
            Self::Identity => d_x.copy_from_slice(d_h),
        }
    }
}

formulas! { <L: Lanes>
    Tanh: Formula<1> = |[x]| math::tanh(x);
    TanhBackward: Formula<2> = |[d_h, h]| d_h * (L::splat(1.0) - h * h);
    /// NaN stays NaN.
    Relu: Formula<1> = |[x]| L::select(x.lt(L::splat(0.0)), L::splat(0.0), x);
    ReluBackward: Formula<2> = |[d_h, h]| L::select(h.eq(L::splat(0.0)), L::splat(0.0), d_h);
}
