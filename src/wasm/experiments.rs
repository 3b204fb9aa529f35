//! Small experiments and predictions for the page, without a session.

use wasm_bindgen::prelude::*;

use super::config::config_from;
use super::to_js;
use crate::diagnostics::MeanField;
use crate::experiments;

/// One feature over a minibatch of points through a batch norm: `{mean, variance, std, normalized, output}`. `variance`
/// is `unbiased` or `biased`.
///
/// # Errors
/// Throws the list of wrong arguments: 2 to 64 points, all finite.
#[wasm_bindgen]
pub fn normalize_points(points: &[f64], gain: f64, bias: f64, eps: f64, variance: &str) -> Result<JsValue, JsValue> {
    Ok(to_js(&experiments::normalize_points(points, [gain, bias, eps], variance)?))
}

/// The standard deviations after a random n × n matrix of a signal of std 1: `{forward, backward}`, each `{plain, scaled, normed}`.
///
/// # Errors
/// Throws when `n` is not a whole number from 1 to 2000.
#[wasm_bindgen]
pub fn fan_in(n: f64, seed: u32) -> Result<JsValue, JsValue> {
    Ok(to_js(&experiments::fan_in(n, seed)?))
}

/// A tanh at `x`, and a gradient of 1 after it passed back through `layers` of them: `{tanh, slope, product}`.
///
/// # Errors
/// Throws when `x` is not from −10 to 10, or `layers` is not a whole number from 1 to 100.
#[wasm_bindgen]
pub fn tanh_slope(x: f64, layers: f64) -> Result<JsValue, JsValue> {
    Ok(to_js(&experiments::tanh_slope(x, layers)?))
}

/// The std of activations and of gradients at step 0 in each hidden layer of an infinitely wide network, the gradients as
/// multiples of the last layer's: `{activation, gradient}`; null where there is no prediction.
///
/// # Errors
/// Throws the list of wrong fields.
#[wasm_bindgen]
pub fn mean_field(config: JsValue) -> Result<JsValue, JsValue> {
    Ok(to_js(&MeanField::of(&config_from(&config)?)))
}
