//! The nonlinearity after each hidden layer: one table of names, formulas and slopes.

use serde::Serialize;

use crate::kernels::lanes::Lanes;
use crate::kernels::{apply, formulas, math};

/// When an activation counts as saturated: it lets hardly any gradient pass. See
/// [`Saturation`](crate::diagnostics::Saturation).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaturationRule {
    /// Near either end of the range of h: outside its middle share, the threshold.
    AtEnds,
    /// h = 0.
    AtZero,
    /// The slope is less than 1 − threshold in magnitude.
    BySlope,
    /// |h| beyond the threshold is counted, but passes its gradient all the same.
    Never,
}

/// Defines the enum and everything that depends on the function alone. An entry has the name in links; its gain, as a number
/// and as a person types it; the range of h, rounded outward; the rule of saturation; value and slope in f64; h of x; and the
/// gradient at x from x, h and the one at h.
macro_rules! activations {
    (<$lanes:ident: Lanes> $(
        $(#[$doc:meta])*
        $name:ident = $word:literal {
            gain: $gain:expr, $text:literal;
            range: $range:expr;
            saturated: $rule:ident;
            at: |$z:ident| $at:expr;
            forward: |$x:ident| $h:expr;
            backward: |$x_there:ident, $h_there:ident, $d_h:ident| $d_x:expr;
        }
    )+) => {
        /// The function after a hidden layer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum Activation {$(
            $(#[$doc])*
            #[serde(rename = $word)]
            $name,
        )+}

        impl Activation {
            /// Every activation, in the order of the Config's choices.
            pub const ALL: [Self; Self::NAMES.len()] = [$(Self::$name),+];
            /// Their names in links, in the same order.
            pub(crate) const NAMES: &[&str] = &[$($word),+];

            fn gain_entry(self) -> (f64, &'static str) {
                match self {
                    $(Self::$name => ($gain, $text),)+
                }
            }

            /// The least and the greatest h, where they are finite, rounded outward to three digits.
            pub fn range(self) -> [f32; 2] {
                match self {
                    $(Self::$name => $range,)+
                }
            }

            /// What counts as saturated.
            pub fn saturation_rule(self) -> SaturationRule {
                match self {
                    $(Self::$name => SaturationRule::$rule,)+
                }
            }

            /// φ(x) and φ'(x) in f64, each within 1e-15 of the larger of 1 and |x|: for predictions, never for training.
            pub fn at(self, x: f64) -> [f64; 2] {
                match self {
                    $(Self::$name => {
                        let $z = x;
                        $at
                    })+
                }
            }

            /// h = φ(x), for slices of one length.
            pub fn forward(self, x: &[f32], h: &mut [f32]) {
                match self {
                    $(Self::$name => {
                        formulas! { <$lanes: Lanes>
                            Value: Formula<1> = |[$x]| $h;
                        }
                        apply(&Value, [x], h);
                    })+
                }
            }

            /// The gradient at x, `d_x`, from the one at h; `h` is the output of [`forward`](Self::forward) for `x`.
            pub fn backward(self, x: &[f32], h: &[f32], d_h: &[f32], d_x: &mut [f32]) {
                match self {
                    $(Self::$name => {
                        formulas! { <$lanes: Lanes>
                            Gradient: Formula<3> = |[$x_there, $h_there, $d_h]| $d_x;
                        }
                        apply(&Gradient, [x, h, d_h], d_x);
                    })+
                }
            }
        }
    };
}

impl Activation {
    /// The gain of hidden weights with which the layers keep the spread of their inputs.
    ///
    /// For tanh, ReLU, leaky ReLU, sigmoid and the identity it is that of PyTorch's
    /// [`torch.nn.init.calculate_gain`](https://docs.pytorch.org/docs/stable/nn.init.html). For SELU it is 1 as in its paper
    /// ([Klambauer et al., 2017](https://arxiv.org/abs/1706.02515)), where PyTorch has [`SELU_GAIN_OF_TORCH`]. The others,
    /// which PyTorch lacks, have 1/√E[φ(z)²] for a standard normal z, to five digits.
    pub fn gain(self) -> f64 {
        self.gain_entry().0
    }

    /// The same as a person types it: a text that is read as exactly this number.
    pub fn gain_text(self) -> &'static str {
        self.gain_entry().1
    }
}

/// The gain of SELU that PyTorch's `calculate_gain` has instead of its paper's 1. Activations then keep 3/4 of their spread in
/// a layer, until SELU's own fixed point holds them.
pub const SELU_GAIN_OF_TORCH: f64 = 0.75;

