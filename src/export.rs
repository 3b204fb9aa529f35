//! A Config and a text as a script for PyTorch that trains the same network to the same losses: in the style of the
//! lecture, or, where the Config has more than the lecture, of PyTorch's own layers, initializations and optimizers.
//!
//! The script is a template without the parts that the Config does not need:
//!
//! | in the template | stands for |
//! |---|---|
//! | `#if a b`, `#else`, `#end`, each a line | the lines between, where all conditions hold, or don't |
//! | `#each`, `#end each` | the lines between, once for the hidden layers and once for the output layer, by `EACH` |
//! | `$a?text$` | the text where the condition holds |
//! | `$name$` | the value of a Config's field, or one of `Script::value` |
//! | `$name of n$` | the standard deviation of a matrix with `n` inputs, by a scale |
//!
//! A condition is one of `Script::holds`, negated by `!` before it; or `field=value` or `field!=value`, by the field's text
//! form in links. A value that ends in a colon stands for every text that starts with it.

use std::ops::RangeInclusive;

use crate::config::{Bias, Config, FieldName, number};
use crate::dataset::{self, Dataset};
use crate::error::{Error, Errors};
use crate::link::Link;

/// The template of [`pytorch`]. The page fetches it only when a script is exported.
pub const TEMPLATE: &str = include_str!("export/pytorch.py");

/// The largest text that is part of the script, in bytes; a larger one is read from its file.
pub const MAX_INLINE_BYTES: usize = 1 << 20;

/// What stands in the lines of `#each` for one kind of layer: its name, and the keys of its weights and biases.
const EACH: [[(&str, &str); 3]; 2] =
    [[("@layer", "hidden"), ("@w", "w"), ("@b", "b")], [("@layer", "output"), ("@w", "out"), ("@b", "outb")]];

/// The values of the fields with which a script is in the style of the lecture; those of all other fields are.
const LECTURE: [(&str, &[&str]); 11] = [
    ("act", &["tanh", "relu", "identity"]),
    ("w", &["std:", "gain:"]),
    ("out", &["std:", "gain:"]),
    ("b", &["none", "zero", "std:"]),
    ("outb", &["none", "zero", "std:"]),
    ("norm", &["none", "batch", "layer"]),
    ("res", &["none"]),
    ("warmup", &["0"]),
    ("opt", &["sgd"]),
    ("decay", &["default"]),
    ("clip", &["none"]),
];

/// The width of the lines of items.
const COLUMNS: usize = 110;

/// The script that trains the network of `config` on `text`, the bytes that [`Dataset::parse`] reads; `template` is
/// [`TEMPLATE`].
///
/// Up to [`MAX_INLINE_BYTES`] bytes, the text's items are part of the script, which then needs no file or network. For a
/// larger text the script has its size and CRC-32, and reads the file that it is given. It runs on Python 3.9 and, in the
/// style of the lecture, PyTorch 1.13 or newer; else it is tested with PyTorch 2.15.
///
/// # Errors
/// Every field of `config` that is out of range, later changes in `config`, or what is wrong with the text.
pub fn pytorch(config: &Config, text: &[u8], template: &str) -> Result<String, Errors> {
    config.validate()?;
    if !config.changes.is_empty() {
        let expected = "none, since a script trains with the same settings from its first step to its last";
        return Err(Error::new("then", expected, config.print(FieldName::Changes)).into());
    }
    Dataset::parse(text)?;
    let is_file = text.len() > MAX_INLINE_BYTES;
    let words = if is_file { String::new() } else { literal(dataset::items(text)?) };
    let mut script = Script { config, text, is_file, words, line: 0 };
    let template = repeat_each(template);
    // The first lines of the script name the line at which the text begins.
    script.line = script.write(&template).1;
    Ok(script.write(&template).0)
}

/// The template with the lines of its `#each` once for each kind of layer.
fn repeat_each(template: &str) -> String {
    let Some((before, rest)) = template.split_once("#each\n") else {
        return template.into();
    };
    let (lines, after) = rest.split_once("#end each\n").unwrap_or((rest, ""));
    let of_layer = |names: [(&str, &str); 3]| {
        names.iter().fold(lines.to_owned(), |lines, (marker, name)| lines.replace(marker, name))
    };
    before.to_owned() + &EACH.map(of_layer).concat() + after
}

