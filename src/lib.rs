//! Trains a character-level MLP and measures why it starts well or badly.
//!
//! This is the core of initscope, a page that trains the networks of the third makemore lecture of
//! [Zero to Hero](https://github.com/karpathy/nn-zero-to-hero) in the browser. The page is this crate compiled to wasm;
//! natively it is a library without a window, a clock or a thread.
//!
//! # Overview
//!
//! ```text
//! Link ─▶ Config ─┐
//!                 ├─▶ Session ─▶ Frame, Verdicts, losses, samples
//!        Dataset ─┘      └─ Run: Training (Model, Pass), Probe
//! ```
//!
//! 1. A [`Config`] describes a network and how it trains. Start from a [`Preset`]'s and change fields, or read a
//!    [`Link`]'s. [`config::FIELDS`] has each field's range and meaning, [`Preset`] the defaults.
//! 2. A [`Dataset`] is a text of items, one a line, as a vocabulary and three splits of examples.
//! 3. A [`Session`] is both of them and the run that they make. [`Session::advance`] is one step: a minibatch forward, its
//!    gradients backward, an update.
//! 4. A [`Frame`](diagnostics::Frame) is what the page draws of a step: histograms, saturated neurons, ratios and histories.
//!    [`Session::verdicts`] describe it in words, [`Session::layers`] in a few figures.
//! 5. A [`Task`](evaluate::Task) computes something long about the network in slices: the loss of a whole split, calibrated
//!    statistics, dead neurons.
//!
//! ```
//! use initscope::config::FieldName;
//! use initscope::{Config, Dataset, Preset, Session};
//!
//! # fn main() -> Result<(), initscope::Errors> {
//! let names = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn";
//! let config = Config { hidden: vec![20], batch: 8, ..Preset::Naive.config() };
//! let mut session = Session::new(Dataset::parse(names.as_bytes())?, config, 0)?;
//!
//! // Weights of std 1 make a network that is confident and wrong: a uniform guess among V characters costs ln V.
//! let uniform = (session.dataset().vocabulary() as f32).ln();
//! assert!(session.advance() > 2.0 * uniform);
//! assert_eq!(session.verdicts()[0].control, Some(FieldName::OutputWeights));
//!
//! let losses: Vec<f32> = (0..200).map(|_| session.advance()).collect();
//! let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
//! assert!(mean(&losses[150..]) < mean(&losses[..50]));
//! # Ok(())
//! # }
//! ```
//!
//! `examples/train.rs` is a whole program of 20 lines, `examples/replay.rs` runs a link, and `examples/sweep.rs` a grid
//! of networks on every core. What is wrong with a text, a link or a Config is returned as [`Errors`], each of which names
//! the field, what was expected and what came; no such input causes a panic.
//!
//! # Determinism
//!
//! The same Config, dataset and number of steps give the same bits: natively, in every browser, on every machine, whatever
//! is measured in between. [`Session::checksum`] is a hash of all of them. Random numbers are those of PyTorch and CPython
//! ([`random`]), elementary functions are the crate's own, sums have one order, and no result depends on a clock, a thread
//! or the order of a hash map.
//!
//! # Shapes
//!
//! Letters in shapes and names; matrices are row-major:
//!
//! | letter | is | in the lecture |
//! |---|---|---|
//! | **B** | batch: examples in a minibatch | 32 |
//! | **T** | context: characters before the one to predict | 3 |
//! | **C** | embedding: numbers per character | 10 |
//! | **H** | hidden: neurons of a layer | 200 |
//! | **V** | vocabulary: the text's distinct characters, and the boundary of items | 27 |
//!
//! Tokens \[B × T\] are embedded to \[B × T·C\]. Each hidden layer is linear, then a norm if the Config has one, then an
//! activation, \[B × H\]; with [residual connections](config::Residual) it is added to its input. The output layer gives
//! logits \[B × V\], whose softmax cross-entropy is the loss. `fan_in` of the first layer is T·C.
//!
//! # Modules
//!
//! A module may use only the modules above it in this list:
//!
//! | module | contains |
//! |---|---|
//! | [`error`] | `Error` and `Errors` |
//! | `checksum` | the hash of a run's numbers |
//! | `kernels` | arithmetic over slices of f32, four lanes at a time |
//! | [`random`] | PyTorch's generator and initializations, CPython's shuffle |
//! | [`dataset`] | vocabulary, examples, splits |
//! | [`layers`] | embedding, linear, BatchNorm, GroupNorm, RMSNorm, activations, cross-entropy: forward and backward |
//! | [`config`] | a Config's fields and their text forms, presets, schedules |
//! | [`optimizer`] | how gradients move parameters: SGD, momentum, Adam; clipping |
//! | [`model`] | the sequence of layers: parameters, gradients, and the pass of a batch, forward and backward |
//! | [`train`] | one step of training |
//! | [`evaluate`] | whole splits, calibration, coupling and sampling, in slices |
//! | [`diagnostics`] | histograms, saturation, frames and verdicts of a network in training |
//! | [`experiments`] | small experiments: points through a batch norm, a random matrix, the slope of tanh |
//! | `run` | a network in training and its measurements |
//! | [`past`] | checkpoints, and a second run to an earlier step |
//! | [`session`] | all of these behind one type |
//! | [`link`] | a run as a URL fragment |
//! | [`sweep`] | many networks along one or two fields |
//! | [`export`] | a run as a PyTorch script |
//! | `wasm` | the boundary to JavaScript; only compiled for wasm32 |
//!
//! Modules without a link are public for the crate's own tests and benchmarks, and may change without notice.
//!
//! # Targets
//!
//! There are no features to choose. Natively the kernels use four lanes of portable Rust; for
//! `wasm32-unknown-unknown` with `-C target-feature=+simd128`, the same lanes in vectors, with the same bits.

#![warn(missing_docs)]
#![deny(unsafe_code)]
#![warn(clippy::undocumented_unsafe_blocks)]
// The lists stand in clippy.toml.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod error;
#[doc(hidden)]
pub mod checksum;
#[doc(hidden)]
pub mod kernels;
pub mod random;
pub mod dataset;
pub mod layers;
pub mod config;
pub mod optimizer;
pub mod model;
pub mod train;
pub mod evaluate;
pub mod diagnostics;
pub mod experiments;
#[doc(hidden)]
pub mod run;
pub mod past;
pub mod session;
pub mod link;
pub mod sweep;
pub mod export;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use config::{Config, Preset};
pub use dataset::{Dataset, SplitName};
pub use error::{Error, Errors};
pub use link::Link;
pub use session::Session;

/// The library example of README.md, compiled and run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
