//! Trains a character-level MLP for real and measures why it starts well or badly.
//!
//! Each module below may use only the modules above it.
//!
//! Letters in shapes and names: **B** batch, **T** context, **C** embedding, **H** hidden, **V** vocabulary.

#![warn(missing_docs)]

pub mod error;
pub mod kernels;
pub mod random;
pub mod text;
pub mod layers;
pub mod config;
pub mod link;
pub mod model;
pub mod train;
pub mod evaluate;
pub mod diagnostics;
pub mod hand;
pub mod past;
pub mod session;
pub mod sweep;
pub mod export;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::Error;
