//! Numbers in links compared with the standard library: the same f64 for every text, the same digits for every f64.

use initscope::config::number::{parse, parse_typed, print, print_significant};
use proptest::prelude::*;

/// What `print` is documented to give if no fraction is shorter, by the standard library.
fn printed_by_std(value: f64) -> String {
    let plain = value == 0.0 || (1e-4..1e15).contains(&value.abs());
    if plain { value.to_string() } else { format!("{value:e}") }
}

fn agrees(value: f64) {
    let text = print(value);
    if !text.contains('/') {
        assert_eq!(text, printed_by_std(value), "{value:e}");
    }
    assert_eq!(parse(&text), Some(value), "{text}");
    let rounded: f64 = format!("{value:.2e}").parse().unwrap();
    assert_eq!(print_significant(value), print(rounded), "{value:e}");
}

fn reads_as_std(text: &str) {
    let expected = text.parse::<f64>().ok().filter(|value| value.is_finite());
    assert_eq!(parse(text).map(f64::to_bits), expected.map(|value| (value + 0.0).to_bits()), "{text}");
}

/// All digits of half of an odd decimal.
fn halved(digits: &str) -> String {
    let mut carry = 0;
    let half = |digit: char| match digit.to_digit(10) {
        Some(digit) => {
            let sum = carry * 10 + digit;
            carry = sum % 2;
            char::from_digit(sum / 2, 10).unwrap()
        }
        None => digit,
    };
    digits.chars().map(half).collect::<String>() + "5"
}

#[test]
fn powers_of_two_and_ten_and_their_neighbors_round_trip() {
    let powers_of_two =
        (0..2046_u64).map(|exponent| f64::from_bits(exponent << 52)).chain((0..52).map(|bit| f64::from_bits(1 << bit)));
    let powers_of_ten = (-323..309).map(|exponent| format!("1e{exponent}").parse().unwrap());
    for value in powers_of_two.chain(powers_of_ten).filter(|&value: &f64| value > 0.0) {
        for value in [value.next_down(), value, value.next_up(), -value] {
            if value != 0.0 && value.is_finite() {
                agrees(value);
            }
        }
    }
}

#[test]
fn halfway_texts_round_to_even() {
    for text in [
        "9007199254740993",
        "9007199254740992.99999999999999999999999999999999",
        "9007199254740993.00000000000000000000000000000000000000000001",
        "9007199254740995",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "4.9406564584124654e-324",
        "2.2250738585072011e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "1e-400",
        "123456789e-99999999999999999999",
        "0e99999999999999999999",
    ] {
        reads_as_std(text);
    }
    // Halves of odd multiples of the smallest f64 are halfway between two.
    for odd in [1, 3, 7, 0x000f_ffff_ffff_ffff] {
        let tie = halved(&format!("{:.1074}", f64::from_bits(odd)));
        for text in [tie.clone() + "0001", tie[..tie.len() - 1].to_owned() + "4999", tie] {
            reads_as_std(&text);
        }
    }
    reads_as_std("1.00000000000000011102230246251565404236316680908203125");
    for places in [700, 760, 767, 768, 769, 900, 2000] {
        reads_as_std(&format!("9007199254740993.{}", "0".repeat(places)));
        reads_as_std(&format!("9007199254740993.{}1", "0".repeat(places)));
        reads_as_std(&format!("{}1.5", "0".repeat(places)));
        reads_as_std(&format!("0.{}15e{places}", "0".repeat(places)));
        reads_as_std(&format!("1{}e-{places}", "0".repeat(places)));
    }
}

