// The page's own instance of the wasm module, which trains nothing. A trap leaves its memory in an unknown state, so the call
// fails and the next one gets a new instance. Used by core.js and app/map/.

import * as wasm from "../../pkg/initscope.js";

export { default } from "../../pkg/initscope.js";

/**
 * @template {unknown[]} A
 * @template T
 * @param {(...values: A) => T} call
 * @returns {(...values: A) => T}
 */
const resetOnTrap =
  (call) =>
  (...values) => {
    try {
      return call(...values);
    } catch (thrown) {
      // Rust throws a list of errors for an invalid argument; anything else is a trap.
      if (Array.isArray(thrown)) throw thrown;
      const memory = thrown instanceof WebAssembly.RuntimeError && wasm.ran_out_of_memory();
      wasm.__wbg_reset_state();
      throw memory ? new Error("there is not enough memory") : thrown;
    }
  };

export const apply_remedy = resetOnTrap(wasm.apply_remedy);
export const describe = resetOnTrap(wasm.describe);
export const differences = resetOnTrap(wasm.differences);
export const fan_in = resetOnTrap(wasm.fan_in);
export const field_texts = resetOnTrap(wasm.field_texts);
export const fingerprint = resetOnTrap(wasm.fingerprint);
export const fork = resetOnTrap(wasm.fork);
export const healthy_scales = resetOnTrap(wasm.healthy_scales);
export const judge_first_loss = resetOnTrap(wasm.judge_first_loss);
export const mean_field = resetOnTrap(wasm.mean_field);
export const new_seed = resetOnTrap(wasm.new_seed);
export const normalize_points = resetOnTrap(wasm.normalize_points);
export const parse_link = resetOnTrap(wasm.parse_link);
export const print_config = resetOnTrap(wasm.print_config);
export const print_link = resetOnTrap(wasm.print_link);
export const pytorch = resetOnTrap(wasm.pytorch);
export const read_field = resetOnTrap(wasm.read_field);
export const read_number = resetOnTrap(wasm.read_number);
export const schema = resetOnTrap(wasm.schema);
export const set_plan = resetOnTrap(wasm.set_plan);
export const set_rate = resetOnTrap(wasm.set_rate);
export const settings_after = resetOnTrap(wasm.settings_after);
export const settings_at = resetOnTrap(wasm.settings_at);
export const sweep_axes = resetOnTrap(wasm.sweep_axes);
export const sweep_cell = resetOnTrap(wasm.sweep_cell);
export const tanh_slope = resetOnTrap(wasm.tanh_slope);
