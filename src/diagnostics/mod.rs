//! Measurements of a network in training: histograms, saturation, update ratios, histories, frames and verdicts; and what
//! theory predicts of some.
//!
//! Diagnostics change nothing that trains, and training never reads them: with and without them the weights are the same
//! bits. Numbers that are not finite are counted apart from the others.

pub mod frame;
#[doc(hidden)]
pub mod histogram;
#[doc(hidden)]
pub mod history;
pub mod marks;
pub mod mean_field;
mod norms;
pub mod probe;
#[doc(hidden)]
pub mod ratios;
pub mod remedy;
#[doc(hidden)]
pub mod saturation;
pub mod strips;
pub mod survey;
pub mod verdict;

pub use frame::{Frame, Section};
pub use histogram::{Counts, Moments, Sums, common_range};
pub use history::{History, Smoothed};
pub use marks::{Divergence, Marks, NonFinite};
pub use mean_field::MeanField;
pub use probe::{LayerSummary, Look, Probe};
pub use remedy::{HealthyScales, Remedy};
pub use saturation::{SATURATION_THRESHOLD, Saturation};
pub use strips::{Strips, StripsInfo};
pub use survey::Survey;
pub use verdict::Verdict;
