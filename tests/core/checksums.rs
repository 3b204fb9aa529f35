//! The checksums of three presets after a thousand steps. `tests/slow/checksums.rs` trains all presets.

use std::collections::BTreeMap;

use initscope::config::Preset;
use initscope::dataset::Dataset;
use initscope::session::Session;

#[test]
fn thousand_steps_of_three_presets_match_recorded_checksums() {
    let recorded: BTreeMap<String, String> =
        serde_json::from_slice(include_bytes!("../golden/checksums.json")).unwrap();
    let text = Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap();
    for preset in [Preset::Naive, Preset::BatchNorm, Preset::DeepGain1] {
        let mut session = Session::new(text.clone(), preset.config(), 0).unwrap();
        (0..1000).for_each(|_| _ = session.advance());
        assert_eq!(session.checksum(), recorded[preset.name()], "{}", preset.name());
    }
}