activations! { <L: Lanes>
    /// tanh x, flat beyond ±2: the one that saturates.
    Tanh = "tanh" {
        gain: 5.0 / 3.0, "5/3";
        range: [-1.0, 1.0];
        saturated: AtEnds;
        at: |x| {
            let e = math::exp_m1_f64(-2.0 * x.abs());
            let tanh = (-e / (e + 2.0)).copysign(x);
            [tanh, 1.0 - tanh * tanh]
        };
        forward: |x| math::tanh(x);
        backward: |_x, h, d_h| d_h * (L::splat(1.0) - h * h);
    }

    /// max(0, x). NaN stays NaN.
    Relu = "relu" {
        gain: std::f64::consts::SQRT_2, "√2";
        range: [0.0, f32::INFINITY];
        saturated: AtZero;
        at: |x| if x <= 0.0 { [0.0, 0.0] } else { [x, 1.0] };
        forward: |x| math::positive_part(x);
        backward: |_x, h, d_h| L::select(h.eq(L::splat(0.0)), L::splat(0.0), d_h);
    }

    /// x itself: a deep linear network.
    Identity = "identity" {
        gain: 1.0, "1";
        range: [f32::NEG_INFINITY, f32::INFINITY];
        saturated: Never;
        at: |x| [x, 1.0];
        forward: |x| x;
        backward: |_x, _h, d_h| d_h;
    }

    /// 1/(1 + e^(−x)): between 0 and 1, with a slope of at most 1/4.
    Sigmoid = "sigmoid" {
        gain: 1.0, "1";
        range: [0.0, 1.0];
        saturated: AtEnds;
        at: |x| {
            let sigmoid = sigmoid_f64(x);
            [sigmoid, sigmoid * (1.0 - sigmoid)]
        };
        forward: |x| math::sigmoid(x);
        backward: |_x, h, d_h| d_h * ((L::splat(1.0) - h) * h);
    }

    /// x, or 0.01 x below 0 ([Maas et al., 2013](https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf)).
    LeakyRelu = "leaky_relu" {
        gain: std::f64::consts::SQRT_2 / 1.000_1_f64.sqrt(), "√2/√1.0001";
        range: [f32::NEG_INFINITY, f32::INFINITY];
        saturated: BySlope;
        at: |x| if x > 0.0 { [x, 1.0] } else { [0.01 * x, 0.01] };
        forward: |x| L::select(L::splat(0.0).lt(x), x, x * L::splat(0.01));
        backward: |x, _h, d_h| L::select(L::splat(0.0).lt(x), d_h, d_h * L::splat(0.01));
    }

    /// x, or e^x − 1 below 0 ([Clevert et al., 2016](https://arxiv.org/abs/1511.07289), α = 1).
    Elu = "elu" {
        gain: 1.2452, "1.2452";
        range: [-1.0, f32::INFINITY];
        saturated: BySlope;
        at: |x| if x > 0.0 { [x, 1.0] } else { [math::exp_m1_f64(x), math::exp_f64(x)] };
        forward: |x| L::select(L::splat(0.0).lt(x), x, math::exp_m1(x.min(L::splat(0.0))));
        backward: |_x, h, d_h| L::select(L::splat(0.0).lt(h), d_h, d_h * (h + L::splat(1.0)));
    }

    /// λx, or λα (e^x − 1) below 0 ([Klambauer et al., 2017](https://arxiv.org/abs/1706.02515)): with gain 1, layer by layer
    /// the mean goes to 0 and the variance to 1.
    Selu = "selu" {
        gain: 1.0, "1";
        range: [-1.76, f32::INFINITY];
        saturated: BySlope;
        at: |x| if x > 0.0 {
            [SELU_SCALE * x, SELU_SCALE]
        } else {
            [SELU_SCALE * SELU_ALPHA * math::exp_m1_f64(x), SELU_SCALE * SELU_ALPHA * math::exp_f64(x)]
        };
        forward: |x| {
            let below = math::exp_m1(x.min(L::splat(0.0))) * L::splat((SELU_SCALE * SELU_ALPHA) as f32);
            L::select(L::splat(0.0).lt(x), x * L::splat(SELU_SCALE as f32), below)
        };
        backward: |_x, h, d_h| {
            let [scale, floor] = [SELU_SCALE, SELU_SCALE * SELU_ALPHA].map(|constant| L::splat(constant as f32));
            d_h * L::select(L::splat(0.0).lt(h), scale, h + floor)
        };
    }

    /// x Φ(x), where Φ is the standard normal distribution function ([Hendrycks and Gimpel,
    /// 2016](https://arxiv.org/abs/1606.08415)). As in PyTorch, that of −∞ is NaN.
    Gelu = "gelu" {
        gain: 1.5335, "1.5335";
        range: [-0.17, f32::INFINITY];
        saturated: BySlope;
        at: |x| {
            let share = 0.5 + 0.5 * math::erf_f64(x * std::f64::consts::FRAC_1_SQRT_2);
            let density = FRAC_1_SQRT_2PI * math::exp_f64(-0.5 * x * x);
            [x * share, share + x * density]
        };
        forward: |x| x * normal_share(x);
        backward: |x, _h, d_h| {
            // Beyond ±20 the density is 0, and x² might overflow.
            let near = x.abs().min(L::splat(20.0)).copysign(x);
            let density = math::exp(near * near * L::splat(-0.5)) * L::splat(FRAC_1_SQRT_2PI as f32);
            d_h * (normal_share(x) + near * density)
        };
    }

    /// GELU by tanh instead of erf, as in GPT-2: `approximate="tanh"` of PyTorch's `nn.GELU`. That of −∞ is NaN.
    GeluTanh = "gelu_tanh" {
        gain: 1.5336, "1.5336";
        range: [-0.171, f32::INFINITY];
        saturated: BySlope;
        at: |x| {
            // Beyond ±20 the slope of tanh is 0, and x³ might overflow.
            let near = x.clamp(-20.0, 20.0);
            let cubic = GELU_TANH_CUBIC * near * near;
            let [tanh, slope] = Self::Tanh.at(GELU_TANH_SCALE * near * (1.0 + cubic));
            let inner_slope = GELU_TANH_SCALE * (1.0 + 3.0 * cubic);
            [0.5 * x * (1.0 + tanh), 0.5 * (1.0 + tanh + near * slope * inner_slope)]
        };
        forward: |x| x * gelu_tanh(x)[0];
        backward: |x, _h, d_h| {
            let [share, near, cubic] = gelu_tanh(x);
            let inner_slope = L::splat(GELU_TANH_SCALE as f32) * (L::splat(1.0) + L::splat(3.0) * cubic);
            // 1 − tanh² is 4 · share (1 − share).
            d_h * (share + near * (share * (L::splat(1.0) - share)) * (L::splat(2.0) * inner_slope))
        };
    }

    /// x times the sigmoid of x ([Elfwing et al., 2018](https://arxiv.org/abs/1702.03118)), also called swish. That of −∞ is
    /// NaN.
    Silu = "silu" {
        gain: 1.6765, "1.6765";
        range: [-0.279, f32::INFINITY];
        saturated: BySlope;
        at: |x| {
            let sigmoid = sigmoid_f64(x);
            [x * sigmoid, sigmoid * (1.0 + x * (1.0 - sigmoid))]
        };
        forward: |x| x * math::sigmoid(x);
        backward: |x, _h, d_h| {
            let sigmoid = math::sigmoid(x);
            d_h * (sigmoid * (L::splat(1.0) + x * (L::splat(1.0) - sigmoid)))
        };
    }

    /// ln (1 + e^x), a smooth ReLU; `nn.Softplus` with PyTorch's defaults, whose change to x beyond 20 is below rounding.
    Softplus = "softplus" {
        gain: 1.0419, "1.0419";
        range: [0.0, f32::INFINITY];
        saturated: BySlope;
        at: |x| [(if x < 0.0 { 0.0 } else { x }) + math::ln_f64(1.0 + math::exp_f64(-x.abs())), sigmoid_f64(x)];
        forward: |x| math::positive_part(x) + math::ln_1p_exp(-x.abs());
        backward: |x, _h, d_h| d_h * math::sigmoid(x);
    }
}

