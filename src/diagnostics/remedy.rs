//! Remedies: the change of a Config that a verdict advises, and the range of each weight scale in which a network starts
//! healthy.

use serde::{Serialize, Serializer};

use super::mean_field::{Moments, Normal};
use crate::config::{Activation, Bias, Config, Field, FieldName, Init, Norm, Residual, Scale};
use crate::layers::activation::SaturationRule;

/// A change of one setting that fixes what a verdict reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "`words` describes each")]
pub enum Remedy {
    LowerRate,
    RaiseRate,
    LowerScale,
    RaiseScale,
    ShrinkBiases,
    ShrinkOutput,
    ShrinkOutputBiases,
    LowerOutputGain,
    UseBatchNorm,
    RaiseEps,
}

/// The standard deviation to which biases shrink: the lecture's.
const SMALL_BIAS: f64 = 0.01;
/// The standard deviation and the gain to which output weights shrink: the lecture's.
const SMALL_OUTPUT_STD: f64 = 0.01;
const SMALL_OUTPUT_GAIN: f64 = 0.1;
/// The gain to which that of normed logits shrinks: the lecture's.
const SMALL_LOGITS_GAIN: f64 = 0.1;
/// The smallest ε that a norm is given: PyTorch's default.
const USUAL_EPS: f64 = 1e-5;
/// By how much a setting changes that has no usual value, or is at it or beyond.
const FACTOR: f64 = 10.0;

impl Remedy {
    /// Every remedy, in the order of its names.
    pub const ALL: [Self; 10] = [
        Self::LowerRate,
        Self::RaiseRate,
        Self::LowerScale,
        Self::RaiseScale,
        Self::ShrinkBiases,
        Self::ShrinkOutput,
        Self::ShrinkOutputBiases,
        Self::LowerOutputGain,
        Self::UseBatchNorm,
        Self::RaiseEps,
    ];

    /// Its name, its words, and the field that it changes.
    const fn entry(self) -> (&'static str, &'static str, FieldName) {
        match self {
            Self::LowerRate => ("lower-rate", "lower the learning rate", FieldName::LearningRate),
            Self::RaiseRate => ("raise-rate", "raise the learning rate", FieldName::LearningRate),
            Self::LowerScale => ("lower-scale", "lower the hidden scale", FieldName::HiddenWeights),
            Self::RaiseScale => ("raise-scale", "raise the hidden scale", FieldName::HiddenWeights),
            Self::ShrinkBiases => ("shrink-biases", "shrink the hidden biases", FieldName::HiddenBiases),
            Self::ShrinkOutput => ("shrink-output", "shrink the output weights", FieldName::OutputWeights),
            Self::ShrinkOutputBiases => ("shrink-output-biases", "shrink the output biases", FieldName::OutputBiases),
            Self::LowerOutputGain => ("lower-output-gain", "lower the logits gain", FieldName::OutputNormGain),
            Self::UseBatchNorm => ("use-batchnorm", "use BatchNorm", FieldName::Norm),
            Self::RaiseEps => ("raise-eps", "raise eps", FieldName::Eps),
        }
    }

