//! A session: a dataset, a Config and the run that they make. The page's worker and the examples hold one.
//!
//! The same dataset, Config and number of steps give the same bits, and nothing else is state: what is measured in between
//! changes no weight.

use serde::Serialize;

use crate::checksum;
use crate::config::{Config, FieldName, number};
use crate::dataset::{Dataset, SplitName};
use crate::diagnostics::verdict::Measured;
use crate::diagnostics::{Frame, LayerSummary, Look, Marks, Strips, StripsInfo, Verdict, verdict};
use crate::error::{Error, Errors};
use crate::evaluate::{self, Evaluation, Progress, Task};
use crate::model::Model;
use crate::past::Past;
use crate::run::Run;
use crate::train::Training;

/// A dataset in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextInfo {
    /// Items, one a line.
    pub lines: usize,
    /// Distinct characters.
    pub characters: usize,
    /// V: the distinct characters and the boundary.
    pub vocabulary: usize,
    /// Examples of the training split.
    pub train: usize,
    /// Examples of the validation split.
    pub val: usize,
    /// Examples of the test split.
    pub test: usize,
    /// The distinct characters in the order of their tokens, from token 1 on; token 0 is the boundary.
    pub alphabet: String,
}

/// A dataset, a Config and the run that they make.
///
/// ```
/// use initscope::{Dataset, Preset, Session, SplitName};
///
/// # fn main() -> Result<(), initscope::Errors> {
/// let names = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// let mut session = Session::new(names, Preset::Kaiming.config(), 0)?;
/// let before = session.evaluate(SplitName::Train);
/// for _ in 0..100 {
///     session.advance();
/// }
/// assert!(session.evaluate(SplitName::Train) < before);
/// assert_eq!(session.checksum().len(), 16);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    dataset: Dataset,
    config: Config,
    run: Run,
    strips: Strips,
    frame: Frame,
    past: Past,
    epoch: u32,
}

impl Session {
    /// Starts a run at step 0. `epoch` is the caller's count of Configs and datasets; frames carry it.
    ///
    /// # Errors
    /// Every field of `config` that is out of range.
    pub fn new(dataset: Dataset, config: Config, epoch: u32) -> Result<Self, Errors> {
        config.validate()?;
        let run = Run::new(&config, &dataset, Look::default());
        let (strips, frame, past) = (Strips::new(Vec::new()), Frame::default(), Past::default());
        let mut session = Self { dataset, config, run, strips, frame, past, epoch };
        session.write_first_frame();
        Ok(session)
    }

    /// Starts again at step 0 with another Config. What frames show stays as it is.
    ///
    /// # Errors
    /// Every field of `config` that is out of range; the session is then unchanged.
    pub fn configure(&mut self, config: Config, epoch: u32) -> Result<(), Errors> {
        config.validate()?;
        self.config = config;
        self.restart(epoch);
        Ok(())
    }

    /// Starts again at step 0 with another dataset. What frames show stays as it is.
    pub fn set_dataset(&mut self, dataset: Dataset, epoch: u32) {
        self.dataset = dataset;
        self.restart(epoch);
    }

    fn restart(&mut self, epoch: u32) {
        self.epoch = epoch;
        self.run = Run::new(&self.config, &self.dataset, self.look());
        self.frame = Frame::default();
        self.past.clear();
        self.write_first_frame();
    }

    fn write_first_frame(&mut self) {
        self.write_frame();
        self.strips = Strips::new(self.run.probe().activation_axes().to_vec());
    }

    /// The Config, with every change of the learning rate made since.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The dataset.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The network in training.
    pub fn training(&self) -> &Training {
        self.run.training()
    }

    /// The network.
    pub fn model(&self) -> &Model {
        self.training().model()
    }

    /// The dataset in figures.
    pub fn text_info(&self) -> TextInfo {
        let dataset = &self.dataset;
        TextInfo {
            lines: dataset.lines(),
            characters: dataset.characters().len(),
            vocabulary: dataset.vocabulary(),
            train: dataset.train().len(),
            val: dataset.val().len(),
            test: dataset.test().len(),
            alphabet: dataset.characters().iter().collect(),
        }
    }

    /// Makes one step and records it. Returns the loss before its update, in nats.
    pub fn advance(&mut self) -> f32 {
        let step = self.training().step();
        let loss = self.run.advance(self.dataset.train());
        if self.strips.is_due(step) {
            self.strips.record(self.run.training().pass());
        }
        self.past.drop_arrived();
        if self.past.is_due(step + 1) {
            self.past.record(&self.run);
        }
        loss
    }

