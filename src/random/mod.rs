//! The random numbers of the notebook: PyTorch's CPU generator and CPython's shuffle, both over MT19937.
//!
//! Nothing here is random by itself: everything hangs on a seed given by the caller.

mod python;
mod torch;

pub use python::python_shuffle;
pub use torch::{BLOCK, Generator, RandInt, Uniform, box_muller};
