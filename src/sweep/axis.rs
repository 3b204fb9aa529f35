//! What a sweep runs along: a field of a Config and its values, from a text such as `w=0.01..10*24`, and the Config that
//! they make.

use serde::Serialize;

use crate::config::{self, Config, FieldName, MAX_HIDDEN_LAYERS, Norm, Scale, number};
use crate::error::Error;

/// The most values that an axis has.
pub const MOST_VALUES: usize = 64;

/// To so many digits the values of a range are rounded, so that a link prints them short.
const DIGITS: u32 = 4;

/// What an axis may run along: fields of a Config, and `depth`, how many hidden layers there are, each of the first one's
/// width, and `width`, that of every hidden layer.
pub const FIELDS: [&str; 8] = ["w", "out", "depth", "width", "lr", "batch", "seed", "norm"];

/// A field and the values that it takes, as [`cell_config`] reads them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Axis {
    /// One of [`FIELDS`].
    pub field: &'static str,
    /// No two of them make the same Config.
    pub values: Vec<String>,
}

/// One or two axes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// The axis that is always there.
    pub x: Axis,
    /// Another field's.
    pub y: Option<Axis>,
}

impl Grid {
    /// Reads both axes; an empty `y` is none.
    ///
    /// # Errors
    /// What is wrong with either, named by its field.
    pub fn parse(base: &Config, x: &str, y: &str) -> Result<Self, Vec<Error>> {
        let both = (Axis::parse(base, x), if y.is_empty() { Ok(None) } else { Axis::parse(base, y).map(Some) });
        match both {
            (Ok(x), Ok(Some(y))) if x.field == y.field => {
                Err(vec![Error::new(y.field, "another field on the second axis", y.field)])
            }
            (Ok(x), Ok(y)) => Ok(Self { x, y }),
            (x, y) => Err(x.err().into_iter().chain(y.err()).collect()),
        }
    }

    /// Field and value of x, then of y, for each cell: all of the first value of y, then all of the second.
    pub fn cells(&self) -> impl Iterator<Item = Vec<(&'static str, &str)>> {
        let rows = self.y.as_ref().map_or(vec![None], |y| y.pairs().map(Some).collect());
        rows.into_iter().flat_map(|y| self.x.pairs().map(move |x| [x].into_iter().chain(y).collect()))
    }
}

impl Axis {
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|value| (self.field, &**value))
    }

    /// Reads `field=values`. Values are a list, `0.1,5/3,gain:1`, or a range, `from..to*count`: from one end to the other
    /// in equal steps, or, for `w`, `out`, `lr`, `width` and `batch`, by equal factors; `:lin` or `:log` behind it says
    /// which. A range's values are rounded to four significant digits, or to whole numbers. `std:` or `gain:` before a
    /// value or range of `w` or `out` holds instead of the kind that `base` has. What comes twice is left out.
    ///
    /// # Errors
    /// Names the field.
    pub fn parse(base: &Config, text: &str) -> Result<Self, Error> {
        let Some((name, values)) = text.split_once('=') else {
            return Err(Error::new("axis", "field=values, such as w=0.01..10*24 or norm=none,batch", text));
        };
        let Some(field) = FIELDS.into_iter().find(|field| *field == name) else { return Err(unknown(name)) };
        let mut axis = Self { field, values: Vec::new() };
        let range = values.split_once('*').or_else(|| dots(values).map(|_| (values, "")));
        if let Some((ends, count)) = range.filter(|_| field != "norm") {
            let (kind, values) = range_of(field, ends, count)?;
            for value in values {
                axis.add(value_of(base, field, kind, value))?;
            }
        } else {
            for text in values.split(',') {
                let value = match field {
                    "norm" => base.clone().set(FieldName::Norm, text).map(|()| text.into())?,
                    _ => read(field, text).map(|(kind, value)| value_of(base, field, kind, value))?,
                };
                axis.add(value)?;
            }
        }
        Ok(axis)
    }

    fn add(&mut self, value: String) -> Result<(), Error> {
        if !self.values.contains(&value) {
            if self.values.len() == MOST_VALUES {
                return Err(Error::new(self.field, format!("at most {MOST_VALUES} values"), "more"));
            }
            self.values.push(value);
        }
        Ok(())
    }
}

/// A value as a link writes its number, its kind before it where it is not the one that `base` has.
fn value_of(base: &Config, field: &str, kind: &str, value: f64) -> String {
    let usual = match if field == "w" { base.hidden_weights } else { base.output_weights } {
        Scale::Std(_) => "std",
        Scale::Gain(_) => "gain",
    };
    let number = number::print(value);
    if kind.is_empty() || kind == usual { number } else { [kind, ":", &number].concat() }
}

