// The page's own instance of the wasm module, which trains nothing. A trap leaves one that can't be trusted: the call fails,
// and the next has a new instance.

import * as wasm from "../../pkg/initscope.js";

export { default } from "../../pkg/initscope.js";

/**
 * @template {unknown[]} A
 * @template T
 * @param {(...values: A) => T} call
 * @returns {(...values: A) => T}
 */
const mended =
  (call) =>
  (...values) => {
    try {
      return call(...values);
    } catch (thrown) {
      // A list is what Rust says of an argument; all else is a trap.
      if (Array.isArray(thrown)) throw thrown;
      const memory = thrown instanceof WebAssembly.RuntimeError && wasm.ran_out_of_memory();
      wasm.__wbg_reset_state();
      throw memory ? new Error("there is not enough memory") : thrown;
    }
  };

export const describe = mended(wasm.describe);
export const differences = mended(wasm.differences);
export const fan_in = mended(wasm.fan_in);
export const field_texts = mended(wasm.field_texts);
export const fingerprint = mended(wasm.fingerprint);
export const new_seed = mended(wasm.new_seed);
export const normalize_points = mended(wasm.normalize_points);
export const parse_link = mended(wasm.parse_link);
export const print_config = mended(wasm.print_config);
export const print_link = mended(wasm.print_link);
export const pytorch = mended(wasm.pytorch);
export const read_field = mended(wasm.read_field);
export const read_number = mended(wasm.read_number);
export const schema = mended(wasm.schema);
export const sweep_axes = mended(wasm.sweep_axes);
export const sweep_cell = mended(wasm.sweep_cell);
export const tanh_slope = mended(wasm.tanh_slope);
