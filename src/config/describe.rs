//! A Config described for controls: what its fields can hold, its presets, and what its weight scales come to.

use serde::Serialize;

use super::{Config, FIELDS, Field, Kind, Preset};

/// A [`Field`] and its default.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are those of a Field")]
pub struct FieldEntry {
    pub name: &'static str,
    pub doc: &'static str,
    pub kind: Kind,
    pub min: f64,
    pub max: f64,
    pub choices: &'static [&'static str],
    /// What a link means that says nothing of it, as a link would.
    pub default: String,
}

/// A [`Preset`] and its network.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are those of a Preset")]
pub struct PresetEntry {
    pub name: &'static str,
    pub doc: &'static str,
    pub config: Config,
}

/// What the scale of a weight matrix comes to.
#[derive(Debug, Serialize)]
pub struct WeightEntry {
    /// `W1`, `W2`, …
    pub name: String,
    /// σ of its initial weights.
    pub std: f64,
    /// σ · √fan_in.
    pub gain: f64,
    /// How σ comes about, for people to read.
    pub formula: String,
}

/// Every field.
pub fn fields() -> Vec<FieldEntry> {
    let of = Config::default();
    let entry = |&Field { id, name, doc, kind, min, max, choices }| {
        let default = of.print(id);
        FieldEntry { name, doc, kind, min, max, choices, default }
    };
    FIELDS.iter().map(entry).collect()
}

/// Every preset.
pub fn presets() -> Vec<PresetEntry> {
    let entry = |preset: Preset| PresetEntry { name: preset.name(), doc: preset.doc(), config: preset.config() };
    Preset::ALL.map(entry).into()
}

/// The weights of the hidden layers, then those of the output layer, for a vocabulary of V characters.
pub fn weights(config: &Config, vocabulary: usize) -> Vec<WeightEntry> {
    let shapes = config.linear_shapes(vocabulary);
    let entry = |(i, &[fan_in, _]): (usize, &[usize; 2])| {
        let scale = if i + 1 == shapes.len() { config.output_weights } else { config.hidden_weights };
        WeightEntry {
            name: format!("W{}", i + 1),
            std: scale.std(fan_in),
            gain: scale.gain(fan_in),
            formula: scale.formula(fan_in),
        }
    };
    shapes.iter().enumerate().map(entry).collect()
}
