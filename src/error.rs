//! The one error of this crate: which field was wrong, what it should have been, and what came instead.

use std::fmt;

use serde::Serialize;

/// A value from outside (a link, a file, a control) that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Error {
    /// The name the person knows it by: a link's key, or `text` for the training text.
    pub field: String,
    /// What would have been accepted, such as `a whole number from 1 to 256`.
    pub expected: String,
    /// What came, quoted and cut to a readable length.
    pub got: String,
}

/// The longest excerpt of bad input that an error repeats, in characters.
const LONGEST_EXCERPT: usize = 60;

impl Error {
    /// Names the field, what was expected and what came. A link can make field and `got` of any length: both are cut.
    #[cold]
    pub fn new(field: impl Into<String>, expected: impl Into<String>, got: impl fmt::Display) -> Self {
        Self::cut(field.into(), expected.into(), got.to_string())
    }

    #[cold]
    #[inline(never)]
    fn cut(field: String, expected: String, got: String) -> Self {
        let mut got = excerpt(got);
        if got.is_empty() {
            got.push_str("nothing");
        }
        Self { field: excerpt(field), expected, got }
    }
}

fn excerpt(mut text: String) -> String {
    if let Some((cut, _)) = text.char_indices().nth(LONGEST_EXCERPT) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.field, self.expected, self.got)
    }
}

impl std::error::Error for Error {}

/// So that `?` makes one error the list of errors that a [`Config`](crate::config::Config) can have.
impl From<Error> for Vec<Error> {
    fn from(error: Error) -> Self {
        vec![error]
    }
}