/// The values from one end to another, and their kind.
fn range_of<'a>(field: &str, ends: &'a str, count: &str) -> Result<(&'a str, Vec<f64>), Error> {
    let shape = || {
        let expected =
            format!("from..to*count, such as 1..10*24, 2 to {MOST_VALUES} values, then :lin, :log or nothing");
        Error::new(field, expected, if count.is_empty() { ends.into() } else { [ends, "*", count].concat() })
    };
    let (count, by_factors) = match count.split_once(':') {
        None => (count, matches!(field, "w" | "out" | "lr" | "width" | "batch")),
        Some((count, "lin")) => (count, false),
        Some((count, "log")) => (count, true),
        Some(_) => return Err(shape()),
    };
    let count =
        number::parse_digits(count).map(|count| count as usize).filter(|count| (2..=MOST_VALUES).contains(count));
    let (from, to) = dots(ends).ok_or_else(shape)?;
    let last = count.ok_or_else(shape)? - 1;
    let ((kind, from), (none, to)) = (read(field, from)?, read(field, to)?);
    if !none.is_empty() {
        return Err(shape());
    }
    if by_factors && from.min(to) <= 0.0 {
        return Err(Error::new(field, "ends above 0, or :lin behind the count", ends));
    }
    let value = |at: usize| {
        let value = if by_factors { between(from, to, at, last) } else { from + (to - from) * at as f64 / last as f64 };
        if is_whole(field) { value.round() } else { number::significant(value, DIGITS) }
    };
    Ok((kind, (0..=last).map(value).collect()))
}

/// What stands before and behind two dots.
fn dots(text: &str) -> Option<(&str, &str)> {
    let at = text.as_bytes().windows(2).position(|two| two == b"..")?;
    text.get(..at).zip(text.get(at + 2..))
}

/// `from` · (`to` / `from`)^(`at` / `last`), made of square roots alone: the same bits everywhere.
fn between(from: f64, to: f64, at: usize, last: usize) -> f64 {
    /// More binary digits than a rounded value shows.
    const PLACES: u32 = 40;
    let (mut value, mut root, mut rest) = (from, to.sqrt() / from.sqrt(), at);
    // With each binary digit of at / last, the next root counts or does not.
    for _ in 0..PLACES {
        rest *= 2;
        if rest >= last {
            rest -= last;
            value *= root;
        }
        root = root.sqrt();
    }
    value
}

/// The Config of a cell: `base` with these fields at these values. Without a norm there is none on the logits either; what
/// else contradicts is an error.
///
/// # Errors
/// Every wrong value, named by its axis; and what is wrong between fields.
pub fn cell_config(base: &Config, values: &[(&str, &str)]) -> Result<Config, Vec<Error>> {
    let mut config = base.clone();
    let mut errors: Vec<Error> =
        values.iter().filter_map(|(field, value)| set(&mut config, field, value).err()).collect();
    errors.extend(config.conflicts());
    if errors.is_empty() { Ok(config) } else { Err(errors) }
}

/// Sets one of [`FIELDS`]. The learning rate is the first one; its later changes stay as they are.
fn set(config: &mut Config, field: &str, text: &str) -> Result<(), Error> {
    if field == "norm" {
        config.set(FieldName::Norm, text)?;
        if config.norm == Norm::None {
            config.output_norm_gain = None;
        }
        return Ok(());
    }
    if !FIELDS.contains(&field) {
        return Err(unknown(field));
    }
    let (kind, value) = read(field, text)?;
    let scale = |base| match (kind, base) {
        ("std", _) | ("", Scale::Std(_)) => Scale::Std(value),
        _ => Scale::Gain(value),
    };
    match field {
        "w" => config.hidden_weights = scale(config.hidden_weights),
        "out" => config.output_weights = scale(config.output_weights),
        "depth" => config.hidden = vec![config.hidden[0]; value as usize],
        "width" => config.hidden.fill(value as usize),
        "lr" => config.learning_rate.initial = value,
        "batch" => config.batch = value as usize,
        _ => config.seed = value as u32,
    }
    Ok(())
}

fn is_whole(field: &str) -> bool {
    matches!(field, "depth" | "width" | "batch" | "seed")
}

/// A number in the range of a field that has numbers, and `std`, `gain` or nothing for its kind.
#[inline(never)]
fn read<'a>(field: &str, text: &'a str) -> Result<(&'a str, f64), Error> {
    let (has_kinds, is_whole) = (matches!(field, "w" | "out"), is_whole(field));
    let name = if field == "width" { "hidden" } else { field };
    let of = config::FIELDS.iter().find(|of| of.name == name);
    let [least, most] = of.map_or([1.0, MAX_HIDDEN_LAYERS as f64], |of| [of.min, of.max]);
    let (kind, number) = match text.split_once(':') {
        Some((kind @ ("std" | "gain"), number)) if has_kinds => (kind, number),
        _ => ("", text),
    };
    let value = if is_whole { number::parse_digits(number).map(f64::from) } else { number::parse(number) };
    value.filter(|value| (least..=most).contains(value)).map(|value| (kind, value)).ok_or_else(|| {
        let whole = if is_whole { "whole " } else { "" };
        let kinds = if has_kinds { ", std: or gain: before it or not" } else { "" };
        let [least, most] = [least, most].map(number::print);
        Error::new(field, format!("a {whole}number from {least} to {most}{kinds}"), text)
    })
}

fn unknown(field: &str) -> Error {
    Error::new(field, format!("one of {}", FIELDS.join(", ")), field)
}
