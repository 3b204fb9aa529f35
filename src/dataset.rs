//! The dataset of a text with one item a line: a vocabulary, and contexts with their targets in three splits.

use std::iter::repeat;

use crate::Error;
use crate::random::python_shuffle;

/// The largest text, in bytes.
pub const MAX_BYTES: usize = 8 << 20;
/// The largest number of distinct characters.
pub const MAX_CHARACTERS: usize = 8192;
/// The smallest number of lines; each split gets at least one of them.
pub const MIN_LINES: usize = 6;
/// A character, or the boundary of items, by its number: 0..V.
pub type Token = u16;
/// The token that starts and ends every item.
pub const BOUNDARY: Token = 0;
/// The seed of the lecture's shuffle.
const SHUFFLE_SEED: u32 = 42;

/// One of the three splits of a [`Dataset`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitName {
    /// 80 % of the lines, to learn from.
    Train,
    /// 10 %, to choose settings by.
    Val,
    /// 10 %, for a final estimate.
    Test,
}

/// A text's vocabulary and its examples.
///
/// ```
/// use initscope::Dataset;
///
/// let names = Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte")?;
/// assert_eq!((names.lines(), names.vocabulary()), (6, 15));
/// let mut context = [0; 3];
/// let target = names.train().example(0, &mut context);
/// assert_eq!(context, [0; 3], "isabella comes first, and its first context is the boundary");
/// assert_eq!(names.char_of(target), 'i');
/// # Ok::<(), initscope::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dataset {
    lines: usize,
    characters: Vec<char>,
    /// In the order of [`SplitName`].
    splits: [Split; 3],
}

impl Dataset {
    /// Reads UTF-8, one item a line, and splits it as the lecture does: the lines shuffled by CPython's
    /// `random.seed(42)`, then 80 % for training, 10 % for validation and 10 % for testing.
    ///
    /// Lines end with LF, CRLF or CR. A leading byte order mark, white space at the end of a line and blank lines are dropped;
    /// other white space and case are kept. A `.` in the text is a character like any other and not the boundary, though
    /// both are shown as `.`.
    ///
    /// # Errors
    /// Names the field `text`: more than 8 MiB, not UTF-8 (UTF-16 and Windows-1252 by name), more than 8,192 distinct
    /// characters, or fewer than 6 lines that aren't blank.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let lines = items(bytes)?;
        let (characters, token_of) = build_vocabulary(lines.clone().flat_map(str::chars))?;

        let mut tokens = Vec::with_capacity(bytes.len() + 1);
        let mut starts = Vec::new();
        for line in lines {
            starts.push(tokens.len() as u32);
            tokens.extend(line.chars().map(|character| token_of[character as usize]));
            tokens.push(BOUNDARY);
        }
        let count = starts.len();
        if count < MIN_LINES {
            let got = match count {
                0 if bytes.is_empty() => "an empty text".to_owned(),
                0 => "blank lines only".to_owned(),
                1 => "1 line".to_owned(),
                _ => format!("{count} lines"),
            };
            return Err(error(format!("at least {MIN_LINES} lines that aren't blank"), got));
        }

        python_shuffle(SHUFFLE_SEED, &mut starts);
        let [train_end, val_end] = [0.8, 0.9].map(|share| (share * count as f64) as usize);
        let splits = [&starts[..train_end], &starts[train_end..val_end], &starts[val_end..]];
        Ok(Self { lines: count, characters, splits: splits.map(|starts| Split::gather(&tokens, starts)) })
    }

    /// The number of items; blank lines don't count.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// The distinct characters in the order of their code points; the first is token 1.
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// V, the number of tokens: the distinct characters and the boundary. 2..=8193.
    pub fn vocabulary(&self) -> usize {
        self.characters.len() + 1
    }

    /// The character of a token, `.` for the boundary. Panics if `token` isn't below V.
    pub fn char_of(&self, token: Token) -> char {
        if token == BOUNDARY { '.' } else { self.characters[usize::from(token) - 1] }
    }

    /// Whether an item is one of the text's.
    pub fn contains(&self, item: &str) -> bool {
        let token = |character| Some(self.characters.binary_search(&character).ok()? as Token + 1);
        let Some(mut tokens) = item.chars().map(token).collect::<Option<Vec<Token>>>() else { return false };
        tokens.push(BOUNDARY);
        let of = |split: &Split| split.tokens.split_inclusive(|&token| token == BOUNDARY).any(|item| item == tokens);
        self.splits.iter().any(of)
    }

    /// The examples to learn from.
    pub fn train(&self) -> &Split {
        self.split(SplitName::Train)
    }

    /// The examples to choose settings by.
    pub fn val(&self) -> &Split {
        self.split(SplitName::Val)
    }

    /// The examples for a final estimate.
    pub fn test(&self) -> &Split {
        self.split(SplitName::Test)
    }

    /// The examples of one split.
    pub fn split(&self, name: SplitName) -> &Split {
        &self.splits[name as usize]
    }
}

/// The examples of some of the lines: one for each character, and one for the end of each item.
///
/// Stored in two bytes per example whatever the context: the tokens of one item after another, each followed by the
/// boundary. Token i is the target of example i, and the tokens before it are its context.
#[derive(Debug, Clone)]
pub struct Split {
    tokens: Vec<Token>,
}

