//! Numbers as a link writes them: decimals, exponents and fractions.

/// Reads `0.1`, `1e-5` or `5/3`; `None` for anything else, NaN and infinities among it.
pub fn parse(text: &str) -> Option<f64> {
    let value = match text.split_once('/') {
        Some((numerator, denominator)) => decimal(numerator)? / decimal(denominator)?,
        None => decimal(text)?,
    };
    // Adding 0 turns −0 into 0.
    value.is_finite().then_some(value + 0.0)
}

fn decimal(text: &str) -> Option<f64> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+');
    if text.chars().all(digits) { text.parse().ok() } else { None }
}

/// The largest denominator that a printed fraction has.
const LARGEST_DENOMINATOR: u32 = 12;

/// The shortest text that [`parse`] reads back as the same number; a fraction where that is plainer.
pub fn print(value: f64) -> String {
    let magnitude = value.abs();
    let plain = value == 0.0 || (1e-4..1e15).contains(&magnitude);
    let decimal = if plain { value.to_string() } else { format!("{value:e}") };
    if decimal.len() <= 8 || value.fract() == 0.0 {
        return decimal;
    }
    let fraction = (2..=LARGEST_DENOMINATOR).find_map(|denominator| {
        let numerator = (value * f64::from(denominator)).round();
        (numerator / f64::from(denominator) == value).then(|| format!("{numerator}/{denominator}"))
    });
    fraction.filter(|fraction| fraction.len() < decimal.len()).unwrap_or(decimal)
}

/// `value` to three significant digits, for people to read.
pub fn print_significant(value: f64) -> String {
    let rounded = format!("{value:.2e}");
    rounded.parse().map_or(rounded, print)
}
