//! Verdicts: what is wrong with a network by the figures of a frame, in which layer, and how to fix it. They are rules of
//! thumb for learners, each with few false alarms; no run depends on them.

use serde::Serialize;

use super::LayerSummary;
use super::marks::{Divergence, NonFinite};
use super::remedy::Remedy;
use crate::config::{Activation, Config, FieldName, Norm, Residual, number};
use crate::kernels::math;
use crate::layers::activation::SaturationRule;

/// The largest number of verdicts on one frame.
pub const MAX_VERDICTS: usize = 3;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The network learns little or nothing.
    Bad,
    /// It learns worse than it could.
    Warn,
    /// Nothing is wrong.
    Good,
}

/// One finding about a network, and its remedy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// How bad it is.
    pub severity: Severity,
    /// The finding and its figures, a colon, and the remedy.
    pub text: String,
    /// The field of the Config that fixes it.
    pub control: Option<FieldName>,
    /// How that is changed.
    pub remedy: Option<Remedy>,
    /// Its hidden layer, counted from 1.
    pub layer: Option<usize>,
}

/// The figures of one frame that verdicts are based on.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Updates made.
    pub step: u64,
    /// The loss of the current minibatch.
    pub loss: f32,
    /// The loss of step 0's minibatch.
    pub first_loss: f32,
    /// ln V, the loss of a uniform guess.
    pub uniform_loss: f32,
    /// The loss smoothed over the steps made; NaN while there is none.
    pub smooth_loss: f32,
    /// The step since which the loss has not been finite.
    pub nonfinite_since: Option<u64>,
    /// What of the network is not finite, and the first step at which anything was not.
    pub diverged: Option<Divergence>,
    /// Each hidden layer, with the default threshold of saturation whatever the look's own threshold.
    pub layers: Vec<LayerSummary>,
    /// Standard deviation of what the first and the last hidden layer pass on, and of the gradient there: of h, or with a
    /// residual connection of the sum.
    pub ends: [[f32; 2]; 2],
    /// log10 of the update ratio of each hidden layer's weights, the mean over the last hundred steps; NaN while there are
    /// fewer.
    pub updates: Vec<f32>,
}

// Bounds of a pair are those of a warning and of a bad verdict.

/// Nats of the first loss above ln V.
const FIRST_LOSS: [f32; 2] = [0.5, 2.0];
/// The loss has risen when it is above this many times the first loss plus this many nats.
const RISE: [f32; 2] = [1.25, 0.5];
/// Percent of a layer saturated because of its initial scale.
const SATURATED: [f32; 2] = [40.0, 60.0];
/// Percent of a layer saturated by training alone: more than half is usual after 100,000 healthy steps.
const TRAINED_INTO_SATURATION: f32 = 75.0;
/// The standard deviation of a tanh layer's inputs that saturates it: at 2, some 30 %.
const WIDE: f64 = 2.0;
/// Percent of a layer's neurons that are dead, where these are ReLUs or like them.
const DEAD: [f32; 2] = [25.0, 50.0];
/// The same without a norm in residual branches, around which the gradient passes, and from layer [`DEEP`] on, counted from 0:
/// ReLU layers make examples more alike, and of neurons whose inputs are the same for all examples, half are 0 for all, by the
/// symmetry of the weights.
const DEAD_DEEP: [f32; 2] = [60.0, 80.0];
const DEEP: usize = 5;
/// The smallest batch to judge dead neurons by: in fewer examples a neuron is often 0 by chance.
const MIN_EXAMPLES: usize = 16;
/// The standard deviation to which activations have shrunk; the embedding's is 1.
const SHRUNK: [f32; 2] = [0.1, 0.03];
/// The standard deviation to which activations have grown.
const GROWN: [f32; 2] = [10.0, 100.0];
/// The number of layers in which no scale is healthy unless it is a stable one.
const MANY: usize = 10;
/// The ratio of the gradients in the first and the last hidden layer, or its inverse.
const GRADIENTS: [f32; 2] = [10.0, 100.0];
/// log10 of the update ratio.
const LARGE_UPDATES: [f32; 2] = [-1.5, -1.0];
/// log10 of an update ratio that is too small to learn.
const SMALL_UPDATES: f32 = -5.5;

/// At most [`MAX_VERDICTS`], the worst first, each with another remedy; one that the network is healthy where there are none.
pub fn verdicts(config: &Config, measured: &Measured) -> Vec<Verdict> {
    let config = &config.in_force(measured.step);
    let judge = Judge { config, measured };
    let found = match judge.overflow() {
        None => judge.faults(),
        overflow => [overflow, None, None, None, None, None],
    };
    let mut chosen: Vec<Verdict> = Vec::new();
    for severity in [Severity::Bad, Severity::Warn] {
        for verdict in found.iter().flatten().filter(|verdict| verdict.severity == severity) {
            if chosen.len() < MAX_VERDICTS && chosen.iter().all(|other| other.control != verdict.control) {
                chosen.push(verdict.clone());
            }
        }
    }
    if chosen.is_empty() {
        chosen.push(Verdict {
            severity: Severity::Good,
            text: judge.health(),
            control: None,
            remedy: None,
            layer: None,
        });
    }
    chosen
}

