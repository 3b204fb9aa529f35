//! The frame: everything that the page draws of one step, in one block of 32-bit words.
//!
//! Eight header words, then named sections in a fixed order. The code that writes the sections also records where they
//! are, so the layout can't differ from the content. Layout and length depend only on the Config and the size of the
//! minibatch. `www/shared/protocol.js` reads frames.

use serde::Serialize;

use super::history::POINTS;
use super::{Counts, History, Moments};

/// The first word of every frame: "INSC" read as little-endian bytes.
pub const MAGIC: u32 = u32::from_le_bytes(*b"INSC");

/// Changes whenever a section's name, type or meaning does.
pub const LAYOUT_VERSION: u32 = 6;

/// Magic, layout version, epoch, step (low, high); then words, hidden layers and weight matrices, which only tests read.
const HEADER_WORDS: usize = 8;

/// The type of a section's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// IEEE 754 single precision.
    F32,
    /// Unsigned integers.
    U32,
}

/// The place of one value or array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// A path such as `layer.0.activation.counts`; layers and weight matrices count from 0.
    pub name: String,
    /// The first word.
    pub at: usize,
    /// The length in words.
    pub len: usize,
    /// The type of the words.
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// The header.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// The caller's count of Configs and datasets.
    pub epoch: u32,
    /// Updates made.
    pub step: u64,
    /// Number of `layer.i`.
    pub layers: u32,
    /// Number of `weight.i`.
    pub weights: u32,
    /// Examples in the minibatch; the layout depends on it.
    pub batch: usize,
}

/// The block of words and its layout.
///
/// ```
/// use initscope::{Dataset, Preset, Session};
///
/// # fn main() -> Result<(), initscope::Errors> {
/// let names = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// let session = Session::new(names, Preset::Kaiming.config(), 0)?;
/// let (frame, loss) = (session.frame(), session.training().loss());
/// let section = frame.sections().iter().find(|section| section.name == "loss");
/// assert_eq!(section.map(|section| frame.words()[section.at]), Some(loss.to_bits()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Frame {
    words: Vec<u32>,
    sections: Vec<Section>,
    recorded: bool,
    batch: usize,
    at: usize,
}

impl Frame {
    /// The words last written; none before the first.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// The layout; empty before the first frame.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Writes a whole frame. `content` writes every section, the same ones in the same order each time.
    pub fn write(&mut self, header: Header, content: impl FnOnce(&mut Self)) {
        if self.batch != header.batch {
            *self = Self { batch: header.batch, ..Self::default() };
        }
        if !self.recorded {
            self.words.resize(HEADER_WORDS, 0);
        }
        self.at = HEADER_WORDS;
        content(self);
        assert_eq!(self.at, self.words.len(), "a frame writes the same sections each time");
        self.recorded = true;
        let Header { epoch, step, layers, weights, .. } = header;
        let words = self.words.len() as u32;
        let header = [MAGIC, LAYOUT_VERSION, epoch, step as u32, (step >> 32) as u32, words, layers, weights];
        self.words[..HEADER_WORDS].copy_from_slice(&header);
    }

    /// Writes a section of unsigned integers, tokens or flags, one per word.
    #[inline(never)]
    pub fn u32s(&mut self, name: std::fmt::Arguments<'_>, values: &[impl Copy + Into<u32>]) {
        for (word, &value) in self.section(name, Kind::U32, values.len()).iter_mut().zip(values) {
            *word = value.into();
        }
    }

    /// Writes a section of floats.
    #[inline(never)]
    pub fn f32s(&mut self, name: std::fmt::Arguments<'_>, values: &[f32]) {
        for (word, value) in self.section(name, Kind::F32, values.len()).iter_mut().zip(values) {
            *word = value.to_bits();
        }
    }

    /// Writes the sections of a histogram on `range`, with mean and std.
    pub fn distribution(&mut self, name: std::fmt::Arguments<'_>, values: &[f32], range: [f32; 2], moments: Moments) {
        let counts = Counts::of(values, range);
        self.u32s(format_args!("{name}.counts"), &counts.bins);
        self.f32s(format_args!("{name}.range"), &range);
        self.u32s(format_args!("{name}.outside"), &counts.outside);
        self.u32s(format_args!("{name}.nonfinite"), &counts.nonfinite);
        self.f32s(format_args!("{name}.mean"), &[moments.mean]);
        self.f32s(format_args!("{name}.std"), &[moments.std]);
    }

    /// Writes the sections of a history, with NaN after its last point.
    pub fn history(&mut self, name: std::fmt::Arguments<'_>, history: &History) {
        self.f32s(format_args!("{name}.first"), &[history.first()]);
        self.u32s(format_args!("{name}.points"), &[history.len() as u32]);
        self.u32s(format_args!("{name}.stride"), &[u32::try_from(history.stride()).unwrap_or(u32::MAX)]);
        let mut summaries = [[f32::NAN; POINTS]; 3];
        let mut nonfinite = [0; POINTS];
        for i in 0..history.len() {
            let (summary, count) = history.point(i);
            for (row, value) in summaries.iter_mut().zip(summary) {
                row[i] = value;
            }
            nonfinite[i] = count;
        }
        self.f32s(format_args!("{name}.min"), &summaries[0]);
        self.f32s(format_args!("{name}.mean"), &summaries[1]);
        self.f32s(format_args!("{name}.max"), &summaries[2]);
        self.u32s(format_args!("{name}.nonfinite"), &nonfinite);
    }

    fn section(&mut self, name: std::fmt::Arguments<'_>, kind: Kind, len: usize) -> &mut [u32] {
        let at = self.at;
        self.at += len;
        if !self.recorded {
            self.words.resize(self.at, 0);
            self.sections.push(Section { name: name.to_string(), at, len, kind });
        }
        &mut self.words[at..at + len]
    }
}
