//! Training: one step at a time, with random numbers from a seed.

use crate::config::{Change, Config, Schedule, warmup};
use crate::dataset::{Dataset, Split};
use crate::model::{Model, Pass};
use crate::optimizer::{NextUpdate, OptimizerState};
use crate::random::Generator;

/// A network in training.
///
/// A step is a minibatch, its forward and backward pass, and the update. The passes may be [computed](Self::prepare) before
/// the update, to be measured; the bits are the same either way.
///
/// ```
/// use initscope::train::Training;
/// use initscope::{Dataset, Preset};
///
/// let names = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// let mut training = Training::new(&Preset::Kaiming.config(), &names);
/// let first = training.advance(names.train());
/// for _ in 0..100 {
///     training.advance(names.train());
/// }
/// assert_eq!(training.step(), 101);
/// assert!(training.loss() < first);
/// # Ok::<(), initscope::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Training {
    model: Model,
    pass: Pass,
    optimizer: OptimizerState,
    generator: Generator,
    schedule: Schedule,
    warmup: u64,
    changes: Vec<Change>,
    batch: usize,
    step: u64,
    loss: f32,
    prepared: bool,
}

/// What it takes to resume at the beginning of a step.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The step.
    pub(crate) step: u64,
    parameters: Vec<f32>,
    running: Vec<f32>,
    optimizer: OptimizerState,
    generator: Generator,
}

impl Snapshot {
    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.parameters) + size_of_val(&*self.running) + self.optimizer.bytes()
    }
}

impl Training {
    /// Draws a network for a dataset, at step 0.
    pub fn new(config: &Config, dataset: &Dataset) -> Self {
        let mut generator = Generator::new(config.seed);
        let model = Model::new(config, dataset, &mut generator);
        Self::of(config, model, generator)
    }

    fn of(config: &Config, model: Model, generator: Generator) -> Self {
        let pass = Pass::new(&model, config.batch);
        let optimizer = OptimizerState::new(config, model.parameters().len());
        let (schedule, warmup, changes) = (config.learning_rate.clone(), config.warmup, config.changes.clone());
        let (batch, loss) = (config.batch, f32::NAN);
        Self { model, pass, optimizer, generator, schedule, warmup, changes, batch, step: 0, loss, prepared: false }
    }

    /// The run of `config` at the beginning of a later step, for a vocabulary of `vocabulary` tokens.
    pub fn resumed(config: &Config, vocabulary: usize, snapshot: &Snapshot) -> Self {
        let mut training = Self::of(config, Model::laid_out(config, vocabulary), Generator::new(config.seed));
        training.model.resume(&snapshot.parameters, &snapshot.running);
        for change in config.changes.iter().filter(|change| change.step <= snapshot.step) {
            training.change(change);
        }
        training.optimizer = snapshot.optimizer.clone();
        training.generator = snapshot.generator.clone();
        training.step = snapshot.step;
        training
    }

    /// What it takes to resume at this step, which must not be [prepared](Self::prepare) yet.
    pub fn snapshot(&self) -> Snapshot {
        debug_assert!(!self.prepared);
        let (parameters, running) = (self.model.parameters().to_vec(), self.model.running().to_vec());
        let (optimizer, generator) = (self.optimizer.clone(), self.generator.clone());
        Snapshot { step: self.step, parameters, running, optimizer, generator }
    }

    /// The bytes that [`snapshot`](Self::snapshot) would take.
    pub fn snapshot_bytes(&self) -> usize {
        let network = size_of_val(self.model.parameters()) + size_of_val(self.model.running());
        size_of::<Snapshot>() + network + self.optimizer.bytes()
    }

    /// The network.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The optimizer and its state.
    pub fn optimizer(&self) -> &OptimizerState {
        &self.optimizer
    }

    /// Every number of the run: the name, shape and values of each parameter, of each running mean and variance, then of the
    /// optimizer's state for each parameter, as `exp_avg.W1`; in the order of the checksum.
    pub fn named(&self) -> Vec<(String, &[usize], &[f32])> {
        let mut named = Vec::new();
        for (tensor, values) in self.model.named() {
            named.push((tensor.name.clone(), &*tensor.shape, values));
        }
        for (name, arena) in self.optimizer.state() {
            for tensor in self.model.tensors() {
                named.push(([name, ".", &tensor.name].concat(), &*tensor.shape, &arena[tensor.range.clone()]));
            }
        }
        named
    }

    /// The hash of them all: see [`Model::checksum`].
    pub fn checksum(&self) -> u64 {
        self.model.checksum_with(self.optimizer.state().map(|(_, arena)| arena))
    }

    /// The last forward and backward pass.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// The number of updates made.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The mean loss of the last pass's minibatch, in nats; NaN before the first.
    pub fn loss(&self) -> f32 {
        self.loss
    }

    /// The number of examples in the minibatch of the current step.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The rate of the next update: the base rate, times the schedule's cosine and the warmup's share.
    pub fn learning_rate(&self) -> f32 {
        self.rate() as f32
    }

    /// The base rate of the current step: the one that was set last.
    pub fn base_rate(&self) -> f32 {
        self.schedule.base(self.step) as f32
    }

    fn rate(&self) -> f64 {
        self.schedule.rate(self.step) * warmup(self.warmup, self.step)
    }

    /// Replaces the learning rates; steps already made stay as they are.
    pub fn set_schedule(&mut self, schedule: Schedule) {
        self.schedule = schedule;
    }

    /// Whether the passes of the current step are computed, and the model's gradients are of this step.
    pub fn is_prepared(&self) -> bool {
        self.prepared
    }

    /// Draws the current step's minibatch and passes it forward and backward, unless that is done.
    pub fn prepare(&mut self, train: &Split) {
        if self.prepared {
            return;
        }
        self.forward(train);
        self.model.backward(&mut self.pass);
        self.prepared = true;
    }

    /// What the update of the current step will do, which must be [prepared](Self::prepare).
    pub fn next_update(&self) -> NextUpdate<'_> {
        debug_assert!(self.prepared);
        self.optimizer.next(self.model.parameters(), self.model.gradients(), self.rate(), self.step)
    }

    /// Draws the current step's minibatch and passes it forward.
    fn forward(&mut self, train: &Split) {
        // Not earlier: the pass of a step is read after it.
        if self.pass.capacity() != self.batch {
            self.pass = Pass::new(&self.model, self.batch);
        }
        self.pass.load_random(self.batch, &mut self.generator, train);
        self.loss = self.model.forward(&mut self.pass);
    }

    /// Makes one step, whether it is [prepared](Self::prepare) or not. Returns the mean loss before its update, in nats.
    pub fn advance(&mut self, train: &Split) -> f32 {
        if !self.optimizer.is_plain() {
            self.prepare(train);
            let rate = self.rate();
            let (parameters, gradients) = self.model.parameters_and_gradients();
            self.optimizer.update(parameters, gradients, rate, self.step);
        } else if self.prepared {
            self.model.update(self.learning_rate());
        } else {
            let rate = self.learning_rate();
            self.forward(train);
            self.model.descend(&mut self.pass, rate);
        }
        self.model.update_running(&self.pass);
        self.step += 1;
        self.prepared = false;
        if let Some(&change) = self.changes.iter().find(|change| change.step == self.step) {
            self.change(&change);
        }
        self.loss
    }

    fn change(&mut self, change: &Change) {
        self.model.tune(change);
        self.batch = change.batch.unwrap_or(self.batch);
        if let Some(seed) = change.seed {
            self.generator = Generator::new(seed);
        }
    }
}
