//! How much an example's prediction depends on the other examples of its minibatch: the same example in one minibatch after
//! another, in training mode. With batch norm the prediction changes each time; without, it is the same to the bit.

use super::{Progress, Task};
use crate::Error;
use crate::config::number;
use crate::dataset::{Dataset, Token};
use crate::model::{Model, Pass};
use crate::random::Generator;

/// The largest number of minibatches.
pub const MAX_DRAWS: u32 = 10_000;
/// The largest number of probabilities that are kept, minibatches × V: 16 MiB.
const MAX_PROBABILITIES: usize = 4 << 20;

/// One example, with other examples around it in each draw.
#[derive(Debug, Clone)]
pub struct Coupling {
    pass: Pass,
    generator: Generator,
    context: Vec<Token>,
    target: Token,
    progress: Progress,
    evaluation: Vec<f32>,
    probabilities: Vec<f32>,
}

/// Each token's probability over the draws \[V]. Where a draw is NaN, as with ε = 0 among equal examples, so are mean and
/// deviation; `min` and `max` skip it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spread {
    /// The mean.
    pub mean: Vec<f32>,
    /// The unbiased standard deviation; NaN of a single draw.
    pub std: Vec<f32>,
    /// The smallest.
    pub min: Vec<f32>,
    /// The largest.
    pub max: Vec<f32>,
}

impl Coupling {
    /// Starts to draw `draws` minibatches of `batch` examples: a context (`tokens`) and its target, and others at random from
    /// a generator of their own with this seed.
    ///
    /// # Errors
    /// When `tokens` are not T tokens below V, `target` is not below V, or `draws` is not from 1 to [`MAX_DRAWS`],
    /// or with more than 419 tokens to 2²²/V.
    pub fn new(
        model: &Model,
        batch: usize,
        (tokens, target): (&[u32], u32),
        draws: u32,
        seed: u32,
    ) -> Result<Self, Error> {
        let last = model.vocabulary() - 1;
        let as_token = |token: u32| Token::try_from(token).ok().filter(|&token| usize::from(token) <= last);
        let context = tokens.iter().map(|&token| as_token(token)).collect::<Option<Vec<Token>>>();
        let context = context.filter(|context| context.len() == model.context()).ok_or_else(|| {
            let got = number::print_list(tokens.iter().map(|&token| f64::from(token)));
            Error::new("tokens", format!("{} tokens from 0 to {last}", model.context()), got)
        })?;
        let target =
            as_token(target).ok_or_else(|| Error::new("target", format!("a token from 0 to {last}"), target))?;
        let most = MAX_DRAWS.min((MAX_PROBABILITIES / model.vocabulary()) as u32);
        if !(1..=most).contains(&draws) {
            return Err(Error::new("draws", format!("a whole number from 1 to {most}"), draws));
        }
        let mut pass = Pass::new(model, batch);
        pass.load(1, |_, to| {
            to.copy_from_slice(&context);
            target
        });
        model.sum_of_losses(&mut pass, model.running());
        let progress = Progress { done: 0, total: draws as usize };
        let evaluation = pass.probabilities().to_vec();
        let generator = Generator::new(seed);
        Ok(Self { pass, generator, context, target, progress, evaluation, probabilities: vec![] })
    }

    /// The probabilities \[V] in evaluation mode, with running statistics.
    pub fn evaluation(&self) -> &[f32] {
        &self.evaluation
    }

    /// The probabilities of each draw so far [draws × V].
    pub fn probabilities(&self) -> &[f32] {
        &self.probabilities
    }

    /// Mean, deviation and range of the draws so far. Sums are in f64, and deviations from the mean are squared one by one, so
    /// that equal draws have a deviation of exactly 0.
    pub fn spread(&self) -> Spread {
        let vocabulary = self.evaluation.len();
        let draws = self.progress.done as f64;
        let mut spread = Spread::default();
        for token in 0..vocabulary {
            let of = self.probabilities.iter().skip(token).step_by(vocabulary).copied();
            let (mut sum, mut min, mut max) = (0.0, f32::INFINITY, f32::NEG_INFINITY);
            for p in of.clone() {
                (sum, min, max) = (sum + f64::from(p), min.min(p), max.max(p));
            }
            let mean = sum / draws;
            let squares = of.fold(0.0, |sum, p| sum + (f64::from(p) - mean) * (f64::from(p) - mean));
            spread.mean.push(mean as f32);
            spread.std.push((squares / (draws - 1.0)).sqrt() as f32);
            spread.min.push(min);
            spread.max.push(max);
        }
        spread
    }
}

impl Task for Coupling {
    /// Draws one minibatch more from the training split.
    fn advance(&mut self, model: &Model, dataset: &Dataset) -> Progress {
        if !self.progress.is_finished() {
            let train = dataset.train();
            let (generator, examples) = (&mut self.generator, train.len() as u32);
            self.pass.load(self.pass.capacity(), |i, context| match i {
                0 => {
                    context.copy_from_slice(&self.context);
                    self.target
                }
                _ => train.example(generator.randint(examples) as usize, context),
            });
            model.sum_of_minibatch_losses(&mut self.pass);
            self.probabilities.extend_from_slice(&self.pass.probabilities()[..self.evaluation.len()]);
            self.progress.done += 1;
        }
        self.progress
    }
}