impl Split {
    /// The items that start at `starts` and end with their boundaries.
    fn gather(tokens: &[Token], starts: &[u32]) -> Self {
        let items = starts.iter().map(|&start| {
            let rest = &tokens[start as usize..];
            let length = rest.iter().position(|&token| token == BOUNDARY).map_or(rest.len(), |end| end + 1);
            &rest[..length]
        });
        let mut gathered = Vec::with_capacity(items.clone().map(<[Token]>::len).sum());
        items.for_each(|item| gathered.extend_from_slice(item));
        Self { tokens: gathered }
    }

    /// The number of examples; at least 2 in the split of a dataset, and at most 8 Mi + 1.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no example; never so in the split of a dataset.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// How often each of the V tokens is a target.
    pub fn target_counts(&self, vocabulary: usize) -> Vec<u32> {
        let mut counts = vec![0; vocabulary];
        self.tokens.iter().for_each(|&token| counts[usize::from(token)] += 1);
        counts
    }

    /// Writes the context of example `index`, the latest token last, and returns its target.
    ///
    /// T is the length of `context`, which is filled with the boundary before the item's start. Panics if there is no such
    /// example.
    pub fn example(&self, index: usize, context: &mut [Token]) -> Token {
        let target = self.tokens[index];
        let item = self.tokens[..index].iter().rev().copied().take_while(|&token| token != BOUNDARY);
        for (place, token) in context.iter_mut().rev().zip(item.chain(repeat(BOUNDARY))) {
            *place = token;
        }
        target
    }
}

/// The items of a text in their order, as [`Dataset::parse`] reads them.
///
/// # Errors
/// Names the field `text`: more than 8 MiB, or not UTF-8.
pub fn items(bytes: &[u8]) -> Result<impl Iterator<Item = &str> + Clone, Error> {
    let mut rest = decode(bytes)?;
    Ok(std::iter::from_fn(move || next_line(&mut rest)))
}

/// Removes the next line that isn't blank from `rest`, and returns it without the white space at its end.
fn next_line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    while !rest.is_empty() {
        let (line, others) = rest.split_once(['\n', '\r']).unwrap_or((rest, ""));
        *rest = others;
        let line = line.trim_end();
        if !line.is_empty() {
            return Some(line);
        }
    }
    None
}

/// The text of `bytes` without its byte order mark.
fn decode(bytes: &[u8]) -> Result<&str, Error> {
    if bytes.len() > MAX_BYTES {
        let expected = format!("at most {} MiB ({MAX_BYTES} bytes)", MAX_BYTES >> 20);
        return Err(error(expected, format!("{} bytes", bytes.len())));
    }
    if is_utf_16(bytes) {
        return Err(error("UTF-8", "text that looks like UTF-16; save it as UTF-8"));
    }
    let text = str::from_utf8(bytes).map_err(|fault| {
        // One that ends within a character was cut short.
        if fault.error_len().is_some() && is_windows_1252(bytes) {
            return error("UTF-8", "text in an encoding like Windows-1252; save it as UTF-8");
        }
        let offset = fault.valid_up_to();
        error("UTF-8", format!("byte 0x{:02X} at offset {offset}", bytes[offset]))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Whether bytes are UTF-16: by its byte order mark, which UTF-8 never begins with; or without one by the NUL of each Latin
/// letter, where every other byte of the beginning is mostly NUL. (UTF-32 is found by the same signs.)
fn is_utf_16(bytes: &[u8]) -> bool {
    const HEAD: usize = 64;
    let head = &bytes[..bytes.len().min(HEAD)];
    let nuls = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let is_mostly_nul = head.len() >= 4 && 5 * nuls(0).max(nuls(1)) > 2 * head.len();
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || is_mostly_nul
}

/// Whether bytes are words in Windows-1252, Latin-1 or a similar encoding: no byte is a control character, and of those beyond
/// ASCII at least half are letters there and stand after or before a letter of ASCII. In UTF-8 most stand beside each other.
fn is_windows_1252(bytes: &[u8]) -> bool {
    let (mut high, mut letters, mut previous) = (0, 0, 0_u8);
    for (i, &byte) in bytes.iter().enumerate() {
        let next = bytes.get(i + 1).copied().unwrap_or_default();
        if !byte.is_ascii() {
            high += 1;
            let is_beside = previous.is_ascii_alphabetic() || next.is_ascii_alphabetic();
            letters += usize::from(is_beside && (0xc0..=0xfd).contains(&byte));
        } else if byte.is_ascii_control() && !b"\t\n\r".contains(&byte) {
            return false;
        }
        previous = byte;
    }
    letters > 0 && 2 * letters >= high
}

/// The distinct characters in order, and a table from code point to token.
fn build_vocabulary(characters: impl Iterator<Item = char> + Clone) -> Result<(Vec<char>, Vec<Token>), Error> {
    let last = characters.clone().max().unwrap_or_default();
    let mut token_of: Vec<Token> = vec![0; last as usize + 1];
    characters.for_each(|character| token_of[character as usize] = 1);
    let distinct: Vec<char> = ('\0'..=last).filter(|&character| token_of[character as usize] != 0).collect();
    if distinct.len() > MAX_CHARACTERS {
        return Err(error(format!("at most {MAX_CHARACTERS} distinct characters"), distinct.len()));
    }
    for (&character, token) in distinct.iter().zip(1..) {
        token_of[character as usize] = token;
    }
    Ok((distinct, token_of))
}

/// An error about the text.
fn error(expected: impl Into<String>, got: impl std::fmt::Display) -> Error {
    Error::new("text", expected, got)
}
