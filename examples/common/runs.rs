//! Reads a file of runs, as the page's *Export all* writes it, field by field: a faulty file is refused as a whole,
//! with its faults. The page's own reader is `www/app/shelf/file.js`; both accept the same files.

use initscope::link::Link;
use initscope::{Error, Errors};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

const FORMAT: &str = "initscope runs";
const VERSION: u32 = 1;
const MAX_RUNS: usize = 100;
const MAX_NAME: usize = 80;
const MAX_LINK: usize = 16_384;
/// The maximum of a history's points, and of a histogram's bins.
const MAX_POINTS: usize = 1024;
const MAX_BINS: usize = 256;

/// An f32; in JSON a number, or the name of a non-finite one.
#[derive(Debug, Clone, Copy)]
pub struct Number(pub f32);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            x if x.is_nan() => serializer.serialize_str("NaN"),
            f32::INFINITY => serializer.serialize_str("Infinity"),
            f32::NEG_INFINITY => serializer.serialize_str("-Infinity"),
            x => serializer.serialize_f32(x),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct File {
    format: &'static str,
    version: u32,
    pub runs: Vec<Run>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Run {
    pub saved: String,
    /// Empty if none was given.
    pub name: String,
    #[serde(serialize_with = "printed")]
    pub link: Link,
    pub step: u64,
    /// The name of the text's file; none for the built-in names.
    pub text: Option<String>,
    pub first: Number,
    pub last: Number,
    pub uniform: Number,
    pub threshold: Number,
    pub evaluation: Option<Evaluated>,
    pub log: Log,
    pub layers: Vec<Layer>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct Evaluated {
    pub step: u64,
    pub train: Number,
    pub val: Number,
}

#[derive(Debug, Clone, Serialize)]
pub struct Log {
    pub stride: u64,
    pub min: Vec<Number>,
    pub mean: Vec<Number>,
    pub max: Vec<Number>,
    pub nonfinite: Vec<u64>,
    pub smooth: Vec<Number>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Layer {
    pub mean: Number,
    pub std: Number,
    pub gradient: Number,
    pub saturated: Number,
    pub dead: u64,
    pub neurons: u64,
    pub counts: Vec<u64>,
    pub range: Vec<Number>,
    pub outside: Vec<u64>,
    pub nonfinite: Vec<u64>,
}

fn printed<S: Serializer>(link: &Link, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(link)
}

/// The runs of a file.
///
/// # Errors
/// The first fault of the file, or of each run.
pub fn read(json: &str) -> Result<File, Errors> {
    let file = parsed(json).and_then(|file| At("file").object(&file).cloned())?;
    let (mut runs, mut errors) = (Vec::new(), Errors::default());
    for (i, run) in list_of(&file)?.iter().enumerate() {
        match read_run(&format!("runs[{i}]"), run) {
            Ok(run) => runs.push(run),
            Err(error) => errors.extend([error]),
        }
    }
    errors.into_result(File { format: FORMAT, version: VERSION, runs })
}

fn parsed(json: &str) -> Result<Value, Error> {
    serde_json::from_str(json).map_err(|_| Error::new("file", "JSON, as Export all writes it", json))
}

fn list_of(file: &Map<String, Value>) -> Result<&[Value], Error> {
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return At("format").fault(format!("{FORMAT:?}"), file.get("format"));
    }
    if file.get("version").and_then(Value::as_f64) != Some(f64::from(VERSION)) {
        return At("version").fault(VERSION.to_string(), file.get("version"));
    }
    At("runs").list(file.get("runs"), 0, MAX_RUNS)
}

/// A place in the file.
struct At<'a>(&'a str);

impl At<'_> {
    #[cold]
    fn fault<T>(&self, expected: impl Into<String>, got: Option<&Value>) -> Result<T, Error> {
        let got = match got {
            None => "nothing".to_owned(),
            Some(Value::Array(list)) => format!("a list of {}", list.len()),
            Some(Value::Object(_)) => "an object".to_owned(),
            Some(value) => value.to_string(),
        };
        Err(Error::new(self.0, expected, got))
    }

    fn object<'a>(&self, value: impl Into<Option<&'a Value>>) -> Result<&'a Map<String, Value>, Error> {
        let value = value.into();
        value.and_then(Value::as_object).map_or_else(|| self.fault("an object", value), Ok)
    }

    fn list<'a>(&self, value: Option<&'a Value>, least: usize, most: usize) -> Result<&'a [Value], Error> {
        let length = if least == most { least.to_string() } else { format!("{least} to {most}") };
        let list = value.and_then(Value::as_array).filter(|list| (least..=most).contains(&list.len()));
        list.map_or_else(|| self.fault(format!("a list of {length}"), value), |list| Ok(&list[..]))
    }

    /// Its length is counted in units of UTF-16, as in JS.
    fn text(&self, value: Option<&Value>, least: usize, most: usize) -> Result<String, Error> {
        let fits = |text: &&str| (least..=most).contains(&text.encode_utf16().count());
        let text = value.and_then(Value::as_str).filter(fits);
        text.map_or_else(
            || self.fault(format!("a text of {least} to {most} characters"), value),
            |text| Ok(text.into()),
        )
    }

    fn number(&self, value: Option<&Value>) -> Result<Number, Error> {
        match value.and_then(Value::as_str) {
            Some("NaN") => Ok(Number(f32::NAN)),
            Some("Infinity") => Ok(Number(f32::INFINITY)),
            Some("-Infinity") => Ok(Number(f32::NEG_INFINITY)),
            _ => {
                as_f32(value).map_or_else(|| self.fault("a number, \"NaN\", \"Infinity\" or \"-Infinity\"", value), Ok)
            }
        }
    }

    fn finite(&self, value: Option<&Value>) -> Result<Number, Error> {
        as_f32(value).map_or_else(|| self.fault("a finite number", value), Ok)
    }

    fn whole(&self, value: Option<&Value>, most: u64) -> Result<u64, Error> {
        match value.and_then(Value::as_f64).filter(|number| number.fract() == 0.0 && *number >= 0.0) {
            None => self.fault("a whole number", value),
            Some(number) if number > most as f64 => self.fault(format!("a whole number of at most {most}"), value),
            Some(number) => Ok(number as u64),
        }
    }

    fn numbers(&self, list: &[Value]) -> Result<Vec<Number>, Error> {
        let each = list.iter().enumerate();
        each.map(|(i, value)| At(&format!("{}[{i}]", self.0)).number(Some(value))).collect()
    }

    fn counts(&self, value: Option<&Value>, least: usize, most: usize) -> Result<Vec<u64>, Error> {
        let each = self.list(value, least, most)?.iter().enumerate();
        each.map(|(i, value)| At(&format!("{}[{i}]", self.0)).whole(Some(value), u32::MAX.into())).collect()
    }
}