/// PyTorch's constants of SELU.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// 1/√2π, the standard normal density at 0.
const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// √(2/π) and the factor of x³ of GELU by tanh.
const GELU_TANH_SCALE: f64 = 0.797_884_560_802_865_4;
const GELU_TANH_CUBIC: f64 = 0.044_715;

fn sigmoid_f64(x: f64) -> f64 {
    let e = math::exp_f64(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
}

/// The standard normal distribution function.
#[inline(always)]
fn normal_share<L: Lanes>(x: L) -> L {
    let half = L::splat(0.5);
    half + half * math::erf(x * L::splat(std::f32::consts::FRAC_1_SQRT_2))
}

/// The share of x that GELU by tanh passes; x itself within ±20, beyond which that is 0 or 1 and x³ might overflow; and the
/// cubic term relative to x.
#[inline(always)]
fn gelu_tanh<L: Lanes>(x: L) -> [L; 3] {
    let (half, one) = (L::splat(0.5), L::splat(1.0));
    let near = x.abs().min(L::splat(20.0)).copysign(x);
    let cubic = near * near * L::splat(GELU_TANH_CUBIC as f32);
    let tanh = math::tanh(near * (one + cubic) * L::splat(GELU_TANH_SCALE as f32));
    [half + half * tanh, near, cubic]
}
