//! Strips: histograms over the steps of a run, in fixed memory for any length: when they are full, every second column is
//! dropped. Which steps are recorded depends on their number alone, so that the same run always has the same strips.

use serde::Serialize;

use super::Counts;
use super::histogram::BINS;
use super::ratios::log10;
use crate::model::Pass;

/// The largest number of columns of a strip.
pub const COLUMNS: usize = 128;

/// The axis of log10 |gradient|: over a run gradients change by more than a linear axis would show.
pub const GRADIENT_AXIS: [f32; 2] = [-8.0, 0.0];

/// Each hidden layer's activations, and their gradients, over the steps.
#[derive(Debug, Clone)]
pub struct Strips {
    activation_axes: Vec<[f32; 2]>,
    stride: u64,
    columns: usize,
    /// For each layer the activations' columns, then the gradients'; a column is [`BINS`] shades.
    shades: Vec<Vec<u8>>,
}

/// What the shades of a [`Strips`] are of.
#[derive(Debug, Clone, Serialize)]
pub struct StripsInfo {
    /// The number of columns; column c is of step c · stride.
    pub columns: usize,
    /// Steps from one column to the next.
    pub stride: u64,
    /// The number of shades of a column.
    pub bins: usize,
    /// The range of each hidden layer's activations.
    pub activation: Vec<[f32; 2]>,
    /// The range of log10 |gradient| of every layer.
    pub gradient: [f32; 2],
}

impl Strips {
    /// For a run at step 0, with each hidden layer's activations on the axis of its first frame.
    pub fn new(activation_axes: Vec<[f32; 2]>) -> Self {
        let shades = vec![Vec::new(); 2 * activation_axes.len()];
        Self { activation_axes, stride: 1, columns: 0, shades }
    }

    /// Whether [`record`](Self::record) is to be called for a step.
    pub fn is_due(&self, step: u64) -> bool {
        step == self.columns as u64 * self.stride
    }

    /// Records the pass of a step that [is due](Self::is_due).
    pub fn record(&mut self, pass: &Pass) {
        if self.columns == COLUMNS {
            for shades in &mut self.shades {
                for column in 1..COLUMNS / 2 {
                    let from = 2 * column * BINS;
                    shades.copy_within(from..from + BINS, column * BINS);
                }
                shades.truncate(COLUMNS / 2 * BINS);
            }
            self.columns /= 2;
            self.stride *= 2;
        }
        for (i, pair) in self.shades.chunks_exact_mut(2).enumerate() {
            add_column(&mut pair[0], pass.activation(i), self.activation_axes[i]);
            let sizes: Vec<f32> = pass.d_activation(i).iter().map(|&gradient| size(gradient)).collect();
            add_column(&mut pair[1], &sizes, GRADIENT_AXIS);
        }
        self.columns += 1;
    }

    /// What the shades are of.
    pub fn info(&self) -> StripsInfo {
        let activation = self.activation_axes.clone();
        StripsInfo { columns: self.columns, stride: self.stride, bins: BINS, activation, gradient: GRADIENT_AXIS }
    }

    /// For each hidden layer its activations' columns, then its gradients', each of [`BINS`] shades: 255 for the
    /// column's fullest bin, 0 for an empty one, at least 1 for any other. Values beyond an end of the range are in its last
    /// bin; values that are not finite are in none.
    pub fn shades(&self) -> Vec<u8> {
        self.shades.concat()
    }
}

/// log10 |gradient|; that of 0 is below any axis.
fn size(gradient: f32) -> f32 {
    log10(if gradient == 0.0 { f32::MIN_POSITIVE } else { gradient.abs() })
}

#[inline(never)]
fn add_column(shades: &mut Vec<u8>, values: &[f32], range: [f32; 2]) {
    let Counts { mut bins, outside: [below, above], .. } = Counts::of(values, range);
    bins[0] += below;
    bins[BINS - 1] += above;
    let most = bins.iter().copied().max().unwrap_or(0);
    for count in bins {
        let shade = if count == 0 { 0 } else { ((255 * count + most / 2) / most).max(1) };
        shades.push(shade as u8);
    }
}
