//! The core's quick tests, a module per subject: `cargo test --test core`, or `cargo test --test core layers::` for
//! one. `built`, `naive`, `properties` and `sections` are shared code without tests.

mod built;
mod naive;
mod properties;
mod sections;

mod activations;
mod alphabet;
mod answers;
mod axes;
mod checksums;
mod config;
mod controls;
mod couple;
mod diagnostics;
mod evaluate;
mod experiments;
mod fork;
mod hostile;
mod hostile_runs;
mod init;
mod kernels;
mod layers;
mod lecture;
mod link;
mod math;
mod mean_field;
mod modules;
mod network;
mod norms;
mod number;
mod optimizer;
mod past;
mod pins;
mod random;
mod remedy;
mod replay;
mod session;
mod strips;
mod survey;
mod sweep;
mod text;
mod then;
mod verdict;
mod view;
mod ways;