    /// Its name, as verdicts have it in JS: `shrink-output`.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// The remedy of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remedy| remedy.name() == name)
    }

    /// What it does, as the end of a verdict: `shrink the output weights`.
    pub fn words(self) -> &'static str {
        self.entry().1
    }

    /// The field that it changes. Output biases may shrink along with the output weights.
    pub fn control(self) -> FieldName {
        self.entry().2
    }

    /// The Config with the remedy applied: the value of the lecture or of PyTorch where there is one, else a tenth or ten times
    /// the value that it had. Every result is valid.
    pub fn apply(self, config: &Config) -> Config {
        let mut config = config.clone();
        let gain = usual_gain(&config);
        let first_shape = [config.context * config.embedding, config.hidden[0]];
        match self {
            Self::LowerRate => scale_rates(&mut config, 1.0 / FACTOR),
            Self::RaiseRate => scale_rates(&mut config, FACTOR),
            Self::LowerScale | Self::RaiseScale => {
                let now = config.hidden_weights.gain(first_shape, config.activation);
                let helps = if self == Self::LowerScale { gain < now } else { gain > now };
                let other = if self == Self::LowerScale { now / 2.0 } else { now * 2.0 };
                let gain = if helps { gain } else { other };
                // One matrix keeps its standard deviation; more of them need the gain, since their fan-ins differ.
                config.hidden_weights = match config.hidden_weights.scale() {
                    Some(Scale::Std(_)) if config.hidden.len() == 1 => Init::Std(gain / (first_shape[0] as f64).sqrt()),
                    Some(Scale::Std(_) | Scale::Gain(_)) | None => Init::Gain(gain),
                };
            }
            Self::ShrinkBiases => config.hidden_biases = Bias::Std(SMALL_BIAS),
            Self::ShrinkOutput => {
                config.output_weights = match config.output_weights.scale() {
                    Some(Scale::Std(now)) => Init::Std(SMALL_OUTPUT_STD.min(now / FACTOR)),
                    Some(Scale::Gain(now)) => Init::Gain(SMALL_OUTPUT_GAIN.min(now / FACTOR)),
                    None => Init::Gain(SMALL_OUTPUT_GAIN),
                };
                // A large bias is as confident as a large weight.
                if matches!(config.output_biases, Bias::Std(std) if std > SMALL_BIAS) {
                    config.output_biases = Bias::Std(0.0);
                }
            }
            Self::ShrinkOutputBiases => config.output_biases = Bias::Std(0.0),
            Self::LowerOutputGain => {
                config.output_norm_gain = config.output_norm_gain.map(|now| SMALL_LOGITS_GAIN.min(now / FACTOR));
            }
            Self::UseBatchNorm => config.norm = Norm::Batch,
            Self::RaiseEps => config.eps = USUAL_EPS.max(config.eps * FACTOR),
        }
        if config.validate().is_ok() { config } else { self.clamped(config) }
    }

    /// The changed field within its range: another remedy may be needed, but no invalid Config comes of this one.
    fn clamped(self, mut config: Config) -> Config {
        let &Field { min, max, .. } = self.control().field();
        let within = |value: f64| value.clamp(min, max);
        match self.control() {
            FieldName::LearningRate => {
                config.learning_rate.initial = within(config.learning_rate.initial);
                for (_, rate) in &mut config.learning_rate.changes {
                    *rate = within(*rate);
                }
            }
            FieldName::HiddenWeights => {
                config.hidden_weights = match config.hidden_weights {
                    Init::Std(std) => Init::Std(within(std)),
                    Init::Gain(gain) => Init::Gain(within(gain)),
                    other @ (Init::XavierNormal(_)
                    | Init::XavierUniform(_)
                    | Init::KaimingNormal(_)
                    | Init::KaimingUniform(_)
                    | Init::KaimingNormalOut(_)
                    | Init::KaimingUniformOut(_)
                    | Init::Orthogonal(_)
                    | Init::TruncNormal(_)
                    | Init::Torch
                    | Init::Lsuv
                    | Init::Zero) => other,
                };
            }
            FieldName::Eps => config.eps = within(config.eps),
            // BatchNorm needs two examples, also in what changes later.
            FieldName::Norm => {
                config.batch = config.batch.max(2);
                for change in &mut config.changes {
                    change.batch = change.batch.map(|batch| batch.max(2));
                }
            }
            _ => {}
        }
        config
    }
}

impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The usual gain of the activation, or where that is not healthy in so many layers, one amid those that are.
fn usual_gain(config: &Config) -> f64 {
    let usual = config.activation.gain();
    if config.norm != Norm::None {
        return usual;
    }
    let [low, high] = predicted(config);
    if (low..=high).contains(&usual) { usual } else { (low * high).sqrt() }
}

fn scale_rates(config: &mut Config, factor: f64) {
    config.learning_rate.initial *= factor;
    for (_, rate) in &mut config.learning_rate.changes {
        *rate *= factor;
    }
}

/// The range of each weight scale in which a network starts healthy: standard deviations where the weights are given by one,
/// else gains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HealthyScales {
    /// The usual gain of the activation: see [`Activation::gain`](crate::layers::Activation::gain).
    pub gain: f64,
    /// Of the hidden weights; of no width where no gain is healthy.
    #[serde(rename = "w")]
    pub hidden: [f64; 2],
    /// Of the output weights.
    #[serde(rename = "out")]
    pub output: [f64; 2],
}

/// The shares of the usual gain in which one layer is healthy.
const SHALLOW: [f64; 2] = [0.5, 1.5];
/// The gain with which a third of a first layer of tanh is saturated. Sigmoid is tanh of half its input.
const SATURATING: f64 = 1.25 * 5.0 / 3.0;
/// The standard deviation that the last layer's activations may shrink to, its inverse, to which they may grow, and both for
/// the ratio of the gradients in the first and the last layer: within the bounds of a warning, with a margin for chance.
const LEAST: f64 = 0.178;
/// With a norm, a scale of a hundredth to a hundred times the usual gain makes no difference; a smaller one comes near ε.
const NORMED: [f64; 2] = [0.01, 100.0];
/// The gains of output weights that leave the first loss near ln V, where the root mean square of activations is at most 1: logits of
/// standard deviation σ cost σ²/2 nats more. Smaller ones start as well, but pass smaller gradients to the layers before.
const OUTPUT: [f64; 2] = [0.01, 0.75];

