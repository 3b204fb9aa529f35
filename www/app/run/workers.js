// Starts workers that train. The first one's script comes while the engine does.

/** A worker without work. @type {Worker | null} */
let early = null;

const started = () =>
  new Worker(new URL("../../worker/training/worker.js", import.meta.url), { type: "module", name: "training" });

/** Starts the first worker before there is anything to tell it. What is wrong with it, the first run will say. */
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
