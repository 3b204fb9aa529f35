// What every worker does when its wasm traps. Knows no message but that one.

/**
 * After a trap the wasm instance can't be trusted, so the worker says so and ends; its work is done again in a new one.
 * @param {() => void} work
 */
export function guarded(work) {
  try {
    work();
  } catch (thrown) {
    self.postMessage({ kind: "failed", message: thrown instanceof Error ? thrown.message : String(thrown) });
    self.close();
  }
}
