//! S and D in candle, by its automatic differentiation.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::loss::cross_entropy;
use candle_nn::optim::{Optimizer, SGD};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Fixture {
    pub context: usize,
    pub networks: Vec<Description>,
}

#[derive(Deserialize)]
pub struct Description {
    batch: usize,
    hidden: Vec<usize>,
    eps: f64,
    momentum: f64,
    rate: f64,
    tensors: Vec<Described>,
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Described {
    name: String,
    shape: Vec<usize>,
    values: Vec<f32>,
}

#[derive(Deserialize)]
pub struct Step {
    pub contexts: Vec<u8>,
    pub targets: Vec<u8>,
}

/// The training split: contexts, then targets.
pub struct Examples {
    bytes: Vec<u8>,
    context: usize,
    state: u64,
    contexts: Vec<u8>,
    targets: Vec<u8>,
}

impl Examples {
    pub fn new(bytes: Vec<u8>, context: usize) -> Self {
        Self { bytes, context, state: 1, contexts: Vec::new(), targets: Vec::new() }
    }

    pub fn draw(&mut self, batch: usize) -> (&[u8], &[u8]) {
        let count = self.bytes.len() / (self.context + 1);
        self.contexts.clear();
        self.targets.clear();
        for _ in 0..batch {
            // Knuth's linear congruential generator; the upper half is random enough.
            self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let chosen = (self.state >> 33) as usize % count;
            self.contexts.extend_from_slice(&self.bytes[chosen * self.context..][..self.context]);
            self.targets.push(self.bytes[count * self.context + chosen]);
        }
        (&self.contexts, &self.targets)
    }
}

struct Norm {
    gain: Tensor,
    bias: Tensor,
    mean: Tensor,
    variance: Tensor,
}

struct Layer {
    weight: Tensor,
    bias: Option<Tensor>,
    norm: Option<Norm>,
}

pub struct Network {
    pub batch: usize,
    eps: f64,
    momentum: f64,
    table: Tensor,
    layers: Vec<Layer>,
    optimizer: SGD,
}

impl Network {
    pub fn new(of: &Description) -> Result<Self> {
        let device = Device::Cpu;
        let mut variables = Vec::new();
        let mut named = Vec::new();
        for tensor in &of.tensors {
            let variable = Var::from_tensor(&Tensor::from_slice(&tensor.values, tensor.shape.as_slice(), &device)?)?;
            named.push((tensor.name.clone(), variable.as_tensor().clone()));
            variables.push(variable);
        }
        let find = |name: String| named.iter().find(|(of, _)| *of == name).map(|(_, tensor)| tensor.clone());
        let wanted = |name: String| find(name).expect("the fixture has every tensor");
        let mut layers = Vec::new();
        for i in 1..=of.hidden.len() + 1 {
            let norm = match find(format!("gain{i}")) {
                None => None,
                Some(gain) => {
                    let width = gain.dims1()?;
                    let mean = Tensor::zeros((1, width), DType::F32, &device)?;
                    let variance = Tensor::ones((1, width), DType::F32, &device)?;
                    Some(Norm { gain, bias: wanted(format!("bias{i}")), mean, variance })
                }
            };
            layers.push(Layer { weight: wanted(format!("W{i}")), bias: find(format!("b{i}")), norm });
        }
        let optimizer = SGD::new(variables, of.rate)?;
        let table = wanted("C".into());
        Ok(Self { batch: of.batch, eps: of.eps, momentum: of.momentum, table, layers, optimizer })
    }

    /// One whole step. Returns its loss.
    pub fn step(&mut self, contexts: &[u8], targets: &[u8]) -> Result<f32> {
        let device = Device::Cpu;
        let contexts = Tensor::from_slice(contexts, contexts.len(), &device)?;
        let targets = Tensor::from_iter(targets.iter().map(|&target| u32::from(target)), &device)?;
        let mut h = self.table.index_select(&contexts, 0)?.reshape((self.batch, ()))?;
        let count = self.layers.len();
        for (i, layer) in self.layers.iter_mut().enumerate() {
            h = h.matmul(&layer.weight)?;
            if let Some(bias) = &layer.bias {
                h = h.broadcast_add(bias)?;
            }
            if let Some(norm) = &mut layer.norm {
                h = norm.forward(&h, self.eps, self.momentum)?;
            }
            if i + 1 < count {
                h = h.tanh()?;
            }
        }
        let loss = cross_entropy(&h, &targets)?;
        self.optimizer.backward_step(&loss)?;
        loss.to_scalar()
    }

    pub fn running_statistics(&self) -> Result<Vec<f32>> {
        let mut all = Vec::new();
        for norm in self.layers.iter().filter_map(|layer| layer.norm.as_ref()) {
            all.extend(norm.mean.flatten_all()?.to_vec1::<f32>()?);
            all.extend(norm.variance.flatten_all()?.to_vec1::<f32>()?);
        }
        Ok(all)
    }
}

impl Norm {
    fn forward(&mut self, x: &Tensor, eps: f64, momentum: f64) -> Result<Tensor> {
        let mean = x.mean_keepdim(0)?;
        let centred = x.broadcast_sub(&mean)?;
        let variance = (centred.sqr()?.sum_keepdim(0)? / (x.dim(0)? - 1) as f64)?;
        for (running, new) in [(&mut self.mean, &mean), (&mut self.variance, &variance)] {
            *running = ((&*running * (1.0 - momentum))? + (new.detach() * momentum)?)?;
        }
        centred.broadcast_div(&(variance + eps)?.sqrt()?)?.broadcast_mul(&self.gain)?.broadcast_add(&self.bias)
    }
}
