// Error handling of every worker: reports a wasm trap or an unreadable message, and ends the worker.

import { ran_out_of_memory } from "../pkg/initscope.js";

/**
 * After a trap, the wasm instance is in an unknown state, so the worker reports it and ends; a new worker repeats its work.
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

/** A message could not be read, for example for lack of memory; a new worker has to receive it again. */
export function unreadable() {
  throw new Error("a message to the worker could not be read");
}

/** @param {unknown} thrown */
function reason(thrown) {
  // A trap is the only way in which the Rust code fails.
  if (thrown instanceof WebAssembly.RuntimeError && ran_out_of_memory()) return "out of memory";
  return thrown instanceof Error ? thrown.message : String(thrown);
}
