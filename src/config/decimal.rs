//! Decimals to f64 and back, exactly: the results of the standard library's `parse` and `to_string`, without its tables and
//! fast paths, which are 26 KB of the gzipped wasm module, more than a sixth of all other code.

use std::cmp::Ordering;

/// No double lies within half a unit of two decimals that differ only beyond these.
const MAX_DIGITS: usize = 768;

/// 17 digits distinguish any two doubles.
const ENOUGH_DIGITS: u32 = 17;

/// The f64 nearest to `0.1`, `-1`, `.5e-3`; of two as near, the even one. `None` for anything else.
pub fn parse(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let (negative, bytes) = strip_sign(bytes);
    let (significand, mut exponent) = match bytes.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&bytes[..at], parse_exponent(&bytes[at + 1..])?),
        None => (bytes, 0),
    };
    let (mut digits, mut kept, mut more, mut point) = (Natural::from(0), 0, false, None);
    for (at, &byte) in significand.iter().enumerate() {
        match byte {
            b'.' if point.is_none() => point = Some(at),
            b'0'..=b'9' if kept < MAX_DIGITS => {
                digits.multiply_add(10, u32::from(byte - b'0'));
                kept += usize::from(!digits.0.is_empty());
                exponent -= i32::from(point.is_some());
            }
            b'0'..=b'9' => {
                more |= byte != b'0';
                exponent += i32::from(point.is_none());
            }
            _ => return None,
        }
    }
    if significand.len() == usize::from(point.is_some()) {
        return None;
    }
    let magnitude = nearest(&digits, exponent, more);
    Some(if negative { -magnitude } else { magnitude })
}

fn strip_sign(bytes: &[u8]) -> (bool, &[u8]) {
    match bytes {
        [sign @ (b'+' | b'-'), rest @ ..] => (*sign == b'-', rest),
        _ => (false, bytes),
    }
}

/// The exponent, limited far beyond that of any double: no text is long enough for digits to compensate it.
fn parse_exponent(bytes: &[u8]) -> Option<i32> {
    let (negative, digits) = strip_sign(bytes);
    let magnitude = digits.iter().try_fold(0, |sum: i32, byte| {
        byte.is_ascii_digit().then(|| (sum * 10 + i32::from(byte - b'0')).min(100_000_000))
    })?;
    if digits.is_empty() { None } else { Some(if negative { -magnitude } else { magnitude }) }
}

/// The f64 nearest to `digits`·10^`exponent`, or to a little above it where there are `more` digits.
fn nearest(digits: &Natural, exponent: i32, more: bool) -> f64 {
    // A lower bound of the result's binary exponent; 217706 / 2¹⁶ is log2(10).
    let min_exponent = i64::from(digits.bits()) - 2 + ((i64::from(exponent) * 217_706) >> 16);
    if digits.bits() == 0 || min_exponent < -1100 {
        return 0.0;
    }
    if min_exponent > 1023 {
        return f64::INFINITY;
    }
    // Subnormal numbers end at 2⁻¹⁰⁷⁴, whatever their bits.
    let mut places = (52 - min_exponent as i32).min(1074);
    loop {
        let (floor, rest) = scaled(digits, places, exponent);
        let excess = (floor >> 53).checked_ilog2();
        let Some(excess) = excess else {
            let rest = if more { rest.then(Ordering::Greater) } else { rest };
            return round(floor, rest) as f64 * power_of_two(-places);
        };
        places -= excess as i32 + 1;
    }
}

/// The fewest digits that [`parse`] reads back as `value`, of those the nearest (of two as near, the larger), and the power
/// of ten of the last. `value` is positive and finite.
pub fn shortest(value: f64) -> (u64, i32) {
    // Most numbers have few digits, and a quotient has 16 or 17.
    let fewest = if shorter(value, 15).is_some() { 1 } else { 16 };
    (fewest..=ENOUGH_DIGITS).find_map(|count| shorter(value, count)).expect("17 digits distinguish any two f64")
}

