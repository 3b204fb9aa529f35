//! A run pinned for comparison, and its text form in `pin1` to `pin3`.

use std::fmt;

use serde::Serialize;

use super::parse::{Reader, decode};
use crate::config::Config;
use crate::error::{Error, Errors};

/// The maximum length of a pin's name, in characters.
pub const MAX_NAME: usize = 40;

/// A run pinned next to the link's own. It trains on the same text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pin {
    /// Which of the page's colors it has, from 0; its key is `pin1` for color 0.
    pub color: u8,
    /// The name that the page shows, of at most [`MAX_NAME`] characters.
    pub name: String,
    /// The network and how it trains.
    pub config: Config,
    /// The step it is paused at; `None` where that is the link's step.
    pub step: Option<u64>,
}

impl Pin {
    /// The key that a link has for it.
    pub(super) fn key(&self) -> String {
        format!("pin{}", u32::from(self.color) + 1)
    }

    /// Reads `NAME;key=value;key=value…` with the keys of a Config and `step`: what can be used, and what is wrong.
    ///
    /// In the name and in the values, `%3B` stands for `;` and `%25` for `%`. (A link percent-encodes the whole once more,
    /// as it does any value.)
    pub(super) fn parse(color: u8, text: &str) -> (Self, Errors) {
        let (name, pairs) = text.split_once(';').unwrap_or((text, ""));
        let (link, errors) = Reader { has_key: |key| key == "step", panels: None }.read(&pairs.replace(';', "&"));
        let mut pin = Self { color, name: decode(name), config: link.config, step: link.step };
        let key = pin.key();
        let of_pin = |error: Error| Error { field: format!("{key} {}", error.field), ..error };
        let mut errors: Errors = errors.into_iter().map(of_pin).collect();
        if pin.name.chars().count() > MAX_NAME || pin.name.contains(char::is_control) {
            let expected = format!("{MAX_NAME} characters at most, none of them a control character");
            errors.push(Error::new(format!("{key} name"), expected, std::mem::take(&mut pin.name)));
        }
        (pin, errors)
    }
}

impl fmt::Display for Pin {
    /// The value of its key in a link, before that is percent-encoded.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escape = |text: &str| text.replace('%', "%25").replace(';', "%3B");
        f.write_str(&escape(&self.name))?;
        for (key, value) in self.config.differences() {
            write!(f, ";{key}={}", escape(&value))?;
        }
        self.step.map_or(Ok(()), |step| write!(f, ";step={step}"))
    }
}
