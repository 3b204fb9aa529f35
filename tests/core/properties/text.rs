//! Texts: any bytes are refused with an error, or split without losing a character.

use initscope::dataset::{BOUNDARY, Dataset, MAX_BYTES, MAX_CHARACTERS, MIN_LINES, Split, Token, items};
use initscope::link::{Link, fingerprint};

use super::well_said;

/// Any bytes as a text.
pub fn text(bytes: &[u8]) {
    if (1..=MAX_BYTES).contains(&bytes.len()) {
        let link = format!("#textis={}", fingerprint(bytes));
        assert_eq!(*Link::parse(&link).1, [], "{link}");
    }
    let text = match Dataset::parse(bytes) {
        Ok(text) => text,
        Err(error) => {
            well_said(&error);
            assert_eq!(error.field, "text");
            return;
        }
    };
    assert!(
        bytes.len() <= MAX_BYTES && text.lines() >= MIN_LINES && (2..=MAX_CHARACTERS + 1).contains(&text.vocabulary())
    );

    // The items of the splits are those of the text.
    let mut given: Vec<String> = items(bytes).expect("a parsed text has items").map(str::to_owned).collect();
    assert_eq!(given.len(), text.lines());
    let splits = [text.train(), text.val(), text.test()];
    let mut held: Vec<String> = splits.iter().flat_map(|split| decoded(&text, split)).collect();
    let again = given.join("\n");
    given.sort_unstable();
    held.sort_unstable();
    assert!(given == held, "items were lost or made");

    // Written one per line, they are the same text; an item may itself begin with a byte order mark.
    let again = Dataset::parse(format!("\u{feff}{again}").as_bytes()).expect("the items of a text are a text");
    assert_eq!(again.characters(), text.characters());
    for (split, other) in splits.into_iter().zip([again.train(), again.val(), again.test()]) {
        assert!(split.len() >= 2 && tokens(split).eq(tokens(other)), "another split");
    }
}

fn tokens(split: &Split) -> impl Iterator<Item = Token> {
    (0..split.len()).map(|index| split.example(index, &mut []))
}

fn decoded(text: &Dataset, split: &Split) -> Vec<String> {
    let tokens: Vec<Token> = tokens(split).collect();
    assert_eq!(tokens.last(), Some(&BOUNDARY));
    let word = |tokens: &[Token]| tokens.iter().map(|&token| text.char_of(token)).collect();
    tokens[..tokens.len() - 1].split(|&token| token == BOUNDARY).map(word).collect()
}
