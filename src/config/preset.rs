//! Networks by name: those of the lecture, and what came to be used to start deeper ones.

use serde::{Serialize, Serializer};

use super::{Activation, Bias, Branch, Config, Init, Norm, Optimizer, Residual, Schedule, Variance};

/// Defines the presets, each by its variant, its name in links, its title and its description in a sentence.
macro_rules! presets {
    ($($preset:ident $name:literal $title:literal $doc:literal)+) => {
        /// A network by name.
        ///
        /// ```
        /// use initscope::Preset;
        /// use initscope::config::Init;
        ///
        /// let kaiming = Preset::Kaiming.config();
        /// assert_eq!((kaiming.hidden, kaiming.hidden_weights), (vec![200], Init::Gain(5.0 / 3.0)));
        /// assert_eq!(Preset::ALL.len(), 21);
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Preset {
            $(#[doc = $doc] $preset,)+
        }

        impl Preset {
            /// Every preset: those of the lecture in its order, then the others.
            pub const ALL: [Self; 21] = [$(Self::$preset),+];

            /// The names of [`ALL`](Self::ALL) in links.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Its title.
            pub fn title(self) -> &'static str {
                [$($title),+][self as usize]
            }

            /// Its description, in a sentence.
            pub fn doc(self) -> &'static str {
                [$($doc),+][self as usize]
            }
        }
    };
}

presets! {
    Naive "naive" "Too large"
        "All weights of std 1: the first loss is absurdly high, and most tanh neurons are saturated."
    OutputFixed "output-fixed" "Output fixed"
        "Small output weights: the loss starts near ln V, but the tanh neurons are still saturated."
    TanhFixed "tanh-fixed" "Scaled by hand"
        "Hidden weights scaled down by hand: the tanh neurons saturate far less."
    Kaiming "kaiming" "Scaled by fan-in"
        "Hidden weights of gain/√fan_in: the same fix, by a formula."
    BatchNorm "batchnorm" "BatchNorm"
        "BatchNorm before the tanh: the scale of the weights stops mattering."
    DeepGain1 "deep-gain-1" "Five layers, gain 1"
        "Five layers with gain 1: tanh squeezes the activations a little more in every layer."
    DeepGain5Over3 "deep-gain-5/3" "Five layers, gain 5/3"
        "Five layers with gain 5/3: activations and gradients keep their size."
    DeepGain3 "deep-gain-3" "Five layers, gain 3"
        "Five layers with gain 3: every layer saturates."
    DeepGainHalf "deep-gain-0.5" "Five layers, gain 0.5"
        "Five layers with gain 0.5: activations shrink to nothing, and gradients shrink toward the input too."
    DeepLinear "deep-linear" "Five linear layers"
        "Five linear layers with gain 1: the right gain without a tanh."
    DeepBatchNorm "deep-batchnorm" "Five layers, BatchNorm"
        "Five layers with BatchNorm: healthy from the first step to the last."
    DeepNoFanInBatchNorm "deep-no-fan-in-batchnorm" "Five layers, std 1, BatchNorm"
        "Weights of std 1 regardless of fan-in: BatchNorm holds the forward pass together."
    TorchDefault "torch-default" "PyTorch defaults"
        "Weights and biases as nn.Linear draws them: tanh loses two fifths of the spread in every layer."
    ReluKaiming "relu-kaiming" "Kaiming ReLU, 30 layers"
        "Thirty ReLU layers with gain √2: the spread of the first layer arrives at the last."
    ReluXavier "relu-xavier" "Xavier in place of it"
        "The same thirty ReLU layers with gain 1: half of the variance is lost in every layer."
    Selu "selu" "SELU, self-normalizing"
        "Thirty SELU layers with gain 1: every layer pulls mean and spread back to 0 and 1."
    ResidualDepth "residual-depth" "Residual without a norm (GPT-2 scaling)"
        "Each of thirty layers adds 1/√30 of its output to its input: signal and gradient reach every layer."
    ReZero "rezero" "ReZero"
        "Each layer adds nothing at first, by a factor that starts at 0 and is trained."
    PreNorm "pre-norm" "Pre-norm"
        "LayerNorm at the start of each residual branch, as in GPT-2, trained by AdamW."
    PostNorm "post-norm" "Post-norm"
        "LayerNorm after each sum, as in the first transformer: its gradients need a warmup."
    RmsNormSilu "rmsnorm-silu" "RMSNorm + SiLU, as in today's language models"
        "RMSNorm before each branch, SiLU, AdamW with warmup, cosine decay and clipping."
}

