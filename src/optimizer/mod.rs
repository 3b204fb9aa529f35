//! The optimizers: how the gradients of a step move the parameters. `train.rs` holds one.
//!
//! All follow the single-tensor formulas of `torch.optim` in f32, with the scalars of a step in f64, as Python has them.
//! Parameters, gradients and the state are arenas with one layout; every formula is elementwise, so they are updated in pieces
//! that stay in the cache while several formulas read them.

mod adam;
mod clip;
mod next;
mod sgd;

use std::ops::Range;

use crate::config::{Config, Optimizer};
use crate::kernels::update;
use adam::Adam;
pub use clip::Clip;
use clip::norm;
pub use next::{NextUpdate, RootV};
use sgd::{Combined, Sgd};

/// The elements updated at once.
const PIECE: usize = 2048;

/// The update of one step, with its scalars.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// What clipping multiplies the gradient by; 1 without.
    scale: f32,
    /// Weight decay as part of the gradient: λ of g + λ · p; 0 for AdamW.
    decay: f32,
    method: Method,
}

#[derive(Debug, Clone, Copy)]
enum Method {
    Sgd(Sgd),
    Adam(Adam),
}

impl Rule {
    /// Moves a piece of the parameters and of the state; state that the optimizer doesn't have is empty.
    #[inline(never)]
    fn update(&self, parameters: &mut [f32], gradients: &[f32], [first, second]: [&mut [f32]; 2]) {
        let mut copy = [0.0; PIECE];
        let gradients = self.gradients(gradients, parameters, &mut copy);
        match self.method {
            Method::Sgd(sgd) => sgd.update(parameters, gradients, first),
            Method::Adam(adam) => adam.update(parameters, gradients, [first, second]),
        }
    }

    /// The gradients of a piece of the parameters that the formulas use: clipped, with the weight decay. Where they differ from
    /// those computed, they are written to `copy`.
    #[inline(never)]
    fn gradients<'a>(&self, gradients: &'a [f32], parameters: &[f32], copy: &'a mut [f32; PIECE]) -> &'a [f32] {
        if self.scale == 1.0 && self.decay == 0.0 {
            return gradients;
        }
        let copy = &mut copy[..gradients.len()];
        copy.copy_from_slice(gradients);
        update(&Combined(self.scale, self.decay), copy, [parameters]);
        copy
    }
}

/// An optimizer and its state.
#[derive(Debug, Clone)]
pub struct OptimizerState {
    kind: Optimizer,
    betas: [f64; 2],
    eps: f64,
    decay: f64,
    clip: Option<Clip>,
    /// As long as the parameters where the optimizer has them, else empty: the momentum buffer; or Adam's running averages of
    /// the gradient and of its square.
    arenas: [Vec<f32>; 2],
}

impl OptimizerState {
    /// The optimizer of `config` for so many parameters, before the first step.
    pub fn new(config: &Config, parameters: usize) -> Self {
        let arenas = match config.optimizer {
            Optimizer::Sgd => [0, 0],
            Optimizer::Momentum(_) | Optimizer::Nesterov(_) => [parameters, 0],
            Optimizer::Adam | Optimizer::AdamW => [parameters; 2],
        };
        Self {
            kind: config.optimizer,
            betas: config.betas,
            eps: config.optimizer_eps,
            decay: config.weight_decay(),
            clip: config.clip.map(Clip::new),
            arenas: arenas.map(|length| vec![0.0; length]),
        }
    }

    /// Whether its update is p − rate · g, which needs no state and no gradient of the whole network first.
    pub fn is_plain(&self) -> bool {
        self.kind == Optimizer::Sgd && self.decay == 0.0 && self.clip.is_none()
    }

    /// Whether it is Adam or AdamW.
    pub fn is_adam(&self) -> bool {
        matches!(self.kind, Optimizer::Adam | Optimizer::AdamW)
    }

    /// What was clipped so far, if it clips.
    pub fn clip(&self) -> Option<&Clip> {
        self.clip.as_ref()
    }

    /// Its state: the name of each arena, and its values, laid out as the parameters.
    pub fn state(&self) -> impl Iterator<Item = (&'static str, &[f32])> {
        let names = match self.kind {
            Optimizer::Sgd => ["", ""],
            Optimizer::Momentum(_) | Optimizer::Nesterov(_) => ["momentum", ""],
            Optimizer::Adam | Optimizer::AdamW => ["exp_avg", "exp_avg_sq"],
        };
        names.into_iter().zip(self.arenas.iter().map(Vec::as_slice)).filter(|(name, _)| !name.is_empty())
    }

    /// The bytes that its state takes.
    pub fn bytes(&self) -> usize {
        self.arenas.iter().map(|arena| size_of_val(&**arena)).sum()
    }

    /// Moves `parameters` by `gradients` at this rate, after `step` updates before.
    pub fn update(&mut self, parameters: &mut [f32], gradients: &[f32], rate: f64, step: u64) {
        let scale = self.clip.as_mut().map_or(1.0, |clip| clip.record(norm(gradients)));
        let rule = self.rule(rate, step, scale);
        for range in pieces(0..parameters.len()) {
            let state = self.arenas.each_mut().map(|arena| arena.get_mut(range.clone()).unwrap_or_default());
            rule.update(&mut parameters[range.clone()], &gradients[range], state);
        }
    }

    /// What the next [`update`](Self::update) will do with the same arguments.
    pub fn next<'a>(&'a self, parameters: &'a [f32], gradients: &'a [f32], rate: f64, step: u64) -> NextUpdate<'a> {
        let norm = norm(gradients);
        let scale = self.clip.as_ref().map_or(1.0, |clip| clip.coefficient(norm));
        NextUpdate { optimizer: self, rule: self.rule(rate, step, scale), parameters, gradients, norm }
    }

    fn rule(&self, rate: f64, step: u64, scale: f32) -> Rule {
        let sgd = |momentum: f64, nesterov| Method::Sgd(Sgd { rate: rate as f32, momentum: momentum as f32, nesterov });
        let (coupled, decoupled) = if self.kind == Optimizer::AdamW { (0.0, self.decay) } else { (self.decay, 0.0) };
        let method = match self.kind {
            Optimizer::Sgd => sgd(0.0, false),
            Optimizer::Momentum(momentum) => sgd(momentum, false),
            Optimizer::Nesterov(momentum) => sgd(momentum, true),
            Optimizer::Adam | Optimizer::AdamW => Method::Adam(Adam::new(rate, decoupled, self.betas, self.eps, step)),
        };
        Rule { scale, decay: coupled as f32, method }
    }
}

/// `range` in pieces of [`PIECE`] elements, the last one shorter.
fn pieces(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    range.clone().step_by(PIECE).map(move |start| start..range.end.min(start + PIECE))
}
