//! What the figures of a frame come to, in words: what is wrong, in which layer, and what mends it. Rules of thumb for
//! people who learn, each sure enough to be said; no run depends on them.

use serde::Serialize;

use super::LayerSummary;
use crate::config::{Bias, Config, Norm, number};
use crate::layers::Activation;

/// How many verdicts are passed at once.
pub const MOST_VERDICTS: usize = 3;

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

/// One thing to know about a network, and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// How bad it is.
    pub severity: Severity,
    /// In words: the finding and its figures, a colon, the remedy.
    pub text: String,
    /// The field of the Config that mends it.
    pub control: Option<&'static str>,
    /// The hidden layer it is about, counted from 1.
    pub layer: Option<usize>,
}

/// What verdicts are passed on: the figures of one frame.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Updates made.
    pub step: u64,
    /// Loss of the next step's minibatch.
    pub loss: f32,
    /// Loss of the first step's.
    pub first_loss: f32,
    /// ln V, what guessing costs.
    pub uniform_loss: f32,
    /// The loss smoothed over the steps made; NaN while there is none.
    pub smooth_loss: f32,
    /// Since which step the loss has not been a number.
    pub nonfinite_since: Option<u64>,
    /// Each hidden layer, saturation at the usual threshold whatever the viewer's is.
    pub layers: Vec<LayerSummary>,
    /// log10 of update:data of each hidden layer's weights, the mean over the last hundred steps; NaN while there are
    /// fewer.
    pub updates: Vec<f32>,
}

/// The loss may start so far above ln V, in nats, before it is worth a word; and before it is bad.
const START: [f32; 2] = [0.5, 2.0];
/// Percent of a layer saturated because of its initial scale; trained layers reach some 40 by themselves.
const SATURATED: [f32; 2] = [40.0, 60.0];
/// Percent of a layer saturated by its training.
const TRAINED_INTO_SATURATION: f32 = 75.0;
/// A tanh layer's inputs are wide enough to saturate it from this standard deviation on: at 2 it is some 30 %.
const WIDE: f64 = 2.0;
/// Percent of a ReLU layer's neurons dead.
const DEAD: [f32; 2] = [15.0, 50.0];
/// In so few examples a neuron is often 0 by chance.
const FEWEST_EXAMPLES: usize = 16;
/// Activations, which are of the size of 1 at the embedding, shrunk to so little.
const SHRUNK: [f32; 2] = [0.1, 0.03];
/// Activations grown to so much.
const GROWN: [f32; 2] = [10.0, 100.0];
/// How many times larger or smaller gradients are in the first hidden layer than in the last.
const GRADIENTS: [f32; 2] = [10.0, 100.0];
/// log10 of update:data.
const LARGE_UPDATES: [f32; 2] = [-1.5, -1.0];
/// The same, of updates too small to learn by.
const SMALL_UPDATES: f32 = -5.5;

/// At most [`MOST_VERDICTS`], the worst first, each with another remedy; that all is well where there are none.
pub fn verdicts(config: &Config, measured: &Measured) -> Vec<Verdict> {
    let judge = Judge { config, measured };
    if let Some(verdict) = judge.overflow() {
        return vec![verdict];
    }
    let found = [
        judge.start(),
        judge.rise(),
        judge.saturation(),
        judge.dead(),
        judge.size(),
        judge.gradients(),
        judge.updates(),
    ];
    let mut verdicts: Vec<Verdict> = Vec::new();
    for verdict in found.into_iter().flatten() {
        if verdicts.iter().all(|other| other.control != verdict.control) {
            verdicts.push(verdict);
        }
    }
    verdicts.sort_by_key(|verdict| verdict.severity);
    verdicts.truncate(MOST_VERDICTS);
    if verdicts.is_empty() {
        verdicts.push(judge.health());
    }
    verdicts
}

struct Judge<'a> {
    config: &'a Config,
    measured: &'a Measured,
}

