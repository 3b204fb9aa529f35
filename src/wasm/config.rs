//! Configs as JS has them: plain objects with the keys of links, `{preset: "naive", context: 3, …}`. They go in and out through
//! serde.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{thrown, to_js};
use crate::config::describe::{self, WeightEntry};
use crate::config::{Config, FIELDS, Field, FieldName};
use crate::error::Error;
use crate::link::Link;

/// A Config from JS. What a link would print of it is what is used: -0 becomes 0.
pub fn config_from(value: &JsValue) -> Result<Config, JsValue> {
    let errors = match serde_wasm_bindgen::from_value::<Config>(value.clone()) {
        Ok(given) if unknown_keys(value).is_empty() => {
            let mut config = Config::default();
            let set = |&Field { id, .. }: &Field| config.set(id, &given.print(id)).err();
            let mut errors: Vec<Error> = FIELDS.iter().filter_map(set).collect();
            errors.extend(config.conflicts());
            if errors.is_empty() {
                return Ok(config);
            }
            errors
        }
        _ => shape_errors(value),
    };
    Err(thrown(&errors))
}

/// What is wrong with a value that is no Config, field by field: each is tried in a Config that is otherwise right.
#[cold]
fn shape_errors(value: &JsValue) -> Vec<Error> {
    let Some(fields) = value.dyn_ref::<Object>() else {
        return vec![Error::new("config", "an object such as parse_link gives", print_json(value))];
    };
    let mut errors = Vec::new();
    for &Field { id, name, .. } in &FIELDS {
        let (config, key) = (to_js(&Config::default()), JsValue::from(name));
        let field = Reflect::get(fields, &key).unwrap_or(JsValue::UNDEFINED);
        _ = Reflect::set(&config, &key, &field);
        errors.extend(match serde_wasm_bindgen::from_value::<Config>(config) {
            Ok(config) => config.check(id).err(),
            Err(_) => {
                let got = print_json(&field);
                let shape = || Error::new(name, "the type that parse_link gives", &got);
                Some(Config::default().set(id, &got).err().unwrap_or_else(shape))
            }
        });
    }
    errors.extend(unknown_keys(value).into_iter().map(|key| {
        let got = Reflect::get(fields, &JsValue::from(&*key)).as_ref().map(print_json).unwrap_or_default();
        Error::new(key, "a known key", got)
    }));
    errors
}

/// The keys of an object that no field of a Config has.
fn unknown_keys(object: &JsValue) -> Vec<String> {
    let keys = Object::keys(object.unchecked_ref::<Object>()).into_iter().filter_map(|key| key.as_string());
    keys.filter(|key| FieldName::from_key(key).is_none()).collect()
}

fn print_json(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|json| json.as_string()).unwrap_or_else(|| "undefined".into())
}

/// The link of a Config alone: `#v=1&preset=kaiming`.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn print_config(config: JsValue) -> Result<String, JsValue> {
    Ok(Link { config: config_from(&config)?, ..Link::default() }.to_string())
}

/// The value of the field with this key, from its text in links.
///
/// # Errors
/// Throws what is wrong with either.
#[wasm_bindgen]
pub fn read_field(key: &str, text: &str) -> Result<JsValue, JsValue> {
    let mut config = Config::default();
    config.set(field_of(key)?, text).map_err(|error| thrown(&[error]))?;
    Reflect::get(&to_js(&config), &key.into())
}

/// A number in the range of the field with this key, a decimal or a fraction.
///
/// # Errors
/// Throws what is wrong with either.
#[wasm_bindgen]
pub fn read_number(key: &str, text: &str) -> Result<f64, JsValue> {
    field_of(key)?.field().number(text).map_err(|error| thrown(&[error]))
}

fn field_of(key: &str) -> Result<FieldName, JsValue> {
    FieldName::from_key(key).ok_or_else(|| thrown(&[Error::new("key", "the key of a field", key)]))
}

/// Every field of a Config in the order of links, by its key and its text: `[["preset", "naive"], …]`.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn field_texts(config: JsValue) -> Result<JsValue, JsValue> {
    let config = config_from(&config)?;
    Ok(to_js(&FIELDS.iter().map(|field| (field.name, config.print(field.id))).collect::<Vec<_>>()))
}

/// The fields that the link of a Config names, likewise: those in which it differs from its preset.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn differences(config: JsValue) -> Result<JsValue, JsValue> {
    Ok(to_js(&config_from(&config)?.differences()))
}

/// What the weight scales of a Config come to: the hidden layers, then the output layer, `[{name, std, gain, formula}, …]`.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn describe(config: JsValue, vocabulary: usize) -> Result<JsValue, JsValue> {
    let weights: Vec<WeightEntry> = describe::weights(&config_from(&config)?, vocabulary);
    Ok(to_js(&weights))
}
