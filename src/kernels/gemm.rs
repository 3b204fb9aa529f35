//! Matrix products. One register tile serves all three of a linear layer's: every element of the result is
//! `((0 + a₀b₀) + a₁b₁) + …` in the order of k, whatever the tile or the tail, so no shape or width changes a bit.

use std::array::from_fn;

use super::lanes::Lanes;

/// How many rows of the result one tile makes.
const TILE_ROWS: usize = 4;
/// How many vectors wide a tile is.
const TILE_VECTORS: usize = 2;

/// A matrix read through strides, so that a transposed one needs no copy.
#[derive(Debug, Clone, Copy)]
pub struct Strided<'a> {
    /// The elements.
    pub data: &'a [f32],
    /// How far apart two rows are.
    pub row: usize,
    /// How far apart two columns are.
    pub column: usize,
}

impl<'a> Strided<'a> {
    /// `data` as a row-major matrix with `columns` columns.
    pub fn row_major(data: &'a [f32], columns: usize) -> Self {
        Self { data, row: columns, column: 1 }
    }

    /// The same elements with rows and columns exchanged.
    pub fn transposed(self) -> Self {
        Self { data: self.data, row: self.column, column: self.row }
    }
}

/// c [m × n] = a [m × k] · b [k × n]; `b` and `c` are row-major.
///
/// # Panics
/// When a slice is shorter than its shape.
pub fn matmul<L: Lanes>(a: Strided<'_>, b: &[f32], c: &mut [f32], [m, k, n]: [usize; 3]) {
    let (b, c) = (&b[..k * n], &mut c[..m * n]);
    let mut i = 0;
    while i < m {
        let a = Strided { data: a.data.get(i * a.row..).unwrap_or_default(), ..a };
        if i + TILE_ROWS <= m {
            row_panel::<L, TILE_ROWS>(a, b, &mut c[i * n..], k, n);
            i += TILE_ROWS;
        } else {
            row_panel::<L, 1>(a, b, &mut c[i * n..], k, n);
            i += 1;
        }
    }
}

/// `ROWS` rows of the result, from its left edge to its right.
#[inline(always)]
fn row_panel<L: Lanes, const ROWS: usize>(a: Strided<'_>, b: &[f32], c: &mut [f32], k: usize, n: usize) {
    let mut j = 0;
    while j + TILE_VECTORS * L::LANES <= n {
        tile::<L, ROWS, TILE_VECTORS>(a, b, c, k, n, j);
        j += TILE_VECTORS * L::LANES;
    }
    while j + L::LANES <= n {
        tile::<L, ROWS, 1>(a, b, c, k, n, j);
        j += L::LANES;
    }
    while j < n {
        tile::<f32, ROWS, 1>(a, b, c, k, n, j);
        j += 1;
    }
}

/// `ROWS` × (`VECTORS` · lanes) elements of the result, from column `j` on, held in registers over the whole of k.
#[inline(always)]
fn tile<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    a: Strided<'_>,
    b: &[f32],
    c: &mut [f32],
    k: usize,
    n: usize,
    j: usize,
) {
    let mut sums = [[L::splat(0.0); VECTORS]; ROWS];
    for p in 0..k {
        let b_row = &b[p * n + j..][..VECTORS * L::LANES];
        let b_vectors: [L; VECTORS] = from_fn(|v| L::load(&b_row[v * L::LANES..]));
        for (i, sums) in sums.iter_mut().enumerate() {
            let a_ip = L::splat(a.data[i * a.row + p * a.column]);
            for (sum, b_vector) in sums.iter_mut().zip(b_vectors) {
                *sum = *sum + a_ip * b_vector;
            }
        }
    }
    for (i, sums) in sums.iter().enumerate() {
        let c_row = &mut c[i * n + j..][..VECTORS * L::LANES];
        for (v, sum) in sums.iter().enumerate() {
            sum.store(&mut c_row[v * L::LANES..]);
        }
    }
}

/// to [columns × rows] = from [rows × columns] transposed.
///
/// # Panics
/// When a slice is shorter than its shape.
pub fn transpose(from: &[f32], to: &mut [f32], [rows, columns]: [usize; 2]) {
    let (from, to) = (&from[..rows * columns], &mut to[..rows * columns]);
    for i in 0..rows {
        for j in 0..columns {
            to[j * rows + i] = from[i * columns + j];
        }
    }
}