impl Serialize for Preset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Preset {
    /// Its name in links.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The title of the group that it is listed in.
    pub fn group(self) -> &'static str {
        match self {
            Self::Naive | Self::OutputFixed | Self::TanhFixed | Self::Kaiming | Self::BatchNorm => "One hidden layer",
            Self::DeepGain1 | Self::DeepGain5Over3 | Self::DeepGain3 | Self::DeepGainHalf | Self::DeepLinear => {
                "Five layers"
            }
            Self::DeepBatchNorm | Self::DeepNoFanInBatchNorm => "Five layers with BatchNorm",
            Self::TorchDefault | Self::ReluKaiming | Self::ReluXavier | Self::Selu => "Initialization by name",
            Self::ResidualDepth | Self::ReZero => "Residual connections",
            Self::PreNorm | Self::PostNorm | Self::RmsNormSilu => "As in transformers",
        }
    }

    /// Its Config.
    pub fn config(self) -> Config {
        let lecture_output =
            Config { output_weights: Init::Std(0.01), output_biases: Bias::Std(0.0), ..one_hidden_layer(self) };
        let deep_normed = Config {
            output_weights: Init::Gain(1.0),
            hidden_biases: Bias::None,
            output_biases: Bias::None,
            norm: Norm::Batch,
            output_norm_gain: Some(0.1),
            ..deep(self, 1.0)
        };
        let thirty = |activation, hidden_weights, rate| Config {
            hidden: vec![100; 30],
            activation,
            hidden_weights,
            learning_rate: Schedule::constant(rate),
            ..deep(self, 1.0)
        };
        let transformer = Config {
            output_weights: Init::Torch,
            hidden_biases: Bias::Torch,
            output_biases: Bias::Torch,
            norm: Norm::Layer,
            residual: Residual::Pre,
            optimizer: Optimizer::AdamW,
            ..thirty(Activation::Gelu, Init::Torch, 0.001)
        };
        match self {
            Self::Naive => one_hidden_layer(self),
            Self::OutputFixed => lecture_output,
            Self::TanhFixed => {
                Config { hidden_weights: Init::Std(0.2), hidden_biases: Bias::Std(0.01), ..lecture_output }
            }
            Self::Kaiming => {
                Config { hidden_weights: Init::Gain(5.0 / 3.0), hidden_biases: Bias::Std(0.01), ..lecture_output }
            }
            Self::BatchNorm => Config {
                hidden_weights: Init::Gain(5.0 / 3.0),
                hidden_biases: Bias::None,
                norm: Norm::Batch,
                eps: 0.0,
                momentum: 0.001,
                ..lecture_output
            },
            Self::DeepGain1 => deep(self, 1.0),
            Self::DeepGain5Over3 => deep(self, 5.0 / 3.0),
            Self::DeepGain3 => deep(self, 3.0),
            Self::DeepGainHalf => deep(self, 0.5),
            Self::DeepLinear => Config { activation: Activation::Identity, ..deep(self, 1.0) },
            Self::DeepBatchNorm => deep_normed,
            Self::DeepNoFanInBatchNorm => {
                Config { hidden_weights: Init::Std(1.0), output_weights: Init::Std(1.0), ..deep_normed }
            }
            Self::TorchDefault => Config {
                hidden_weights: Init::Torch,
                output_weights: Init::Torch,
                hidden_biases: Bias::Torch,
                output_biases: Bias::Torch,
                ..deep(self, 1.0)
            },
            Self::ReluKaiming => thirty(Activation::Relu, Init::KaimingNormal(None), 0.03),
            Self::ReluXavier => thirty(Activation::Relu, Init::XavierNormal(1.0), 0.03),
            Self::Selu => thirty(Activation::Selu, Init::KaimingNormal(None), 0.03),
            Self::ResidualDepth => Config {
                residual: Residual::Pre,
                branch: Branch::Depth,
                ..thirty(Activation::Gelu, Init::XavierNormal(1.0), 0.03)
            },
            Self::ReZero => Config {
                residual: Residual::Pre,
                branch: Branch::Learned(0.0),
                ..thirty(Activation::Relu, Init::KaimingNormal(None), 0.1)
            },
            Self::PreNorm => transformer,
            Self::PostNorm => Config { residual: Residual::Post, ..transformer },
            Self::RmsNormSilu => Config {
                activation: Activation::Silu,
                hidden_weights: Init::TruncNormal(0.02),
                output_weights: Init::TruncNormal(0.02),
                hidden_biases: Bias::None,
                output_biases: Bias::None,
                norm: Norm::Rms,
                learning_rate: Schedule { cosine: Some(20_000), ..Schedule::constant(0.003) },
                warmup: 100,
                clip: Some(1.0),
                ..transformer
            },
        }
    }
}

fn one_hidden_layer(preset: Preset) -> Config {
    Config {
        preset,
        context: 3,
        embedding: 10,
        hidden: vec![200],
        activation: Activation::Tanh,
        hidden_weights: Init::Std(1.0),
        output_weights: Init::Std(1.0),
        hidden_biases: Bias::Std(1.0),
        output_biases: Bias::Std(1.0),
        norm: Norm::None,
        output_norm_gain: None,
        eps: 1e-5,
        momentum: 0.1,
        variance: Variance::Unbiased,
        residual: Residual::None,
        branch: Branch::Fixed(1.0),
        batch: 32,
        learning_rate: Schedule { initial: 0.1, changes: vec![(100_000, 0.01)], cosine: None },
        warmup: 0,
        optimizer: Optimizer::Sgd,
        betas: [0.9, 0.999],
        optimizer_eps: 1e-8,
        decay: None,
        clip: None,
        seed: 2_147_483_647,
        changes: Vec::new(),
    }
}

fn deep(preset: Preset, gain: f64) -> Config {
    Config {
        hidden: vec![100; 5],
        hidden_weights: Init::Gain(gain),
        output_weights: Init::Gain(0.1),
        hidden_biases: Bias::Zero,
        output_biases: Bias::Zero,
        learning_rate: Schedule { initial: 0.1, changes: vec![(150_000, 0.01)], cosine: None },
        ..one_hidden_layer(preset)
    }
}
