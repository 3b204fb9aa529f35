//! What the page shows next to a Config: the presets, and its initial weights in figures.

use serde::Serialize;

use super::{Config, Preset};

/// A [`Preset`] and its network.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are those of a Preset")]
pub struct PresetEntry {
    pub name: &'static str,
    pub title: &'static str,
    pub group: &'static str,
    pub doc: &'static str,
    pub config: Config,
}

/// The initialization of a weight matrix in figures.
#[derive(Debug, Serialize)]
pub struct WeightEntry {
    /// `W1`, `W2`, …
    pub name: String,
    /// σ of its initial weights.
    pub std: f64,
    /// σ · √fan_in.
    pub gain: f64,
    /// How it is computed: see [`Init::formula`](super::Init::formula).
    pub formula: String,
}

/// Every preset.
pub fn presets() -> Vec<PresetEntry> {
    let entry = |preset: Preset| PresetEntry {
        name: preset.name(),
        title: preset.title(),
        group: preset.group(),
        doc: preset.doc(),
        config: preset.config(),
    };
    Preset::ALL.map(entry).into()
}

/// The weights of the hidden layers, then those of the output layer, for a vocabulary of V tokens.
pub fn weights(config: &Config, vocabulary: usize) -> Vec<WeightEntry> {
    let shapes = config.linear_shapes(vocabulary);
    let entry = |(i, &shape): (usize, &[usize; 2])| {
        let init = if i + 1 == shapes.len() { config.output_weights } else { config.hidden_weights };
        let activation = config.activation;
        WeightEntry {
            name: format!("W{}", i + 1),
            std: init.std(shape, activation),
            gain: init.gain(shape, activation),
            formula: init.formula(shape, activation),
        }
    };
    shapes.iter().enumerate().map(entry).collect()
}
