//! A session: a text, a Config and the run they make, with everything that may be asked of it. Knows no JS.
//!
//! Same text, same Config, same number of steps: same bits. Nothing else is state; what is measured or evaluated in
//! between changes no weight.

use serde::Serialize;

use crate::config::{Config, FieldName, number};
use crate::dataset::{Dataset, SplitName};
use crate::diagnostics::verdict::Measured;
use crate::diagnostics::{Frame, LayerSummary, Marks, Probe, Strips, StripsInfo, Survey, Verdict, View, verdict};
use crate::evaluate::{self, Calibration, Coupling, Evaluation, Found, Progress, Ways};
use crate::model::{Model, Statistics};
use crate::past::{self, Past};
use crate::train::Training;
use crate::{Error, Errors, link};

/// The text in figures.
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

/// A text, a Config and the run they make.
#[derive(Debug, Clone)]
pub struct Session {
    text: Dataset,
    config: Config,
    training: Training,
    probe: Probe,
    strips: Strips,
    frame: Frame,
    past: Past,
    epoch: u32,
    evaluation: Option<(SplitName, Evaluation)>,
    calibration: Option<Calibration>,
    survey: Option<Survey>,
    ways: Option<Ways>,
    coupling: Option<Coupling>,
}

impl Session {
    /// Begins a run at step 0. `epoch` is the caller's count of Configs; frames carry it.
    ///
    /// # Errors
    /// Every field of `config` that is out of range.
    pub fn new(text: Dataset, config: Config, epoch: u32) -> Result<Self, Errors> {
        config.validate()?;
        let training = Training::new(&config, text.vocabulary());
        let mut session = Self {
            probe: Probe::new(&training, View::default()),
            strips: Strips::new(Vec::new()),
            frame: Frame::default(),
            past: Past::default(),
            text,
            config,
            training,
            epoch,
            evaluation: None,
            calibration: None,
            survey: None,
            ways: None,
            coupling: None,
        };
        session.write_first_frame();
        Ok(session)
    }

    /// Begins again at step 0 with the same text, looked at as before.
    ///
    /// # Errors
    /// Every field of `config` that is out of range; the run then goes on as it was.
    pub fn configure(&mut self, config: Config, epoch: u32) -> Result<(), Errors> {
        config.validate()?;
        self.config = config;
        self.epoch = epoch;
        self.restart();
        Ok(())
    }

    /// Begins again at step 0 with another text.
    pub fn set_text(&mut self, text: Dataset, epoch: u32) {
        self.text = text;
        self.epoch = epoch;
        self.restart();
    }

    fn restart(&mut self) {
        self.training = Training::new(&self.config, self.text.vocabulary());
        self.probe = Probe::new(&self.training, self.probe.view());
        self.frame = Frame::default();
        self.past = self.past.begun();
        self.evaluation = None;
        self.calibration = None;
        self.survey = None;
        self.ways = None;
        self.coupling = None;
        self.write_first_frame();
    }

    fn write_first_frame(&mut self) {
        self.write_frame();
        self.strips = Strips::new(self.probe.activation_axes().to_vec());
    }

    /// The Config, with every change of the learning rate made since.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The run.
    pub fn training(&self) -> &Training {
        &self.training
    }

    fn model(&self) -> &Model {
        self.training.model()
    }

    /// The text in figures.
    pub fn text_info(&self) -> TextInfo {
        TextInfo {
            lines: self.text.lines(),
            characters: self.text.characters().len(),
            vocabulary: self.text.vocabulary(),
            train: self.text.train().len(),
            val: self.text.val().len(),
            test: self.text.test().len(),
            alphabet: self.text.characters().iter().collect(),
        }
    }

    /// Makes one step, measured. Returns the loss before its update.
    pub fn advance(&mut self) -> f32 {
        let step = self.training.step();
        let loss = past::advance(&mut self.training, &mut self.probe, self.text.train());
        if self.strips.looks_at(step) {
            self.strips.record(self.training.pass());
        }
        self.past.leave();
        if self.past.looks_at(step + 1) {
            self.past.record(&self.training, &self.probe);
        }
        loss
    }