struct Script<'a> {
    config: &'a Config,
    text: &'a [u8],
    is_file: bool,
    words: String,
    line: usize,
}

impl Script<'_> {
    /// The script, and the number of the line at which the text begins, from 1.
    fn write(&self, template: &str) -> (String, usize) {
        let mut script = String::new();
        let mut open: Vec<bool> = Vec::new();
        let (mut line, mut text_at) = (1, 0);
        for text in template.lines() {
            if let Some(conditions) = text.strip_prefix("#if ") {
                open.push(conditions.split(' ').all(|condition| self.holds(condition)));
            } else if text == "#else" {
                open.last_mut().into_iter().for_each(|holds| *holds = !*holds);
            } else if text == "#end" {
                open.pop();
            } else if open.iter().all(|&holds| holds) {
                for (i, part) in text.split('$').enumerate() {
                    if i % 2 == 0 {
                        script.push_str(part);
                    } else if let Some((condition, text)) = part.split_once('?') {
                        script.push_str(if self.holds(condition) { text } else { "" });
                    } else if part == "words" {
                        script.push_str(&self.words);
                        text_at = line;
                    } else {
                        script.push_str(&self.value(part));
                    }
                }
                script.push('\n');
                line += 1;
            }
        }
        (script, text_at)
    }

    fn holds(&self, condition: &str) -> bool {
        if let Some(contrary) = condition.strip_prefix('!') {
            return !self.holds(contrary);
        }
        let config = self.config;
        match condition {
            // One hidden layer is written out as in the lecture; several are a list of layers.
            "deep" => config.hidden.len() > 1 || config.output_norm_gain.is_some(),
            "file" => self.is_file,
            // Anything beyond the lecture.
            "recipe" => {
                let is_of_lecture = |(field, values): &(&str, &[&str])| is_one_of(&self.print(field), values);
                self.cosine().is_some() || !LECTURE.iter().all(is_of_lecture)
            }
            "cosine" => self.cosine().is_some(),
            "lsuv" => self.holds("w=lsuv") || self.holds("out=lsuv"),
            "residual" => self.holds("res!=none") && config.hidden.windows(2).any(|widths| widths[0] == widths[1]),
            // The activations whose gain here is that of nn.init.calculate_gain.
            "torch_gain" => is_one_of(&self.print("act"), &["tanh", "relu", "leaky_relu", "sigmoid", "identity"]),
            // An activation is saturated where its slope is small; with the others, that shows in its output.
            "slopes" => !is_one_of(&self.print("act"), &["tanh", "relu", "sigmoid", "identity"]),
            "mixed" => (config.hidden_biases == Bias::None) != (config.output_biases == Bias::None),
            _ => {
                let (field, wanted) = condition.split_once('=').unwrap_or((condition, ""));
                let (field, contrary) = field.strip_suffix('!').map_or((field, false), |field| (field, true));
                is_one_of(&self.print(field), &[wanted]) != contrary
            }
        }
    }

    fn value(&self, name: &str) -> String {
        match name {
            "link" => Link { config: self.config.clone(), ..Link::default() }.to_string(),
            "line" => self.line.to_string(),
            "bytes" => self.text.len().to_string(),
            "crc" => format!("{:08x}", crc32(self.text)),
            "hidden" => self.widths(),
            "lr" => self.learning_rate(),
            "cosine" => self.cosine().unwrap_or_default(),
            "betas" => self.print(name).replace(',', ", "),
            "branch" if self.holds("branch=depth") => format!("1 / math.sqrt({})", self.config.hidden.len()),
            "gain" => number::print(self.config.activation.gain()),
            "nonlinearity" if self.holds("act=identity") => "linear".into(),
            "nonlinearity" => self.print("act"),
            "weight_decay" if self.holds("decay=default") => String::new(),
            "weight_decay" => format!(", weight_decay={}", expression(&self.print("decay"))),
            _ => {
                let (field, fan_in) = name.split_once(" of ").unwrap_or((name, ""));
                let value = self.print(field);
                let (kind, number) = value.split_once(':').unwrap_or(("", &value));
                let number = expression(number);
                if kind == "gain" { format!("({number} / {fan_in}**0.5)") } else { number }
            }
        }
    }

    /// The text form of a field; empty for an unknown name.
    fn print(&self, name: &str) -> String {
        FieldName::from_key(name).map_or(String::new(), |field| self.config.print(field))
    }

    /// The widths of the hidden layers as the items of a Python list; long runs of one width by their count.
    fn widths(&self) -> String {
        let runs = self.config.hidden.chunk_by(|a, b| a == b).map(|run| match run.len() {
            count @ 11.. => format!("*[{}] * {count}", run[0]),
            _ => run.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
        });
        runs.collect::<Vec<_>>().join(", ")
    }

    /// The step at which the half cosine of the learning rate ends, if there is one.
    fn cosine(&self) -> Option<String> {
        self.print("lr").split_once("cosine:").map(|(_, step)| step.into())
    }

    fn learning_rate(&self) -> String {
        let schedule = &self.config.learning_rate;
        let many = schedule.changes.len() > 1;
        let mut text = String::from(if many { "(\n            " } else { "" });
        let mut rate = schedule.initial;
        for &(step, next) in &schedule.changes {
            let rest = if many { " else\n            " } else { " else " };
            text.extend([&*expression(&number::print(rate)), " if i < ", &step.to_string(), rest]);
            rate = next;
        }
        text.extend([&*expression(&number::print(rate)), if many { "\n        )" } else { "" }]);
        text
    }
}

