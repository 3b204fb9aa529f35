// Forwards calls to the worker, one after another, and returns its answers.

const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const ready = new Promise((resolve, reject) => {
  worker.onmessage = resolve;
  worker.onerror = (event) => reject(new Error(event.message || "the worker could not be loaded"));
});

/**
 * @param {string} name
 * @param {unknown[]} values
 */
async function call(name, values) {
  await ready;
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if ("error" in data) reject(new Error(`${name}: ${data.error}`));
      else resolve(data.result);
    };
    worker.postMessage({ name, values });
  });
}

Object.assign(window, { call });
