//! The embedding: each token's row of a table; the rows of one example are concatenated.

use crate::dataset::Token;
use crate::kernels::elementwise::Sum;
use crate::kernels::update;

/// A table of `dim` numbers per token.
#[derive(Debug, Clone, Copy)]
pub struct Embedding {
    /// C, the number of values per token.
    pub dim: usize,
}

impl Embedding {
    /// Looks up every token.
    ///
    /// # Shapes
    /// `tokens` [B × T], `table` [V × C], `out` [B × T·C].
    pub fn forward(&self, tokens: &[Token], table: &[f32], out: &mut [f32]) {
        for (&token, out) in tokens.iter().zip(out.chunks_exact_mut(self.dim)) {
            out.copy_from_slice(&table[usize::from(token) * self.dim..][..self.dim]);
        }
    }

    /// Adds each token's gradient to its row, in the order of the tokens.
    ///
    /// # Shapes
    /// `tokens` [B × T], `d_out` [B × T·C], `d_table` [V × C], overwritten.
    pub fn backward(&self, tokens: &[Token], d_out: &[f32], d_table: &mut [f32]) {
        d_table.fill(0.0);
        for (&token, d_out) in tokens.iter().zip(d_out.chunks_exact(self.dim)) {
            update(&Sum, &mut d_table[usize::from(token) * self.dim..][..self.dim], [d_out]);
        }
    }
}
