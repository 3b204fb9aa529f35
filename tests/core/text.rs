//! Texts: a vocabulary and examples as in the lecture, and errors for invalid bytes.

use initscope::dataset::{Dataset, MAX_BYTES, MIN_LINES, Split};
use initscope::random::python_shuffle;
use proptest::prelude::*;
use serde::Deserialize;

/// `tests/golden/text.json`: the built-in text as `tests/golden/make.py` read and split it.
#[derive(Deserialize)]
struct Golden {
    lines: usize,
    characters: String,
    /// Train, val and test.
    splits: Vec<GoldenSplit>,
}

#[derive(Deserialize)]
struct GoldenSplit {
    examples: usize,
    /// Context of three and target of the first five examples, then of the last five.
    ends: Vec<([u16; 3], u16)>,
}

/// The error of parsing a bad text, without the field's name.
fn fault(bytes: &[u8]) -> String {
    let error = Dataset::parse(bytes).unwrap_err();
    assert_eq!(error.field, "text");
    error.to_string().strip_prefix("text: ").unwrap().to_owned()
}

/// The contexts of length `context` with their targets, as text, `.` for the boundary.
fn examples(text: &Dataset, split: &Split, context: usize) -> Vec<String> {
    let mut tokens = vec![0; context];
    let example = |index| {
        let target = split.example(index, &mut tokens);
        tokens.iter().chain([&target]).map(|&token| text.char_of(token)).collect()
    };
    (0..split.len()).map(example).collect()
}

/// The items of all splits, sorted: the targets up to each boundary.
fn items(text: &Dataset) -> Vec<String> {
    let mut items = Vec::new();
    for split in [text.train(), text.val(), text.test()] {
        let mut item = String::new();
        for index in 0..split.len() {
            match split.example(index, &mut []) {
                0 => items.push(std::mem::take(&mut item)),
                token => item.push(text.char_of(token)),
            }
        }
        assert_eq!(item, "", "a split ends with a boundary");
    }
    items.sort();
    items
}

const SIX: &str = "ann\nbob\ncyd\ndan\neve\nfay";

#[test]
fn contexts_start_empty_and_slide_over_each_item_up_to_its_end() {
    // CPython's random.seed(42); random.shuffle(list("ABCDEF")) gives DBCEAF.
    let text = Dataset::parse(SIX.as_bytes()).unwrap();
    #[rustfmt::skip]
    assert_eq!(examples(&text, text.train(), 3), [
        "...d", "..da", ".dan", "dan.",
        "...b", "..bo", ".bob", "bob.",
        "...c", "..cy", ".cyd", "cyd.",
        "...e", "..ev", ".eve", "eve.",
    ]);
    assert_eq!(examples(&text, text.val(), 2), ["..a", ".an", "ann", "nn."]);
    assert_eq!(examples(&text, text.test(), 5), [".....f", "....fa", "...fay", "..fay."]);
}

#[test]
fn characters_are_numbered_from_one_by_code_point() {
    let text = Dataset::parse("Zoë\nab\nä\n🦀\n!\n東京".as_bytes()).unwrap();
    assert_eq!(text.characters(), ['!', 'Z', 'a', 'b', 'o', 'ä', 'ë', '京', '東', '🦀']);
    assert_eq!(text.vocabulary(), 11);
    let shown: String = (0..11).map(|token| text.char_of(token)).collect();
    assert_eq!(shown, ".!Zaboäë京東🦀");
    assert_eq!(items(&text), ["!", "Zoë", "ab", "ä", "東京", "🦀"]);
}

#[test]
fn line_ends_byte_order_marks_blank_lines_and_trailing_space_are_removed() {
    let plain = Dataset::parse(SIX.as_bytes()).unwrap();
    for variant in [
        "ann\nbob\ncyd\ndan\neve\nfay\n",
        "ann\r\nbob\r\ncyd\r\ndan\r\neve\r\nfay\r\n",
        "ann\rbob\rcyd\rdan\reve\rfay",
        "\u{feff}ann\nbob\ncyd\ndan\neve\nfay",
        "\n\nann\n\n  \nbob\n\t\ncyd\n\r\n\rdan\neve\nfay\n\n",
        "ann  \nbob\t\ncyd \t \ndan\u{a0}\neve\u{3000}\nfay \r\n",
    ] {
        let text = Dataset::parse(variant.as_bytes()).unwrap();
        assert_eq!(text.lines(), 6, "{variant:?}");
        assert_eq!(text.characters(), plain.characters(), "{variant:?}");
        assert_eq!(items(&text), items(&plain), "{variant:?}");
        assert_eq!(examples(&text, text.train(), 4), examples(&plain, plain.train(), 4), "{variant:?}");
    }
}

