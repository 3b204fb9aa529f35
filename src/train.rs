//! A run: one step of gradient descent at a time, from the draws that a seed fixes.

use crate::config::{Config, Schedule};
use crate::kernels::lanes::Lanes;
use crate::kernels::{Formula, update};
use crate::model::{Model, Pass};
use crate::random::Generator;
use crate::text::Split;

/// A network in training.
///
/// A step is a minibatch, its forward and backward [`pass`](Self::prepare), and the update. The pass of the next step
/// may be made ahead, to be looked at; it changes nothing that a later step could tell.
#[derive(Debug, Clone)]
pub struct Training {
    model: Model,
    pass: Pass,
    generator: Generator,
    schedule: Schedule,
    batch: usize,
    step: u64,
    loss: f32,
    prepared: bool,
}

impl Training {
    /// Draws a network for `vocabulary` characters, at step 0.
    pub fn new(config: &Config, vocabulary: usize) -> Self {
        let mut generator = Generator::new(config.seed);
        let model = Model::new(config, vocabulary, &mut generator);
        let pass = Pass::new(&model, config.batch);
        let schedule = config.lr.clone();
        Self { model, pass, generator, schedule, batch: config.batch, step: 0, loss: f32::NAN, prepared: false }
    }

    /// The network as it stands.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The network, for what does not touch its run: calibrated statistics.
    pub(crate) fn model_mut(&mut self) -> &mut Model {
        &mut self.model
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

    /// The rate of the next update.
    pub fn learning_rate(&self) -> f32 {
        self.schedule.rate(self.step) as f32
    }

    /// Replaces the learning rates; steps already made are not made again.
    pub fn set_schedule(&mut self, schedule: Schedule) {
        self.schedule = schedule;
    }

    /// Draws the next step's minibatch and passes it forward and backward, unless that was done.
    pub fn prepare(&mut self, train: &Split) {
        if self.prepared {
            return;
        }
        let (generator, examples) = (&mut self.generator, train.len() as u32);
        self.pass.load(self.batch, |_, context| train.example(generator.randint(examples) as usize, context));
        self.loss = self.model.forward(&mut self.pass);
        self.model.backward(&mut self.pass);
        self.prepared = true;
    }

    /// Ends the step that was [prepared](Self::prepare): moves the running statistics and the parameters.
    ///
    /// # Panics
    /// When no step was prepared.
    pub fn commit(&mut self) {
        assert!(self.prepared, "a step is committed after it was prepared");
        self.model.update_running(&mut self.pass);
        let rate = self.learning_rate();
        let (parameters, gradients) = self.model.parameters_and_gradients();
        update(&Descend(rate), parameters, [gradients]);
        self.step += 1;
        self.prepared = false;
    }

    /// One whole step. Returns the loss before its update.
    pub fn advance(&mut self, train: &Split) -> f32 {
        self.prepare(train);
        let loss = self.loss;
        self.commit();
        loss
    }
}

/// p − rate · g.
struct Descend(f32);

impl Formula<2> for Descend {
    #[inline(always)]
    fn at<L: Lanes>(&self, [parameter, gradient]: [L; 2]) -> L {
        parameter - L::splat(self.0) * gradient
    }
}
