//! Sweeps: many networks along one or two fields of a Config, and a figure of each. A cell is a run with the same bits as the
//! same Config in a [`Session`](crate::session::Session), but without frames.

mod axis;
mod cell;
mod measure;

pub use axis::{Axis, AxisField, Grid, MAX_VALUES, cell_config};
pub use cell::{Cell, CellResult};
pub use measure::Measure;
