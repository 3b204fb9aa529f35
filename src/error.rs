//! The errors of this crate: which field was wrong, what was expected, and what came instead.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

/// One value from outside (a link, a file, a control) that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Error {
    /// The field as its user knows it: a link's key, or `text` for the training text.
    pub field: String,
    /// What would be accepted, such as `a whole number from 1 to 256`.
    pub expected: String,
    /// What came, cut to 60 characters.
    pub got: String,
}

/// The largest number of characters of bad input that an error repeats.
const MAX_EXCERPT: usize = 60;

impl Error {
    /// An error of `field`. `field` and `got` may be of any length: both are cut to 60 characters.
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
    if let Some((cut, _)) = text.char_indices().nth(MAX_EXCERPT) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

/// The value whose name is `text`; `names` and `values` are in the same order.
///
/// # Errors
/// When `text` is none of the names: `field`, the names and `text`.
pub(crate) fn one_of<T: Copy>(field: &str, names: &[&str], values: &[T], text: &str) -> Result<T, Error> {
    let found = names.iter().position(|&name| name == text);
    found.map(|at| values[at]).ok_or_else(|| Error::new(field, names.join(", "), text))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.field, self.expected, self.got)
    }
}

impl std::error::Error for Error {}

/// Everything wrong with one input, in the order in which it was found. Reads as a slice of [`Error`].
///
/// ```
/// use initscope::{Config, Errors};
///
/// let errors: Errors = Config { batch: 0, embedding: 65, ..Config::default() }.validate().unwrap_err();
/// assert_eq!(errors[0].field, "emb");
/// assert_eq!(
///     errors.to_string(),
///     "emb: expected a whole number from 1 to 64, got 65; batch: expected a whole number from 1 to 256, got 0"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// Adds an error.
    pub fn push(&mut self, error: Error) {
        self.0.push(error);
    }

    /// `value` where nothing is wrong.
    ///
    /// # Errors
    /// The errors themselves, if there are any.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl Deref for Errors {
    type Target = [Error];

    fn deref(&self) -> &[Error] {
        &self.0
    }
}

impl fmt::Display for Errors {
    /// One after another, with semicolons between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "; " })?;
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

impl From<Error> for Errors {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl FromIterator<Error> for Errors {
    fn from_iter<I: IntoIterator<Item = Error>>(errors: I) -> Self {
        Self(errors.into_iter().collect())
    }
}

impl Extend<Error> for Errors {
    fn extend<I: IntoIterator<Item = Error>>(&mut self, errors: I) {
        self.0.extend(errors);
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
