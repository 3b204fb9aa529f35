//! The past of a run: its notable steps, and its frame and verdicts at an earlier step.

use wasm_bindgen::prelude::*;

use super::{Session, in_slices, layout_of, to_js};
use crate::config::number;

#[wasm_bindgen]
impl Session {
    /// The notable steps of the run so far, each null until there is one: `dead` `{step, layer}`, the first dead neuron; `nan`,
    /// the first step whose loss is not finite; `diverged` `{step, what}`, the first one at which the `loss`, the `weights` or
    /// the `statistics` are not finite; and `drop` `{from, to, by}`, the largest drop of the smoothed loss.
    pub fn marks(&mut self) -> JsValue {
        to_js(&self.inner.marks())
    }

    /// Starts to look back at a step, on a second network.
    ///
    /// # Errors
    /// Throws when the run has not reached that step.
    pub fn look_back(&mut self, step: f64) -> Result<(), JsValue> {
        let step = number::whole("step", step, [0, u32::MAX])?;
        Ok(self.inner.look_back(step.into())?)
    }

    /// Records no checkpoints, in later runs neither: they take memory, and only `look_back` is faster by them.
    pub fn disable_checkpoints(&mut self) {
        self.inner.disable_checkpoints();
    }

    /// Works on the look back for at most `ms` milliseconds, but at least one step: `{done, total}` in steps, or null where
    /// none is under way.
    pub fn look_back_for(&mut self, ms: f64) -> JsValue {
        let state = in_slices(&self.clock, ms, || Some((self.inner.advance_look_back()?, ())));
        state.map_or(JsValue::NULL, |(progress, ())| to_js(&progress))
    }

    /// The layout of the frame of the step looked back at, as `layout` gives it; null until the step is reached.
    pub fn past_layout(&self) -> JsValue {
        self.inner.past_frame().map_or(JsValue::NULL, layout_of)
    }

    /// Byte offset in the wasm memory of that frame.
    pub fn past_ptr(&self) -> *const u32 {
        self.inner.past_frame().map_or(std::ptr::null(), |frame| frame.words().as_ptr())
    }

    /// The verdicts on that frame, as `verdicts` gives them.
    pub fn past_verdicts(&self) -> JsValue {
        to_js(&self.inner.past_verdicts())
    }
}
