//! The network in f64 as plain loops over its named tensors: the reference for tests. Contains no tests.

use initscope::config::{Activation, Branch, Config, Norm, Residual, Variance};
use initscope::dataset::{Dataset, Split, Token};
use initscope::link::Link;
use initscope::model::Model;

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

/// Mean and variance of each block's norm, then those of the norm before the output layer.
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
        let hidden = self.config.hidden.len();
        for i in 0..hidden {
            let number = (i + 1).to_string();
            let linear = |rows: &[Vec<f64>]| self.linear(rows, &number);
            let norm = |rows: &[Vec<f64>]| self.normalize(rows, &number, statistics.map(|of| &of[i]));
            let plus = |x: &[Vec<f64>], y: &[Vec<f64>]| -> Vec<Vec<f64>> {
                let s = match self.config.branch {
                    Branch::Fixed(s) => s,
                    Branch::Depth => 1.0 / (hidden as f64).sqrt(),
                    Branch::Learned(_) => self.tensor(&format!("branch{number}")).unwrap()[0],
                };
                let sum = |(x, y): (&Vec<f64>, &Vec<f64>)| x.iter().zip(y).map(|(x, y)| x + s * y).collect();
                x.iter().zip(y).map(sum).collect()
            };
            let is_residual = i > 0 && self.config.hidden[i] == self.config.hidden[i - 1];
            let residual = if is_residual { self.config.residual } else { Residual::None };
            let linear_input = if residual == Residual::Pre { norm(&rows) } else { rows.clone() };
            let product = linear(&linear_input);
            if i == until {
                return product;
            }
            rows = match residual {
                Residual::None => self.activate(&norm(&product)),
                Residual::Pre => plus(&rows, &self.activate(&product)),
                Residual::Post => norm(&plus(&rows, &self.activate(&product))),
            };
        }
        if self.config.residual == Residual::Pre {
            rows = self.normalize(&rows, "_final", statistics.map(|of| &of[hidden + 1]));
        }
        let product = self.linear(&rows, &(hidden + 1).to_string());
        if until == hidden {
            return product;
        }
        self.normalize(&product, &(hidden + 1).to_string(), statistics.map(|of| &of[hidden]))
    }

    fn linear(&self, rows: &[Vec<f64>], number: &str) -> Vec<Vec<f64>> {
        let (weight, bias) = (self.tensor(&format!("W{number}")).unwrap(), self.tensor(&format!("b{number}")));
        let features = weight.len() / rows[0].len();
        let product =
            |x: &Vec<f64>, j: usize| x.iter().enumerate().map(|(k, x)| x * weight[k * features + j]).sum::<f64>();
        let plus = |y: f64, j: usize| y + bias.as_ref().map_or(0.0, |bias| bias[j]);
        rows.iter().map(|x| (0..features).map(|j| plus(product(x, j), j)).collect()).collect()
    }

    fn activate(&self, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let function = |x: f64| match self.config.activation {
            Activation::Tanh => x.tanh(),
            Activation::Relu => x.max(0.0),
            Activation::Identity => x,
            // Compared with its definition in `activations`.
            other => other.at(x)[0],
        };
        rows.iter().map(|row| row.iter().map(|&x| function(x)).collect()).collect()
    }

    /// The norm whose parameters have this number, if there is one.
    fn normalize(&self, rows: &[Vec<f64>], number: &str, statistics: Option<&[Vec<f64>; 2]>) -> Vec<Vec<f64>> {
        let Some(gain) = self.tensor(&format!("gain{number}")) else { return rows.to_vec() };
        let bias = self.tensor(&format!("bias{number}")).unwrap_or(vec![0.0; gain.len()]);
        let eps = self.config.eps;
        let moments = |row: &[f64]| {
            let n = row.len() as f64;
            let mean = row.iter().sum::<f64>() / n;
            [mean, row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n]
        };
        let normalized = |row: &Vec<f64>| -> Vec<f64> {
            let groups = |k: usize| {
                let of_group = |group: &[f64]| {
                    let [mean, variance] = moments(group);
                    group.iter().map(|x| (x - mean) / (variance + eps).sqrt()).collect::<Vec<_>>()
                };
                row.chunks(row.len() / k).flat_map(of_group).collect()
            };
            match self.config.norm {
                Norm::None => row.clone(),
                Norm::Batch => {
                    let [mean, variance] = statistics.map_or_else(|| self.statistics_of(rows), Clone::clone);
                    let of = |(j, x): (usize, &f64)| (x - mean[j]) / (variance[j] + eps).sqrt();
                    row.iter().enumerate().map(of).collect()
                }
                Norm::Layer => groups(1),
                Norm::Group(k) => groups(k),
                Norm::Rms => {
                    let mean_square = row.iter().map(|x| x * x).sum::<f64>() / row.len() as f64;
                    row.iter().map(|x| x / (mean_square + eps).sqrt()).collect()
                }
            }
        };
        let scaled = |row: Vec<f64>| row.iter().enumerate().map(|(j, x)| gain[j] * x + bias[j]).collect();
        rows.iter().map(|row| scaled(normalized(row))).collect()
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

/// Mean and variance of each block's norm, then of the norm before the output layer, in `statistics`, laid out as the running
/// ones.
pub fn kept(model: &Model, statistics: &[f32]) -> Vec<[Vec<f64>; 2]> {
    let of = |layer: Option<usize>| {
        let norm = layer.and_then(|layer| model.norm(layer));
        norm.map_or([vec![], vec![]], |norm| norm.mean_and_variance(statistics).map(wide))
    };
    let own: Vec<_> = model.blocks().iter().map(|block| block.norm).collect();
    let last = model.norms().map(|(layer, _)| layer).find(|layer| !own.contains(&Some(*layer)));
    own.into_iter().chain([last]).map(of).collect()
}

pub fn wide(slice: &[f32]) -> Vec<f64> {
    slice.iter().map(|&x| f64::from(x)).collect()
}
