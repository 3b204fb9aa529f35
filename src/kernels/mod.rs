//! Kernels: arithmetic over slices of f32.
//!
//! Everything is generic over [`lanes::Lanes`]; [`Wide`] is the widest type of the target, and the functions of this file,
//! which the layers call, are the kernels at that width.

pub mod columns;
pub mod elementwise;
pub mod gemm;
pub mod lanes;
pub mod math;
pub mod pair;
pub mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[allow(unsafe_code)]
pub mod simd128;

#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!("simd128 is off: a RUSTFLAGS variable replaces the flags of .cargo/config.toml; unset it");

#[cfg(not(target_arch = "wasm32"))]
pub use scalar::F32x4 as Wide;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::F32x4 as Wide;

pub use columns::Panel;
pub(crate) use elementwise::formulas;
pub use elementwise::{Formula, largest_magnitude};
use gemm::{Columns, Descent, RowMajor, Rows, Transposed};

/// c [m × n] = a [m × k] · b [k × n].
pub fn matmul(a: &[f32], b: &[f32], c: &mut [f32], [m, k, n]: [usize; 3]) {
    let c = &mut Rows { data: &mut c[..m * n], columns: n };
    gemm::matmul::<Wide>(RowMajor { data: &a[..m * k], columns: k }, &b[..k * n], c, [m, n]);
}

/// c [m × n] = aᵀ · b, where a is [k × m] and b [k × n].
pub fn matmul_of_transposed(a: &[f32], b: &[f32], c: &mut [f32], [m, k, n]: [usize; 3]) {
    let c = &mut Rows { data: &mut c[..m * n], columns: n };
    gemm::matmul::<Wide>(Transposed { data: &a[..m * k], columns: m }, &b[..k * n], c, [m, n]);
}

/// c [m × n] −= rate · aᵀ · b, where a is [k × m] and b [k × n].
pub fn descend_along_matmul_of_transposed(rate: f32, a: &[f32], b: &[f32], c: &mut [f32], [m, k, n]: [usize; 3]) {
    let c = &mut Descent { data: &mut c[..m * n], columns: n, rate };
    gemm::matmul::<Wide>(Transposed { data: &a[..m * k], columns: m }, &b[..k * n], c, [m, n]);
}

/// c [n × m] = (a · b)ᵀ, where a is [m × k] and b [k × n].
pub fn matmul_transposed(a: &[f32], b: &[f32], c: &mut [f32], [m, k, n]: [usize; 3]) {
    let c = &mut Columns { data: &mut c[..m * n], columns: m };
    gemm::matmul::<Wide>(RowMajor { data: &a[..m * k], columns: k }, &b[..k * n], c, [m, n]);
}

/// to [columns × rows] = from [rows × columns] transposed.
pub fn transpose(from: &[f32], to: &mut [f32], shape: [usize; 2]) {
    gemm::transpose::<Wide>(from, to, shape);
}

/// `to[i] = formula(inputs[0][i], …)`; see [`elementwise::apply`].
pub fn apply<const N: usize>(formula: &impl Formula<N>, inputs: [&[f32]; N], to: &mut [f32]) {
    elementwise::apply::<Wide, N>(formula, inputs, to);
}

/// `to[i] = formula(to[i], inputs[0][i], …)`; see [`elementwise::update`].
pub fn update<const N: usize, const M: usize>(formula: &impl Formula<N>, to: &mut [f32], inputs: [&[f32]; M]) {
    elementwise::update::<Wide, N, M>(formula, to, inputs);
}

/// values · factor.
// Not inlined: speed does not matter where it is called, and its code is long.
#[inline(never)]
pub fn scale(values: &mut [f32], factor: f64) {
    update(&elementwise::Scaled(factor as f32), values, []);
}

/// The largest of some values, −∞ of none; NaN is skipped. See [`elementwise::largest`].
pub fn largest(values: &[f32]) -> f32 {
    elementwise::largest::<Wide>(values)
}

/// Computes `panel` for all of `columns`; see [`columns::each`].
pub fn each_panel(columns: usize, panel: &mut impl Panel) {
    columns::each::<Wide>(columns, panel);
}

/// to \[n] = the sum over the rows of x [rows × n], from the first row to the last.
pub fn column_sums(x: &[f32], to: &mut [f32]) {
    each_panel(to.len(), &mut columns::Sums { x, to });
}

/// to \[n] = the sum over the rows of x · y, both [rows × n], from the first row to the last.
pub fn column_dot_products(x: &[f32], y: &[f32], to: &mut [f32]) {
    each_panel(to.len(), &mut columns::DotProducts { x, y, to });
}
