//! The link: a URL fragment, `#v=1&key=value…`, that a person can read, says a Config and the step to replay to.

use crate::config::{Config, FIELDS, Field, MOST_STEPS, Norm, number};
use crate::error::Error;

/// The version that `v=` names.
pub const VERSION: u32 = 1;

/// More errors than anyone reads; what comes after is not looked at.
const MOST_ERRORS: usize = 32;

/// Everything a link says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Link {
    /// The network and how it trains.
    pub config: Config,
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
    pub fn parse(fragment: &str) -> (Self, Vec<Error>) {
        let mut link = Self::default();
        let mut errors = Vec::new();
        let decoded = |text: &str| percent_decode(text);
        let pairs = fragment.strip_prefix('#').unwrap_or(fragment).split('&').filter(|part| !part.is_empty());
        let pairs = pairs.map(|part| match part.split_once('=') {
            Some((key, value)) => (decoded(key), Some(decoded(value))),
            None => (decoded(part), None),
        });
        let mut given: Vec<(String, String)> = Vec::new();
        for (key, value) in pairs {
            if errors.len() == MOST_ERRORS {
                break;
            }
            if !matches!(&*key, "v" | "step" | "sum") && !Config::has(&key) {
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
        errors.extend(link.settle(&given));
        (link, errors)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        match key {
            "v" if number::parse_whole(value) == Some(VERSION) => {}
            "v" => return Err(Error::new(key, VERSION.to_string(), value)),
            "step" => {
                let digits = value.bytes().all(|byte| byte.is_ascii_digit());
                let step = number::parse_whole(value).map(u64::from).filter(|step| digits && *step <= MOST_STEPS);
                let error = || Error::new(key, format!("a whole number from 0 to {MOST_STEPS}"), value);
                self.step = Some(step.ok_or_else(error)?);
            }
            "sum" => self.sum = Some(parse_sum(value)?),
            _ => self.config.set(key, value)?,
        }
        Ok(())
    }

    /// Puts fields that contradict each other right, and names those that the link itself gave.
    fn settle(&mut self, given: &[(String, String)]) -> Vec<Error> {
        let preset = self.config.preset.config();
        let conflicts = self.config.conflicts();
        for conflict in &conflicts {
            match &*conflict.field {
                "batch" => self.config.batch = preset.batch,
                _ => self.config.outnorm = None,
            }
        }
        conflicts.into_iter().filter(|conflict| given.iter().any(|(key, _)| *key == conflict.field)).collect()
    }

    /// The fragment, with its `#`: the preset unless it is the default one, and what differs from it.
    pub fn print(&self) -> String {
        let preset = self.config.preset.config();
        let base = Config::default();
        let mut text = format!("#v={VERSION}");
        let mut add = |key: &str, value: &str| {
            text.extend(["&", key, "=", value]);
        };
        for Field { name, .. } in &FIELDS {
            let default = if *name == "preset" { &base } else { &preset };
            let (value, default) = (self.config.print(name), default.print(name));
            // Without a norm there is none on the logits either, and a link need not say so.
            let implied = *name == "outnorm" && self.config.norm == Norm::None;
            if value != default && !implied {
                add(name, &value);
            }
        }
        if let Some(step) = self.step {
            add("step", &step.to_string());
        }
        if let Some(sum) = self.sum {
            add("sum", &print_sum(sum));
        }
        text
    }
}

/// A checksum as 16 hex digits.
pub fn print_sum(sum: u64) -> String {
    format!("{sum:016x}")
}

/// A checksum from its 16 hex digits.
///
/// # Errors
/// When `text` is anything else.
pub fn parse_sum(text: &str) -> Result<u64, Error> {
    let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let sum = if digits { u64::from_str_radix(text, 16).ok() } else { None };
    sum.ok_or_else(|| Error::new("sum", "16 hex digits", text))
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