/// Whether a field's text is one of `values`, or begins with one that ends in a colon.
fn is_one_of(text: &str, values: &[&str]) -> bool {
    values.iter().any(|value| text == *value || (value.ends_with(':') && text.starts_with(value)))
}

/// A number of a link as a Python expression, where a fraction is a division.
fn expression(number: &str) -> String {
    if number.bytes().any(|byte| byte == b'/') { format!("({number})") } else { number.into() }
}

/// What follows `words = """`: the items between spaces where none holds any white space, else one a line.
fn literal<'a>(items: impl Iterator<Item = &'a str> + Clone) -> String {
    // Python's split() also splits at these control characters.
    let parts = |character: char| character.is_whitespace() || ('\x1c'..='\x1f').contains(&character);
    let apart = !items.clone().flat_map(str::chars).any(parts);
    let mut text = String::from(if apart { "" } else { "\\" });
    let mut column = COLUMNS;
    for item in items {
        let escaped: String = item.chars().map(escape).collect();
        let width = 1 + escaped.chars().count();
        let fits = apart && column + width <= COLUMNS;
        column = if fits { column + width } else { width - 1 };
        text.push(if fits { ' ' } else { '\n' });
        text.push_str(&escaped);
    }
    text.push_str(if apart { "\n\"\"\".split()" } else { "\"\"\".split(\"\\n\")" });
    text
}

/// A character within triple quotes: by its code where it is invisible, escaped where it has a meaning.
fn escape(character: char) -> String {
    let code = u32::from(character);
    let unseen = character != ' ' && (character.is_control() || character.is_whitespace());
    let unseen = unseen || FORMATS.iter().any(|formats| formats.contains(&code));
    match character {
        '"' | '\\' => ['\\', character].iter().collect(),
        _ if !unseen => character.into(),
        _ => format!("\\U{code:08x}"),
    }
}

/// Invisible characters: soft hyphen, joiners, directions, byte order mark, tags.
const FORMATS: [RangeInclusive<u32>; 8] = [
    0xad..=0xad,
    0x61c..=0x61c,
    0x180e..=0x180e,
    0x200b..=0x200f,
    0x202a..=0x202e,
    0x2060..=0x206f,
    0xfeff..=0xfeff,
    0xe0000..=0xe0fff,
];

/// The checksum of `zlib.crc32` (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let shifted = |crc: u32| crc >> 1 ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| shifted(crc)))
}
