//! Properties of links, and of the text of each field.

use initscope::config::{Config, FIELDS, Field, Kind, number};
use initscope::link::{Link, LinkView};

use super::well_said;

/// More than the longest values of all keys add up to; a parsed value is printed without excess.
const MAX_PRINTED: usize = 60_000;

/// The panels of some page.
const PANELS: [&str; 3] = ["loss", "norm", "controls"];

/// Any text as the fragment of an address.
pub fn link(fragment: &str) {
    let (link, errors) = Link::parse(fragment);
    assert!(errors.len() <= 200, "{} errors", errors.len());
    errors.iter().for_each(well_said);
    assert_eq!(link.config.validate(), Ok(()));

    let printed = link.to_string();
    let (again, faults) = Link::parse(&printed);
    assert_eq!(*faults, [], "{printed}");
    assert_eq!(again, link, "{printed}");
    assert_eq!(again.to_string(), printed, "printed twice");
    assert!(printed.len() <= MAX_PRINTED, "{} characters", printed.len());
    assert!(printed.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&byte)), "{printed}");

    let LinkView { focus, hide, .. } = Link::parse_for(fragment, &PANELS).0.view;
    let is_panel = |name: &String| PANELS.contains(&&**name);
    assert!(focus.as_ref().is_none_or(is_panel));
    assert!(hide.is_none_or(|panels| panels.len() <= PANELS.len() && panels.iter().all(is_panel)));
}

/// Any text as the value of one field, selected by `of`.
pub fn field(of: u8, text: &str) {
    let Field { id, name, kind, .. } = FIELDS[usize::from(of) % FIELDS.len()];
    let mut config = Config::default();
    match config.set(id, text) {
        Ok(()) => {
            let printed = config.print(id);
            let mut again = Config::default();
            assert_eq!(again.set(id, &printed), Ok(()), "{name}={printed}");
            assert_eq!(again, config, "{name}={printed}");
            assert_eq!(again.print(id), printed);
            config.validate().unwrap_or_else(|errors| {
                assert!(errors.iter().all(|error| ["batch", "then", "outnorm"].contains(&&*error.field)), "{errors:?}");
            });
        }
        Err(error) => {
            well_said(&error);
            assert_eq!(error.field, name);
            assert_eq!(config, Config::default(), "a refused {name} changed something");
        }
    }
    if kind == Kind::Real && !text.contains('/') {
        number_as_the_library_has_it(text);
    }
}

/// The standard library parses decimals too, and the words for non-finite numbers, which links refuse.
fn number_as_the_library_has_it(text: &str) {
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let expected = text.parse().ok().filter(|value: &f64| has_digits && value.is_finite());
    let got = number::parse(text);
    assert_eq!(got.map(f64::to_bits), expected.map(|value| (value + 0.0).to_bits()), "{text}");
    if let Some(value) = got {
        assert_eq!(number::parse(&number::print(value)).map(f64::to_bits), Some(value.to_bits()), "{text}");
    }
}
