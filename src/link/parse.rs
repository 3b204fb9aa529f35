//! The parser of links and pins.

use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::{KEYS, Link, LinkText, MAX_PACKED, Pin, VERSION, View, is_fingerprint};
use crate::checksum;
use crate::config::{Config, FieldName, MAX_LINK_STEP, Norm, number};
use crate::dataset::MAX_BYTES;
use crate::error::{Error, Errors};

/// Pairs after this many errors are not read: more than anyone reads.
const MAX_ERRORS: usize = 32;

/// The maximum number of hidden panels in a link that is read without a page's list of them.
const MAX_PANELS: usize = 32;

/// What the names of lessons and panels consist of.
const NAME: &str = "1 to 40 of a-z, 0-9 and -";

impl Link {
    /// Reads a fragment, with or without its `#`: the link, and an error for each part that can't be used. Everything else
    /// of it holds.
    ///
    /// Keys may stand in any order; `preset` counts first. Of a key that comes twice the first holds. Percent-encoding is
    /// undone, since mail programs and chats add it. `focus` and `hide` may name any panel.
    pub fn parse(fragment: &str) -> (Self, Errors) {
        Reader { has_key: |key| KEYS.contains(&key), panels: None }.read(fragment)
    }

    /// Reads a fragment as [`parse`](Self::parse) does, for a page with these panels: others are errors.
    pub fn parse_for(fragment: &str, panels: &[&str]) -> (Self, Errors) {
        Reader { has_key: |key| KEYS.contains(&key), panels: Some(panels) }.read(fragment)
    }
}

impl FromStr for Config {
    type Err = Errors;

    /// Reads the part of a link that is a Config's: `preset=kaiming&batch=64`.
    fn from_str(text: &str) -> Result<Self, Errors> {
        let (link, errors) = Reader { has_key: |_| false, panels: None }.read(text);
        errors.into_result(link.config)
    }
}

/// What may stand in the fragment that is read.
pub(super) struct Reader<'a> {
    /// Which keys there are besides a Config's.
    pub has_key: fn(&str) -> bool,
    /// The names of the panels, if they are known.
    pub panels: Option<&'a [&'a str]>,
}

