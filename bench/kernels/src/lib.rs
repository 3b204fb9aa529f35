//! What the machine can do at most, and what the three matrix products of a network reach, compiled to wasm.

#![cfg(target_arch = "wasm32")]

mod gemms;
mod peak;
