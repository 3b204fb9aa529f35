//! The link: a URL fragment, `#v=1&key=value…`, that a person can read, says a Config and the step to replay to, what is
//! looked at, and the text.

mod pin;

use crate::checksum;
use crate::config::{Config, FIELDS, Field, FieldName, MAX_STEPS, Norm, number};
use crate::dataset::MAX_BYTES;
use crate::error::{Error, Errors};

/// The version that `v=` names.
pub const VERSION: u32 = 1;

/// The keys of what changes no bit of a run, in the order in which they are printed.
///
/// `lesson`: the one that is open. `focus`: the one of [`PANELS`] that is pointed at. `hide`: those that are left out, or
/// `none`. `embed=1`: a small page within another. `pin1` to `pin3`: runs beside the link's, `NAME;key=value;key=value…`,
/// each with a Config's keys, and `step` where it rests at another step; percent-encoded, and `;` within a name or a value
/// once more: `%253B`. `pace=free`: they do not train in lockstep. `text`: the text, packed by raw deflate in base64url
/// without padding. `textis`: the [`fingerprint`] of the text's file.
pub const EXTRAS: [&str; 10] = ["lesson", "focus", "hide", "embed", "pin1", "pin2", "pin3", "pace", "text", "textis"];

/// More errors than anyone reads; what comes after is not looked at.
const MAX_ERRORS: usize = 32;

/// The panels of the page, by the names that links have for them.
pub const PANELS: [&str; 13] = [
    "controls",
    "verdicts",
    "timeline",
    "layers",
    "saturation",
    "time",
    "norm",
    "hand",
    "compare",
    "loss",
    "update",
    "weights",
    "samples",
];

/// The longest text that a link carries, in characters of its packed form: some 4 KB.
pub const MAX_PACKED: usize = 5500;

/// Everything a link says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Link {
    /// The network and how it trains.
    pub config: Config,
    /// What the link says by the keys of [`EXTRAS`]: `&key=value…`, in their order.
    pub extras: String,
    /// The step to replay to.
    pub step: Option<u64>,
    /// The checksum expected there.
    pub sum: Option<u64>,
}

impl Link {
    /// Reads a fragment, with or without its `#`. Never fails: what is wrong is named, and everything else holds.
    ///
    /// Keys may stand in any order; `preset` counts first. Of a key that comes twice the first holds. Percent-encoding
    /// is undone, since mail programs and chats add it.
    pub fn parse(fragment: &str) -> (Self, Errors) {
        Self::read(fragment, |key| {
            matches!(key, "v" | "step" | "sum") || EXTRAS.contains(&key) || FieldName::from_key(key).is_some()
        })
    }

    /// Of the keys only those that are known where it stands.
    fn read(fragment: &str, is_known: fn(&str) -> bool) -> (Self, Errors) {
        let mut link = Self::default();
        let mut errors = Errors::default();
        let decoded = |text: &str| percent_decode(text);
        let pairs = fragment.strip_prefix('#').unwrap_or(fragment).split('&').filter(|part| !part.is_empty());
        let pairs = pairs.map(|part| match part.split_once('=') {
            Some((key, value)) => (decoded(key), Some(decoded(value))),
            None => (decoded(part), None),
        });
        let mut given: Vec<(String, String)> = Vec::new();
        for (key, value) in pairs {
            if errors.len() == MAX_ERRORS {
                break;
            }
            if key.is_empty() {
                let got = format!("={}", value.unwrap_or_default());
                errors.push(Error::new("link", "a key before each =", got));
            } else if !is_known(&key) {
                let got = value.map_or(key.clone(), |value| format!("{key}={value}"));
                errors.push(Error::new(key, "a known key", got));
            } else if given.iter().any(|(earlier, _)| *earlier == key) {
                errors.push(Error::new(key, "to come once", format!("{} again", value.unwrap_or_default())));
            } else if let Some(value) = value {
                given.push((key, value));
            } else {
                errors.push(Error::new(&*key, format!("{key}=value"), "no value"));
            }
        }
        // The preset goes first, since it replaces every other field.
        for presets_turn in [true, false] {
            let its = given.iter().filter(|(key, _)| (key == "preset") == presets_turn);
            errors.extend(its.filter_map(|(key, value)| link.set(key, value).err()));
        }
        for key in EXTRAS {
            if let Some((_, value)) = given.iter().find(|(given, _)| given == key) {
                if key.starts_with("pin") {
                    let (pin, faults) = pin::settle(key, value);
                    errors.extend(faults);
                    link.extras.extend(["&", key, "=", &pin]);
                    continue;
                }
                let twice = key == "textis" && link.extra("text").is_some();
                match check(key, value).or_else(|| twice.then(|| "text or textis, not both".to_owned())) {
                    Some(expected) => errors.push(Error::new(key, expected, value)),
                    None => link.extras.extend(["&", key, "=", value]),
                }
            }
        }
        errors.extend(link.settle(&given));
        (link, errors)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        match key {
            "v" if number::parse_whole(value) == Some(VERSION) => {}
            "v" => return Err(Error::new(key, VERSION.to_string(), value)),
            "step" => {
                let step = number::parse_digits(value).map(u64::from).filter(|step| *step <= MAX_STEPS);
                let error = || Error::new(key, format!("a whole number from 0 to {MAX_STEPS}"), value);
                self.step = Some(step.ok_or_else(error)?);
            }
            "sum" => self.sum = Some(checksum::parse(value).ok_or_else(|| Error::new("sum", "16 hex digits", value))?),
            _ => {
                if let Some(field) = FieldName::from_key(key) {
                    self.config.set(field, value)?;
                }
            }
        }
        Ok(())
    }

