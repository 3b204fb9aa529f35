//! The run's past: what stands out in it, and what it was at an earlier step.

use wasm_bindgen::prelude::*;

use super::{Session, to_js};

#[wasm_bindgen]
impl Session {
    /// What stands out in the run so far: `{dead, nan, drop}`, each null until it is there.
    pub fn marks(&mut self) -> JsValue {
        to_js(&self.inner.marks())
    }
}
