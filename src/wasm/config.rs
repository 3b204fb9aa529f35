//! A Config as it comes in from JS, field by field.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::config::{Config, FIELDS, Field, FieldName, Kind, number};
use crate::error::{Error, Errors};

/// A Config in the shape that `parse_link` gives. Its fields are set by their text forms, as a link's are.
pub fn config_from(value: &JsValue) -> Result<Config, JsValue> {
    let misshapen = |got: String| JsValue::from(Error::new("config", "the shape that parse_link gives", got));
    let mut config = Config::default();
    let mut errors = Errors::default();
    for &Field { id, name, kind, .. } in &FIELDS {
        let text = get(value, name).and_then(|value| text_form(kind, &value));
        let text = text.ok_or_else(|| misshapen(format!("another {name}")))?;
        errors.extend(config.set(id, &text).err());
    }
    for name in Object::keys(value.unchecked_ref::<Object>()) {
        if let Some(name) = name.as_string().filter(|name| FieldName::from_key(name).is_none()) {
            return Err(misshapen(format!("{name} besides")));
        }
    }
    errors.extend(config.conflicts());
    Ok(errors.or(config)?)
}

/// What a link would write for the value of a field; `None` where the value is of another kind.
fn text_form(kind: Kind, value: &JsValue) -> Option<String> {
    match kind {
        Kind::Choice => value.as_string(),
        Kind::Integer | Kind::Real => number_form(value),
        Kind::Optional if value.is_null() => Some("none".into()),
        Kind::Optional => number_form(value),
        Kind::Widths => {
            Some(array(value)?.iter().map(|width| number_form(&width)).collect::<Option<Vec<_>>>()?.join(","))
        }
        Kind::Scale | Kind::Bias => value.as_string().or_else(|| {
            let entries = Object::entries(value.dyn_ref::<Object>()?);
            if entries.length() == 1 { pair_form(&entries.get(0)) } else { None }
        }),
        Kind::Schedule => {
            let mut text = number_form(&get(value, "initial")?)?;
            for change in array(&get(value, "changes")?)?.iter() {
                text.extend([",", &pair_form(&change)?]);
            }
            Some(text)
        }
        Kind::Changes => {
            let changes = array(value)?.iter().map(|change| change_form(&change)).collect::<Option<Vec<_>>>()?;
            Some(if changes.is_empty() { "none".into() } else { changes.join(",") })
        }
    }
}

/// `step:field=value;field=value` of `{step, field: value, …}`.
fn change_form(change: &JsValue) -> Option<String> {
    let mut text = number_form(&get(change, "step")?)? + ":";
    for entry in Object::entries(change.dyn_ref()?) {
        let pair = array(&entry)?;
        let (field, value) = (pair.get(0).as_string()?, pair.get(1));
        if field != "step" {
            let between = if text.ends_with(':') { "" } else { ";" };
            text.extend([between, &field, "=", &value.as_string().or_else(|| number_form(&value))?]);
        }
    }
    Some(text)
}

fn number_form(value: &JsValue) -> Option<String> {
    value.as_f64().map(number::print)
}

/// `key:number` or `step:rate`.
fn pair_form(value: &JsValue) -> Option<String> {
    let pair = array(value)?;
    let key = pair.get(0);
    let key = key.as_string().or_else(|| number_form(&key))?;
    Some(format!("{key}:{}", number_form(&pair.get(1))?))
}

fn array(value: &JsValue) -> Option<&Array> {
    value.dyn_ref()
}

fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &key.into()).ok()
}
