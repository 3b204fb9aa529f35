//! What holds whatever comes in: no panic, each rejection names its field, and what is accepted survives to be printed and
//! read. Called by `tests/core/hostile.rs` with proptest's inputs and by the targets of `fuzz/` with libFuzzer's. No test itself.

pub mod bytes;
pub mod frame;
pub mod link;
pub mod runs;
pub mod session;
pub mod text;

use initscope::Error;

/// A field is a link's key, perhaps after a pin's; what came is an excerpt: characters.
const MAX_LENGTH: usize = 80;

/// Asserts that an error says which field, what was expected and what came, in words that fit on a page.
pub fn well_said(error: &Error) {
    for (part, text, most) in
        [("field", &error.field, MAX_LENGTH), ("expected", &error.expected, 400), ("got", &error.got, MAX_LENGTH)]
    {
        assert!(!text.is_empty(), "no {part}: {error:?}");
        assert!(text.chars().count() <= most, "{part} too long: {error:?}");
    }
}
