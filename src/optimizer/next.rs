//! The next update before it is made, for those who measure it.

use std::ops::Range;

use super::{OptimizerState, PIECE, Rule, pieces};

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
    pub fn each(&self, range: Range<usize>, mut see: impl FnMut(&[f32])) {
        let mut copies = [[0.0; PIECE]; 3];
        for range in pieces(range) {
            let [moved, first, second] = copies.each_mut().map(|copy| &mut copy[..range.len()]);
            let before = &self.parameters[range.clone()];
            moved.copy_from_slice(before);
            for (copy, arena) in [&mut *first, &mut *second].into_iter().zip(&self.optimizer.arenas) {
                if let Some(state) = arena.get(range.clone()) {
                    copy.copy_from_slice(state);
                }
            }
            self.rule.update(moved, &self.gradients[range], [first, second]);
            moved.iter_mut().zip(before).for_each(|(moved, before)| *moved = before - *moved);
            see(moved);
        }
    }

    /// √v̂ of the parameters in `range`; `None` unless the optimizer is Adam or AdamW.
    pub fn root_v(&self, range: Range<usize>) -> Option<RootV> {
        let Rule::Adam(adam) = self.rule else { return None };
        let (mut found, mut rank, mut below) = (0, (range.len().max(1) - 1) / 2, 0_u32);
        // Numbers that are not negative have the order of their bits: each pass finds some bits of the median, from the
        // highest on, by counting those numbers that share the bits found before.
        for (shift, width) in [(20, 11), (10, 10), (0, 10)] {
            let mut table = [0_usize; 1 << 11];
            let counts = &mut table[..1 << width];
            let mut copy = [0.0; PIECE];
            below = 0;
            for range in pieces(range.clone()) {
                let roots = &mut copy[..range.len()];
                roots.copy_from_slice(&self.optimizer.arenas[1][range.clone()]);
                adam.root_v(roots, [&self.gradients[range.clone()], &self.parameters[range]]);
                for root in roots {
                    below += u32::from(*root < adam.eps);
                    let bits = root.abs().to_bits() ^ found;
                    if let Some(count) = counts.get_mut((bits >> shift) as usize) {
                        *count += 1;
                    }
                }
            }
            let is_here = |count: &usize| {
                let is_here = rank < *count;
                rank -= if is_here { 0 } else { *count };
                is_here
            };
            found |= (counts.iter().position(is_here).unwrap_or(0) as u32) << shift;
        }
        let below_eps = (f64::from(below) / range.len() as f64) as f32;
        Some(RootV { median: f32::from_bits(found), below_eps })
    }
}