/// `count` digits that are read back as `value`, if there are any, and the power of ten of the last.
fn shorter(value: f64, count: u32) -> Option<(u64, i32)> {
    let (floor, rest, exponent) = leading(value, count);
    let nearer = floor + u64::from(rest != Ordering::Less);
    // Below a power of two doubles are closer: there only the digits on the other side may be right.
    let farther = floor + u64::from(nearer == floor);
    let same = |digits: &u64| nearest(&Natural::from(*digits), exponent, false) == value;
    // One digit may have become 10.
    let trim = |digits| if digits % 10 == 0 { (digits / 10, exponent + 1) } else { (digits, exponent) };
    [nearer, farther].into_iter().find(same).map(trim)
}

/// `value`, positive and finite, to `count` digits; of two as near, the one with an even last digit.
pub fn rounded(value: f64, count: u32) -> f64 {
    let (floor, rest, exponent) = leading(value, count);
    nearest(&Natural::from(round(floor, rest)), exponent, false)
}

/// The first `count` digits of `value`, how the remainder compares with half a unit of the last one, and that unit's power
/// of ten.
fn leading(value: f64, count: u32) -> (u64, Ordering, i32) {
    let biased = (value.to_bits() >> 52) as i32;
    let fraction = value.to_bits() & ((1 << 52) - 1);
    let (significand, places) = if biased == 0 { (fraction, 1074) } else { (fraction | 1 << 52, 1075 - biased) };
    // log10(2) of the leading bit's exponent: right or one too little.
    let mut exponent = (((significand.ilog2() as i32 - places) * 315_653) >> 20) - count as i32 + 1;
    loop {
        let (floor, rest) = scaled(&Natural::from(significand), -places, -exponent);
        if floor < 10_u64.pow(count) {
            return (floor, rest, exponent);
        }
        exponent += 1;
    }
}

fn round(floor: u64, rest: Ordering) -> u64 {
    let up = rest == Ordering::Greater || (rest == Ordering::Equal && floor % 2 == 1);
    floor + u64::from(up)
}

fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(if exponent < -1022 { 1 << (exponent + 1074) } else { ((exponent + 1023) as u64) << 52 })
}

/// The whole part of `number`·2^`two`·10^`ten`, which must be below 2⁶⁴, and how the remainder compares with a half.
fn scaled(number: &Natural, two: i32, ten: i32) -> (u64, Ordering) {
    let (mut rest, mut divisor) = (number.clone(), Natural::from(1));
    let tens = if ten < 0 { &mut divisor } else { &mut rest };
    (0..ten.abs()).for_each(|_| tens.multiply_add(10, 0));
    if two < 0 { &mut divisor } else { &mut rest }.shift_left(two.unsigned_abs());
    // Long division in binary.
    let places = rest.bits().saturating_sub(divisor.bits());
    divisor.shift_left(places);
    let mut quotient = 0;
    for _ in 0..=places {
        let fits = rest.cmp(&divisor) != Ordering::Less;
        if fits {
            rest.subtract(&divisor);
        }
        quotient = quotient << 1 | u64::from(fits);
        rest.shift_left(1);
    }
    (quotient, rest.cmp(&divisor))
}

/// A whole number of any size: 32-bit digits, the lowest first, the highest not 0.
#[derive(Clone)]
struct Natural(Vec<u32>);

impl Natural {
    fn from(value: u64) -> Self {
        let mut number = Self(vec![value as u32, (value >> 32) as u32]);
        number.trim();
        number
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn bits(&self) -> u32 {
        self.0.last().map_or(0, |highest| 32 * self.0.len() as u32 - highest.leading_zeros())
    }

    #[inline(never)]
    fn multiply_add(&mut self, factor: u32, mut carry: u32) {
        for digit in &mut self.0 {
            let product = u64::from(*digit) * u64::from(factor) + u64::from(carry);
            *digit = product as u32;
            carry = (product >> 32) as u32;
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    fn shift_left(&mut self, mut places: u32) {
        while places > 0 {
            let some = places.min(31);
            self.multiply_add(1 << some, 0);
            places -= some;
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Subtracts `other`, which is not the larger one.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = 0;
        for (at, digit) in self.0.iter_mut().enumerate() {
            let difference = i64::from(*digit) - i64::from(other.0.get(at).copied().unwrap_or(0)) - borrow;
            *digit = difference as u32;
            borrow = i64::from(difference < 0);
        }
        self.trim();
    }
}
