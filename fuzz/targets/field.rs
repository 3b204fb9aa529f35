//! The first byte selects a field, the other bytes are its value.
#![allow(dead_code, reason = "a target calls one property of many")]
#![no_main]

#[path = "../../tests/core/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let [of, text @ ..] = bytes {
        properties::link::field(*of, &String::from_utf8_lossy(text));
    }
});