/// Adding 0 turns −0, which no file is written with, into 0.
fn as_f32(value: Option<&Value>) -> Option<Number> {
    let number = value?.as_f64()? as f32;
    number.is_finite().then_some(Number(number + 0.0))
}

fn read_run(at: &str, value: &Value) -> Result<Run, Error> {
    let run = At(at).object(value)?;
    let place = |key: &str| format!("{at}.{key}");
    let number = |key: &str| At(&place(key)).number(run.get(key));
    let finite = |key: &str| At(&place(key)).finite(run.get(key));
    let name = At(&place("name")).text(run.get("name"), 0, MAX_NAME)?;
    let (link, step) = read_link(at, run)?;
    let is_built_in = link.text.is_none();
    let text = match run.get("text") {
        Some(Value::Null) if is_built_in => None,
        other if is_built_in => return At(&place("text")).fault("null, since its link names no text", other),
        text => Some(At(&place("text")).text(text, 1, MAX_NAME)?),
    };
    let widths = &link.config.hidden;
    let layers = At(&place("layers")).list(run.get("layers"), widths.len(), widths.len())?;
    let saved = read_date(&place("saved"), run.get("saved"))?;
    let (first, last) = (number("first")?, number("last")?);
    let (uniform, threshold) = (finite("uniform")?, finite("threshold")?);
    let evaluation = match run.get("evaluation") {
        Some(Value::Null) => None,
        evaluation => Some(read_evaluation(&place("evaluation"), evaluation, step)?),
    };
    let log = read_log(&place("log"), run.get("log"))?;
    let layers = layers.iter().zip(widths).enumerate();
    let layers = layers.map(|(i, (layer, width))| read_layer(&place(&format!("layers[{i}]")), layer, *width as u64));
    let layers = layers.collect::<Result<_, _>>()?;
    Ok(Run { saved, name, link, step, text, first, last, uniform, threshold, evaluation, log, layers })
}

