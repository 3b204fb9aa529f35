//! The axes of a sweep: a field of a Config and its values, read from a text such as `w=0.01..10*24`, and the Config of
//! each combination.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::config::{Config, Field, FieldName, Init, Kind, MAX_HIDDEN_LAYERS, number};
use crate::error::{Error, Errors};

/// The largest number of values of an axis.
pub const MAX_VALUES: usize = 64;

/// The significant digits of a range's values: few, so that links stay short.
const DIGITS: u32 = 4;

/// What an axis may vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisField {
    /// The number of hidden layers, each as wide as the first one.
    Depth,
    /// The width of every hidden layer.
    Width,
    /// A field of a Config.
    Of(FieldName),
}

impl AxisField {
    /// The names of all that an axis may vary: keys of links, `depth` and `width`.
    pub const NAMES: [&str; 17] = [
        "w", "out", "depth", "width", "lr", "batch", "seed", "warmup", "clip", "decay", "norm", "act", "res", "branch",
        "opt", "b", "outb",
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Depth => "depth",
            Self::Width => "width",
            Self::Of(field) => field.key(),
        }
    }

    /// The field of a Config that it sets.
    fn field(self) -> &'static Field {
        match self {
            Self::Depth | Self::Width => FieldName::Hidden.field(),
            Self::Of(field) => field.field(),
        }
    }

    fn is_whole(self) -> bool {
        matches!(self.field().kind, Kind::Integer | Kind::Widths)
    }

    /// Whether a range goes in equal factors rather than equal steps.
    fn is_logarithmic(self) -> bool {
        !matches!(self, Self::Depth | Self::Of(FieldName::Seed))
    }

    /// Whether a value is any text that the field has in a link, as `batch` of `norm`, rather than a number of a range.
    fn is_word(self, text: &str) -> bool {
        match self.field().kind {
            Kind::Choice | Kind::Norm | Kind::Branch | Kind::Optimizer | Kind::Bias => true,
            Kind::Optional => text == "none",
            Kind::Decay => text == "default",
            Kind::Init => text.parse().is_ok_and(|init: Init| init.scale().is_none()),
            Kind::Integer | Kind::Real | Kind::Widths | Kind::Schedule | Kind::Betas | Kind::Changes => false,
        }
    }

    /// Whether a value is never a number of a range.
    fn has_words_alone(self) -> bool {
        self.is_word("")
    }

    fn is_init(self) -> bool {
        self.field().kind == Kind::Init
    }

    /// What a number of `w` or `out` is without a kind before it: a standard deviation where `base` has one, else a gain.
    fn usual_kind(self, base: &Config) -> &'static str {
        if base.print(self.field().id).starts_with("std:") { "std" } else { "gain" }
    }

    /// A number in the field's range, and `std`, `gain` or nothing for its kind.
    #[inline(never)]
    fn read(self, text: &str) -> Result<(&str, f64), Error> {
        let &Field { min, max, .. } = self.field();
        let max = if self == Self::Depth { MAX_HIDDEN_LAYERS as f64 } else { max };
        let is_scale = self.is_init();
        let (kind, number) = match text.split_once(':') {
            Some((kind @ ("std" | "gain"), number)) if is_scale => (kind, number),
            _ => ("", text),
        };
        let value = if self.is_whole() { number::parse_digits(number).map(f64::from) } else { number::parse(number) };
        value.filter(|value| (min..=max).contains(value)).map(|value| (kind, value)).ok_or_else(|| {
            let whole = if self.is_whole() { "whole " } else { "" };
            let or = match self.field().kind {
                Kind::Init => ", std: or gain: before it or not, or an initialization",
                Kind::Optional => " or none",
                Kind::Decay => " or default",
                Kind::Choice
                | Kind::Norm
                | Kind::Branch
                | Kind::Optimizer
                | Kind::Bias
                | Kind::Integer
                | Kind::Real
                | Kind::Widths
                | Kind::Schedule
                | Kind::Betas
                | Kind::Changes => "",
            };
            let [min, max] = [min, max].map(number::print);
            Error::new(self.name(), format!("a {whole}number from {min} to {max}{or}"), text)
        })
    }

    /// Sets the field in a Config. Of the learning rate that is the first one; its later changes stay as they are.
    fn set(self, config: &mut Config, text: &str) -> Result<(), Error> {
        if self.is_word(text) {
            config.set(self.field().id, text)?;
            if !config.has_output_norm() {
                config.output_norm_gain = None;
            }
            return Ok(());
        }
        let (kind, value) = self.read(text)?;
        match self {
            Self::Depth => config.hidden = vec![config.hidden[0]; value as usize],
            Self::Width => config.hidden.fill(value as usize),
            Self::Of(FieldName::LearningRate) => config.learning_rate.initial = value,
            Self::Of(field) if self.is_init() && kind.is_empty() => {
                config.set(field, &[self.usual_kind(config), ":", text].concat())?;
            }
            Self::Of(field) => config.set(field, text)?,
        }
        Ok(())
    }

    /// A value as a link writes its number, after its kind where that is not the one that `base` has.
    fn print(self, base: &Config, kind: &str, value: f64) -> String {
        let number = number::print(value);
        let is_usual = kind.is_empty() || kind == self.usual_kind(base);
        if is_usual { number } else { [kind, ":", &number].concat() }
    }
}

