//! Links as JS has them: plain objects, `{config, view, text, pins, lockstep, step, sum}`, in the shape of [`Link`].

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{thrown, to_js};
use crate::error::Error;
use crate::link::{self, Link};

#[derive(Serialize)]
struct ParsedLink {
    #[serde(flatten)]
    link: Link,
    errors: Vec<Error>,
}

/// Reads a URL fragment: `{config, view, text, pins, lockstep, step, sum, errors}`. Never throws; what can't be used is in
/// `errors`. `panels` are the names that `focus` and `hide` may have; without them, any will do.
#[wasm_bindgen]
pub fn parse_link(fragment: &str, panels: Option<Vec<String>>) -> JsValue {
    let (link, errors) = match panels {
        Some(panels) => Link::parse_for(fragment, &panels.iter().map(|panel| &**panel).collect::<Vec<_>>()),
        None => Link::parse(fragment),
    };
    to_js(&ParsedLink { link, errors })
}

/// The URL fragment of a link, an object in the shape that `parse_link` gives.
///
/// # Errors
/// Throws the list of what no link can have.
#[wasm_bindgen]
pub fn print_link(link: JsValue) -> Result<String, JsValue> {
    let config = js_sys::Reflect::get(&link, &"config".into()).unwrap_or(JsValue::UNDEFINED);
    let config = super::config_from(&config)?;
    let link: Link = serde_wasm_bindgen::from_value(link)
        .map_err(|error| thrown(&[Error::new("link", "an object such as parse_link gives", error)]))?;
    let printed = Link { config, ..link }.to_string();
    let (_, errors) = Link::parse(&printed);
    if errors.is_empty() { Ok(printed) } else { Err(thrown(&errors)) }
}

/// How a link names a text whose file it does not carry: hash and length.
#[wasm_bindgen]
pub fn fingerprint(file: &[u8]) -> String {
    link::fingerprint(file)
}