impl Judge<'_> {
    /// The loss is not a number.
    fn overflow(&self) -> Option<Verdict> {
        if self.measured.loss.is_finite() {
            return None;
        }
        let since = self.measured.nonfinite_since.unwrap_or(self.measured.step);
        if since > 0 {
            let text = format!("Loss is not a number since step {since}: Reset, then lower the learning rate");
            return Some(verdict(Severity::Bad, text, "lr", None));
        }
        let layer = self.measured.layers.iter().position(|layer| !layer.std.is_finite());
        let (control, remedy) = match (layer, self.config.norm) {
            (_, Norm::Batch | Norm::Layer) if self.config.eps == 0.0 => ("eps", "raise the norm's ε above 0"),
            (Some(_), Norm::None) => ("w", "lower the hidden scale"),
            (Some(_), _) => ("hidden", "give the layers more neurons"),
            (None, _) => ("out", "shrink the output weights"),
        };
        let text = format!("Loss is not a number from the start: {remedy}");
        Some(verdict(Severity::Bad, text, control, layer.map(|i| i + 1)))
    }

    /// The loss starts far above what guessing costs.
    fn start(&self) -> Option<Verdict> {
        let [start, guess] = [self.measured.first_loss, self.measured.uniform_loss];
        let severity = above(start - guess, START)?;
        let biases = match self.config.outb {
            Bias::Std(std) => std,
            Bias::None | Bias::Zero => 0.0,
        };
        let fan_in = self.config.hidden.last().copied().unwrap_or(1);
        let (control, remedy) = match self.config.outnorm {
            Some(_) => ("outnorm", "lower the gain of the norm on the logits"),
            None if biases > self.config.out.gain(fan_in) => ("outb", "shrink the output biases"),
            None => ("out", "shrink the output weights"),
        };
        let text = format!("Starts at {}, guessing costs {}: {remedy}", figure(start), figure(guess));
        Some(verdict(severity, text, control, None))
    }

    /// The loss has risen above where it started.
    fn rise(&self) -> Option<Verdict> {
        let [start, now] = [self.measured.first_loss, self.measured.smooth_loss];
        if now.is_nan() || now < 1.25 * start + 0.5 {
            return None;
        }
        let text = format!("Loss has risen from {} to {}: lower the learning rate", figure(start), figure(now));
        Some(verdict(Severity::Bad, text, "lr", None))
    }

    /// A tanh layer is flat for many examples.
    fn saturation(&self) -> Option<Verdict> {
        if self.config.act != Activation::Tanh {
            return None;
        }
        let of = |i: usize, layer: &LayerSummary| {
            let fan_in = self.fan_in(i);
            let biases = match self.config.b {
                Bias::Std(std) => std,
                Bias::None | Bias::Zero => 0.0,
            };
            let weights = self.config.w.gain(fan_in);
            // A norm undoes weights and biases, and training has made what it did not.
            let trained = self.config.norm != Norm::None || weights.max(biases) < WIDE;
            let severity = above(layer.saturated, if trained { [TRAINED_INTO_SATURATION; 2] } else { SATURATED })?;
            let (control, remedy) = match trained {
                true => ("lr", "lower the learning rate"),
                false if biases > weights => ("b", "shrink the hidden biases"),
                false => ("w", "lower the hidden scale"),
            };
            let dead = if layer.dead > 0 { format!(", {} dead", layer.dead) } else { String::new() };
            let text = format!("Layer {}: {} % saturated{dead}: {remedy}", i + 1, layer.saturated.round() as u32);
            Some(verdict(severity, text, control, Some(i + 1)))
        };
        self.worst_layer(of)
    }

    /// A ReLU layer has neurons that are 0 for every example.
    fn dead(&self) -> Option<Verdict> {
        if self.config.act != Activation::Relu || self.config.batch < FEWEST_EXAMPLES {
            return None;
        }
        self.worst_layer(|i, layer| {
            let neurons = self.config.hidden[i];
            let severity = above(100.0 * layer.dead as f32 / neurons as f32, DEAD)?;
            let (control, remedy) = match self.config.norm {
                Norm::Batch => ("lr", "lower the learning rate"),
                Norm::None | Norm::Layer => ("norm", "use batch norm"),
            };
            let text = format!("Layer {}: {} of {neurons} neurons dead: {remedy}", i + 1, layer.dead);
            Some(verdict(severity, text, control, Some(i + 1)))
        })
    }

    /// Activations shrink or grow on their way. With a norm they can't.
    fn size(&self) -> Option<Verdict> {
        if self.config.norm != Norm::None {
            return None;
        }
        let (i, last) = self.measured.layers.iter().enumerate().next_back()?;
        let (severity, way, remedy) = match below(last.std, SHRUNK) {
            Some(severity) => (severity, "shrink", "raise the hidden scale"),
            None => (above(last.std, GROWN)?, "grow", "lower the hidden scale"),
        };
        let text = format!("Activations {way} to {} by layer {}: {remedy}", figure(last.std), i + 1);
        Some(verdict(severity, text, "w", Some(i + 1)))
    }

    /// Gradients shrink or grow on their way back. With a norm the scale of the weights is not to blame.
    fn gradients(&self) -> Option<Verdict> {
        let [first, .., last] = &self.measured.layers[..] else { return None };
        if self.config.norm != Norm::None {
            return None;
        }
        let [fold, inverse] = [first.gradstd / last.gradstd, last.gradstd / first.gradstd];
        let (severity, way, fold, remedy) = match above(fold, GRADIENTS) {
            Some(severity) => (severity, "grow", fold, "lower the hidden scale"),
            None => (above(inverse, GRADIENTS)?, "shrink", inverse, "raise the hidden scale"),
        };
        let text = format!("Gradients {way} {}-fold from last layer to first: {remedy}", figure(fold.round()));
        Some(verdict(severity, text, "w", Some(1)))
    }

    /// Updates are far too large or too small beside the weights.
    fn updates(&self) -> Option<Verdict> {
        let of = |i: usize, log: f32| {
            let severity = above(log, LARGE_UPDATES)?;
            let text = format!("Layer {}: updates are {} of the weights: lower the learning rate", i + 1, power(log));
            Some(verdict(severity, text, "lr", Some(i + 1)))
        };
        let large = self.measured.updates.iter().enumerate().filter_map(|(i, &log)| of(i, log));
        large.min_by_key(|verdict| verdict.severity).or_else(|| {
            let largest = self.measured.updates.iter().copied().reduce(f32::max)?;
            if largest.is_nan() || largest > SMALL_UPDATES {
                return None;
            }
            let text = format!("Updates are only {} of the weights: raise the learning rate", power(largest));
            Some(verdict(Severity::Warn, text, "lr", None))
        })
    }

    fn health(&self) -> Verdict {
        let mut text = format!("Healthy: starts at {}", figure(self.measured.first_loss));
        if self.config.act == Activation::Tanh {
            let most = self.measured.layers.iter().map(|layer| layer.saturated).fold(0.0, f32::max);
            text += &format!(", {} % saturated at most", most.round() as u32);
        }
        Verdict { severity: Severity::Good, text, control: None, layer: None }
    }

    /// The first of the layers that are worst.
    fn worst_layer(&self, of: impl Fn(usize, &LayerSummary) -> Option<Verdict>) -> Option<Verdict> {
        let found = self.measured.layers.iter().enumerate().filter_map(|(i, layer)| of(i, layer));
        found.min_by_key(|verdict| verdict.severity)
    }

    fn fan_in(&self, i: usize) -> usize {
        if i == 0 { self.config.context * self.config.emb } else { self.config.hidden[i - 1] }
    }
}

fn verdict(severity: Severity, text: String, control: &'static str, layer: Option<usize>) -> Verdict {
    Verdict { severity, text, control: Some(control), layer }
}

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

/// Three digits of a number.
fn figure(value: f32) -> String {
    number::print_significant(f64::from(value))
}

/// The power of ten that is nearest to 10^`log`.
fn power(log: f32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let exponent = log.round() as i32;
    let sign = if exponent < 0 { "⁻" } else { "" };
    let digits = exponent.unsigned_abs().to_string();
    let digits: String = digits.bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect();
    format!("10{sign}{digits}")
}