impl FromStr for AxisField {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "depth" => Ok(Self::Depth),
            "width" => Ok(Self::Width),
            _ => FieldName::from_key(name)
                .filter(|_| Self::NAMES.contains(&name))
                .map(Self::Of)
                .ok_or_else(|| Error::new(name, format!("one of {}", Self::NAMES.join(", ")), name)),
        }
    }
}

impl fmt::Display for AxisField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for AxisField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A field and its values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Axis {
    /// The field.
    pub field: AxisField,
    /// As [`cell_config`] reads them; no two make the same Config.
    pub values: Vec<String>,
}

/// One or two axes.
///
/// ```
/// use initscope::sweep::{Cell, Grid, Measure, cell_config};
/// use initscope::{Config, Dataset};
///
/// # fn main() -> Result<(), initscope::Errors> {
/// let text = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// let base = Config { hidden: vec![20], ..Config::default() };
/// let grid = Grid::parse(&base, "out=0.01..1*3", "norm=none,batch")?;
/// let losses = grid.cells().map(|cell| {
///     let config = cell_config(&base, &cell)?;
///     Ok(Cell::new(&text, config, Measure::FirstLoss, 0)?.finish(&text).value)
/// });
/// let losses = losses.collect::<Result<Vec<f32>, initscope::Errors>>()?;
/// assert_eq!(losses.len(), 6);
/// assert!(losses[0] < losses[2], "large output weights make the first loss large");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// The first axis.
    pub x: Axis,
    /// The second one, of another field.
    pub y: Option<Axis>,
}

impl Grid {
    /// Reads both axes as [`Axis::parse`] does; an empty `y` is none.
    ///
    /// # Errors
    /// What is wrong with either, by the names of their fields.
    pub fn parse(base: &Config, x: &str, y: &str) -> Result<Self, Errors> {
        let both = (Axis::parse(base, x), if y.is_empty() { Ok(None) } else { Axis::parse(base, y).map(Some) });
        match both {
            (Ok(x), Ok(Some(y))) if x.field == y.field => {
                Err(Error::new(y.field.name(), "another field on the second axis", y.field).into())
            }
            (Ok(x), Ok(y)) => Ok(Self { x, y }),
            (x, y) => Err(x.err().into_iter().chain(y.err()).collect()),
        }
    }

    /// Field and value of x, then of y, for each cell: all of the first value of y, then all of the second.
    pub fn cells(&self) -> impl Iterator<Item = Vec<(AxisField, &str)>> {
        let rows = self.y.as_ref().map_or(vec![None], |y| y.pairs().map(Some).collect());
        rows.into_iter().flat_map(|y| self.x.pairs().map(move |x| [x].into_iter().chain(y).collect()))
    }
}

impl Axis {
    fn pairs(&self) -> impl Iterator<Item = (AxisField, &str)> {
        self.values.iter().map(|value| (self.field, &**value))
    }

