//! A run beside the link's own, as `pin1` to `pin3` say it: `NAME;key=value;key=value…`. The keys are those of a Config, and
//! `step` where it rests at another than the link's.

use super::{Link, VERSION, percent_decode};
use crate::config::FieldName;
use crate::error::{Error, Errors};

/// The longest name, in characters.
const MAX_NAME: usize = 40;

/// What holds of a pin, as a link prints it, and what is wrong with it.
///
/// In the name and in the values, `%3B` stands for `;` and `%25` for `%`; a link percent-encodes the whole once more, as
/// it would any value.
pub(super) fn settle(key: &str, text: &str) -> (String, Errors) {
    let (name, said) = text.split_once(';').unwrap_or((text, ""));
    let (link, errors) = Link::read(&said.replace(';', "&"), |key| key == "step" || FieldName::from_key(key).is_some());
    let of_pin = |error: Error| Error { field: format!("{key} {}", error.field), ..error };
    let mut errors: Errors = errors.into_iter().map(of_pin).collect();
    let mut name = percent_decode(name);
    if name.chars().count() > MAX_NAME || name.contains(char::is_control) {
        let expected = format!("{MAX_NAME} characters at most, none of them a control character");
        errors.push(Error::new(format!("{key} name"), expected, name));
        name = String::new();
    }
    let said = link.print();
    let escaped = |text: &str| percent_encode(text, |byte| byte != b'%' && byte != b';');
    let said = said.strip_prefix(&format!("#v={VERSION}")).unwrap_or(&said);
    let printed = escaped(&name) + &escaped(said).replace('&', ";");
    (percent_encode(&printed, |byte| byte.is_ascii_alphanumeric() || b"-._~,:;=/".contains(&byte)), errors)
}

/// Writes `%41` for each byte that may not stand as it is.
fn percent_encode(text: &str, may_stand: fn(u8) -> bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if may_stand(byte) {
            bytes.push(byte);
        } else {
            let digit = |half: u8| b"0123456789ABCDEF"[usize::from(half)];
            bytes.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
