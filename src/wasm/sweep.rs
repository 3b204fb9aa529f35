//! Sweeps for JS: axes and cells as plain values, and one cell after another in slices of time.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Performance;

use super::{clock, config_from, in_slices, to_js};
use crate::checksum;
use crate::config::{MAX_LINK_STEP, number};
use crate::dataset::Dataset;
use crate::sweep::{Cell, Grid, cell_config};

/// The axes of a sweep, each from a text such as `w=0.01..10*24` or `norm=none,batch`:
/// `{x: {field, values}, y: {field, values} | null}`. An empty `y` is none. Values are texts that `sweep_cell` reads.
///
/// # Errors
/// Throws the list of wrong fields, those of the axes by their names.
#[wasm_bindgen]
pub fn sweep_axes(base: JsValue, x: &str, y: &str) -> Result<JsValue, JsValue> {
    Ok(to_js(&Grid::parse(&config_from(&base)?, x, y)?))
}

/// The Config of a cell: that of `base` with `x_field` at `x_value` and, unless it is empty, `y_field` at `y_value`.
///
/// # Errors
/// Throws the list of wrong fields, also where two of them contradict each other.
#[wasm_bindgen]
pub fn sweep_cell(
    base: JsValue,
    x_field: &str,
    x_value: &str,
    y_field: &str,
    y_value: &str,
) -> Result<JsValue, JsValue> {
    let mut values = vec![(x_field.parse()?, x_value)];
    if !y_field.is_empty() {
        values.push((y_field.parse()?, y_value));
    }
    Ok(to_js(&cell_config(&config_from(&base)?, &values)?))
}

#[derive(Serialize)]
struct State {
    done: usize,
    total: usize,
    value: Option<f32>,
    healthy: Option<bool>,
    checksum: Option<String>,
}

/// A text, and the cell under way.
#[wasm_bindgen]
pub struct Sweeper {
    dataset: Dataset,
    cell: Option<Cell>,
    clock: Performance,
}

#[wasm_bindgen]
impl Sweeper {
    /// Reads the text once for all cells.
    ///
    /// # Errors
    /// Throws what is wrong with it.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &[u8]) -> Result<Self, JsValue> {
        Ok(Self { dataset: Dataset::parse(text)?, cell: None, clock: clock()? })
    }

    /// Starts a cell: `measure` (`first_loss`, `saturated`, `dead`, `gradient_ratio` or `val`) of the network of a Config
    /// after `steps` steps. It replaces the one under way.
    ///
    /// # Errors
    /// Throws the list of what is wrong; the cell under way then goes on.
    pub fn begin(&mut self, config: JsValue, measure: &str, steps: f64) -> Result<(), JsValue> {
        let config = config_from(&config)?;
        let measure = measure.parse()?;
        let steps = number::whole("steps", steps, [0, MAX_LINK_STEP as u32])?;
        self.cell = Some(Cell::new(&self.dataset, config, measure, u64::from(steps))?);
        Ok(())
    }

    /// Works on the cell for at most `ms` milliseconds, but at least one piece: `{done, total, value, healthy, checksum}`, or
    /// null where no cell is under way. Pieces are steps, one measurement and slices of an evaluation; the last three are null
    /// until `done` is `total`, and `value` is NaN where the figure is not a number.
    pub fn advance_for(&mut self, ms: f64) -> JsValue {
        let (dataset, cell) = (&self.dataset, &mut self.cell);
        let advance = || cell.as_mut().map(|cell| cell.advance(dataset));
        let Some((progress, result)) = in_slices(&self.clock, ms, advance) else { return JsValue::NULL };
        if result.is_some() {
            self.cell = None;
        }
        to_js(&State {
            done: progress.done,
            total: progress.total,
            value: result.map(|result| result.value),
            healthy: result.map(|result| result.healthy),
            checksum: result.map(|result| checksum::print(result.checksum)),
        })
    }
}
