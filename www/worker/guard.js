// What every worker is made of: messages in, slices of work between them, and an end at the first error that it can't
// survive. Used by training/worker.js and sweeping/sweeper.js.

import { ran_out_of_memory } from "../pkg/initscope.js";

/**
 * After a trap, the wasm instance is in an unknown state, so the worker reports it and ends; a new worker repeats its work.
 * @param {() => void} work
 */
function guarded(work) {
  try {
    work();
  } catch (thrown) {
    self.postMessage({ kind: "failed", message: reason(thrown) });
    self.close();
  }
}

/** Hears the page. @template T @param {(message: T) => void} receive */
export function listen(receive) {
  self.onmessage = (/** @type {MessageEvent<T>} */ event) => guarded(() => receive(event.data));
  // For example for lack of memory; a new worker has to receive the message again.
  self.addEventListener("messageerror", () =>
    guarded(() => {
      throw new Error("a message to the worker could not be read");
    }),
  );
}

/**
 * Makes the function that asks for the next slice; asked for several times, it comes once.
 * @param {() => void} runSlice
 */
export function createSlices(runSlice) {
  // Posting a message to itself lets waiting messages run first, without the 4 ms delay of nested timers.
  const channel = new MessageChannel();
  let isQueued = false;
  channel.port1.onmessage = () => {
    isQueued = false;
    guarded(runSlice);
  };
  return () => {
    if (!isQueued) channel.port2.postMessage(null);
    isQueued = true;
  };
}

/** @param {unknown} thrown */
function reason(thrown) {
  // A trap is the only way in which the Rust code fails.
  if (thrown instanceof WebAssembly.RuntimeError && ran_out_of_memory()) return "out of memory";
  return thrown instanceof Error ? thrown.message : String(thrown);
}
