//! Arithmetic over slices of f32: no layer, no configuration, no randomness.
//!
//! Everything is generic over [`lanes::Lanes`]; [`Wide`] is the widest kind the target has.

pub mod lanes;
pub mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub mod simd128;

#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!("simd128 is off: a RUSTFLAGS variable replaces the flags of .cargo/config.toml; unset it");

#[cfg(not(target_arch = "wasm32"))]
pub use scalar::F32x4 as Wide;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::F32x4 as Wide;
