//! The answers to long questions about a run and the results of the small experiments, bit for bit. Node's tests
//! compare wasm with the same file.
//!
//! After an intended change of the numbers, record them again: `RECORD=1 cargo test --test core answers`.

use std::path::Path;
use std::{env, fs};

use initscope::evaluate::{Coupling, Task, Ways};
use initscope::experiments::{fan_in, normalize_points, tanh_slope};
use initscope::session::Session;
use serde_json::{Value, json};

use super::naive::{config, text};

const LINK: &str = "#preset=deep-batchnorm&hidden=20x2&batch=8&lr=0.5";

#[test]
fn answers_equal_the_recorded_bits() {
    let mut session = Session::new(text(), config(LINK), 0).unwrap();
    (0..100).for_each(|_| _ = session.advance());
    let (model, text, batch) = (session.model(), session.dataset(), session.training().batch());
    let mut ways = Ways::new(model, text, batch);
    ways.finish(model, text);
    let mut coupling = Coupling::new(model, batch, (&[0, 0, 5], 13), 20, 3).unwrap();
    coupling.finish(model, text);
    let spread = coupling.spread();
    let computed = json!({
        "link": LINK,
        "ways": { "results": ways.losses(), "logits": ways.logit_difference() },
        "coupled": {
            "evaluation": coupling.evaluation(),
            "training": { "mean": spread.mean, "std": spread.std, "min": spread.min, "max": spread.max },
        },
        "normalized": normalize_points(&[1.0, 2.0, 3.0, 4.0, 10.0], [1.5, -0.25, 1e-5], "unbiased").unwrap(),
        "fan_in": fan_in(100.0, 7).unwrap(),
        "tanh_slope": tanh_slope(0.7, 9.0).unwrap(),
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/answers.json");
    if env::var_os("RECORD").is_some() {
        fs::write(&path, format!("{computed:#}\n")).unwrap();
    }
    let recorded: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(recorded, serde_json::from_str::<Value>(&computed.to_string()).unwrap());
}
