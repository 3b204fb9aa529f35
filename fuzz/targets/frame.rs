//! Any bytes as a network, commands, and damage to its frame.
#![allow(dead_code, reason = "a target calls one property of many")]
#![no_main]

#[path = "../../tests/core/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::frame::frame(bytes));
