//! Arithmetic over slices of f32: no layer, no configuration, no randomness.
//!
//! Everything is generic over [`lanes::Lanes`]; [`Wide`] is the widest kind the target has, and the functions of this
//! file are the kernels at that width: what layers call.

pub mod elementwise;
pub mod gemm;
pub mod lanes;
pub mod math;
pub mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub mod simd128;

#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!("simd128 is off: a RUSTFLAGS variable replaces the flags of .cargo/config.toml; unset it");

#[cfg(not(target_arch = "wasm32"))]
pub use scalar::F32x4 as Wide;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::F32x4 as Wide;

pub use elementwise::Formula;
pub use gemm::{Strided, transpose};

/// c [m × n] = a [m × k] · b [k × n]; see [`gemm::matmul`].
pub fn matmul(a: Strided<'_>, b: &[f32], c: &mut [f32], shape: [usize; 3]) {
    gemm::matmul::<Wide>(a, b, c, shape);
}

/// to[i] = formula(inputs[0][i], …); see [`elementwise::apply`].
pub fn apply<const N: usize>(formula: &impl Formula<N>, inputs: [&[f32]; N], to: &mut [f32]) {
    elementwise::apply::<Wide, N>(formula, inputs, to);
}

/// to[i] = formula(to[i], inputs[0][i], …); see [`elementwise::update`].
pub fn update<const N: usize, const M: usize>(formula: &impl Formula<N>, to: &mut [f32], inputs: [&[f32]; M]) {
    elementwise::update::<Wide, N, M>(formula, to, inputs);
}

/// to [n] = the sum over the rows of x [rows × n], from the first row to the last.
pub fn column_sums(x: &[f32], to: &mut [f32]) {
    to.fill(0.0);
    for row in x.chunks_exact(to.len()) {
        update(&elementwise::Sum, to, [row]);
    }
}

/// to [n] = the sum over the rows of x · y, both [rows × n], from the first row to the last.
pub fn column_dot_products(x: &[f32], y: &[f32], to: &mut [f32]) {
    to.fill(0.0);
    let n = to.len();
    for (x, y) in x.chunks_exact(n).zip(y.chunks_exact(n)) {
        update(&elementwise::AddProduct, to, [x, y]);
    }
}