    /// Puts fields that contradict each other right, and names those that the link itself gave.
    fn settle(&mut self, given: &[(String, String)]) -> Errors {
        let preset = self.config.preset.config();
        let conflicts = self.config.conflicts();
        for conflict in conflicts.iter() {
            match &*conflict.field {
                "batch" => self.config.batch = preset.batch,
                "then" => self.config.changes.clear(),
                _ => self.config.output_norm_gain = None,
            }
        }
        conflicts.into_iter().filter(|conflict| given.iter().any(|(key, _)| *key == conflict.field)).collect()
    }

    /// The fragment, with its `#`: the preset unless it is the default one, what differs from it, and the [`rest`](Self::rest).
    pub fn print(&self) -> String {
        let preset = self.config.preset.config();
        let base = Config::default();
        let mut text = format!("#v={VERSION}");
        let mut add = |key: &str, value: &str| {
            text.extend(["&", key, "=", value]);
        };
        for Field { id, name, .. } in &FIELDS {
            let default = if *id == FieldName::Preset { &base } else { &preset };
            let (value, default) = (self.config.print(*id), default.print(*id));
            // Without a norm there is none on the logits either, and a link need not say so.
            let implied = *id == FieldName::OutputNormGain && self.config.norm == Norm::None;
            if value != default && !implied {
                add(name, &value);
            }
        }
        text + &self.rest()
    }

    /// All but the Config as a link says it, each key with its `&`.
    pub fn rest(&self) -> String {
        let mut text = self.extras.clone();
        if let Some(step) = self.step {
            text.extend(["&step=", &step.to_string()]);
        }
        if let Some(sum) = self.sum {
            text.extend(["&sum=", &checksum::print(sum)]);
        }
        text
    }

    /// What the link says by one of [`EXTRAS`].
    pub fn extra(&self, key: &str) -> Option<&str> {
        self.extras.split('&').find_map(|part| part.strip_prefix(key)?.strip_prefix('='))
    }
}

/// What an extra key takes, unless `value` is such.
fn check(key: &str, value: &str) -> Option<String> {
    let made_of = |most: usize, is_one: fn(u8) -> bool| (1..=most).contains(&value.len()) && value.bytes().all(is_one);
    let (is_right, expected) = match key {
        "focus" => (is_panel(value), ""),
        "hide" => (value == "none" || is_panels(value), "none, "),
        "embed" => (value == "1", "1"),
        "pace" => (value == "free", "free"),
        "text" => (made_of(MAX_PACKED, is_base64url), "1 to 5500 characters of base64url"),
        "textis" => (is_file(value), "16 hex digits, a colon and 1 to 8388608, the bytes of a file"),
        _ => (
            made_of(40, |byte| is_base64url(byte) && !byte.is_ascii_uppercase() && byte != b'_'),
            "1 to 40 of a-z, 0-9 and -",
        ),
    };
    let panels = if matches!(key, "focus" | "hide") { PANELS.join(", ") } else { String::new() };
    if is_right { None } else { Some(expected.to_owned() + &panels) }
}

#[inline(never)]
fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[inline(never)]
fn is_panel(name: &str) -> bool {
    PANELS.contains(&name)
}

/// Whether `list` names panels, no more than there are.
fn is_panels(list: &str) -> bool {
    list.split(',').count() <= PANELS.len() && list.split(',').all(is_panel)
}

/// Whether `name` may be a [`fingerprint`].
fn is_file(name: &str) -> bool {
    let hash = name.get(..16).and_then(checksum::parse);
    let bytes = name.get(17..).and_then(number::parse_digits).map(|bytes| bytes as usize);
    let file = hash.zip(bytes.filter(|bytes| (1..=MAX_BYTES).contains(bytes)));
    file.is_some_and(|(hash, bytes)| print_file(hash, bytes) == name)
}

fn print_file(hash: u64, bytes: usize) -> String {
    format!("{}:{bytes}", checksum::print(hash))
}

/// What `textis` calls a file: FNV-1a over its bytes, and how many they are.
pub fn fingerprint(file: &[u8]) -> String {
    print_file(checksum::hash(file.iter().copied()), file.len())
}

/// Undoes `%41`; what isn't two hex digits stays, and bytes that aren't UTF-8 become U+FFFD.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
