//! A sweep: one network after another along one or two fields of a Config, a figure of each. A cell of it is a run like
//! any other, with the bits that the same Config has in a [`Session`](crate::session::Session); it writes no frame.

mod axis;
mod cell;
mod measure;

pub use axis::{Axis, AxisField, Grid, MAX_VALUES, cell_config};
pub use cell::{Cell, CellResult};
pub use measure::Measure;
