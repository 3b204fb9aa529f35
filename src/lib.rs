//! Trains a character-level MLP for real and measures why it starts well or badly.
//!
//! Each module below may use only the modules above it.
//!
//! Letters in shapes and names: **B** batch, **T** context, **C** embedding, **H** hidden, **V** vocabulary.

pub mod error;
pub mod kernels;
pub mod random;
pub mod text;

pub use error::Error;
