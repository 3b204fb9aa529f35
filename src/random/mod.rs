//! The random numbers of the notebook: PyTorch's CPU generator and CPython's shuffle, both over MT19937.
//!
//! Everything is determined by the caller's seed.

mod init;
mod python;
mod torch;

pub use python::python_shuffle;
pub use torch::{BLOCK, Generator, RandInt, Uniform, box_muller};
