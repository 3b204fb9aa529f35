//! Trains a character-level MLP for real and measures why it starts well or badly.
//!
//! This is the core of initscope, a page that trains the networks of the third makemore lecture of
//! [Zero to Hero](https://github.com/karpathy/nn-zero-to-hero) in the tab. The page is this crate compiled to wasm;
//! natively it is a library without a window, a clock or a thread.
//!
//! # The way through it
//!
//! ```text
//! Link ─▶ Config ─┐
//!                 ├─▶ Session ─▶ Frame, Verdicts, losses, samples
//!         Dataset  ──┘      └─ Training: Model, Pass
//! ```
//!
//! 1. A [`Config`] says what network it is and how it trains. Take a [`Preset`]'s and change fields, or read a
//!    [`Link`]'s. [`config::FIELDS`] has each field's range, default and meaning.
//! 2. A [`Dataset`] is a file of items, one a line, made into a vocabulary and three splits of examples.
//! 3. A [`Session`] is both of them and the run they make. [`Session::advance`] is one step: a minibatch forward, its
//!    gradients backward, an update.
//! 4. A [`Frame`](diagnostics::Frame) is what the network looks like at a step: the histograms, saturated neurons,
//!    ratios and histories that the page draws. [`Session::verdicts`] say it in words, [`Session::layers`] in a few
//!    figures.
//!
//! ```
//! use initscope::{Config, Dataset, Preset, Session};
//!
//! # fn main() -> Result<(), initscope::Errors> {
//! let names = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn";
//! let config = Config { hidden: vec![20], batch: 8, ..Preset::Naive.config() };
//! let mut session = Session::new(Dataset::parse(names.as_bytes())?, config, 0)?;
//!
//! // Weights of std 1 make a network that is confident and wrong: guessing among V characters costs ln V.
//! let guessing = (session.text_info().vocabulary as f32).ln();
//! assert!(session.advance() > 2.0 * guessing);
//! assert!(session.verdicts()[0].text.starts_with("Starts at "));
//!
//! let losses: Vec<f32> = (0..200).map(|_| session.advance()).collect();
//! let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
//! assert!(mean(&losses[150..]) < mean(&losses[..50]));
//! # Ok(())
//! # }
//! ```
//!
//! `examples/train.rs` is a whole program of 20 lines, `examples/replay.rs` runs a link, and `examples/sweep.rs` a grid
//! of networks on every core. What is wrong in a text, a link or a Config comes back as an [`Error`] that names the
//! field, what was expected and what came; nothing that these can say panics.
//!
//! # The same bits
//!
//! The same Config, text and number of steps give the same bits: natively, in every browser, on every machine, whatever
//! is measured in between. [`Session::checksum`] is a hash of all of them. Random numbers are PyTorch's and CPython's
//! ([`random`]), elementary functions are the crate's own ([`kernels::math`]), sums have one order, and no clock,
//! thread or hash order has a say.
//!
//! # Shapes
//!
//! Letters in shapes and names, matrices row-major:
//!
//! | letter | is | in the lecture |
//! |---|---|---|
//! | **B** | batch: examples in a minibatch | 32 |
//! | **T** | context: characters before the one to be guessed | 3 |
//! | **C** | embedding: numbers a character is looked up as | 10 |
//! | **H** | hidden: neurons of a layer | 200 |
//! | **V** | vocabulary: the text's distinct characters, and an item's end | 27 |
//!
//! Tokens \[B × T\] are embedded to \[B × T·C\], go through the hidden layers, each linear, normed if so configured,
//! and an activation, \[B × H\], to logits \[B × V\] and their softmax cross-entropy. `fan_in` of the first layer is
//! T·C.
//!
//! # The modules
//!
//! Each module below may use only the modules above it in this list:
//!
//! | module | has |
//! |---|---|
//! | [`error`] | the one error |
//! | [`checksum`] | the hash of a run's numbers and of a file |
//! | [`kernels`] | arithmetic over slices of f32, four lanes at a time |
//! | [`random`] | PyTorch's generator, CPython's shuffle |
//! | [`dataset`] | vocabulary, examples, splits |
//! | [`layers`] | embedding, linear, BatchNorm, LayerNorm, activations, cross-entropy: forward beside backward |
//! | [`config`] | a Config's fields and their text forms, presets, schedules |
//! | [`model`] | parameters and gradients, and a batch's way through the layers |
//! | [`train`] | one step of gradient descent |
//! | [`evaluate`] | a whole split, calibration, coupling, sampling, in slices |
//! | [`diagnostics`] | what a network in training looks like |
//! | [`experiments`] | small experiments on given numbers: five points normalized, fan-in, tanh's slope |
//! | [`run`] | a network in training together with what measures it |
//! | [`past`] | checkpoints, and a run's way back to a step |
//! | [`session`] | all of these behind one type |
//! | [`link`] | a run as a URL fragment |
//! | [`sweep`] | one network after another along one or two fields |
//! | [`export`] | a run as a PyTorch script |
//! | `wasm` | the boundary to JS; only there when compiled for wasm32 |
//!
//! # Targets
//!
//! There are no features to choose. Natively the kernels run on four lanes of portable Rust; for
//! `wasm32-unknown-unknown` built with `-C target-feature=+simd128`, on the same lanes in vectors, to the same bits.

#![warn(missing_docs)]
#![deny(unsafe_code)]
#![warn(clippy::undocumented_unsafe_blocks)]
// The lists stand in clippy.toml.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod error;
pub mod checksum;
pub mod kernels;
pub mod random;
pub mod dataset;
pub mod layers;
pub mod config;
pub mod model;
pub mod train;
pub mod evaluate;
pub mod diagnostics;
pub mod experiments;
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