/// The first loss compared with ln V, the loss of a uniform guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstLoss {
    /// How bad it is, where [`verdicts`] report it.
    pub severity: Option<Severity>,
    /// The comparison in words.
    pub text: &'static str,
}

impl FirstLoss {
    /// Judges a first loss; both are in nats.
    pub fn of(first: f32, uniform: f32) -> Self {
        let severity = above(first - uniform, FIRST_LOSS);
        let text = match severity {
            _ if !first.is_finite() => "not finite",
            Some(Severity::Bad) => "far above ln V",
            Some(_) => "above ln V",
            None if first < uniform - FIRST_LOSS[0] => "below ln V",
            None => "near ln V",
        };
        Self { severity, text }
    }
}

/// Whether [`verdicts`] would report a healthy network: the loss is finite, nothing is bad and there is no warning.
pub fn is_healthy(config: &Config, measured: &Measured) -> bool {
    let judge = Judge { config: &config.in_force(measured.step), measured };
    judge.overflow().is_none() && judge.faults().iter().all(Option::is_none)
}

/// What is wrong, and its remedy; `layer` counts hidden layers from 0.
#[inline(never)]
fn verdict(severity: Severity, layer: Option<usize>, fault: &str, remedy: Remedy) -> Verdict {
    let joint = if fault.ends_with("then") { " " } else { ": " };
    let text = [fault, joint, remedy.words()].concat();
    Verdict { severity, text, control: Some(remedy.control()), remedy: Some(remedy), layer: layer.map(|i| i + 1) }
}

struct Judge<'a> {
    config: &'a Config,
    measured: &'a Measured,
}