#[test]
fn case_inner_space_leading_space_and_duplicates_are_kept() {
    let text = Dataset::parse(b"Ann\nann\nANN\n ann\nmary ann\nann\nann").unwrap();
    assert_eq!(text.lines(), 7);
    assert_eq!(items(&text), [" ann", "ANN", "Ann", "ann", "ann", "ann", "mary ann"]);
}

#[test]
fn byte_order_mark_is_removed_only_at_the_start() {
    let text = Dataset::parse("\u{feff}\u{feff}a\nb\nc\nd\ne\nf\u{feff}".as_bytes()).unwrap();
    assert_eq!(items(&text), ["b", "c", "d", "e", "f\u{feff}", "\u{feff}a"]);
}

#[test]
fn dot_in_the_text_is_an_ordinary_character() {
    let text = Dataset::parse(b"a.b\n.\n..\nb.\n.a\nab").unwrap();
    assert_eq!(text.characters(), ['.', 'a', 'b']);
    assert_eq!((text.char_of(0), text.char_of(1)), ('.', '.'));
    assert_eq!(items(&text), [".", "..", ".a", "a.b", "ab", "b."]);
    // Each item has one example more than characters: the dots ended none of them.
    assert_eq!(text.train().len() + text.val().len() + text.test().len(), 12 + 6);
}

#[test]
fn six_lines_are_the_minimum_for_three_splits() {
    for n in MIN_LINES..200 {
        let text = Dataset::parse("a\n".repeat(n).as_bytes()).unwrap();
        let lines = [text.train(), text.val(), text.test()].map(|split| split.len() / 2);
        // Python's int(0.8 * n) and int(0.9 * n) for whole n.
        assert_eq!(lines, [n * 8 / 10, n * 9 / 10 - n * 8 / 10, n - n * 9 / 10]);
        assert!(lines.into_iter().all(|lines| lines > 0), "{n} lines give {lines:?}");
    }
    // For five lines, int(0.8 * 5) = 4 and int(0.9 * 5) = 4 leave no validation split.
    assert_eq!(fault(b"a\nb\nc\nd\ne"), "expected at least 6 lines that aren't blank, got 5 lines");
}

#[test]
fn items_of_every_split_are_contained_and_no_others() {
    let text = Dataset::parse(SIX.as_bytes()).unwrap();
    for item in SIX.split('\n') {
        assert!(text.contains(item), "{item}");
    }
    for item in ["", "an", "nn", "annb", "bo", "Ann", "zed", "ann\nbob", "."] {
        assert!(!text.contains(item), "{item:?}");
    }
    let names = include_str!("../../www/text/names.txt");
    let (text, all) =
        (Dataset::parse(names.as_bytes()).unwrap(), names.lines().collect::<std::collections::BTreeSet<_>>());
    for name in names.lines().step_by(997) {
        for item in [name, &name[1..], &format!("{name}a"), &name[..2]] {
            assert_eq!(text.contains(item), all.contains(item), "{item}");
        }
    }
}

#[test]
fn built_in_names_split_as_cpython_splits_them() {
    let golden: Golden = serde_json::from_slice(include_bytes!("../golden/text.json")).unwrap();
    let text = Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap();
    assert_eq!(text.lines(), golden.lines);
    assert_eq!(text.characters().iter().collect::<String>(), golden.characters);
    assert_eq!(golden.splits.len(), 3);
    for (split, golden) in [text.train(), text.val(), text.test()].into_iter().zip(golden.splits) {
        assert_eq!(split.len(), golden.examples);
        let example = |index| {
            let mut context = [0; 3];
            let target = split.example(index, &mut context);
            (context, target)
        };
        let ends: Vec<_> = (0..5).chain(split.len() - 5..split.len()).map(example).collect();
        assert_eq!(ends, golden.ends);
    }
}

#[test]
fn too_few_lines_are_refused_with_their_count() {
    for (bytes, got) in [
        (&b""[..], "an empty text"),
        (b"\xef\xbb\xbf", "blank lines only"),
        (b"\n \r\n\t\n", "blank lines only"),
        (b"ann", "1 line"),
        (b"ann\n\n\nbob\n", "2 lines"),
    ] {
        assert_eq!(fault(bytes), format!("expected at least 6 lines that aren't blank, got {got}"));
    }
}

