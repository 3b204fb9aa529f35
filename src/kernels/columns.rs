//! Computations on the columns of row-major matrices, a panel of neighboring ones at a time.
//!
//! Where panels don't fill the width, the last one overlaps its neighbor and computes the same again, so no panel may read
//! what another one writes.

use super::lanes::Lanes;
use super::pair::Pair;

/// A computation for every column.
pub trait Panel {
    /// Computes the columns `j..j + L::LANES`.
    fn at<L: Lanes>(&mut self, j: usize);
}

/// Computes `panel` for all of `columns`.
pub fn each<L: Lanes>(columns: usize, panel: &mut impl Panel) {
    if columns >= Pair::<L>::LANES {
        cover::<Pair<L>>(columns, panel);
    } else if columns >= L::LANES {
        cover::<L>(columns, panel);
    } else {
        cover::<f32>(columns, panel);
    }
}

#[inline(always)]
fn cover<L: Lanes>(columns: usize, panel: &mut impl Panel) {
    // The last panel overlaps the one before, to end with the last column.
    for start in (0..columns).step_by(L::LANES) {
        panel.at::<L>(start.min(columns - L::LANES));
    }
}

/// The vector of columns `j..j + L::LANES` of every row of `x` [rows × n].
#[inline(always)]
pub fn down<L: Lanes>(x: &[f32], n: usize, j: usize) -> impl Iterator<Item = L> {
    assert!(j + L::LANES <= n);
    x.chunks_exact(n).map(move |row| L::load(&row[j..]))
}

/// The same values of `x`, to be written.
#[inline(always)]
pub fn down_mut<L: Lanes>(x: &mut [f32], n: usize, j: usize) -> impl Iterator<Item = &mut L::Array> {
    assert!(j + L::LANES <= n);
    x.chunks_exact_mut(n).map(move |row| &mut L::arrays_mut(&mut row[j..j + L::LANES])[0])
}

/// to \[n] = the sum over the rows of x [rows × n], from the first row to the last.
pub struct Sums<'a> {
    /// x.
    pub x: &'a [f32],
    /// The sums.
    pub to: &'a mut [f32],
}

impl Panel for Sums<'_> {
    #[inline(always)]
    fn at<L: Lanes>(&mut self, j: usize) {
        let n = self.to.len();
        down::<L>(self.x, n, j).fold(L::splat(0.0), |sum, x| sum + x).store(&mut self.to[j..]);
    }
}

/// to \[n] = the sum over the rows of x · y, both [rows × n], from the first row to the last.
pub struct DotProducts<'a> {
    /// x.
    pub x: &'a [f32],
    /// y.
    pub y: &'a [f32],
    /// The sums.
    pub to: &'a mut [f32],
}

impl Panel for DotProducts<'_> {
    #[inline(always)]
    fn at<L: Lanes>(&mut self, j: usize) {
        let n = self.to.len();
        let pairs = down::<L>(self.x, n, j).zip(down::<L>(self.y, n, j));
        pairs.fold(L::splat(0.0), |sum, (x, y)| sum + x * y).store(&mut self.to[j..]);
    }
}

/// to \[n] = the sum over the rows of (x − from)², where x is [rows × n], from the first row to the last.
pub struct SquaredDistances<'a> {
    /// x.
    pub x: &'a [f32],
    /// What is subtracted from each column.
    pub from: &'a [f32],
    /// The sums.
    pub to: &'a mut [f32],
}

impl Panel for SquaredDistances<'_> {
    #[inline(always)]
    fn at<L: Lanes>(&mut self, j: usize) {
        let n = self.to.len();
        let from = L::load(&self.from[j..]);
        let distances = down::<L>(self.x, n, j).map(|x| x - from);
        distances.fold(L::splat(0.0), |sum, d| sum + d * d).store(&mut self.to[j..]);
    }
}
