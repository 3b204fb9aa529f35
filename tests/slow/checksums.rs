//! The checksum of every preset after a thousand steps. Node's tests and the browsers' compare wasm with the same file.
//!
//! After an intended change of the numbers, record them again: `RECORD=1 cargo test --test slow checksums`.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use initscope::config::Preset;
use initscope::dataset::Dataset;
use initscope::session::Session;

#[test]
fn thousand_steps_of_every_preset_match_recorded_checksums() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("tests/golden/checksums.json");
    let text = Dataset::parse(&fs::read(root.join("www/text/names.txt")).unwrap()).unwrap();
    let computed = Preset::ALL.iter().map(|preset| {
        let mut session = Session::new(text.clone(), preset.config(), 0).unwrap();
        (0..1000).for_each(|_| _ = session.advance());
        (preset.name(), session.checksum())
    });
    let computed: Vec<(&str, String)> = computed.collect();
    if env::var_os("RECORD").is_some() {
        // Not serialized by serde_json, since the file keeps the presets' order.
        let lines: Vec<String> = computed.iter().map(|(name, sum)| format!("  \"{name}\": \"{sum}\"")).collect();
        fs::write(&path, format!("{{\n{}\n}}\n", lines.join(",\n"))).unwrap();
    }
    let recorded: BTreeMap<String, String> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(recorded.len(), computed.len());
    for (name, checksum) in computed {
        assert_eq!(recorded[name], checksum, "{name}");
    }
}