impl Reader<'_> {
    pub fn read(&self, fragment: &str) -> (Link, Errors) {
        let (mut link, mut errors) = (Link::default(), Errors::default());
        let pairs = self.pairs(fragment, &mut errors);
        // The preset goes first, since it replaces every other field.
        for is_presets_turn in [true, false] {
            let its = pairs.iter().filter(|(key, _)| (key == "preset") == is_presets_turn);
            errors.extend(its.filter_map(|(key, value)| read_run(&mut link, key, value).err()));
        }
        for key in KEYS {
            let Some((_, value)) = pairs.iter().find(|(given, _)| given == key) else { continue };
            if let Some(color) = key.strip_prefix("pin").and_then(|number| number.parse::<u8>().ok()) {
                let (pin, faults) = Pin::parse(color - 1, value);
                link.pins.push(pin);
                errors.extend(faults);
            } else if let Err(expected) = self.read_view(&mut link, key, value) {
                errors.push(Error::new(key, expected, value));
            }
        }
        errors.extend(resolve_conflicts(&mut link.config, &pairs));
        (link, errors)
    }

    /// The keys and values of a fragment, decoded: each known key that has a value, once.
    fn pairs(&self, fragment: &str, errors: &mut Errors) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let parts = fragment.strip_prefix('#').unwrap_or(fragment).split('&').filter(|part| !part.is_empty());
        for part in parts {
            if errors.len() == MAX_ERRORS {
                break;
            }
            let (key, value) = part.split_once('=').map_or((part, None), |(key, value)| (key, Some(value)));
            let (key, value) = (decode(key), value.map(decode));
            if key.is_empty() {
                let got = format!("={}", value.unwrap_or_default());
                errors.push(Error::new("link", "a key before each =", got));
            } else if !(self.has_key)(&key) && FieldName::from_key(&key).is_none() {
                let got = value.map_or(key.clone(), |value| format!("{key}={value}"));
                errors.push(Error::new(key, "a known key", got));
            } else if pairs.iter().any(|(earlier, _)| *earlier == key) {
                errors.push(Error::new(key, "one value", format!("a second one, {}", value.unwrap_or_default())));
            } else if let Some(value) = value {
                pairs.push((key, value));
            } else {
                errors.push(Error::new(&*key, format!("{key}=value"), "no value"));
            }
        }
        pairs
    }

    /// Reads the view, the pace and the text. Where the value can't be used, returns what was expected.
    fn read_view(&self, link: &mut Link, key: &str, value: &str) -> Result<(), String> {
        let expect = |is_right: bool, expected: &str| if is_right { Ok(()) } else { Err(expected.to_owned()) };
        match key {
            "view" => {
                let view = View::from_name(value);
                expect(view.is_some(), &View::ALL.map(View::name).join(", "))?;
                link.view.view = view;
            }
            "lesson" => {
                expect(is_name(value), NAME)?;
                link.view.lesson = Some(value.to_owned());
            }
            "focus" => {
                expect(self.is_panel(value), &self.panel_names())?;
                link.view.focus = Some(value.to_owned());
            }
            "hide" => {
                let most = self.panels.map_or(MAX_PANELS, <[&str]>::len);
                let are_panels = value.split(',').count() <= most && value.split(',').all(|name| self.is_panel(name));
                expect(value == "none" || are_panels, &format!("none, {}", self.panel_names()))?;
                let panels = value.split(',').filter(|name| *name != "none");
                link.view.hide = Some(panels.map(str::to_owned).collect());
            }
            "embed" => {
                expect(value == "1", "1")?;
                link.view.embed = true;
            }
            "pace" => {
                expect(value == "free", "free")?;
                link.lockstep = false;
            }
            "text" => {
                let is_packed = (1..=MAX_PACKED).contains(&value.len()) && value.bytes().all(is_base64url);
                expect(is_packed, &format!("1 to {MAX_PACKED} characters of base64url"))?;
                link.text = Some(LinkText::Packed(value.to_owned()));
            }
            "textis" => {
                let form = format!("16 hex digits, a colon and 1 to {MAX_BYTES}, the bytes of a file");
                expect(is_fingerprint(value), &form)?;
                expect(link.text.is_none(), "text or textis, not both")?;
                link.text = Some(LinkText::File(value.to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    fn is_panel(&self, name: &str) -> bool {
        self.panels.map_or_else(|| is_name(name) && name != "none", |panels| panels.contains(&name))
    }

    /// What is expected of a panel's name.
    fn panel_names(&self) -> String {
        self.panels.map_or_else(|| NAME.to_owned(), |panels| panels.join(", "))
    }
}

/// Reads a field of the Config, `v`, `step` and `sum`. All other keys are left for [`Reader::read_view`].
fn read_run(link: &mut Link, key: &str, value: &str) -> Result<(), Error> {
    match key {
        "v" if number::parse_whole(value) == Some(VERSION) => {}
        "v" => return Err(Error::new(key, VERSION.to_string(), value)),
        "step" => {
            let step = number::parse_digits(value).map(u64::from).filter(|step| *step <= MAX_LINK_STEP);
            let error = || Error::new(key, format!("a whole number from 0 to {MAX_LINK_STEP}"), value);
            link.step = Some(step.ok_or_else(error)?);
        }
        "sum" => link.sum = Some(checksum::parse(value).ok_or_else(|| Error::new(key, "16 hex digits", value))?),
        _ => return FieldName::from_key(key).map_or(Ok(()), |field| link.config.set(field, value)),
    }
    Ok(())
}

/// Replaces fields that contradict each other by ones that don't. Returns an error for those that the link itself gave.
fn resolve_conflicts(config: &mut Config, pairs: &[(String, String)]) -> Errors {
    let preset = config.preset.config();
    let conflicts = config.conflicts();
    for conflict in conflicts.iter() {
        match &*conflict.field {
            "batch" => config.batch = preset.batch,
            "then" => config.changes.clear(),
            "outnorm" => config.output_norm_gain = None,
            "norm" => config.norm = Norm::None,
            field => debug_assert!(false, "a conflict of {field} is not resolved"),
        }
    }
    conflicts.into_iter().filter(|conflict| pairs.iter().any(|(key, _)| *key == conflict.field)).collect()
}

/// Undoes percent-encoding. A `%` without two hex digits stays, and bytes that aren't UTF-8 become U+FFFD.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Whether `text` is of the form that names of lessons and panels have.
fn is_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(is_plain)
}
