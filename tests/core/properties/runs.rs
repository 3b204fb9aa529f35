//! Files of runs, parsed as `replay --runs` parses them.

#[path = "../../../examples/common/runs.rs"]
mod file;

use super::well_said;

/// Any text as a file of runs; returns whether it is accepted.
pub fn runs(json: &str) -> bool {
    match file::read(json) {
        Err(errors) => {
            assert!((1..=100).contains(&errors.len()), "{errors:?}");
            errors.iter().for_each(well_said);
            false
        }
        Ok(read) => {
            for run in &read.runs {
                assert_eq!(run.link.config.validate(), Ok(()));
                assert!(run.step > 0 && run.link.step == Some(run.step) && run.link.sum.is_some());
            }
            let written = serde_json::to_string(&read).unwrap();
            let again = file::read(&written).unwrap_or_else(|errors| panic!("{errors:?}: {written}"));
            assert_eq!(serde_json::to_string(&again).unwrap(), written);
            true
        }
    }
}
