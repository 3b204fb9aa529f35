//! What a sweep runs along: a field of a Config and its values, from a text such as `w=0.01..10*24`, and the Config that
//! they make.

use serde::Serialize;

use crate::config::{self, Config, MOST_LAYERS, Norm, Scale, number};
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
    /// value or range of `w` or `out` holds instead of the kind that `base` has. Values that make the same Config as an
    /// earlier one are left out.
    ///
    /// # Errors
    /// Names the field.
    pub fn parse(base: &Config, text: &str) -> Result<Self, Error> {
        let Some((name, values)) = text.split_once('=') else {
            return Err(Error::new("axis", "field=values, such as w=0.01..10*24 or norm=none,batch", text));
        };
        let Some(field) = FIELDS.into_iter().find(|field| *field == name) else {
            return Err(Error::new(name, format!("one of {}", FIELDS.join(", ")), name));
        };
        let given: Vec<String> = match values.split_once("..") {
            Some((from, rest)) if field != "norm" => range(base, field, from, rest).and_then(|range| {
                range.values().ok_or_else(|| Error::new(field, "ends above 0, or :lin behind them", values))
            })?,
            _ => values.split(',').take(MOST_VALUES + 1).map(str::to_owned).collect(),
        };
        if given.len() > MOST_VALUES {
            return Err(Error::new(field, format!("at most {MOST_VALUES} values"), "more"));
        }
        let mut axis = Self { field, values: Vec::new() };
        let mut configs = Vec::new();
        for value in given {
            let mut config = base.clone();
            set(&mut config, field, &value)?;
            if !configs.contains(&config) {
                configs.push(config);
                axis.values.push(plain(&value));
            }
        }
        Ok(axis)
    }
}

/// A value with its number as a link writes it.
fn plain(text: &str) -> String {
    let (kind, value) = text.split_at(text.find(':').map_or(0, |at| at + 1));
    number::parse(value).map_or_else(|| text.into(), |value| [kind, &number::print(value)].concat())
}

/// Values from one end to another.
struct Range<'a> {
    /// `std:`, `gain:` or nothing.
    kind: &'a str,
    ends: [f64; 2],
    count: usize,
    by_factors: bool,
    whole: bool,
}

fn range<'a>(base: &Config, field: &str, from: &'a str, rest: &str) -> Result<Range<'a>, Error> {
    let shape = || {
        let expected =
            format!("from..to*count, such as 1..10*24, with 2 to {MOST_VALUES} values, and :lin or :log or nothing");
        Error::new(field, expected, format!("{from}..{rest}"))
    };
    let (to, count) = rest.split_once('*').ok_or_else(shape)?;
    let (count, by_factors) = match count.split_once(':') {
        None => (count, matches!(field, "w" | "out" | "lr" | "width" | "batch")),
        Some((count, "lin")) => (count, false),
        Some((count, "log")) => (count, true),
        Some(_) => return Err(shape()),
    };
    let count = digits(count).map(|count| count as usize).filter(|count| (2..=MOST_VALUES).contains(count));
    let (kind, least) = from.split_at(from.find(':').map_or(0, |at| at + 1));
    // Both ends must be values of the field themselves.
    for end in [from, &[kind, to].concat()] {
        set(&mut base.clone(), field, end)?;
    }
    let ends = number::parse(least).zip(number::parse(to)).ok_or_else(shape)?;
    let whole = is_whole(field);
    Ok(Range { kind, ends: ends.into(), count: count.ok_or_else(shape)?, by_factors, whole })
}

impl Range<'_> {
    /// `None` where there are no factors from one end to the other.
    fn values(&self) -> Option<Vec<String>> {
        let [from, to] = self.ends;
        if self.by_factors && from.min(to) <= 0.0 {
            return None;
        }
        let last = self.count - 1;
        let value = |i: usize| {
            let value =
                if self.by_factors { between(from, to, i, last) } else { from + (to - from) * i as f64 / last as f64 };
            let rounded = if self.whole { value.round() } else { number::significant(value, DIGITS) };
            [self.kind, &number::print(rounded)].concat()
        };
        Some((0..self.count).map(value).collect())
    }
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
pub fn cell_config<'a>(
    base: &Config,
    values: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Config, Vec<Error>> {
    let mut config = base.clone();
    let mut errors: Vec<Error> =
        values.into_iter().filter_map(|(field, value)| set(&mut config, field, value).err()).collect();
    errors.extend(config.conflicts());
    if errors.is_empty() { Ok(config) } else { Err(errors) }
}

/// Sets one of [`FIELDS`]. The learning rate is the first one; its later changes stay as they are.
fn set(config: &mut Config, field: &str, text: &str) -> Result<(), Error> {
    match field {
        "w" => config.w = scale(field, text, config.w)?,
        "out" => config.out = scale(field, text, config.out)?,
        "depth" => config.hidden = vec![config.hidden[0]; whole(field, text)? as usize],
        "width" => {
            let width = whole(field, text)? as usize;
            config.hidden.fill(width);
        }
        "lr" => config.lr.initial = real(field, text, "")?,
        "batch" => config.batch = whole(field, text)? as usize,
        "seed" => config.seed = whole(field, text)?,
        "norm" => {
            config.set(field, text)?;
            if config.norm == Norm::None {
                config.outnorm = None;
            }
        }
        _ => return Err(Error::new(field, format!("one of {}", FIELDS.join(", ")), field)),
    }
    Ok(())
}

fn scale(field: &str, text: &str, base: Scale) -> Result<Scale, Error> {
    let (kind, value) = text.split_once(':').unwrap_or(("", text));
    let value = real(field, value, ", with std: or gain: before it or not")?;
    match (kind, base) {
        ("std", _) | ("", Scale::Std(_)) => Ok(Scale::Std(value)),
        ("gain", _) | ("", Scale::Gain(_)) => Ok(Scale::Gain(value)),
        _ => Err(Error::new(field, "std:, gain: or neither before the number", text)),
    }
}

fn is_whole(field: &str) -> bool {
    matches!(field, "depth" | "width" | "batch" | "seed")
}

/// The least and the largest value.
fn limits(field: &str) -> [f64; 2] {
    let name = if field == "width" { "hidden" } else { field };
    let of = config::FIELDS.iter().find(|of| of.name == name);
    of.map_or([1.0, MOST_LAYERS as f64], |of| [of.min, of.max])
}

fn whole(field: &str, text: &str) -> Result<u32, Error> {
    let limits = limits(field);
    let value = digits(text).filter(|value| in_limits(f64::from(*value), limits));
    value.ok_or_else(|| wrong(field, "a whole number", limits, "", text))
}

fn real(field: &str, text: &str, more: &str) -> Result<f64, Error> {
    let limits = limits(field);
    let value = number::parse(text).filter(|value| in_limits(*value, limits));
    value.ok_or_else(|| wrong(field, "a number", limits, more, text))
}

fn in_limits(value: f64, [least, most]: [f64; 2]) -> bool {
    (least..=most).contains(&value)
}

#[cold]
fn wrong(field: &str, what: &str, limits: [f64; 2], more: &str, got: &str) -> Error {
    let [least, most] = limits.map(number::print);
    Error::new(field, format!("{what} from {least} to {most}{more}"), got)
}

/// A whole number without a sign.
fn digits(text: &str) -> Option<u32> {
    number::parse_whole(text).filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}
