//! Clipping: `torch.nn.utils.clip_grad_norm_` over all parameters.

/// Clipping of the gradients, and how often it was necessary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clip {
    limit: f64,
    steps: u64,
    clipped: u64,
    norm: f32,
}

impl Clip {
    /// Clips to a norm of at most `limit`.
    pub(super) fn new(limit: f64) -> Self {
        Self { limit, steps: 0, clipped: 0, norm: f32::NAN }
    }

    /// What gradients of this norm are multiplied by: limit/(norm + 10⁻⁶), at most 1; NaN for a norm that is NaN.
    pub fn coefficient(&self, norm: f64) -> f32 {
        let coefficient = (self.limit / (norm + 1e-6)) as f32;
        if coefficient > 1.0 { 1.0 } else { coefficient }
    }

    /// Counts a step with gradients of this norm. Returns their coefficient.
    pub(super) fn record(&mut self, norm: f64) -> f32 {
        let coefficient = self.coefficient(norm);
        self.steps += 1;
        self.clipped += u64::from(coefficient < 1.0);
        self.norm = norm as f32;
        coefficient
    }

    /// The share of the steps so far whose gradients were scaled down, 0 to 1; NaN before the first.
    pub fn share(&self) -> f32 {
        (self.clipped as f64 / self.steps as f64) as f32
    }

    /// The norm of the last step's gradients before they were scaled; NaN before the first.
    pub fn norm(&self) -> f32 {
        self.norm
    }
}

/// √Σx² in f64, in eight interleaved sums, which don't wait for each other.
pub fn norm(values: &[f32]) -> f64 {
    const SUMS: usize = 8;
    let mut sums = [0.0; SUMS];
    let mut add = |values: &[f32]| {
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += f64::from(*value) * f64::from(*value);
        }
    };
    let (blocks, rest) = values.as_chunks::<SUMS>();
    blocks.iter().for_each(|block| add(block));
    add(rest);
    sums.iter().sum::<f64>().sqrt()
}
