//! The sections of a frame by name, for tests. Contains no tests.

use initscope::diagnostics::Frame;

/// The words of a section.
pub fn words<'a>(frame: &'a Frame, name: &str) -> &'a [u32] {
    let section = frame.sections().iter().find(|section| section.name == name);
    let section = section.unwrap_or_else(|| panic!("no section {name}"));
    &frame.words()[section.at..section.at + section.len]
}

pub fn floats(frame: &Frame, name: &str) -> Vec<f32> {
    words(frame, name).iter().copied().map(f32::from_bits).collect()
}
