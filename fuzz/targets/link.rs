//! Any bytes as a link: invalid UTF-8 is replaced by U+FFFD, as browsers do.
#![allow(dead_code, reason = "a target calls one property of many")]
#![no_main]

#[path = "../../tests/core/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::link::link(&String::from_utf8_lossy(bytes)));
