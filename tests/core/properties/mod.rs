//! Properties of arbitrary input: no panic, each rejection names its field, and what is accepted survives a round trip.
//! Called by `tests/core/hostile.rs` with proptest's inputs and by the targets of `fuzz/` with libFuzzer's. Contains no
//! tests.

pub mod bytes;
pub mod frame;
pub mod link;
pub mod runs;
pub mod session;
pub mod text;

use initscope::Error;

/// The longest field or excerpt of the input, in characters; the field of a pin is the pin's key and the field's.
const MAX_LENGTH: usize = 80;

/// Asserts that an error has a field, what was expected and what came, short enough for a page.
pub fn well_said(error: &Error) {
    for (part, text, most) in
        [("field", &error.field, MAX_LENGTH), ("expected", &error.expected, 400), ("got", &error.got, MAX_LENGTH)]
    {
        assert!(!text.is_empty(), "no {part}: {error:?}");
        assert!(text.chars().count() <= most, "{part} too long: {error:?}");
    }
}
