// What every worker does when its wasm traps. Knows no message but that one.

import { ran_out_of_memory } from "../pkg/initscope.js";

/**
 * After a trap the wasm instance can't be trusted, so the worker says so and ends; its work is done again in a new one.
 * @param {() => void} work
 */
export function guarded(work) {
  try {
    work();
  } catch (thrown) {
    self.postMessage({ kind: "failed", message: reason(thrown) });
    self.close();
  }
}

/** A message has come that can't be read, as where there is no memory for it: what it said must be said again. */
export function unreadable() {
  throw new Error("a message to the worker could not be read");
}

/** @param {unknown} thrown */
function reason(thrown) {
  // Rust has but one way to end.
  if (thrown instanceof WebAssembly.RuntimeError && ran_out_of_memory()) return "out of memory";
  return thrown instanceof Error ? thrown.message : String(thrown);
}
