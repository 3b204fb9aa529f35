//! What controls receive about a Config (fields with ranges and defaults, presets, descriptions of scales) and may
//! send.

use initscope::config::describe::{presets, weights};
use initscope::config::number::{parse_digits, parse_typed, print_list, whole};
use initscope::config::{Activation, FIELDS, FieldName, Init, Preset};
use initscope::{Config, Error};
use serde_json::json;

#[test]
fn each_field_has_its_range_words_and_default() {
    let described = serde_json::to_value(&FIELDS).unwrap();
    let names: Vec<&str> = described.as_array().unwrap().iter().map(|of| of["name"].as_str().unwrap()).collect();
    assert_eq!(names, FIELDS.each_ref().map(|field| field.name));
    assert_eq!(
        described[names.iter().position(|&name| name == "batch").unwrap()],
        json!({
            "name": "batch", "doc": "Examples in a minibatch; at least 2 with BatchNorm.", "kind": "integer",
            "min": 1.0, "max": 256.0, "choices": [], "default": "32"
        })
    );
    let of = |name: &str| &described[names.iter().position(|&other| other == name).unwrap()];
    assert_eq!(of("res")["choices"], json!(["none", "pre", "post"]));
    assert_eq!(of("lr")["default"], "0.1,100000:0.01");
}

#[test]
fn each_preset_has_its_network() {
    let presets = presets();
    assert_eq!(presets.iter().map(|preset| preset.name).collect::<Vec<_>>(), Preset::NAMES);
    for (described, preset) in presets.iter().zip(Preset::ALL) {
        assert_eq!((described.doc, &described.config), (preset.doc(), &preset.config()));
    }
}

#[test]
fn each_weight_matrix_has_a_name_and_a_description_of_its_scale() {
    let described = |config: &Config| {
        let weights = weights(config, 27);
        weights.into_iter().map(|of| (of.name, of.formula, of.std, of.gain)).collect::<Vec<_>>()
    };
    let config = Config { hidden: vec![100, 50], output_weights: Init::Std(0.5), ..Preset::DeepGain5Over3.config() };
    let [first, second, output] = <[_; 3]>::try_from(described(&config)).unwrap();
    let gain = 5.0 / 3.0;
    assert_eq!(first, ("W1".into(), "5/3 / √30 = 0.304".into(), gain / 30_f64.sqrt(), gain));
    assert_eq!(second, ("W2".into(), "5/3 / √100 = 0.167".into(), gain / 10.0, gain));
    assert_eq!(output, ("W3".into(), "0.5".into(), 0.5, 0.5 * 50_f64.sqrt()));
}

#[test]
fn number_from_a_control_is_whole_and_in_range_or_refused_by_name() {
    for value in [2_u32, 5, 9] {
        assert_eq!(whole("draws", value.into(), [2, 9]), Ok(value));
    }
    for (value, got) in
        [(1.0, "1"), (10.0, "10"), (2.5, "2.5"), (-3.0, "-3"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")]
    {
        assert_eq!(whole("draws", value, [2, 9]), Err(Error::new("draws", "a whole number from 2 to 9", got)));
    }
}

#[test]
fn digits_are_unsigned_whole_numbers() {
    assert_eq!(["0", "007", "4294967295"].map(parse_digits), [Some(0), Some(7), Some(u32::MAX)]);
    for text in ["", "+7", "-7", "7.0", "4294967296", " 7"] {
        assert_eq!(parse_digits(text), None, "{text}");
    }
}

#[test]
fn list_of_numbers_is_parsed_as_in_links() {
    assert_eq!(print_list([0.5, 5.0 / 3.0, 1e-5].into_iter()), "0.5, 5/3, 1e-5");
    assert_eq!(print_list(std::iter::empty()), "");
}

#[test]
fn typed_text_of_a_field_becomes_its_text_in_links() {
    let field = |key: &str| FieldName::from_key(key).unwrap().field();
    for (key, text, expected) in [
        ("eps", "0,001", "0.001"),
        ("outnorm", "none", "none"),
        ("outnorm", "1/√2", "0.7071067811865475"),
        ("b", "zero", "zero"),
        ("b", "none", "none"),
        ("b", "0,5", "std:0.5"),
        ("b", "std:0.5", "std:0.5"),
        ("outb", "5/3", "std:5/3"),
        ("clip", "√2", "1.4142135623730951"),
        ("decay", "0,01", "0.01"),
        ("decay", "default", "default"),
        // A list of widths is no decimal.
        ("hidden", "64,48", "64,48"),
        ("batch", "0,2", "0,2"),
    ] {
        assert_eq!(field(key).typed(text).as_deref(), Ok(expected), "{key} {text}");
    }
    for (key, text, expected) in [
        ("eps", "small", "a number from 0 to 1, such as 0.2, 5/3 or √2"),
        ("outnorm", "101", "none or a number from 0 to 100, such as 0.2, 5/3 or √2"),
        ("decay", "none", "default or a number from 0 to 10, such as 0.2, 5/3 or √2"),
        ("b", "much", "none, zero, torch or a std from 0 to 100, such as 0.2, 5/3 or √2"),
    ] {
        assert_eq!(field(key).typed(text), Err(Error::new(key, expected, text)));
    }
    assert_eq!(field("w").number("√2"), Ok(2_f64.sqrt()));
    assert_eq!(
        field("lr").number("1,000"),
        Err(Error::new("lr", "a number from 0 to 100, such as 0.2, 5/3 or √2", "1,000"))
    );
}

#[test]
fn gain_of_an_activation_can_be_typed_as_it_is_shown() {
    for activation in Activation::ALL {
        assert_eq!(parse_typed(activation.gain_text()), Some(activation.gain()));
    }
}