    /// Trains at `rate` from the next step on.
    ///
    /// # Errors
    /// When the rate is out of range or the schedule has no room for another change.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), Error> {
        let mut config = self.config.clone();
        // Adding 0 turns −0 into 0.
        config.learning_rate.set_from(self.training.step(), rate + 0.0)?;
        config.check(FieldName::LearningRate)?;
        self.training.set_schedule(config.learning_rate.clone());
        self.config = config;
        Ok(())
    }

    /// Plans the changes of the learning rate after the present step, in a link's form: `100000:0.01,150000:0.001`, empty
    /// for none. Changes up to this step stay.
    ///
    /// # Errors
    /// When `text` is anything else, names a step already reached or leaves a link no room; all stays as it was.
    pub fn set_plan(&mut self, text: &str) -> Result<(), Error> {
        self.config.set_plan(self.training.step(), text)?;
        self.training.set_schedule(self.config.learning_rate.clone());
        Ok(())
    }

    /// The |h| from which an activation counts as saturated, 0 to 1.
    ///
    /// # Errors
    /// When `threshold` is not in that range.
    pub fn set_threshold(&mut self, threshold: f64) -> Result<(), Error> {
        if !(0.0..=1.0).contains(&threshold) {
            return Err(Error::new("threshold", "a number from 0 to 1", number::print(threshold)));
        }
        self.probe.view_mut().threshold = threshold as f32;
        Ok(())
    }

    /// The hidden layer and its neuron that frames show more of, counted from 0; the last one where there are fewer.
    pub fn set_focus(&mut self, layer: usize, neuron: usize) {
        self.probe.view_mut().focus = [layer, neuron];
    }

    /// Whether frames show the distributions of what enters the activations.
    pub fn show_preactivations(&mut self, on: bool) {
        self.probe.view_mut().preactivations = on;
    }

    /// Whether frames show the gains and biases of norms, and the gradients of the linear layers before them.
    pub fn show_norms(&mut self, on: bool) {
        self.probe.view_mut().norms = on;
    }

    /// Writes the frame of the network as it stands, with its next minibatch.
    pub fn write_frame(&mut self) {
        self.training.prepare(self.text.train());
        self.probe.write(&self.training, self.epoch, &mut self.frame);
    }

    /// The frame last written.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// What the frame last written shows, in the figures that verdicts are passed on.
    pub fn measured(&self) -> &Measured {
        self.probe.measured()
    }

    /// What the frame last written comes to, in words: at most three, the worst first.
    pub fn verdicts(&self) -> Vec<Verdict> {
        verdict::verdicts(&self.config, self.probe.measured())
    }

    /// What stands out in the run so far.
    pub fn marks(&mut self) -> &Marks {
        self.probe.marks(&self.training)
    }

    /// Keeps no checkpoints, in later runs neither: nobody will look back.
    pub fn forget(&mut self) {
        self.past.forget();
    }

    /// Begins to look back at a step: to run there once more from the nearest checkpoint, beside the run, with the present
    /// [`View`]. A look back under way is dropped.
    ///
    /// # Errors
    /// When the run has not come to that step; what was under way is then kept.
    pub fn begin_look_back(&mut self, step: u64) -> Result<(), Error> {
        let now = self.training.step();
        if step > now {
            return Err(Error::new("step", format!("a whole number from 0 to {now}"), step));
        }
        self.past.begin(step, &self.config, self.text.vocabulary(), &self.probe);
        Ok(())
    }

    /// Makes one step more of a look back; done, its frame and verdicts are those that the run had at that step, until the
    /// run moves on. `None` where none is under way.
    pub fn advance_look_back(&mut self) -> Option<Progress> {
        self.past.advance(self.text.train(), self.epoch)
    }

    /// The frame of the step last looked back at; none before it was reached.
    pub fn past_frame(&self) -> Option<&Frame> {
        self.past.frame()
    }

    /// What that frame comes to, in words.
    pub fn past_verdicts(&self) -> Vec<Verdict> {
        self.past.verdicts(&self.config)
    }

    /// The checkpoints.
    pub fn past(&self) -> &Past {
        &self.past
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
        self.probe.layers(&self.training)
    }

    /// The hash of all parameters and running statistics, 16 hex digits.
    pub fn checksum(&self) -> String {
        link::print_sum(self.model().checksum())
    }

    /// Begins to evaluate the network as it stands now; an evaluation under way is dropped.
    pub fn begin_evaluation(&mut self, part: SplitName, statistics: Statistics) {
        let evaluation = Evaluation::new(self.model(), self.text.split(part), statistics);
        self.evaluation = Some((part, evaluation));
    }

    /// Evaluates one slice more; the loss so far comes with the progress. `None` where none is under way.
    pub fn advance_evaluation(&mut self) -> Option<(Progress, f32)> {
        let (part, mut evaluation) = self.evaluation.take()?;
        let progress = evaluation.advance(self.model(), self.text.split(part));
        let loss = evaluation.loss();
        if !progress.finished() {
            self.evaluation = Some((part, evaluation));
        }
        Some((progress, loss))
    }

    /// The mean loss of a part in evaluation mode.
    pub fn evaluate(&self, part: SplitName, statistics: Statistics) -> f32 {
        Evaluation::new(self.model(), self.text.split(part), statistics).finish(self.model(), self.text.split(part))
    }

    /// Begins to calibrate the batch norms over the training split; a calibration under way is dropped.
    pub fn begin_calibration(&mut self) {
        self.calibration = Some(Calibration::new(self.model(), self.text.train()));
    }

    /// Calibrates one slice more. `None` where no calibration is under way.
    pub fn advance_calibration(&mut self) -> Option<Progress> {
        let mut calibration = self.calibration.take()?;
        let progress = calibration.advance(self.training.model_mut(), self.text.train());
        if !progress.finished() {
            self.calibration = Some(calibration);
        }
        Some(progress)
    }

    /// Begins to look for neurons that are dead over the whole training split, with the present threshold; a survey under
    /// way is dropped.
    pub fn begin_survey(&mut self) {
        self.survey = Some(Survey::new(self.model(), self.text.train(), self.probe.view().threshold));
    }

    /// Looks at one slice more: for each hidden layer, which neurons were saturated for every example so far. `None`
    /// where no survey is under way.
    pub fn advance_survey(&mut self) -> Option<(Progress, Vec<Vec<u32>>)> {
        let mut survey = self.survey.take()?;
        let progress = survey.advance(self.model(), self.text.train());
        let dead = survey.dead();
        if !progress.finished() {
            self.survey = Some(survey);
        }
        Some((progress, dead))
    }

    /// Begins to find the loss of the training and validation splits by every way to use the network; those under way are
    /// dropped.
    pub fn begin_ways(&mut self) {
        self.ways = Some(Ways::new(self.model(), [self.text.train(), self.text.val()], self.training.batch()));
    }

    /// Does one slice more; what is known so far comes with the progress. `None` where nothing is under way.
    pub fn advance_ways(&mut self) -> Option<(Progress, Found)> {
        let mut ways = self.ways.take()?;
        let progress = ways.advance(self.training.model_mut(), [self.text.train(), self.text.val()]);
        let found = ways.found();
        if !progress.finished() {
            self.ways = Some(ways);
        }
        Some((progress, found))
    }

    /// Begins to draw minibatches around one example, a context and its target; those under way are dropped.
    ///
    /// # Errors
    /// As [`Coupling::new`]; what was under way is then kept.
    pub fn begin_coupling(&mut self, example: (&[u32], u32), draws: u32, seed: u32) -> Result<(), Error> {
        self.coupling = Some(Coupling::new(self.model(), self.training.batch(), example, draws, seed)?);
        Ok(())
    }

    /// Draws one minibatch more. `None` where none is to be drawn.
    pub fn advance_coupling(&mut self) -> Option<Progress> {
        let coupling = self.coupling.as_mut().filter(|coupling| !coupling.progress().finished())?;
        Some(coupling.advance(self.training.model(), self.text.train()))
    }

    /// What the draws last begun have come to.
    pub fn coupling(&self) -> Option<&Coupling> {
        self.coupling.as_ref()
    }

    /// Draws `count` new items; `seed` fixes them.
    pub fn sample(&self, count: usize, seed: u32) -> Vec<String> {
        let items = evaluate::sample(self.model(), Statistics::Running, count, seed);
        items.iter().map(|item| item.iter().map(|&token| self.text.char_of(token)).collect()).collect()
    }
}
