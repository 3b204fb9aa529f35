//! A run: one step of gradient descent at a time, from the draws that a seed fixes.

use crate::config::{Change, Config, Schedule};
use crate::dataset::Split;
use crate::model::{Model, Pass};
use crate::random::Generator;

/// A network in training.
///
/// A step is a minibatch, its pass forward and backward, and the update. The pass of the next step may be
/// [made ahead](Self::prepare), to be looked at: whether it was or not, the same bits come out.
#[derive(Debug, Clone)]
pub struct Training {
    model: Model,
    pass: Pass,
    generator: Generator,
    schedule: Schedule,
    changes: Vec<Change>,
    batch: usize,
    step: u64,
    loss: f32,
    prepared: bool,
}

/// What it takes to begin again at the beginning of a step.
#[derive(Debug, Clone)]
pub struct Start {
    step: u64,
    parameters: Vec<f32>,
    running: Vec<f32>,
    generator: Generator,
}

impl Start {
    /// The step.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The memory it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.parameters) + size_of_val(&*self.running)
    }
}

impl Training {
    /// Draws a network for `vocabulary` characters, at step 0.
    pub fn new(config: &Config, vocabulary: usize) -> Self {
        let mut generator = Generator::new(config.seed);
        let model = Model::new(config, vocabulary, &mut generator);
        let pass = Pass::new(&model, config.batch);
        let (schedule, changes) = (config.learning_rate.clone(), config.changes.clone());
        let (batch, loss) = (config.batch, f32::NAN);
        Self { model, pass, generator, schedule, changes, batch, step: 0, loss, prepared: false }
    }

    /// The run of `config` at the beginning of a later step.
    pub fn resumed(config: &Config, vocabulary: usize, start: &Start) -> Self {
        let mut training = Self::new(config, vocabulary);
        training.model.resume(&start.parameters, &start.running);
        for change in config.changes.iter().filter(|change| change.step <= start.step) {
            training.change(change);
        }
        training.generator = start.generator.clone();
        training.step = start.step;
        training
    }

    /// What it takes to begin again at this step; nothing of it may have been [prepared](Self::prepare).
    pub fn start(&self) -> Start {
        debug_assert!(!self.prepared);
        let (parameters, running) = (self.model.parameters().to_vec(), self.model.running().to_vec());
        Start { step: self.step, parameters, running, generator: self.generator.clone() }
    }

    /// The memory that [`start`](Self::start) would take.
    pub fn start_bytes(&self) -> usize {
        size_of::<Start>() + size_of_val(self.model.parameters()) + size_of_val(self.model.running())
    }

    /// The network as it stands.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The last forward and backward pass.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// How many updates were made.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The mean loss of the last pass's minibatch, in nats; NaN before the first.
    pub fn loss(&self) -> f32 {
        self.loss
    }

    /// How many examples the minibatch of the step at hand has.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The rate of the next update.
    pub fn learning_rate(&self) -> f32 {
        self.schedule.rate(self.step) as f32
    }

    /// Replaces the learning rates; steps already made are not made again.
    pub fn set_schedule(&mut self, schedule: Schedule) {
        self.schedule = schedule;
    }

    /// Whether the pass of the next step is made, and the model's gradients are its.
    pub fn is_prepared(&self) -> bool {
        self.prepared
    }

    /// Draws the next step's minibatch and passes it forward and backward, unless that was done.
    pub fn prepare(&mut self, train: &Split) {
        if self.prepared {
            return;
        }
        self.forward(train);
        self.model.backward(&mut self.pass);
        self.prepared = true;
    }

    /// Draws the next step's minibatch and passes it forward.
    fn forward(&mut self, train: &Split) {
        // Not earlier: the pass of a step is read after it.
        if self.pass.capacity() != self.batch {
            self.pass = Pass::new(&self.model, self.batch);
        }
        let (generator, examples) = (&mut self.generator, train.len() as u32);
        self.pass.load(self.batch, |_, context| train.example(generator.randint(examples) as usize, context));
        self.loss = self.model.forward(&mut self.pass);
    }

    /// One whole step, of which [`prepare`](Self::prepare) may have done its part. Returns the loss before its update.
    pub fn advance(&mut self, train: &Split) -> f32 {
        let rate = self.learning_rate();
        if self.prepared {
            self.model.update(rate);
        } else {
            self.forward(train);
            self.model.descend(&mut self.pass, rate);
        }
        self.model.update_running(&mut self.pass);
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
