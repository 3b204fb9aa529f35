// Starts workers that train. The first one's script is fetched while the engine is. Used by connection.js and main.js.

/** A worker that nothing was posted to yet. @type {Worker | null} */
let early = null;

const started = () =>
  new Worker(new URL("../../worker/training/worker.js", import.meta.url), { type: "module", name: "training" });

/** Starts the first worker before there is a run for it. What is wrong with it, the first run reports. */
export function startEarly() {
  if (early !== null) return;
  try {
    const worker = started();
    early = worker;
    worker.onerror = (event) => {
      event.preventDefault();
      early = null;
    };
  } catch {}
}

/** Throws where the page may start none, as in a sandbox without an origin. */
export function newWorker() {
  const worker = early ?? started();
  early = null;
  return worker;
}