impl HealthyScales {
    /// For a Config; the rules of the verdicts, solved for the scales.
    pub fn of(config: &Config) -> Self {
        let gain = config.activation.gain();
        let gains = if config.norm == Norm::None { predicted(config) } else { NORMED.map(|share| share * gain) };
        let hidden = in_kind(config.hidden_weights, config.context * config.embedding, gains);
        let last = config.hidden[config.hidden.len() - 1];
        let output = match config.norm {
            Norm::None => {
                let (stream, _) = ends(config);
                OUTPUT.map(|gain| gain / stream.square.sqrt().clamp(1.0, 1e6))
            }
            Norm::Batch | Norm::Layer | Norm::Rms | Norm::Group(_) if config.output_norm_gain.is_some() => NORMED,
            Norm::Batch | Norm::Layer | Norm::Rms | Norm::Group(_) => OUTPUT,
        };
        Self { gain, hidden, output: in_kind(config.output_weights, last, output) }
    }
}

/// Gains, as standard deviations where the weights are given by one.
fn in_kind(init: Init, fan_in: usize, gains: [f64; 2]) -> [f64; 2] {
    let is_std = matches!(init, Init::Std(_));
    if is_std { gains.map(|gain| gain / (fan_in as f64).sqrt()) } else { gains }
}

/// The gains with which a network without a norm is predicted to start healthy.
fn predicted(config: &Config) -> [f64; 2] {
    let usual = config.activation.gain();
    let [mut low, mut high] = SHALLOW.map(|share| share * usual);
    if config.activation.saturation_rule() == SaturationRule::AtEnds {
        let [least, greatest] = config.activation.range();
        high = SATURATING * 2.0 / f64::from(greatest - least);
    }
    let mut config = config.clone();
    // They differ by less than 0.001, and erf in f64 takes ten times as long.
    if config.activation == Activation::Gelu {
        config.activation = Activation::GeluTanh;
    }
    let mut ends = |gain| {
        config.hidden_weights = Init::Gain(gain);
        let (stream, growth) = ends(&config);
        [stream.variance().sqrt(), growth]
    };
    low = edge([low, high], |gain| ends(gain).iter().any(|end| *end < LEAST));
    high = edge([low, high], |gain| ends(gain).iter().all(|end| *end <= 1.0 / LEAST));
    [low, high]
}

/// The end of the gains that `holds` is true of, which begin with the first one.
fn edge([mut from, mut to]: [f64; 2], mut holds: impl FnMut(f64) -> bool) -> f64 {
    if !holds(from) {
        return from;
    }
    if holds(to) {
        return to;
    }
    for _ in 0..8 {
        let middle = (from * to).sqrt();
        *(if holds(middle) { &mut from } else { &mut to }) = middle;
    }
    from
}

/// What the last hidden layer of a network without a norm is predicted to pass on, and the ratio of the gradients in the first
/// and the last layer: as in [`MeanField`](super::MeanField), also of residual connections.
fn ends(config: &Config) -> (Moments, f64) {
    let normal = Normal::new();
    let scale = config.branch.initial(config.hidden.len());
    let mut stream = Moments { mean: 0.0, square: 1.0, slope: 1.0 };
    let mut growth = 1.0;
    for (i, [fan_in, fan_out]) in config.linear_shapes(1).into_iter().enumerate().take(config.hidden.len()) {
        let weight = config.hidden_weights.std([fan_in, fan_out], config.activation);
        let weight = weight * weight;
        let bias = config.hidden_biases.std(fan_in);
        let branch = normal.moments(config.activation, fan_in as f64 * weight * stream.square + bias * bias);
        let slope = fan_out as f64 * weight * branch.slope;
        let factor = match config.residual_of(i) {
            Residual::None => {
                stream = branch;
                slope
            }
            Residual::Pre | Residual::Post => {
                // The mean of h is the same for every neuron, so that of the sum grows too.
                stream.square += scale * (2.0 * stream.mean * branch.mean + scale * branch.square);
                stream.mean += scale * branch.mean;
                1.0 + scale * scale * slope
            }
        };
        growth *= if i == 0 { 1.0 } else { factor };
    }
    (stream, growth.sqrt())
}