#[test]
fn invalid_utf_8_is_refused_with_its_offset() {
    assert_eq!(fault(b"ann\nb\xffb\n"), "expected UTF-8, got byte 0xFF at offset 5");
    assert_eq!(fault(b"ann\nbob\xe2\x82"), "expected UTF-8, got byte 0xE2 at offset 7");
    assert_eq!(fault(b"\xed\xa0\x80"), "expected UTF-8, got byte 0xED at offset 0");
}

#[test]
fn eight_thousand_one_hundred_and_ninety_two_characters_are_the_maximum() {
    let lines = |count: u32| -> String {
        ('\u{4e00}'..).take(count as usize).flat_map(|character| [character, '\n']).collect()
    };
    for count in [255, 256, 257, 8192] {
        let text = Dataset::parse(lines(count).as_bytes()).unwrap();
        assert_eq!(text.vocabulary(), count as usize + 1);
        assert_eq!(text.char_of(count as u16), char::from_u32(0x4dff + count).unwrap());
        let mut items = items(&text);
        items.sort_unstable();
        assert!(items.iter().eq(lines(count).lines().collect::<Vec<_>>().iter()), "{count}");
    }
    assert_eq!(fault(lines(8193).as_bytes()), "expected at most 8192 distinct characters, got 8193");
    assert_eq!(fault(lines(20_000).as_bytes()), "expected at most 8192 distinct characters, got 20000");
}

#[test]
fn eight_mebibytes_are_the_maximum() {
    let bytes = "a\n".repeat(MAX_BYTES / 2).into_bytes();
    let text = Dataset::parse(&bytes).unwrap();
    assert_eq!(text.lines(), 4_194_304);
    assert_eq!(text.train().len() + text.val().len() + text.test().len(), 8_388_608);

    let mut bytes = bytes;
    bytes.push(b'a');
    assert_eq!(fault(&bytes), "expected at most 8 MiB (8388608 bytes), got 8388609 bytes");
}

#[test]
fn one_long_line_has_the_contexts_of_a_short_one() {
    let long = "ab".repeat(100_000);
    let text = Dataset::parse([long.as_str(); 6].join("\n").as_bytes()).unwrap();
    let mut context = [9; 4];
    assert_eq!(text.val().example(200_000, &mut context), 0);
    assert_eq!(context, [1, 2, 1, 2]);
    assert_eq!(text.val().example(1, &mut context), 2);
    assert_eq!(context, [0, 0, 0, 1]);
}

/// The lecture's own way, with strings: every context is kept and shifted by one.
fn examples_by_the_lecture(lines: &[&str], context: usize) -> Vec<String> {
    let mut examples = Vec::new();
    for line in lines {
        let mut window: Vec<char> = vec!['.'; context];
        for character in line.chars().chain(['.']) {
            window.push(character);
            examples.push(window.iter().collect());
            window.remove(0);
        }
    }
    examples
}

proptest! {
    #[test]
    fn examples_match_the_lectures(
        lines in prop::collection::vec("[a-eA-C.é語-]{1,9}", MIN_LINES..60),
        context in 0_usize..9,
    ) {
        let text = Dataset::parse(lines.join("\n").as_bytes()).unwrap();
        let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let n = lines.len();
        python_shuffle(42, &mut lines);
        let (train, rest) = lines.split_at(n * 8 / 10);
        let (val, test) = rest.split_at(n * 9 / 10 - n * 8 / 10);
        for (split, lines) in [(text.train(), train), (text.val(), val), (text.test(), test)] {
            prop_assert_eq!(examples(&text, split, context), examples_by_the_lecture(lines, context));
        }
    }

    #[test]
    fn no_bytes_make_parsing_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        _ = Dataset::parse(&bytes);
    }

    #[test]
    fn any_text_is_parsed_or_refused_for_too_few_lines(text in "(\\PC|[ \\t\\r\\n\u{feff}]){0,200}") {
        match Dataset::parse(text.as_bytes()) {
            Ok(text) => {
                prop_assert_eq!(items(&text).len(), text.lines());
                for split in [text.train(), text.val(), text.test()] {
                    let mut context = [0; 3];
                    for index in 0..split.len() {
                        let target = split.example(index, &mut context);
                        prop_assert!(context.into_iter().chain([target]).all(|token| usize::from(token) < text.vocabulary()));
                    }
                }
            }
            Err(error) => prop_assert!(error.expected.starts_with("at least"), "{}", error),
        }
    }
}
