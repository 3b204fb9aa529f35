//! The checksum of every preset after a thousand steps. Node's tests and the browsers' compare wasm with the same file.
//!
//! After an intended change of the numbers, record them again, and those of `replays.json`:
//! `RECORD=1 cargo test --test slow checksums`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use initscope::config::{Config, Preset};
use initscope::dataset::Dataset;
use initscope::link::Link;
use initscope::session::Session;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A run on the built-in text after some steps.
fn trained(config: Config, steps: u64) -> Session {
    let text = Dataset::parse(&fs::read(root().join("www/text/names.txt")).unwrap()).unwrap();
    let mut session = Session::new(text, config, 0).unwrap();
    (0..steps).for_each(|_| _ = session.advance());
    session
}

#[test]
fn thousand_steps_of_every_preset_match_recorded_checksums() {
    let path = root().join("tests/golden/checksums.json");
    let computed = Preset::ALL.iter().map(|preset| (preset.name(), trained(preset.config(), 1000).checksum()));
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

#[test]
fn links_of_the_whole_recipe_replay_to_their_checksums() {
    let path = root().join("tests/golden/replays.json");
    let read = || serde_json::from_slice::<Vec<String>>(&fs::read(&path).unwrap()).unwrap();
    let ended = |printed: String| {
        let link: Link = printed.parse().unwrap();
        let sum = trained(link.config.clone(), link.step.unwrap()).training().checksum();
        Link { sum: Some(sum), ..link }.to_string()
    };
    let computed: Vec<String> = read().into_iter().map(ended).collect();
    if env::var_os("RECORD").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&computed).unwrap() + "\n").unwrap();
    }
    assert_eq!(read(), computed);
}