    /// Trains at the base rate `rate` from the next step on; the schedule's cosine and the warmup stay as they are.
    ///
    /// # Errors
    /// When the rate is out of range, or the schedule has no room for another change.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), Error> {
        let mut config = self.config.clone();
        // Adding 0 turns −0 into 0.
        config.learning_rate.set_from(self.training().step(), rate + 0.0)?;
        config.check(FieldName::LearningRate)?;
        self.run.set_schedule(config.learning_rate.clone());
        self.config = config;
        Ok(())
    }

    /// Plans the changes of the learning rate after the current step, in a link's form: `100000:0.01,150000:0.001`, empty
    /// for none. Changes up to this step stay.
    ///
    /// # Errors
    /// When `text` is anything else, names a step already reached, or makes too many changes; the session is then unchanged.
    pub fn set_plan(&mut self, text: &str) -> Result<(), Error> {
        self.config.set_plan(self.training().step(), text)?;
        self.run.set_schedule(self.config.learning_rate.clone());
        Ok(())
    }

    /// Sets the |h| beyond which an activation counts as saturated, 0 to 1.
    ///
    /// # Errors
    /// When `threshold` is not in that range.
    pub fn set_threshold(&mut self, threshold: f64) -> Result<(), Error> {
        if !(0.0..=1.0).contains(&threshold) {
            return Err(Error::new("threshold", "a number from 0 to 1", number::print(threshold)));
        }
        self.run.look_mut().threshold = threshold as f32;
        Ok(())
    }

    /// Sets the hidden layer and its neuron that frames show in detail, counted from 0; the last one where there are fewer.
    pub fn set_focus(&mut self, layer: usize, neuron: usize) {
        self.run.look_mut().focus = [layer, neuron];
    }

    /// Whether frames show the distributions of the activations' inputs.
    pub fn show_preactivations(&mut self, on: bool) {
        self.run.look_mut().preactivations = on;
    }

    /// Whether frames show the gains and biases of norms, and the gradients of the linear layers before them.
    pub fn show_norms(&mut self, on: bool) {
        self.run.look_mut().norms = on;
    }

    /// What frames show.
    pub fn look(&self) -> Look {
        self.run.probe().look()
    }

    /// Writes the frame of the current step, on its minibatch.
    pub fn write_frame(&mut self) {
        self.run.write_frame(self.dataset.train(), self.epoch, &mut self.frame);
    }

    /// The frame last written.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The figures of the frame last written that verdicts are based on.
    pub fn measured(&self) -> &Measured {
        self.run.probe().measured()
    }

    /// The verdicts on the frame last written: at most three, the worst first.
    pub fn verdicts(&self) -> Vec<Verdict> {
        verdict::verdicts(&self.config, self.measured())
    }

    /// What stands out in the run so far.
    pub fn marks(&mut self) -> &Marks {
        self.run.marks()
    }

    /// What the shades of [`strips`](Self::strips) are of.
    pub fn strips_info(&self) -> StripsInfo {
        self.strips.info()
    }

    /// Histograms of each hidden layer's activations and gradients over the steps made.
    pub fn strips(&self) -> Vec<u8> {
        self.strips.shades()
    }

    /// Each hidden layer on the minibatch last passed.
    pub fn layers(&mut self) -> Vec<LayerSummary> {
        self.run.layers()
    }

    /// The hash of all parameters, running statistics and the optimizer's state, 16 hex digits.
    pub fn checksum(&self) -> String {
        checksum::print(self.training().checksum())
    }

    /// The mean loss of a split in evaluation mode with running statistics, in nats. [`Evaluation`] computes it in slices.
    pub fn evaluate(&self, split: SplitName) -> f32 {
        let mut evaluation = Evaluation::new(self.model(), &self.dataset, split, self.model().running());
        evaluation.finish(self.model(), &self.dataset);
        evaluation.loss()
    }

    /// Draws `count` new items. The same seed gives the same items.
    pub fn sample(&self, count: usize, seed: u32) -> Vec<String> {
        let items = evaluate::sample(self.model(), count, seed);
        items.iter().map(|item| item.iter().map(|&token| self.dataset.char_of(token)).collect()).collect()
    }

    /// Drops the checkpoints and records none from now on, in later runs neither: they take memory, and only
    /// [`look_back`](Self::look_back) is faster by them.
    pub fn disable_checkpoints(&mut self) {
        self.past.disable();
    }

    /// Starts to look back at a step: to run there again from the nearest checkpoint, on a second network, with the current
    /// [`Look`]. It replaces a look back under way, and does not depend on what the run does meanwhile.
    ///
    /// # Errors
    /// When the run has not reached that step; a look back under way then goes on.
    pub fn look_back(&mut self, step: u64) -> Result<(), Error> {
        let now = self.training().step();
        if step > now {
            return Err(Error::new("step", format!("a whole number from 0 to {now}"), step));
        }
        self.past.look_back(step, &self.config, &self.dataset, self.look());
        Ok(())
    }

    /// Makes one step more of a look back. Once it is finished, its frame and verdicts are those that the run had at that
    /// step, until the run moves on. `None` where none is under way.
    pub fn advance_look_back(&mut self) -> Option<Progress> {
        self.past.advance(self.dataset.train(), self.epoch)
    }

    /// The checkpoints, and the frame and verdicts of the step looked back at.
    pub fn past(&self) -> &Past {
        &self.past
    }

    /// The frame of the step looked back at; `None` until it is reached.
    pub fn past_frame(&self) -> Option<&Frame> {
        self.past.frame()
    }

    /// The verdicts on that frame.
    pub fn past_verdicts(&self) -> Vec<Verdict> {
        self.past.verdicts(&self.config)
    }
}
