//! The past of a run: checkpoints in fixed memory, and a second run that goes from one of them to the step that is looked
//! back at. The run itself does not change.

use crate::config::Config;
use crate::dataset::{Dataset, Split};
use crate::diagnostics::{Frame, Look, Verdict, verdict};
use crate::evaluate::Progress;
use crate::run::{Checkpoint, Run};

/// Steps between two checkpoints at first.
const FIRST_STRIDE: u64 = 64;

/// The bytes that checkpoints may take; when they are full, every second one is dropped.
pub const MAX_CHECKPOINT_BYTES: usize = 8 << 20;

/// The second run, on its way to a step.
#[derive(Debug, Clone)]
struct Replay {
    run: Run,
    frame: Frame,
    from: u64,
    to: u64,
    has_arrived: bool,
}

/// The past of one run. Checkpoint i is of step (i + 1) · stride; step 0 needs none.
#[derive(Debug, Clone)]
pub struct Past {
    is_recorded: bool,
    checkpoints: Vec<Checkpoint>,
    stride: u64,
    bytes: usize,
    replay: Option<Replay>,
}

impl Default for Past {
    fn default() -> Self {
        Self { is_recorded: true, checkpoints: Vec::new(), stride: FIRST_STRIDE, bytes: 0, replay: None }
    }
}

impl Past {
    /// Drops everything, for a run that starts again; checkpoints are recorded if they were before.
    pub fn clear(&mut self) {
        *self = Self { is_recorded: self.is_recorded, ..Self::default() };
    }

    /// Drops everything and records no checkpoints from now on.
    pub fn disable(&mut self) {
        *self = Self { is_recorded: false, ..Self::default() };
    }

    /// Whether [`record`](Self::record) is to be called at the beginning of a step.
    pub fn is_due(&self, step: u64) -> bool {
        self.is_recorded && step == (self.checkpoints.len() as u64 + 1) * self.stride
    }

    /// Records a checkpoint of a run at the beginning of a step that [is due](Self::is_due).
    pub fn record(&mut self, run: &Run) {
        let bytes = run.checkpoint_bytes();
        while self.bytes + bytes > MAX_CHECKPOINT_BYTES {
            self.stride *= 2;
            // Of steps s, 2s, 3s, … the second, the fourth and so on stay.
            let mut at = 0..;
            self.checkpoints.retain(|_| at.next().is_some_and(|i: usize| i % 2 == 1));
            self.bytes = self.checkpoints.iter().map(Checkpoint::bytes).sum();
            if !self.is_due(run.training().step()) {
                return;
            }
        }
        self.checkpoints.push(run.checkpoint());
        self.bytes += bytes;
    }

    /// The steps of the checkpoints.
    pub fn checkpoints(&self) -> impl Iterator<Item = u64> {
        self.checkpoints.iter().map(Checkpoint::step)
    }

    /// The bytes that the checkpoints take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Starts a second run of `config` on the same dataset, to a step of the first one; it is measured by `look`, and
    /// replaces the one before.
    pub fn look_back(&mut self, step: u64, config: &Config, dataset: &Dataset, look: Look) {
        let before = self.checkpoints.partition_point(|checkpoint| checkpoint.step() <= step);
        let nearest = before.checked_sub(1).map(|at| &self.checkpoints[at]);
        let from = nearest.map_or(0, Checkpoint::step);
        // The second run of the last look back may be nearer than any checkpoint.
        let last = self.replay.take().map(|replay| replay.run);
        let last = last.filter(|run| (from..=step).contains(&run.training().step()));
        let mut run = last.unwrap_or_else(|| match nearest {
            Some(checkpoint) => Run::resumed(config, dataset.vocabulary(), checkpoint),
            None => Run::new(config, dataset, look),
        });
        // The learning rate may have changed since, at a step that the first run had reached.
        run.set_schedule(config.learning_rate.clone());
        *run.look_mut() = look;
        let from = run.training().step();
        self.replay = Some(Replay { run, frame: Frame::default(), from, to: step, has_arrived: false });
    }

    /// Makes one step of the second run and, at the step looked back at, writes its frame. `None` where there is none to
    /// make.
    pub fn advance(&mut self, train: &Split, epoch: u32) -> Option<Progress> {
        let Replay { run, frame, from, to, has_arrived } = self.replay.as_mut().filter(|replay| !replay.has_arrived)?;
        if run.training().step() < *to {
            run.advance(train);
        }
        let step = run.training().step();
        if step == *to {
            run.write_frame(train, epoch, frame);
            *has_arrived = true;
        }
        Some(Progress { done: (step - *from) as usize, total: (*to - *from) as usize })
    }

    /// Drops the second run if it has arrived: the first one moves on.
    pub fn drop_arrived(&mut self) {
        self.replay.take_if(|replay| replay.has_arrived);
    }

    /// The frame of the step looked back at; `None` until it is reached.
    pub fn frame(&self) -> Option<&Frame> {
        self.arrived().map(|replay| &replay.frame)
    }

    /// The verdicts on that frame.
    pub fn verdicts(&self, config: &Config) -> Vec<Verdict> {
        self.arrived().map_or(Vec::new(), |replay| verdict::verdicts(config, replay.run.probe().measured()))
    }

    fn arrived(&self) -> Option<&Replay> {
        self.replay.as_ref().filter(|replay| replay.has_arrived)
    }
}
