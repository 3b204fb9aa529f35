//! The checksums of three presets after a thousand steps, and of every link of `replays.json` at its step.
//! `tests/slow/checksums.rs` trains all presets.

use std::collections::BTreeMap;

use initscope::config::Preset;
use initscope::dataset::Dataset;
use initscope::link::Link;
use initscope::session::Session;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

#[test]
fn thousand_steps_of_three_presets_match_recorded_checksums() {
    let recorded: BTreeMap<String, String> =
        serde_json::from_slice(include_bytes!("../golden/checksums.json")).unwrap();
    let text = Dataset::parse(NAMES).unwrap();
    for preset in [Preset::Naive, Preset::BatchNorm, Preset::DeepGain1] {
        let mut session = Session::new(text.clone(), preset.config(), 0).unwrap();
        (0..1000).for_each(|_| _ = session.advance());
        assert_eq!(session.checksum(), recorded[preset.name()], "{}", preset.name());
    }
}

#[test]
fn links_of_the_whole_recipe_replay_to_their_checksums() {
    let links: Vec<String> = serde_json::from_slice(include_bytes!("../golden/replays.json")).unwrap();
    assert!(links.len() >= 12);
    let text = Dataset::parse(NAMES).unwrap();
    for printed in links {
        let link: Link = printed.parse().unwrap();
        assert_eq!(link.to_string(), printed, "it is in the form in which links are printed");
        let mut session = Session::new(text.clone(), link.config.clone(), 0).unwrap();
        (0..link.step.unwrap()).for_each(|_| _ = session.advance());
        let ended = Link { sum: Some(session.training().checksum()), ..link };
        assert_eq!(ended.to_string(), printed);
    }
}
