//! The next update before it is made, for those who measure it.

use std::ops::Range;

use super::{Method, OptimizerState, PIECE, Rule, pieces};

/// What the next update will do.
#[derive(Debug, Clone, Copy)]
pub struct NextUpdate<'a> {
    pub(super) optimizer: &'a OptimizerState,
    pub(super) rule: Rule,
    pub(super) parameters: &'a [f32],
    pub(super) gradients: &'a [f32],
    pub(super) norm: f64,
}

/// How √v̂, the root of Adam's second average, compares with the ε that is added to it, in one tensor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RootV {
    /// The median of √v̂; of an even number of elements, the lower one of the two in the middle. NaN counts as the largest.
    pub median: f32,
    /// The share of elements with √v̂ below ε, 0 to 1: ε makes their updates less than half as large.
    pub below_eps: f32,
}

impl NextUpdate<'_> {
    /// The norm of all gradients, before they are clipped.
    pub fn gradient_norm(&self) -> f32 {
        self.norm as f32
    }

    /// Passes what will be subtracted from the parameters in `range` to `see`, a piece at a time, in order: p − p', rounded
    /// as the parameters are.
    pub fn each(&self, range: Range<usize>, see: &mut dyn FnMut(&[f32])) {
        let (mut copy, mut copies) = ([0.0; PIECE], [[0.0; PIECE]; 2]);
        for range in pieces(range) {
            let (moved, before) = (&mut copy[..range.len()], &self.parameters[range.clone()]);
            moved.copy_from_slice(before);
            let [first, second] = &self.optimizer.arenas;
            let [first_copy, second_copy] = &mut copies;
            let first = copied(first, range.clone(), first_copy);
            let second = copied(second, range.clone(), second_copy);
            self.rule.update(moved, &self.gradients[range], [first, second]);
            moved.iter_mut().zip(before).for_each(|(moved, before)| *moved = before - *moved);
            see(moved);
        }
    }

    /// √v̂ of the parameters in `range`; `None` unless the optimizer is Adam or AdamW.
    pub fn root_v(&self, range: Range<usize>) -> Option<RootV> {
        let Method::Adam(adam) = self.rule.method else { return None };
        let (mut found, mut rank, mut below) = (0, (range.len().max(1) - 1) / 2, 0_u32);
        // Numbers that are not negative have the order of their bits: each pass finds some bits of the median, from the
        // highest on, by counting those numbers that share the bits found before.
        for (shift, width) in [(20, 11), (10, 10), (0, 10)] {
            let mut table = [0_usize; 1 << 11];
            let counts = &mut table[..1 << width];
            let mut copies = [[0.0; PIECE]; 2];
            below = 0;
            for range in pieces(range.clone()) {
                let [gradients, squares] = &mut copies;
                let squares = &mut squares[..range.len()];
                squares.copy_from_slice(&self.optimizer.arenas[1][range.clone()]);
                let gradients = self.rule.gradients(&self.gradients[range.clone()], &self.parameters[range], gradients);
                adam.update_square(squares, gradients);
                for square in squares {
                    let root = square.sqrt() / adam.root;
                    below += u32::from(root < adam.eps);
                    let bits = root.abs().to_bits() ^ found;
                    if let Some(count) = counts.get_mut((bits >> shift) as usize) {
                        *count += 1;
                    }
                }
            }
            let mut bits = 0;
            while bits + 1 < counts.len() && rank >= counts[bits] {
                rank -= counts[bits];
                bits += 1;
            }
            found |= (bits as u32) << shift;
        }
        let below_eps = (f64::from(below) / range.len() as f64) as f32;
        Some(RootV { median: f32::from_bits(found), below_eps })
    }
}

/// A copy of a piece of the state; empty where the optimizer doesn't have it.
fn copied<'a>(arena: &[f32], range: Range<usize>, copy: &'a mut [f32; PIECE]) -> &'a mut [f32] {
    let piece = arena.get(range).unwrap_or_default();
    let copy = &mut copy[..piece.len()];
    copy.copy_from_slice(piece);
    copy
}
