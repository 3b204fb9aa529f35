//! Suites that train many networks for a thousand steps, or compile another project: `cargo test --test slow`.

mod checksums;
mod extremes;
mod golden;
mod library;
mod pytorch;