#[test]
fn malformed_numbers_are_refused() {
    for text in [
        "", ".", "+", "-", "e", "e5", ".e5", "1e", "1e+", "1.2.3", "1e1.5", "--1", "+-1", "1 ", " 1", "0x1", "1_0",
        "1f", "1e5e5", "-.", "٣", "1/", "/1", "1/0", "0/0", "1/2/3",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    for text in ["nan", "NaN", "inf", "-inf", "infinity"] {
        assert_eq!(parse(text), None, "{text}");
    }
    for text in ["1.", ".5", "+.5e+1", "-0", "007", "1E5", "1e-0", "00.100"] {
        reads_as_std(text);
    }
}

#[test]
fn typed_numbers_may_be_roots_and_have_a_decimal_comma() {
    for (text, value) in [
        ("√2", 2_f64.sqrt()),
        ("sqrt(2)", 2_f64.sqrt()),
        (" sqrt ( 2 ) ", 2_f64.sqrt()),
        ("√(0.5)", 0.5_f64.sqrt()),
        ("√2/2", 2_f64.sqrt() / 2.0),
        ("1/√3", 1.0 / 3_f64.sqrt()),
        ("√2 / √3", 2_f64.sqrt() / 3_f64.sqrt()),
        ("5 / 3", 5.0 / 3.0),
        ("0,2", 0.2),
        ("0,125", 0.125),
        ("00,125", 0.125),
        ("1,5", 1.5),
        ("1,0000", 1.0),
        ("√0,5", 0.5_f64.sqrt()),
        ("0,5/1,5", 0.5 / 1.5),
        ("1e-5", 1e-5),
        ("-0", 0.0),
    ] {
        assert_eq!(parse_typed(text).map(f64::to_bits), Some(value.to_bits()), "{text}");
    }
    // Roots of negative numbers, thousands, lists, and more than one operation.
    for text in [
        "√-1", "√", "sqrt", "sqrt()", "sqrt(2", "sqrt 2)", "√√2", "2√2", "√2√2", "√2*2", "1/2/3", "1/0", "0/0",
        "1,000", "12,345", "1,2,3", ",5", "5,", "1,5e3", "0,2.5", "-0,2", "+0,2", "64,481", "nan", "√inf", "", " ",
        "/", "√(2", "(2)",
    ] {
        assert_eq!(parse_typed(text), None, "{text}");
    }
    // Links have none of it.
    for text in ["√2", "sqrt(2)", "0,2", " 1", "5 / 3"] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn fraction_is_printed_only_if_shorter() {
    for (value, text) in [(5.0 / 3.0, "5/3"), (0.1 + 0.2, "0.30000000000000004"), (1_234_567.5, "1234567.5")] {
        assert_eq!(print(value), text);
    }
}

#[test]
fn special_values_are_printed_as_words() {
    assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0].map(print), ["NaN", "inf", "-inf", "0", "-0"]);
    assert_eq!([f64::NAN, f64::INFINITY, 0.0].map(print_significant), ["NaN", "inf", "0"]);
}

#[test]
fn digits_after_a_power_of_ten_are_rounded_away() {
    [1.0006, 10.006, 100.06, 1000.6, 10.004, 1e22_f64.next_up()].into_iter().for_each(agrees);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn every_f64_prints_the_standard_librarys_digits(bits: u64) {
        let value = f64::from_bits(bits);
        if value.is_finite() {
            agrees(value);
        }
    }

    #[test]
    fn short_decimals_print_as_by_the_standard_library(digits in 0..100_000_000_u64, places in 0..12_i32, whole in 0.0..200.0) {
        agrees(digits as f64 / 10_f64.powi(places));
        agrees(whole);
        // Doubles with few bits after the point have ties between digits.
        agrees((whole * 32768.0_f64).round() / 32768.0);
    }

    #[test]
    fn typed_numbers_have_the_values_of_f64(a in 0.0..1000.0_f64, b in 1e-3..1000.0_f64) {
        prop_assert_eq!(parse_typed(&format!("√{a}/{b}")), Some(a.sqrt() / b));
        prop_assert_eq!(parse_typed(&format!("sqrt({a})")), Some(a.sqrt()));
        // Whatever a link can have can be typed.
        prop_assert_eq!(parse_typed(&print(a / b)), Some(a / b));
        let comma = format!("{a:.5}");
        prop_assert_eq!(parse_typed(&comma.replace('.', ",")), comma.parse().ok());
    }

    #[test]
    fn every_text_parses_as_by_the_standard_library(text in "[-+]?[0-9]{0,25}[.]?[0-9]{0,25}([eE][-+]?[0-9]{0,3})?") {
        reads_as_std(&text);
    }
}