/// The link, of which the text, the step and the checksum are used in addition to the Config; and the step.
fn read_link(at: &str, run: &Map<String, Value>) -> Result<(Link, u64), Error> {
    let place = format!("{at}.link");
    let (link, errors) = Link::parse(&At(&place).text(run.get("link"), 1, MAX_LINK)?);
    if let Some(Error { field, expected, got }) = errors.into_iter().next() {
        return Err(Error::new(format!("{place}: {field}"), expected, got));
    }
    let Some(step) = link.step.filter(|step| *step > 0) else {
        let got = link.step.map_or("nothing".into(), |step| step.to_string());
        return Err(Error::new(format!("{place}: step"), "a step above 0", got));
    };
    if link.sum.is_none() {
        return Err(Error::new(format!("{place}: sum"), "a checksum", "nothing"));
    }
    let says = At(&format!("{at}.step"));
    if says.whole(run.get("step"), u32::MAX.into())? != step {
        return says.fault(format!("{step}, as its link says"), run.get("step"));
    }
    let Link { config, text, step: at, sum, .. } = link;
    Ok((Link { config, text, step: at, sum, ..Link::default() }, step))
}

/// In the format that JS writes, and a date that exists.
fn read_date(at: &str, value: Option<&Value>) -> Result<String, Error> {
    let text = At(at).text(value, 1, 30)?;
    let digits = |from: usize, to: usize| {
        text.get(from..to)?
            .bytes()
            .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    };
    let punctuation = text.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_digit());
    let shape = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
    let is_date = || {
        let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(is_leap),
            _ => 31,
        };
        let in_time = digits(11, 13)? < 24 && digits(14, 16)? < 60 && digits(17, 19)? < 60;
        Some(text.len() == 24 && (1..=12).contains(&month) && (1..=days).contains(&day) && in_time)
    };
    if punctuation.eq(shape) && is_date() == Some(true) {
        return Ok(text);
    }
    At(at).fault("a date such as 2026-01-31T12:00:00.000Z", value)
}

fn read_evaluation(at: &str, value: Option<&Value>, last: u64) -> Result<Evaluated, Error> {
    let evaluation = At(at).object(value)?;
    let number = |key: &str| At(&format!("{at}.{key}")).number(evaluation.get(key));
    let step = At(&format!("{at}.step")).whole(evaluation.get("step"), last)?;
    Ok(Evaluated { step, train: number("train")?, val: number("val")? })
}

fn read_log(at: &str, value: Option<&Value>) -> Result<Log, Error> {
    let log = At(at).object(value)?;
    let place = |key: &str| format!("{at}.{key}");
    let points = At(&place("mean")).list(log.get("mean"), 1, MAX_POINTS)?.len();
    let row = |key: &str| {
        let place = place(key);
        At(&place).numbers(At(&place).list(log.get(key), points, points)?)
    };
    let stride = At(&place("stride")).whole(log.get("stride"), u32::MAX.into())?;
    if stride == 0 {
        return At(&place("stride")).fault("at least 1", log.get("stride"));
    }
    let (min, mean, max) = (row("min")?, row("mean")?, row("max")?);
    let nonfinite = At(&place("nonfinite")).counts(log.get("nonfinite"), points, points)?;
    Ok(Log { stride, min, mean, max, nonfinite, smooth: row("smooth")? })
}

fn read_layer(at: &str, value: &Value, width: u64) -> Result<Layer, Error> {
    let layer = At(at).object(value)?;
    let place = |key: &str| format!("{at}.{key}");
    let number = |key: &str| At(&place(key)).number(layer.get(key));
    let neurons = At(&place("neurons")).whole(layer.get("neurons"), u32::MAX.into())?;
    if neurons != width {
        return At(&place("neurons")).fault(format!("{width}, as its link says"), layer.get("neurons"));
    }
    let ends = At(&place("range")).list(layer.get("range"), 2, 2)?.iter().enumerate();
    let range = ends.map(|(i, end)| At(&format!("{}[{i}]", place("range"))).finite(Some(end)));
    let range = range.collect::<Result<Vec<_>, _>>()?;
    if range[0].0 >= range[1].0 {
        return At(&place("range")).fault("its lower end first", layer.get("range"));
    }
    let saturated = number("saturated")?;
    if saturated.0 < 0.0 || saturated.0 > 100.0 {
        return At(&place("saturated")).fault("a percentage", layer.get("saturated"));
    }
    let counts = |key: &str, least, most| At(&place(key)).counts(layer.get(key), least, most);
    Ok(Layer {
        counts: counts("counts", 1, MAX_BINS)?,
        outside: counts("outside", 2, 2)?,
        nonfinite: counts("nonfinite", 2, 2)?,
        mean: number("mean")?,
        std: number("std")?,
        gradient: number("gradient")?,
        dead: At(&place("dead")).whole(layer.get("dead"), width)?,
        saturated,
        neurons,
        range,
    })
}
