//! Configs as JS has them: plain objects with the keys of links, `{preset: "naive", context: 3, …}`.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::config::describe;
use crate::config::{Config, FIELDS, Field, FieldName, MAX_LINK_STEP, number};
use crate::error::{Error, Errors};
use crate::link::Link;

/// A Config from JS. Each field is set by its text in links, which has its range and its errors.
pub fn config_from(value: &JsValue) -> Result<Config, JsValue> {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Err(Error::new("config", "an object such as parse_link gives", json(value)).into());
    };
    let mut config = Config::default();
    let mut errors = Errors::default();
    for &Field { id, name, .. } in &FIELDS {
        errors.extend(text_at(object, name, "parse_link").and_then(|text| config.set(id, &text)).err());
    }
    for key in Object::keys(object).iter().filter_map(|key| key.as_string()) {
        if FieldName::from_key(&key).is_none() {
            let got = json(&get(object, &key));
            errors.push(Error::new(key, "a known key", got));
        }
    }
    errors.extend(config.conflicts());
    Ok(errors.into_result(config)?)
}

/// The text that a link has for a property; an error where its type is not the one that the function `source` gives.
fn text_at(object: &JsValue, key: &str, source: &str) -> Result<String, Error> {
    let value = get(object, key);
    text_of(&value).ok_or_else(|| Error::new(key, format!("the type that {source} gives"), json(&value)))
}

/// The text that a link has for a field's value, by the value's shape: `0.1`, `"tanh"`, `null`, `[64, 48]`, `{gain: 1}`,
/// `{initial: 0.1, changes: [[500, 0.01]], cosine: 20000}` or `[{step: 20, batch: 64, seed: 7}]`.
fn text_of(value: &JsValue) -> Option<String> {
    if let Some(number) = value.as_f64() {
        return Some(number::print(number));
    }
    if value.is_null() || value.is_string() {
        return Some(value.as_string().unwrap_or_else(|| "none".into()));
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        let items = list.iter().map(|item| text_of(&item)).collect::<Option<Vec<_>>>()?;
        return Some(if items.is_empty() { "none".into() } else { items.join(",") });
    }
    let object = value.dyn_ref::<Object>()?;
    let text = |key: &str| text_of(&get(object, key));
    if let Some(initial) = text("initial") {
        let changes = get(object, "changes").dyn_into::<Array>().ok()?;
        let changes = changes.iter().map(|change| Some(text_of(&change)?.replace(',', ":")));
        let cosine = get(object, "cosine");
        let cosine = if cosine.is_undefined() || cosine.is_null() {
            Vec::new()
        } else {
            vec!["cosine:".to_owned() + &text_of(&cosine)?]
        };
        return Some([vec![initial], changes.collect::<Option<_>>()?, cosine].concat().join(","));
    }
    let keys = Object::keys(object).into_iter().filter_map(|key| key.as_string()).filter(|key| key != "step");
    let pairs = keys.filter_map(|key| Some((text(&key)?, key)));
    match text("step") {
        Some(step) => {
            let pairs = pairs.map(|(value, key)| format!("{key}={value}"));
            Some(format!("{step}:{}", pairs.collect::<Vec<_>>().join(";")))
        }
        None => Some(pairs.map(|(value, key)| format!("{key}:{value}")).collect::<Vec<_>>().join(",")),
    }
}

pub fn json(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|json| json.as_string()).unwrap_or_else(|| "undefined".into())
}

/// A property; undefined where there is none.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The link of a Config alone: `#v=1&preset=kaiming`.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn print_config(config: JsValue) -> Result<String, JsValue> {
    Ok(Link { config: config_from(&config)?, ..Link::default() }.to_string())
}

/// The value of the field with this key, from its text in links or as a person types it.
///
/// # Errors
/// Throws what is wrong with either.
#[wasm_bindgen]
pub fn read_field(key: &str, text: &str) -> Result<JsValue, JsValue> {
    let mut config = Config::default();
    let name = field_of(key)?;
    config.set(name, &name.field().typed(text)?)?;
    Reflect::get(&to_js(&config), &key.into())
}

/// A number in the range of the field with this key, as a person types it: a decimal, a fraction or a root.
///
/// # Errors
/// Throws what is wrong with either.
#[wasm_bindgen]
pub fn read_number(key: &str, text: &str) -> Result<f64, JsValue> {
    Ok(field_of(key)?.field().number(text)?)
}

fn field_of(key: &str) -> Result<FieldName, Error> {
    FieldName::from_key(key).ok_or_else(|| Error::new("key", "the key of a field", key))
}

/// A Config with another base rate from a step on, until the next change that was planned before.
///
/// # Errors
/// Throws what is wrong with it.
#[wasm_bindgen]
pub fn set_rate(config: JsValue, step: f64, rate: f64) -> Result<JsValue, JsValue> {
    let mut config = config_from(&config)?;
    config.learning_rate.set_from(step as u64, rate)?;
    config.validate()?;
    Ok(to_js(&config))
}

/// A Config with other changes of the learning rate after a step, such as `100000:0.01,150000:0.001`, or none.
///
/// # Errors
/// Throws what is wrong with them.
#[wasm_bindgen]
pub fn set_plan(config: JsValue, step: f64, text: &str) -> Result<JsValue, JsValue> {
    let mut config = config_from(&config)?;
    config.set_plan(step as u64, text)?;
    Ok(to_js(&config))
}

/// The settings that hold at a step: `{lr, batch, momentum, eps, variance, seed}`, the base rate as `lr`, the seed that of the
/// minibatches.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn settings_at(config: JsValue, step: f64) -> Result<JsValue, JsValue> {
    Ok(to_js(&config_from(&config)?.settings_at(step as u64)))
}

/// The keys of the settings that change after a step.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn settings_after(config: JsValue, step: f64) -> Result<JsValue, JsValue> {
    Ok(to_js(&config_from(&config)?.settings_after(step as u64)))
}

/// The Config of a run that is this one up to a step, and has other settings from there on: an object with some of
/// `settings_at`.
///
/// # Errors
/// Throws the list of wrong settings; or that a link cannot have so many changes.
#[wasm_bindgen]
pub fn fork(config: JsValue, step: f64, settings: JsValue) -> Result<JsValue, JsValue> {
    let keys = Object::keys(settings.unchecked_ref::<Object>()).into_iter().filter_map(|key| key.as_string());
    let texts = keys.map(|key| Ok((field_of(&key)?, text_at(&settings, &key, "settings_at")?)));
    let texts = texts.collect::<Result<Vec<_>, Error>>()?;
    let step = number::whole("step", step, [0, MAX_LINK_STEP as u32])?;
    Ok(to_js(&config_from(&config)?.forked(u64::from(step), &texts)?))
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

/// The weight scales of a Config in figures: the hidden layers, then the output layer, `[{name, std, gain, formula}, …]`.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn describe(config: JsValue, vocabulary: usize) -> Result<JsValue, JsValue> {
    Ok(to_js(&describe::weights(&config_from(&config)?, vocabulary)))
}
