//! Matrix products. One register tile computes all three of a linear layer's: every element of the result is
//! `((0 + a₀b₀) + a₁b₁) + …` in the order of k, whatever the tile, so no shape or width changes a bit.
//!
//! Where tiles don't fill a side of the result, the last ones are narrower or overlap their neighbors and compute the same
//! elements again.

use std::array::from_fn;
use std::ops::Range;

use super::columns::down;
use super::lanes::Lanes;
use super::pair::Pair;

/// The left operand of a product, read a few rows at a time.
pub trait Left: Copy {
    /// Elements p = 0, 1, … of the rows `i..i + ROWS`.
    fn rows<const ROWS: usize>(self, i: usize) -> impl Iterator<Item = [f32; ROWS]>;
}

/// a [m × k], row-major.
#[derive(Debug, Clone, Copy)]
pub struct RowMajor<'a> {
    /// The elements.
    pub data: &'a [f32],
    /// k.
    pub columns: usize,
}

impl Left for RowMajor<'_> {
    #[inline(always)]
    fn rows<const ROWS: usize>(self, i: usize) -> impl Iterator<Item = [f32; ROWS]> {
        let rows: [&[f32]; ROWS] = from_fn(|row| &self.data[(i + row) * self.columns..][..self.columns]);
        (0..self.columns).map(move |p| rows.map(|row| row[p]))
    }
}

/// a [m × k], stored as its transpose [k × m], row-major.
#[derive(Debug, Clone, Copy)]
pub struct Transposed<'a> {
    /// The elements.
    pub data: &'a [f32],
    /// m.
    pub columns: usize,
}

impl Left for Transposed<'_> {
    #[inline(always)]
    fn rows<const ROWS: usize>(self, i: usize) -> impl Iterator<Item = [f32; ROWS]> {
        assert!(i + ROWS <= self.columns);
        self.data.chunks_exact(self.columns).map(move |column| from_fn(|row| column[i + row]))
    }
}

/// The destination of a product's tiles.
pub trait Target {
    /// Writes the tile whose first element is `at` a row and a column. Its first `again` rows and columns are also in tiles
    /// before it.
    fn put<L: Lanes, const ROWS: usize>(&mut self, at: [usize; 2], again: [usize; 2], tile: [L; ROWS]);
}

/// c [m × n], row-major.
#[derive(Debug)]
pub struct Rows<'a> {
    /// The elements.
    pub data: &'a mut [f32],
    /// n.
    pub columns: usize,
}

impl Target for Rows<'_> {
    #[inline(always)]
    fn put<L: Lanes, const ROWS: usize>(&mut self, [i, j]: [usize; 2], _again: [usize; 2], tile: [L; ROWS]) {
        let to = &mut self.data[i * self.columns + j..];
        for (row, vector) in tile.into_iter().enumerate() {
            vector.store(&mut to[row * self.columns..]);
        }
    }
}

/// c [m × n], stored as its transpose [n × m], row-major.
#[derive(Debug)]
pub struct Columns<'a> {
    /// The elements.
    pub data: &'a mut [f32],
    /// m.
    pub columns: usize,
}

impl Target for Columns<'_> {
    #[inline(always)]
    fn put<L: Lanes, const ROWS: usize>(&mut self, [i, j]: [usize; 2], _again: [usize; 2], tile: [L; ROWS]) {
        L::put_columns(tile, &mut self.data[j * self.columns + i..], self.columns);
    }
}

/// c [m × n], row-major, minus `rate` times the product: a step of gradient descent.
#[derive(Debug)]
pub struct Descent<'a> {
    /// The elements.
    pub data: &'a mut [f32],
    /// n.
    pub columns: usize,
    /// The factor of the product.
    pub rate: f32,
}

impl Target for Descent<'_> {
    #[inline(always)]
    fn put<L: Lanes, const ROWS: usize>(&mut self, [i, j]: [usize; 2], again: [usize; 2], tile: [L; ROWS]) {
        /// The indices of the widest tile's lanes.
        const PLACES: [f32; 16] = [0., 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15.];
        let done = L::load(&PLACES).lt(L::splat(again[1] as f32));
        let to = &mut self.data[i * self.columns + j..];
        for (row, vector) in tile.into_iter().enumerate() {
            if row >= again[0] {
                let to = &mut to[row * self.columns..];
                let before = L::load(to);
                L::select(done, before, before - L::splat(self.rate) * vector).store(to);
            }
        }
    }
}

