//! Shared by the examples: the options that select a network and a text, and the printing of its link.

use std::fs;
use std::io;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use initscope::config::{Config, Preset};
use initscope::dataset::MAX_BYTES;
use initscope::link::{Link, LinkText, fingerprint};
use initscope::{Error, Errors};
use lexopt::Parser;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

/// The base that links start from, and the text that it trains on.
pub struct Source {
    pub link: Link,
    pub text: Vec<u8>,
}

/// The options of a [`Source`] that were given so far.
#[derive(Default)]
pub struct Options {
    pub link: Option<Link>,
    pub text: Option<Vec<u8>>,
}

impl Options {
    /// Parses the value of `--preset`.
    pub fn preset(&mut self, parser: &mut Parser) -> Result<(), String> {
        self.link(preset(&value(parser)?)?)
    }

    /// Parses the value of `--link`.
    pub fn fragment(&mut self, parser: &mut Parser) -> Result<(), String> {
        self.link(parse_link(&value(parser)?)?)
    }

    fn link(&mut self, link: Link) -> Result<(), String> {
        let earlier = self.link.replace(link);
        if earlier.is_none() { Ok(()) } else { Err("--preset and --link exclude each other".into()) }
    }

    /// Parses the value of `--text`, a path, and returns it.
    pub fn text(&mut self, parser: &mut Parser) -> Result<String, String> {
        let path = parser.value().map_err(|error| error.to_string())?;
        let bytes = fs::read(&path).map_err(|error| format!("--text {}: {error}", path.to_string_lossy()))?;
        self.text = Some(bytes);
        Ok(path.to_string_lossy().into_owned())
    }

    /// Combines the options; the defaults are the naive preset and the built-in names.
    pub fn source(self) -> Result<Source, String> {
        let link = self.link.unwrap_or_default();
        let text = text_of(&link, self.text)?;
        Ok(Source { link, text })
    }
}

impl Source {
    /// A link with this Config and all other keys of the base, which names the text if it is a custom file.
    pub fn link(&self, config: Config, step: u64, sum: Option<u64>) -> String {
        let mut link = Link { config, step: Some(step), sum, ..self.link.clone() };
        if self.text != NAMES {
            link.text.get_or_insert_with(|| LinkText::File(fingerprint(&self.text)));
        }
        link.to_string()
    }
}

pub fn value(parser: &mut Parser) -> Result<String, String> {
    let value = parser.value().map_err(|error| error.to_string())?;
    Ok(value.to_string_lossy().into_owned())
}

/// A whole number.
pub fn count(parser: &mut Parser, option: &str, [least, most]: [u64; 2]) -> Result<u64, String> {
    let value = value(parser)?;
    let number = value.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{option}: expected a whole number from {least} to {most}, got {value}"))
}

/// One error a line.
pub fn listed(errors: impl Into<Errors>) -> String {
    errors.into().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A reader that closes the pipe early is no error.
pub fn written(result: io::Result<()>) -> Result<(), String> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error.to_string()) })
}

fn preset(name: &str) -> Result<Link, String> {
    let found = Preset::ALL.iter().find(|preset| preset.name() == name);
    let names = || Preset::ALL.iter().map(|preset| preset.name()).collect::<Vec<_>>().join(", ");
    let preset = found.ok_or_else(|| Error::new("--preset", format!("one of {}", names()), name).to_string())?;
    let config: Config = preset.config();
    Ok(Link { config, ..Link::default() })
}

fn parse_link(fragment: &str) -> Result<Link, String> {
    let listed = |errors: Errors| errors.iter().map(|error| format!("--link: {error}")).collect::<Vec<_>>().join("\n");
    fragment.parse().map_err(listed)
}

/// The text of the link, or the given file, if it is the one that the link names.
pub fn text_of(link: &Link, given: Option<Vec<u8>>) -> Result<Vec<u8>, String> {
    let file = match &link.text {
        Some(LinkText::Packed(_)) if given.is_some() => {
            return Err("--text: the link brings a text of its own".into());
        }
        Some(LinkText::Packed(packed)) => return unpack(packed),
        Some(LinkText::File(file)) => Some(file),
        None => None,
    };
    let text = given.unwrap_or_else(|| NAMES.to_vec());
    let got = fingerprint(&text);
    match file {
        Some(file) if *file != got => {
            Err(Error::new("--text", format!("the file that the link names, {file}"), got).to_string())
        }
        _ => Ok(text),
    }
}

fn unpack(packed: &str) -> Result<Vec<u8>, String> {
    let unlike = |what: &str, got: String| format!("--link: {}", Error::new("text", what, got));
    let deflated = BASE64_URL_SAFE_NO_PAD
        .decode(packed)
        .map_err(|error| unlike("base64url without padding", error.to_string()))?;
    let text = miniz_oxide::inflate::decompress_to_vec_with_limit(&deflated, MAX_BYTES);
    text.map_err(|error| unlike(&format!("a text packed by raw deflate, at most {MAX_BYTES} bytes"), error.to_string()))
}
