//! Any bytes as a link: what is not UTF-8 arrives as a browser gives it, with U+FFFD in its place.
#![allow(dead_code, reason = "a target calls one property of many")]
#![no_main]

#[path = "../../tests/core/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::link::link(&String::from_utf8_lossy(bytes)));
