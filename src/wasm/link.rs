//! Links as JS has them: plain objects in the shape of [`Link`], `{config, view, text, pins, lockstep, step, sum}`.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::config::{config_from, get, json};
use super::to_js;
use crate::checksum;
use crate::error::Error;
use crate::link::{self, Link, LinkText, LinkView, Pin, View};

/// Reads a URL fragment: `{config, view, text, pins, lockstep, step, sum, errors}`. Never throws; what can't be used is in
/// `errors`. `panels` are the names that `focus` and `hide` may have; without them, any will do.
#[wasm_bindgen]
pub fn parse_link(fragment: &str, panels: Option<Vec<String>>) -> JsValue {
    let (link, errors) = match panels {
        Some(panels) => Link::parse_for(fragment, &panels.iter().map(|panel| &**panel).collect::<Vec<_>>()),
        None => Link::parse(fragment),
    };
    let link = to_js(&link);
    _ = Reflect::set(&link, &"errors".into(), &errors.into());
    link
}

/// The URL fragment of a link, an object such as `parse_link` gives. All but its `config` may be missing.
///
/// # Errors
/// Throws the list of what no link can have.
#[wasm_bindgen]
pub fn print_link(link: JsValue) -> Result<String, JsValue> {
    let printed = link_from(&link)?.to_string();
    let (_, errors) = Link::parse(&printed);
    Ok(errors.into_result(printed)?)
}

fn link_from(link: &JsValue) -> Result<Link, JsValue> {
    let list = |value: JsValue| value.dyn_into::<Array>().ok();
    let step = |of: &JsValue| get(of, "step").as_f64().map(|step| step as u64);
    let view = get(link, "view");
    let hide = list(get(&view, "hide"));
    let text = get(link, "text");
    let packed = get(&text, "packed").as_string().map(LinkText::Packed);
    let pins = list(get(link, "pins")).unwrap_or_default();
    let pins = pins.iter().map(|pin| {
        let color = get(&pin, "color").as_f64().unwrap_or_default() as u8;
        let name = get(&pin, "name").as_string().unwrap_or_default();
        Ok(Pin { color, name, config: config_from(&get(&pin, "config"))?, step: step(&pin) })
    });
    let panel = |name: JsValue| name.as_string().ok_or_else(|| Error::new("hide", "names of panels", json(&name)));
    let named = |name: String| {
        View::from_name(&name).ok_or_else(|| Error::new("view", View::ALL.map(View::name).join(", "), name))
    };
    let sum = |sum: String| checksum::parse(&sum).ok_or_else(|| Error::new("sum", "16 hex digits", sum));
    Ok(Link {
        config: config_from(&get(link, "config"))?,
        view: LinkView {
            view: get(&view, "view").as_string().map(named).transpose()?,
            lesson: get(&view, "lesson").as_string(),
            focus: get(&view, "focus").as_string(),
            hide: hide.map(|panels| panels.iter().map(panel).collect::<Result<_, _>>()).transpose()?,
            embed: get(&view, "embed").is_truthy(),
        },
        text: packed.or_else(|| get(&text, "file").as_string().map(LinkText::File)),
        pins: pins.collect::<Result<_, JsValue>>()?,
        lockstep: get(link, "lockstep") != false,
        step: step(link),
        sum: get(link, "sum").as_string().map(sum).transpose()?,
    })
}

/// How a link names a text whose file it does not carry: hash and length.
#[wasm_bindgen]
pub fn fingerprint(file: &[u8]) -> String {
    link::fingerprint(file)
}