/// c [m × n] = a [m × k] · b [k × n]; `b` is row-major.
///
/// A tile has eight vectors of sums where it can: with more, sums and operands would not fit into the registers.
///
/// # Panics
/// When a slice is shorter than its shape.
pub fn matmul<L: Lanes>(a: impl Left, b: &[f32], c: &mut impl Target, [m, n]: [usize; 2]) {
    if n < L::LANES {
        return (0..m).for_each(|i| row_panel::<f32, f32, 1>(a, b, c, [i, 0], n));
    }
    // Rows that don't fill a tile of four are computed by one of two, twice as wide; three are worth a tile of four.
    let fours = if m % 4 == 3 && m > 3 { m } else { m - m % 4 };
    for rows in tiles(0..fours, 4) {
        row_panel::<Pair<L>, L, 4>(a, b, c, rows, n);
    }
    if m == 1 {
        return row_panel::<Pair<L>, L, 1>(a, b, c, [0, 0], n);
    }
    for rows in tiles(fours..m, 2) {
        row_panel::<Pair<Pair<L>>, L, 2>(a, b, c, rows, n);
    }
}

/// The starts of tiles of `size` that cover `places`, and the overlap of each with the one before.
#[inline(always)]
fn tiles(places: Range<usize>, size: usize) -> impl Iterator<Item = [usize; 2]> {
    let end = places.end;
    places.step_by(size).map(move |start| {
        let begin = start.min(end - size);
        [begin, start - begin]
    })
}

/// `ROWS` rows of the result from row `i` on, in tiles as wide as `W`, and as wide as `L` for the remaining columns.
#[inline(always)]
fn row_panel<W: Lanes, L: Lanes, const ROWS: usize>(
    a: impl Left,
    b: &[f32],
    c: &mut impl Target,
    [i, again]: [usize; 2],
    n: usize,
) {
    let wide = n - n % W::LANES;
    for j in (0..wide).step_by(W::LANES) {
        c.put([i, j], [again, 0], tile::<W, ROWS>(a.rows(i), b, n, j));
    }
    for [j, columns_again] in tiles(wide..n, L::LANES) {
        c.put([i, j], [again, columns_again], tile::<L, ROWS>(a.rows(i), b, n, j));
    }
}

/// `ROWS` × lanes elements of the result, from column `j` on, held in registers over the whole of k.
#[inline(always)]
fn tile<L: Lanes, const ROWS: usize>(a: impl Iterator<Item = [f32; ROWS]>, b: &[f32], n: usize, j: usize) -> [L; ROWS] {
    let mut sums = [L::splat(0.0); ROWS];
    for (a, b) in a.zip(down::<L>(b, n, j)) {
        for (sum, a) in sums.iter_mut().zip(a) {
            *sum = *sum + L::splat(a) * b;
        }
    }
    sums
}

/// to [columns × rows] = from [rows × columns] transposed.
///
/// # Panics
/// When a slice is shorter than its shape.
pub fn transpose<L: Lanes>(from: &[f32], to: &mut [f32], [rows, columns]: [usize; 2]) {
    let mut to = Columns { data: to, columns: rows };
    if rows < 4 || columns < L::LANES {
        for (i, row) in from.chunks_exact(columns.max(1)).enumerate() {
            row.iter().enumerate().for_each(|(j, value)| to.put([i, j], [0, 0], [*value]));
        }
        return;
    }
    for [i, rows_again] in tiles(0..rows, 4) {
        let rows: [&[f32]; 4] = from_fn(|row| &from[(i + row) * columns..][..columns]);
        for [j, columns_again] in tiles(0..columns, L::LANES) {
            to.put([i, j], [rows_again, columns_again], rows.map(|row| L::load(&row[j..j + L::LANES])));
        }
    }
}
