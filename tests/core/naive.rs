//! The network in f64 as plain loops over its named tensors: the reference for tests. Contains no tests.

use initscope::config::{Activation, Config, Variance};
use initscope::dataset::{Dataset, Split, Token};
use initscope::link::Link;
use initscope::model::{Block, Model};

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

/// A few hundred lines of the built-in names: more than one slice, and not a multiple of one.
pub fn text() -> Dataset {
    let names = std::str::from_utf8(NAMES).unwrap();
    let lines: Vec<&str> = names.lines().step_by(101).collect();
    Dataset::parse(lines.join("\n").as_bytes()).unwrap()
}

pub fn config(link: &str) -> Config {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    link.config
}

/// Mean and variance of each block's norm.
pub type Kept = [[Vec<f64>; 2]];

pub struct Naive<'a> {
    pub model: &'a Model,
    pub config: &'a Config,
}

impl Naive<'_> {
    fn tensor(&self, name: &str) -> Option<Vec<f64>> {
        let tensor = self.model.tensors().iter().find(|tensor| tensor.name == name)?;
        Some(wide(&self.model.parameters()[tensor.range.clone()]))
    }

    /// The pre-activations of block `until`, or, beyond the last block, the logits. Norms use `statistics`.
    pub fn forward(&self, context: &[Token], until: usize, statistics: &Kept) -> Vec<f64> {
        self.rows(&[context.to_vec()], until, Some(statistics)).remove(0)
    }

    /// The logits of each context in training mode: norms use the mean and variance of these contexts.
    pub fn forward_in_batch(&self, contexts: &[Vec<Token>]) -> Vec<Vec<f64>> {
        self.rows(contexts, usize::MAX, None)
    }

    fn rows(&self, contexts: &[Vec<Token>], until: usize, statistics: Option<&Kept>) -> Vec<Vec<f64>> {
        let (table, dim) = (self.tensor("C").unwrap(), self.config.embedding);
        let embed = |context: &Vec<Token>| -> Vec<f64> {
            context.iter().flat_map(|&token| table[usize::from(token) * dim..][..dim].to_vec()).collect()
        };
        let mut rows: Vec<Vec<f64>> = contexts.iter().map(embed).collect();
        for i in 0..self.model.blocks().len() {
            let named = |kind: &str| self.tensor(&format!("{kind}{}", i + 1));
            let (weight, bias) = (named("W").unwrap(), named("b"));
            let features = weight.len() / rows[0].len();
            let product =
                |x: &Vec<f64>, j: usize| x.iter().enumerate().map(|(k, x)| x * weight[k * features + j]).sum();
            let plus = |y: f64, j: usize| y + bias.as_ref().map_or(0.0, |bias| bias[j]);
            rows = rows.iter().map(|x| (0..features).map(|j| plus(product(x, j), j)).collect()).collect();
            if i == until {
                return rows;
            }
            if let (Some(gain), Some(bias)) = (named("gain"), named("bias")) {
                let [mean, variance] = statistics.map_or_else(|| self.statistics_of(&rows), |of| of[i].clone());
                for (j, y) in rows.iter_mut().flat_map(|row| row.iter_mut().enumerate()) {
                    *y = gain[j] * (*y - mean[j]) / (variance[j] + self.config.eps).sqrt() + bias[j];
                }
            }
            if i + 1 < self.model.blocks().len() && self.config.activation == Activation::Tanh {
                rows.iter_mut().flatten().for_each(|y| *y = y.tanh());
            }
        }
        rows
    }

    fn statistics_of(&self, rows: &[Vec<f64>]) -> [Vec<f64>; 2] {
        let n = rows.len() as f64;
        let degrees = if self.config.variance == Variance::Unbiased { n - 1.0 } else { n };
        let column = |j: usize| rows.iter().map(move |row| row[j]);
        let means: Vec<f64> = (0..rows[0].len()).map(|j| column(j).sum::<f64>() / n).collect();
        let variance = |(j, mean): (usize, &f64)| column(j).map(|x| (x - mean).powi(2)).sum::<f64>() / degrees;
        let variances = means.iter().enumerate().map(variance).collect();
        [means, variances]
    }

    pub fn mean_loss(&self, split: &Split, statistics: &Kept) -> f64 {
        let losses = (0..split.len()).map(|i| {
            let (context, target) = self.example(split, i);
            loss(&self.forward(&context, usize::MAX, statistics), target)
        });
        losses.sum::<f64>() / split.len() as f64
    }

    pub fn example(&self, split: &Split, index: usize) -> (Vec<Token>, Token) {
        let mut context = vec![0; self.config.context];
        let target = split.example(index, &mut context);
        (context, target)
    }
}

/// −ln of the target's probability under the logits.
pub fn loss(logits: &[f64], target: Token) -> f64 {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    largest + sum.ln() - logits[usize::from(target)]
}

pub fn softmax(logits: &[f64]) -> Vec<f64> {
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    logits.iter().map(|logit| logit.exp() / sum).collect()
}

/// Mean and variance of each block's norm, in `statistics`, laid out as the running ones.
pub fn kept(model: &Model, statistics: &[f32]) -> Vec<[Vec<f64>; 2]> {
    let of = |block: &Block| {
        block.norm.as_ref().map_or([vec![], vec![]], |norm| norm.mean_and_variance(statistics).map(wide))
    };
    model.blocks().iter().map(of).collect()
}

pub fn wide(slice: &[f32]) -> Vec<f64> {
    slice.iter().map(|&x| f64::from(x)).collect()
}
