//! The text form of numbers in links: decimals, exponents and fractions; and what people type besides: roots and decimal
//! commas.

use super::decimal;
use crate::Error;

/// Reads `0.1`, `1e-5` or `5/3`; `None` for anything else, including NaN and infinities.
pub fn parse(text: &str) -> Option<f64> {
    let value = match text.split_once('/') {
        Some((numerator, denominator)) => decimal::parse(numerator)? / decimal::parse(denominator)?,
        None => decimal::parse(text)?,
    };
    // Adding 0 turns −0 into 0.
    value.is_finite().then_some(value + 0.0)
}

/// Reads what [`parse`] reads, and a square root in place of either number, as in `√2`, `sqrt(2)` and `√2/2`.
pub fn parse_with_roots(text: &str) -> Option<f64> {
    parse_quotient(text, decimal::parse)
}

/// Reads a number as a person types it: what [`parse_with_roots`] reads, with spaces between its parts, and a decimal comma,
/// as in `0,2`. `None` for anything else, and for `1,000`, which may be either.
pub fn parse_typed(text: &str) -> Option<f64> {
    parse_quotient(text, |number| parse_comma(number.trim_ascii()))
}

fn parse_quotient(text: &str, number: fn(&str) -> Option<f64>) -> Option<f64> {
    let value = match text.split_once('/') {
        Some((numerator, denominator)) => parse_factor(numerator, number)? / parse_factor(denominator, number)?,
        None => parse_factor(text, number)?,
    };
    value.is_finite().then_some(value + 0.0)
}

/// A number or the square root of one.
fn parse_factor(text: &str, number: fn(&str) -> Option<f64>) -> Option<f64> {
    let trimmed = text.trim_ascii();
    let Some(radicand) = trimmed.strip_prefix('√').or_else(|| trimmed.strip_prefix("sqrt")) else {
        return number(text);
    };
    let radicand = radicand.trim_ascii();
    let radicand = radicand.strip_prefix('(').map_or(Some(radicand), |rest| rest.strip_suffix(')'))?;
    number(radicand).map(f64::sqrt)
}

/// A decimal, whose point may be a comma. Three digits after it may be a group of thousands, unless only zeros are before it.
fn parse_comma(text: &str) -> Option<f64> {
    let Some((whole, fraction)) = text.split_once(',') else {
        return decimal::parse(text);
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_group = fraction.len() == 3 && whole.bytes().any(|byte| byte != b'0');
    let is_decimal = !whole.is_empty() && !fraction.is_empty() && digits(whole) && digits(fraction);
    if is_decimal && !is_group { decimal::parse(&[whole, ".", fraction].concat()) } else { None }
}

/// Reads a whole number, which may have a `+`.
#[inline(never)]
pub fn parse_whole(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// Reads a whole number without a sign.
pub fn parse_digits(text: &str) -> Option<u32> {
    parse_whole(text).filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A number from JS as a whole number from `min` to `max`.
///
/// # Errors
/// Names `field` where it is anything else.
pub fn whole(field: &str, value: f64, [min, max]: [u32; 2]) -> Result<u32, Error> {
    let in_range = value >= f64::from(min) && value <= f64::from(max) && value.fract() == 0.0;
    let error = || Error::new(field, format!("a whole number from {min} to {max}"), print(value));
    in_range.then_some(value as u32).ok_or_else(error)
}

/// The largest denominator of a printed fraction.
const MAX_DENOMINATOR: u32 = 12;

/// The shortest text that [`parse`] reads back as the same number; a fraction where that is shorter.
pub fn print(value: f64) -> String {
    let decimal = print_decimal(value);
    if decimal.len() <= 8 || value.fract() == 0.0 {
        return decimal;
    }
    let fraction = (2..=MAX_DENOMINATOR).find_map(|denominator| {
        let numerator = (value * f64::from(denominator)).round();
        (numerator / f64::from(denominator) == value).then(|| format!("{}/{denominator}", numerator as i64))
    });
    fraction.filter(|fraction| fraction.len() < decimal.len()).unwrap_or(decimal)
}

/// Numbers with commas between them.
pub fn print_list(values: impl Iterator<Item = f64>) -> String {
    values.map(print).collect::<Vec<_>>().join(", ")
}

/// `value` to three significant digits, for people to read.
pub fn print_significant(value: f64) -> String {
    print(significant(value, 3))
}

/// `value` to so many significant digits.
pub fn significant(value: f64, digits: u32) -> f64 {
    let magnitude = value.abs();
    let plain = magnitude == 0.0 || !value.is_finite();
    if plain { value } else { decimal::rounded(magnitude, digits).copysign(value) }
}

/// The shortest decimal: plain from 10⁻⁴ to 10¹⁵, with an exponent beyond.
fn print_decimal(value: f64) -> String {
    let magnitude = value.abs();
    let text = match magnitude {
        0.0 => "0".into(),
        f64::INFINITY => "inf".into(),
        _ if value.is_nan() => return "NaN".into(),
        _ => print_magnitude(magnitude),
    };
    if value.is_sign_negative() { format!("-{text}") } else { text }
}

fn print_magnitude(value: f64) -> String {
    let (digits, exponent) = decimal::shortest(value);
    let mut digits = digits.to_string();
    // The number of digits before the point.
    let whole = digits.len() as i32 + exponent;
    if !(1e-4..1e15).contains(&value) {
        if digits.len() > 1 {
            digits.insert(1, '.');
        }
        return format!("{digits}e{}", whole - 1);
    }
    let zeros = |count: i32| "0".repeat(count.unsigned_abs() as usize);
    if whole <= 0 {
        return format!("0.{}{digits}", zeros(whole));
    }
    if exponent < 0 {
        digits.insert(whole as usize, '.');
        return digits;
    }
    digits + &zeros(exponent)
}
