//! PyTorch's generator for the CPU and its draws: `rand`, `randn`, `randint`.
//!
//! Sources: PyTorch's `aten/src/ATen/core/DistributionsHelper.h` (uniform, single normals, integers) and
//! `aten/src/ATen/native/cpu/DistributionTemplates.h` (normals in bulk).

use std::convert::Infallible;
use std::f64::consts::PI;

use rand::distr::Distribution;
use rand::{Rng, TryRng};
use rand_mt::Mt;

use crate::kernels::Wide;
use crate::kernels::lanes::Lanes;
use crate::kernels::math::{ln, ln_f64, sin_cos, sin_cos_f64};

/// `torch.Generator().manual_seed(seed)`: MT19937 and the second normal of a pair drawn singly.
///
/// Its 32-bit and 64-bit words are PyTorch's too, so it serves any distribution of [`rand`].
#[derive(Debug, Clone)]
pub struct Generator {
    words: Mt,
    /// The other half of the last pair that a short `randn` drew, kept for the next one.
    second_normal: Option<f64>,
}

impl Generator {
    /// Seeded as by `manual_seed`.
    pub fn new(seed: u32) -> Self {
        Self { words: Mt::new(seed), second_normal: None }
    }

    /// `torch.rand(1)`: a multiple of 2⁻²⁴ in [0, 1).
    pub fn uniform(&mut self) -> f32 {
        Uniform.sample(self)
    }

    /// `torch.rand(out.len())`.
    pub fn fill_uniform(&mut self, out: &mut [f32]) {
        out.fill_with(|| self.uniform());
    }

    /// `torch.randint(0, n, (1,))`: a whole number in 0..n; k calls draw what one of size k does. Panics if `n` is 0; for its
    /// range see [`RandInt`].
    pub fn randint(&mut self, n: u32) -> u32 {
        RandInt { n }.sample(self)
    }

    /// `torch.randn(out.len())`: standard normal values. The whole slice is one call; two halves would differ.
    ///
    /// Agrees with PyTorch on CPUs with AVX2 to 2 ulp or 10⁻⁷; for 16 values or more see [`box_muller`].
    pub fn fill_randn(&mut self, out: &mut [f32]) {
        if out.len() < BLOCK {
            return out.fill_with(|| self.normal() as f32);
        }
        self.fill_uniform(out);
        let (blocks, rest) = out.as_chunks_mut();
        blocks.iter_mut().for_each(box_muller::<Wide>);
        if !rest.is_empty()
            && let Some(last) = out.last_chunk_mut()
        {
            // Fresh uniforms over the last block, which overlaps the one before it.
            self.fill_uniform(last);
            box_muller::<Wide>(last);
        }
    }

    /// One normal value, of a pair by Box and Muller in double precision.
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(second) = self.second_normal.take() {
            return second;
        }
        let angle: f64 = Uniform.sample(self);
        let away: f64 = Uniform.sample(self);
        let radius = (-2.0 * ln_f64(1.0 - away)).sqrt();
        let (sin, cos) = sin_cos_f64(2.0 * PI * angle);
        self.second_normal = Some(radius * sin);
        radius * cos
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.words.next_u32())
    }
    /// The first draw is the upper half.
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let upper = u64::from(self.try_next_u32()?);
        Ok(upper << 32 | u64::from(self.try_next_u32()?))
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.words.fill_bytes(out);
        Ok(())
    }
}

/// PyTorch's uniform distribution over [0, 1): the *low* 24 bits of a draw for f32, the low 53 of two for f64.
#[derive(Debug, Clone, Copy)]
pub struct Uniform;

impl Distribution<f32> for Uniform {
    fn sample<R: Rng + ?Sized>(&self, words: &mut R) -> f32 {
        const BITS: u32 = f32::MANTISSA_DIGITS;
        (words.next_u32() & ((1 << BITS) - 1)) as f32 * (1.0 / (1_u32 << BITS) as f32)
    }
}

impl Distribution<f64> for Uniform {
    fn sample<R: Rng + ?Sized>(&self, words: &mut R) -> f64 {
        const BITS: u32 = f64::MANTISSA_DIGITS;
        (words.next_u64() & ((1 << BITS) - 1)) as f64 * (1.0 / (1_u64 << BITS) as f64)
    }
}

/// PyTorch's whole numbers in 0..n: the remainder of one draw.
///
/// For n below 2²⁸; from there on newer versions of PyTorch take two draws. Sampling panics if n is 0.
#[derive(Debug, Clone, Copy)]
pub struct RandInt {
    /// One more than the largest value.
    pub n: u32,
}

impl Distribution<u32> for RandInt {
    fn sample<R: Rng + ?Sized>(&self, words: &mut R) -> u32 {
        words.next_u32() % self.n
    }
}

/// The number of uniforms that become normals together where PyTorch draws in bulk.
pub const BLOCK: usize = 16;

/// Turns a block of uniforms in [0, 1) into standard normals, value j paired with value j + 8 (Box and Muller, 1958).
/// The bits are the same for every width `L` of at most 8 lanes. Of 33 million values, all but 2 had the bits of PyTorch 2.15
/// on a CPU with AVX2, and these 2 differed by 1 ulp. On CPUs without AVX2 PyTorch uses other code, and two fifths of its
/// values differ, by up to 3·10⁻⁶.
pub fn box_muller<L: Lanes>(block: &mut [f32; BLOCK]) {
    let (first, second) = block.split_at_mut(BLOCK / 2);
    for (first, second) in first.chunks_exact_mut(L::LANES).zip(second.chunks_exact_mut(L::LANES)) {
        let radius = (L::splat(-2.0) * ln(L::splat(1.0) - L::load(first))).sqrt();
        let (sin, cos) = sin_cos(L::splat((2.0 * PI) as f32) * L::load(second));
        (radius * cos).store(first);
        (radius * sin).store(second);
    }
}