impl Judge<'_> {
    /// The loss or the network is not finite: no other figure means anything.
    fn overflow(&self) -> Option<Verdict> {
        if self.measured.loss.is_finite() {
            let Divergence { step, what } = self.measured.diverged?;
            let what = match what {
                NonFinite::Loss | NonFinite::Weights => "Weights",
                NonFinite::Statistics => "Running statistics",
                NonFinite::Optimizer => "The optimizer's averages",
            };
            let fault = format!("{what} diverged at step {step}: reset, then");
            return Some(verdict(Severity::Bad, None, &fault, Remedy::LowerRate));
        }
        let since = self.measured.nonfinite_since.unwrap_or(self.measured.step);
        if since > 0 {
            let fault = format!("Loss is NaN since step {since}: reset, then");
            return Some(verdict(Severity::Bad, None, &fault, Remedy::LowerRate));
        }
        let layer = self.measured.layers.iter().position(|layer| !layer.std.is_finite());
        let remedy = match self.config.norm {
            // With a norm, only a variance of 0 gives a number that is not finite.
            Norm::Batch | Norm::Layer | Norm::Rms | Norm::Group(_) => Remedy::RaiseEps,
            Norm::None if layer.is_some() => Remedy::LowerScale,
            Norm::None => Remedy::ShrinkOutput,
        };
        Some(verdict(Severity::Bad, layer, "Loss is NaN from the start", remedy))
    }

    fn faults(&self) -> [Option<Verdict>; 6] {
        [self.first_loss(), self.rise(), self.flatness(), self.size(), self.gradients(), self.updates()]
    }

    /// The first loss is far above that of a uniform guess, and not because activations are as large.
    fn first_loss(&self) -> Option<Verdict> {
        let [_, [last, _]] = self.measured.ends;
        if self.config.norm == Norm::None && above(last, GROWN).is_some() {
            return None;
        }
        let Measured { first_loss, uniform_loss, .. } = *self.measured;
        let severity = FirstLoss::of(first_loss, uniform_loss).severity?;
        let Config { output_weights, output_biases, activation, .. } = *self.config;
        let fan_in = self.config.hidden[self.config.hidden.len() - 1];
        let vocabulary = (math::exp(uniform_loss) + 0.5) as usize;
        let weights = output_weights.gain([fan_in, vocabulary], activation);
        let remedy = match self.config.output_norm_gain {
            Some(_) => Remedy::LowerOutputGain,
            None if output_biases.std(fan_in) > weights => Remedy::ShrinkOutputBiases,
            None => Remedy::ShrinkOutput,
        };
        let fault = format!("First loss {}; a uniform guess costs {}", nats(first_loss), nats(uniform_loss));
        Some(verdict(severity, None, &fault, remedy))
    }

    /// The loss has risen above the first loss.
    fn rise(&self) -> Option<Verdict> {
        let Measured { first_loss, smooth_loss, .. } = *self.measured;
        let fault = || format!("Loss has risen from {} to {}", nats(first_loss), nats(smooth_loss));
        let risen = smooth_loss > RISE[0] * first_loss + RISE[1];
        risen.then(|| verdict(Severity::Bad, None, &fault(), Remedy::LowerRate))
    }

    /// The first of the layers that let the fewest gradients pass, if those are too few.
    fn flatness(&self) -> Option<Verdict> {
        let mut worst: Option<Verdict> = None;
        for (i, layer) in self.measured.layers.iter().enumerate() {
            let found = match self.config.activation.saturation_rule() {
                SaturationRule::AtEnds => self.saturation(i, layer),
                SaturationRule::AtZero | SaturationRule::BySlope => self.dead(i, layer),
                SaturationRule::Never => None,
            };
            let worse = |found: &Verdict| worst.as_ref().is_none_or(|worst| found.severity < worst.severity);
            worst = found.filter(worse).or(worst);
        }
        worst
    }

    /// The gain of the weights of hidden layer `i`, and the standard deviation of its biases.
    fn weights_and_biases(&self, i: usize) -> (f64, f64) {
        let Config { context, embedding, hidden, hidden_weights, hidden_biases, activation, .. } = self.config;
        let fan_in = if i == 0 { context * embedding } else { hidden[i - 1] };
        (hidden_weights.gain([fan_in, hidden[i]], *activation), hidden_biases.std(fan_in))
    }

    /// A tanh or sigmoid layer is saturated.
    fn saturation(&self, i: usize, layer: &LayerSummary) -> Option<Verdict> {
        let (weights, biases) = self.weights_and_biases(i);
        // A norm after them cancels the scale of weights and biases. Saturation that they don't explain comes from training.
        let is_normed = self.config.norm != Norm::None && self.config.residual_of(i) == Residual::None;
        let trained = is_normed || weights.max(biases) < WIDE;
        let (bounds, remedy) = match trained {
            true => ([TRAINED_INTO_SATURATION; 2], Remedy::LowerRate),
            false if biases > weights => (SATURATED, Remedy::ShrinkBiases),
            false => (SATURATED, Remedy::LowerScale),
        };
        let severity = above(layer.saturated, bounds)?;
        let dead = if layer.dead == 0 { String::new() } else { format!(", {} dead", layer.dead) };
        let fault = format!("Layer {}: {} % saturated{dead}", i + 1, whole(layer.saturated));
        Some(verdict(severity, Some(i), &fault, remedy))
    }

    /// A layer of ReLUs, or of what is like them, has neurons that pass hardly any gradient for any example.
    fn dead(&self, i: usize, layer: &LayerSummary) -> Option<Verdict> {
        if self.config.batch < MIN_EXAMPLES {
            return None;
        }
        let (dead, neurons) = (layer.dead, self.config.hidden[i]);
        let is_residual = self.config.residual_of(i) != Residual::None;
        let is_usual = self.config.norm == Norm::None && (i >= DEEP || is_residual);
        let bounds = if is_usual { DEAD_DEEP } else { DEAD };
        let severity = above(100.0 * dead as f32 / neurons as f32, bounds)?;
        let (weights, biases) = self.weights_and_biases(i);
        let remedy = match self.config.norm {
            // There the norm stands before the weights, or after the sum.
            _ if is_residual && biases > WIDE * weights => Remedy::ShrinkBiases,
            Norm::Batch => Remedy::LowerRate,
            Norm::None | Norm::Layer | Norm::Rms | Norm::Group(_) => Remedy::UseBatchNorm,
        };
        Some(verdict(severity, Some(i), &format!("Layer {}: {dead} of {neurons} neurons dead", i + 1), remedy))
    }

    /// Activations, or their sums with residual connections, shrink or grow from layer to layer. With a norm they can't.
    fn size(&self) -> Option<Verdict> {
        let i = self.config.hidden.len() - 1;
        let [_, [last, _]] = self.measured.ends;
        let [shrink, grow] = match self.config.residual_of(i) {
            Residual::None => ["Activations shrink", "Activations grow"],
            Residual::Pre | Residual::Post => ["The residual stream shrinks", "The residual stream grows"],
        };
        let (severity, change, remedy) = match below(last, SHRUNK) {
            _ if self.config.norm != Norm::None => return None,
            Some(severity) => (severity, shrink, Remedy::RaiseScale),
            None => (above(last, GROWN)?, grow, self.smaller_hidden_layer(i)),
        };
        let fault = format!("{change} to {} by layer {}", figure(last), i + 1);
        Some(verdict(severity, Some(i), &fault, self.scale_or_norm(remedy)))
    }

    /// The remedy for hidden layer `i` whose inputs are too wide: of its weights and its biases, whichever spread more.
    fn smaller_hidden_layer(&self, i: usize) -> Remedy {
        let (weights, biases) = self.weights_and_biases(i);
        if biases > weights { Remedy::ShrinkBiases } else { Remedy::LowerScale }
    }

    /// Gradients shrink or grow from the last layer to the first. With a norm the scale of the weights is not the cause.
    fn gradients(&self) -> Option<Verdict> {
        // In a residual branch the gradient at h also has the branch's factor, which the first layer has not: those at the sums
        // compare.
        let [[_, first], [_, last]] = self.measured.ends;
        let [growth, shrinkage] = [first / last, last / first];
        let (severity, change, remedy) = match above(growth, GRADIENTS) {
            _ if self.config.norm != Norm::None => return None,
            Some(severity) if growth == f32::INFINITY => (severity, "grow from 0".into(), Remedy::LowerScale),
            Some(severity) => (severity, format!("grow {}-fold", figure(growth)), Remedy::LowerScale),
            None => match above(shrinkage, GRADIENTS)? {
                severity if shrinkage == f32::INFINITY => (severity, "shrink to 0".into(), Remedy::RaiseScale),
                severity => (severity, format!("shrink {}-fold", figure(shrinkage)), Remedy::RaiseScale),
            },
        };
        Some(verdict(severity, Some(0), &format!("Gradients {change} toward layer 1"), self.scale_or_norm(remedy)))
    }

    /// The remedy, unless it is another scale in so many layers that none is healthy: of an activation without a stable one, or
    /// of branches whose sum grows with each. Then a norm.
    fn scale_or_norm(&self, remedy: Remedy) -> Remedy {
        let Config { hidden, activation, branch, .. } = self.config;
        let layers = hidden.len();
        let has_stable_scale = match (self.config.residual_of(layers - 1), activation) {
            (Residual::Pre | Residual::Post, _) => branch.initial(layers) * (layers as f64).sqrt() < 2.0,
            (
                Residual::None,
                Activation::Tanh
                | Activation::Relu
                | Activation::Identity
                | Activation::LeakyRelu
                | Activation::Elu
                | Activation::Selu,
            ) => true,
            (
                Residual::None,
                Activation::Sigmoid | Activation::Gelu | Activation::GeluTanh | Activation::Silu | Activation::Softplus,
            ) => false,
        };
        let is_scale = remedy.control() == FieldName::HiddenWeights;
        if is_scale && layers >= MANY && !has_stable_scale { Remedy::UseBatchNorm } else { remedy }
    }

    /// Updates are far too large or too small compared with the weights.
    fn updates(&self) -> Option<Verdict> {
        let (i, largest) = (0..).zip(self.measured.updates.iter().copied()).max_by(|a, b| a.1.total_cmp(&b.1))?;
        if largest < SMALL_UPDATES {
            let fault = format!("Updates are only {} of the weights", power(largest));
            return Some(verdict(Severity::Warn, None, &fault, Remedy::RaiseRate));
        }
        let severity = above(largest, LARGE_UPDATES)?;
        let fault = format!("Layer {}: updates are {} of the weights", i + 1, power(largest));
        Some(verdict(severity, Some(i), &fault, Remedy::LowerRate))
    }

    fn health(&self) -> String {
        let start = nats(self.measured.first_loss);
        if self.config.activation.saturation_rule() != SaturationRule::AtEnds {
            return format!("Healthy: first loss {start}");
        }
        let most = self.measured.layers.iter().map(|layer| layer.saturated).fold(0.0, f32::max);
        format!("Healthy: first loss {start}, at most {} % saturated", whole(most))
    }
}

#[inline(never)]
fn above(value: f32, [warn, bad]: [f32; 2]) -> Option<Severity> {
    match value {
        _ if value >= bad => Some(Severity::Bad),
        _ if value >= warn => Some(Severity::Warn),
        _ => None,
    }
}

fn below(value: f32, bounds: [f32; 2]) -> Option<Severity> {
    above(-value, bounds.map(|bound| -bound))
}

fn whole(value: f32) -> u32 {
    value.round() as u32
}

/// Three digits of a number.
#[inline(never)]
fn figure(value: f32) -> String {
    number::print_significant(f64::from(value))
}

/// A loss, to two decimals as long as it is near what losses are.
#[inline(never)]
fn nats(value: f32) -> String {
    if value.abs() >= 9.995 {
        return figure(value);
    }
    let hundredths = whole(100.0 * value);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The power of ten that is nearest to 10^`log`, of one digit.
fn power(log: f32) -> String {
    const DIGITS: [&str; 10] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
    let exponent = log.round() as i32;
    let digit = DIGITS[exponent.unsigned_abs().min(9) as usize];
    [if exponent < 0 { "10⁻" } else { "10" }, digit].concat()
}
