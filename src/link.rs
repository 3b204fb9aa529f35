//! Links: a run as a URL fragment, `#v=1&key=value…`, that a person can read. [`parse`] reads them, [`Display`] prints them.
//!
//! The page keeps its run in its address this way, and `examples/replay.rs` runs links natively.
//!
//! [`parse`]: Link::parse
//! [`Display`]: std::fmt::Display

mod parse;
mod pin;

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};

use crate::checksum;
use crate::config::{Config, number};
use crate::dataset::MAX_BYTES;
use crate::error::Errors;
pub use pin::{MAX_NAME, Pin};

/// The version that `v=` names.
pub const VERSION: u32 = 1;

/// The keys that a link has besides those of a [`Config`], in the order in which they are printed.
///
/// | key | value |
/// |---|---|
/// | `v` | the [`VERSION`], always first |
/// | `view` | the [`View`] that the page opens in |
/// | `lesson` | the lesson that is open |
/// | `focus` | the panel that the page points at |
/// | `hide` | the panels that the page leaves out, with commas between them, or `none` |
/// | `embed` | `1`: a small page within another one |
/// | `pin1` to `pin3` | a [`Pin`] by its color: `NAME;key=value;key=value…` |
/// | `pace` | `free`: the run and its pins do not train in lockstep |
/// | `text` | the text, packed by raw deflate in base64url without padding |
/// | `textis` | the [`fingerprint`] of the text's file |
/// | `step` | the step to replay to |
/// | `sum` | the checksum expected there, 16 hex digits |
pub const KEYS: [&str; 14] =
    ["v", "view", "lesson", "focus", "hide", "embed", "pin1", "pin2", "pin3", "pace", "text", "textis", "step", "sum"];

/// The maximum length of a text that a link carries, in characters of its packed form: about 4 KB.
pub const MAX_PACKED: usize = 5500;

/// The maximum number of pinned runs.
pub const MAX_PINS: usize = 3;

/// What a link percent-encodes, so that mail programs and chats leave it whole.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'/');

/// A run, what the page shows of it, and the runs pinned next to it.
///
/// ```
/// use initscope::{Config, Link, Preset};
///
/// # fn main() -> Result<(), initscope::Errors> {
/// let link: Link = "#v=1&preset=kaiming&batch=64&step=1000".parse()?;
/// assert_eq!(link.config, Config { batch: 64, ..Preset::Kaiming.config() });
/// assert_eq!(link.step, Some(1000));
///
/// // Printed, a link names what differs from its preset.
/// let shorter = Link { step: None, ..link };
/// assert_eq!(shorter.to_string(), "#v=1&preset=kaiming&batch=64");
///
/// // A page reads what it can and shows the errors.
/// let (link, errors) = Link::parse("#batch=0&seed=7");
/// assert_eq!(link.config.seed, 7);
/// assert_eq!(errors[0].to_string(), "batch: expected a whole number from 1 to 256, got 0");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// The network and how it trains.
    pub config: Config,
    /// What the page shows.
    pub view: LinkView,
    /// The text to train on; `None` is the text that whoever reads the link has in use.
    pub text: Option<LinkText>,
    /// Runs to compare with, in the order of their colors.
    pub pins: Vec<Pin>,
    /// Whether the run and its pins train in lockstep, step by step.
    pub lockstep: bool,
    /// The step to replay to.
    pub step: Option<u64>,
    /// The checksum expected there; serialized as its 16 hex digits.
    #[serde(serialize_with = "serialize_sum")]
    pub sum: Option<u64>,
}

impl Default for Link {
    fn default() -> Self {
        let (config, view, pins) = (Config::default(), LinkView::default(), Vec::new());
        Self { config, view, text: None, pins, lockstep: true, step: None, sum: None }
    }
}

/// What the page shows. Nothing of it changes a bit of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LinkView {
    /// The view; `None` leaves it to the page.
    pub view: Option<View>,
    /// The lesson that is open.
    pub lesson: Option<String>,
    /// The panel that the page points at.
    pub focus: Option<String>,
    /// The panels left out; `None` leaves that to the page.
    pub hide: Option<Vec<String>>,
    /// Whether the page is a small one within another.
    pub embed: bool,
}

/// One way in which the page shows a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The two weight scales, two pictures, one verdict: where newcomers arrive.
    Explore,
    /// Every control and panel.
    Lab,
    /// The run next to the pinned ones.
    Compare,
    /// Many networks at once.
    Map,
}

impl View {
    /// Every view.
    pub const ALL: [Self; 4] = [Self::Explore, Self::Lab, Self::Compare, Self::Map];

    /// Its name in links.
    pub fn name(self) -> &'static str {
        ["explore", "lab", "compare", "map"][self as usize]
    }

    /// The view of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// How a link names the text to train on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkText {
    /// The text itself, packed by raw deflate in base64url without padding.
    Packed(String),
    /// The [`fingerprint`] of its file.
    File(String),
}

impl FromStr for Link {
    type Err = Errors;

    /// Reads a fragment without errors, with or without its `#`.
    fn from_str(fragment: &str) -> Result<Self, Self::Err> {
        let (link, errors) = Self::parse(fragment);
        errors.into_result(link)
    }
}

impl fmt::Display for Link {
    /// The fragment, with its `#`: the preset unless it is the default one, what differs from it, then the other keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LinkView { view, lesson, focus, hide, embed } = &self.view;
        // A sort would be 3 KB of code for three pins.
        let pins = (0..=u8::MAX).flat_map(|color| self.pins.iter().filter(move |pin| pin.color == color));

        write!(f, "#v={VERSION}")?;
        let mut put = |key: &str, value: &str| write!(f, "&{key}={}", utf8_percent_encode(value, ENCODED));
        for (key, value) in self.config.differences() {
            put(key, &value)?;
        }
        if let Some(view) = view {
            put("view", view.name())?;
        }
        if let Some(lesson) = lesson {
            put("lesson", lesson)?;
        }
        if let Some(focus) = focus {
            put("focus", focus)?;
        }
        match hide.as_deref() {
            Some([]) => put("hide", "none")?,
            Some(panels) => put("hide", &panels.join(","))?,
            None => {}
        }
        if *embed {
            put("embed", "1")?;
        }
        for pin in pins {
            put(&pin.key(), &pin.to_string())?;
        }
        if !self.lockstep {
            put("pace", "free")?;
        }
        match &self.text {
            Some(LinkText::Packed(packed)) => put("text", packed)?,
            Some(LinkText::File(file)) => put("textis", file)?,
            None => {}
        }
        if let Some(step) = self.step {
            put("step", &step.to_string())?;
        }
        if let Some(sum) = self.sum {
            put("sum", &checksum::print(sum))?;
        }
        Ok(())
    }
}

/// The name by which `textis` identifies a file: FNV-1a over its bytes, and how many they are.
pub fn fingerprint(file: &[u8]) -> String {
    print_file(checksum::hash(file.iter().copied()), file.len())
}

/// Whether `name` may be a [`fingerprint`].
fn is_fingerprint(name: &str) -> bool {
    let hash = name.get(..16).and_then(checksum::parse);
    let bytes = name.get(17..).and_then(number::parse_digits).map(|bytes| bytes as usize);
    let file = hash.zip(bytes.filter(|bytes| (1..=MAX_BYTES).contains(bytes)));
    file.is_some_and(|(hash, bytes)| print_file(hash, bytes) == name)
}

fn print_file(hash: u64, bytes: usize) -> String {
    format!("{}:{bytes}", checksum::print(hash))
}

fn serialize_sum<S: Serializer>(sum: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    sum.map(checksum::print).serialize(serializer)
}
