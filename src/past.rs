//! A run's past: what it takes to begin again at some of its steps, in fixed memory however long the run, and a second run
//! that goes from there to the step that is looked back at. Neither touches the run itself.

use crate::config::Config;
use crate::dataset::Split;
use crate::diagnostics::{Frame, Probe, Verdict, verdict};
use crate::evaluate::Progress;
use crate::train::{Start, Training};

/// Steps between two checkpoints at first.
const FIRST_STRIDE: u64 = 64;

/// The most that checkpoints take; full, every second one is let go.
pub const MAX_CHECKPOINT_BYTES: usize = 8 << 20;

/// Makes one step, measured. Returns the loss before its update.
// Measuring is large, and steps are made from several places.
#[inline(never)]
pub fn advance(training: &mut Training, probe: &mut Probe, train: &Split) -> f32 {
    if Probe::looks_at(training.step()) {
        training.prepare(train);
        probe.record_updates(training);
    }
    let loss = training.advance(train);
    probe.record(training);
    loss
}

/// The run at the beginning of a step, and what was known of it.
#[derive(Debug, Clone)]
struct Checkpoint {
    start: Start,
    probe: Probe,
}

/// The run once more, on its way to a step.
#[derive(Debug, Clone)]
struct Replay {
    training: Training,
    probe: Probe,
    frame: Frame,
    /// The step it set out from, and the one it goes to.
    way: [u64; 2],
    arrived: bool,
}

/// The past of one run. Checkpoint i is of step (i + 1) · stride; step 0 needs none.
#[derive(Debug, Clone)]
pub struct Past {
    /// Whether there are to be checkpoints.
    remembers: bool,
    checkpoints: Vec<Checkpoint>,
    stride: u64,
    bytes: usize,
    replay: Option<Replay>,
}

impl Default for Past {
    fn default() -> Self {
        Self { remembers: true, checkpoints: Vec::new(), stride: FIRST_STRIDE, bytes: 0, replay: None }
    }
}

impl Past {
    /// The past of a run that begins, with checkpoints if this one had them.
    pub fn begun(&self) -> Self {
        Self { remembers: self.remembers, ..Self::default() }
    }

    /// Keeps no checkpoints from here on, nor in runs [begun](Self::begun) after this one: nobody will look back.
    pub fn forget(&mut self) {
        *self = Self { remembers: false, ..Self::default() };
    }

    /// Lets the second run go, once it has arrived.
    pub fn leave(&mut self) {
        self.replay.take_if(|replay| replay.arrived);
    }

    /// Whether [`record`](Self::record) is to be called at the beginning of a step.
    pub fn looks_at(&self, step: u64) -> bool {
        self.remembers && step == (self.checkpoints.len() as u64 + 1) * self.stride
    }

    /// Takes in a run at the beginning of a step that it [looks at](Self::looks_at).
    pub fn record(&mut self, training: &Training, probe: &Probe) {
        let bytes = training.start_bytes() + probe.bytes();
        while self.bytes + bytes > MAX_CHECKPOINT_BYTES {
            self.stride *= 2;
            // Of steps s, 2s, 3s, … every second one, the first not among them.
            let mut at = 0..;
            self.checkpoints.retain(|_| at.next().is_some_and(|i: usize| i % 2 == 1));
            self.bytes = self.checkpoints.iter().map(Checkpoint::bytes).sum();
            if !self.looks_at(training.step()) {
                return;
            }
        }
        self.checkpoints.push(Checkpoint { start: training.start(), probe: probe.clone() });
        self.bytes += bytes;
    }

    /// The steps that a look back can set out from, step 0 aside.
    pub fn checkpoints(&self) -> impl Iterator<Item = u64> {
        self.checkpoints.iter().map(|checkpoint| checkpoint.start.step())
    }

    /// What the checkpoints take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Begins to look back at a step of the run of `config` with `vocabulary` characters, looked at as `probe` looks; one
    /// under way is dropped.
    pub fn begin(&mut self, step: u64, config: &Config, vocabulary: usize, probe: &Probe) {
        let before = self.checkpoints.partition_point(|checkpoint| checkpoint.start.step() <= step);
        let nearest = before.checked_sub(1).map(|at| &self.checkpoints[at]);
        let from = nearest.map_or(0, |checkpoint| checkpoint.start.step());
        // The last one may be nearer still.
        let last = self.replay.take().map(|replay| (replay.training, replay.probe));
        let last = last.filter(|(training, _)| (from..=step).contains(&training.step()));
        let (mut training, mut seen) = last.unwrap_or_else(|| match nearest {
            Some(Checkpoint { start, probe }) => (Training::resumed(config, vocabulary, start), probe.clone()),
            None => {
                let training = Training::new(config, vocabulary);
                let probe = Probe::new(&training, probe.view());
                (training, probe)
            }
        });
        // A rate may have changed since, at a step that the run had reached.
        training.set_schedule(config.learning_rate.clone());
        *seen.view_mut() = probe.view();
        let way = [training.step(), step];
        self.replay = Some(Replay { training, probe: seen, frame: Frame::default(), way, arrived: false });
    }

    /// Goes one step further and, arrived, writes the frame. `None` where there is nowhere to go.
    pub fn advance(&mut self, train: &Split, epoch: u32) -> Option<Progress> {
        let Replay { training, probe, frame, way: [from, to], arrived } =
            self.replay.as_mut().filter(|replay| !replay.arrived)?;
        if training.step() < *to {
            advance(training, probe, train);
        }
        if training.step() == *to {
            training.prepare(train);
            probe.write(training, epoch, frame);
            *arrived = true;
        }
        Some(Progress { done: (training.step() - *from) as usize, total: (*to - *from) as usize })
    }

    /// The frame of the step that was looked back at; none before [`advance`](Self::advance) has arrived there.
    pub fn frame(&self) -> Option<&Frame> {
        self.arrived().map(|replay| &replay.frame)
    }

    /// What that frame comes to, in words.
    pub fn verdicts(&self, config: &Config) -> Vec<Verdict> {
        self.arrived().map_or(Vec::new(), |replay| verdict::verdicts(config, replay.probe.measured()))
    }

    fn arrived(&self) -> Option<&Replay> {
        self.replay.as_ref().filter(|replay| replay.arrived)
    }
}

impl Checkpoint {
    fn bytes(&self) -> usize {
        self.start.bytes() + self.probe.bytes()
    }
}