    /// Reads `field=values`. Values are a list, `0.1,5/3,gain:1`, or a range, `from..to*count`: from one end to the other
    /// in equal steps or, for any field but `depth` and `seed`, by equal factors; `:lin` or `:log` after the count
    /// chooses one of them. A range's values are rounded to four significant digits, or to whole numbers. A number of `w` or
    /// `out` is a standard deviation where `base` has one, else a gain; `std:` or `gain:` before a value or range replaces
    /// that, and in a list a value may be an initialization, as in `kaiming_normal,torch`, `none` of `clip` and `default` of
    /// `decay`. Values of `norm`, `act`, `res`, `branch`, `opt`, `b` and `outb` are a list of what a link has. Repeated values
    /// are left out.
    ///
    /// # Errors
    /// What is wrong, by the name of the field.
    pub fn parse(base: &Config, text: &str) -> Result<Self, Error> {
        let Some((name, values)) = text.split_once('=') else {
            return Err(Error::new("axis", "field=values, such as w=0.01..10*24 or norm=none,batch", text));
        };
        let field: AxisField = name.parse()?;
        let mut axis = Self { field, values: Vec::new() };
        let range = values.split_once('*').or(values.contains("..").then_some((values, "")));
        if let Some((ends, count)) = range.filter(|_| !field.has_words_alone()) {
            let (kind, values) = range_of(field, ends, count)?;
            for value in values {
                axis.add(field.print(base, kind, value))?;
            }
        } else {
            for text in values.split(',') {
                axis.add(if field.is_word(text) {
                    let (mut config, field) = (base.clone(), field.field().id);
                    config.set(field, text)?;
                    config.print(field)
                } else {
                    let (kind, value) = field.read(text)?;
                    field.print(base, kind, value)
                })?;
            }
        }
        Ok(axis)
    }

    fn add(&mut self, value: String) -> Result<(), Error> {
        if !self.values.contains(&value) {
            if self.values.len() == MAX_VALUES {
                return Err(Error::new(self.field.name(), format!("at most {MAX_VALUES} values"), "more"));
            }
            self.values.push(value);
        }
        Ok(())
    }
}

/// The values from one end to another, and their kind.
fn range_of<'a>(field: AxisField, ends: &'a str, count: &str) -> Result<(&'a str, Vec<f64>), Error> {
    let shape = || {
        let expected =
            format!("from..to*count, such as 1..10*24, 2 to {MAX_VALUES} values, then :lin, :log or nothing");
        let got = if count.is_empty() { ends.into() } else { [ends, "*", count].concat() };
        Error::new(field.name(), expected, got)
    };
    let (count, by_factors) = match count.split_once(':') {
        None => (count, field.is_logarithmic()),
        Some((count, "lin")) => (count, false),
        Some((count, "log")) => (count, true),
        Some(_) => return Err(shape()),
    };
    let count = number::parse_digits(count).map(|count| count as usize);
    let count = count.filter(|count| (2..=MAX_VALUES).contains(count));
    let (from, to) = ends.split_once("..").ok_or_else(shape)?;
    let last = count.ok_or_else(shape)? - 1;
    let ((kind, from), (no_kind, to)) = (field.read(from)?, field.read(to)?);
    if !no_kind.is_empty() {
        return Err(shape());
    }
    if by_factors && from.min(to) <= 0.0 {
        return Err(Error::new(field.name(), "ends above 0, or :lin after the count", ends));
    }
    let value = |at: usize| {
        let value = if by_factors { between(from, to, at, last) } else { from + (to - from) * at as f64 / last as f64 };
        if field.is_whole() { value.round() } else { number::significant(value, DIGITS) }
    };
    Ok((kind, (0..=last).map(value).collect()))
}

/// `from` · (`to` / `from`)^(`at` / `last`), computed by square roots alone: the same bits on every platform.
fn between(from: f64, to: f64, at: usize, last: usize) -> f64 {
    /// More binary digits than a rounded value shows.
    const PLACES: u32 = 40;
    let (mut value, mut root, mut rest) = (from, to.sqrt() / from.sqrt(), at);
    // Each binary digit of at / last that is 1 multiplies by the next root.
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

/// The Config of a cell: `base` with these fields at these values. Without a norm, there is none on the logits either.
///
/// # Errors
/// Every wrong value, by the name of its field, and fields that contradict each other.
pub fn cell_config(base: &Config, values: &[(AxisField, &str)]) -> Result<Config, Errors> {
    let mut config = base.clone();
    let mut errors: Errors = values.iter().filter_map(|(field, value)| field.set(&mut config, value).err()).collect();
    errors.extend(config.conflicts());
    errors.into_result(config)
}
