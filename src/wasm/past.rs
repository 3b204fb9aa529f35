//! The run's past: what stands out in it, and what it was at an earlier step.

use wasm_bindgen::prelude::*;

use super::{Session, in_slices, layout_of, to_js};
use crate::config::number;

#[wasm_bindgen]
impl Session {
    /// What stands out in the run so far: `{dead, nan, drop}`, each null until it is there.
    pub fn marks(&mut self) -> JsValue {
        to_js(&self.inner.marks())
    }

    /// Begins to look back at a step, beside the run.
    ///
    /// # Errors
    /// Throws when the run has not come to that step.
    pub fn look_back(&mut self, step: f64) -> Result<(), JsValue> {
        let step = number::whole("step", step, [0, u32::MAX])?;
        Ok(self.inner.look_back(step.into())?)
    }

    /// Records no checkpoints, in later runs neither: they take memory, and only `look_back` is faster by them.
    pub fn disable_checkpoints(&mut self) {
        self.inner.disable_checkpoints();
    }

    /// Goes there for at most `ms` milliseconds, but one step: `{done, total}` in steps, or null where there is nothing to
    /// do.
    pub fn look_back_for(&mut self, ms: f64) -> JsValue {
        let state = in_slices(&self.clock, ms, || Some((self.inner.advance_look_back()?, ())));
        state.map_or(JsValue::NULL, |(progress, ())| to_js(&progress))
    }

    /// Where the sections of the frame looked back at lie, as `layout` says it of the newest; null while there is none.
    pub fn past_layout(&self) -> JsValue {
        self.inner.past_frame().map_or(JsValue::NULL, layout_of)
    }

    /// Byte offset in the wasm memory of that frame.
    pub fn past_ptr(&self) -> *const u32 {
        self.inner.past_frame().map_or(std::ptr::null(), |frame| frame.words().as_ptr())
    }

    /// What it comes to, in words, as `verdicts` says it of the newest.
    pub fn past_verdicts(&self) -> JsValue {
        to_js(&self.inner.past_verdicts())
    }
}
