// Shared by all measurements: rates, files and modules. The clock may tick in whole milliseconds, so nothing shorter than many
// ticks is timed.

/** Approximate duration of the work between two readings of the clock. */
const CHUNK_MS = 10;

/**
 * Measures how often `work` can be done per second.
 * @param {number} seconds duration of the measurement
 * @param {(times: number) => void} work
 */
export function rate(seconds, work) {
  // Twice, since the first time is slow.
  let chunk = 1;
  for (let pass = 0; pass < 2; pass++) {
    const began = performance.now();
    let done = 0;
    for (; performance.now() - began < 2 * CHUNK_MS; done += chunk) work(chunk);
    chunk = Math.max(1, Math.round((done * CHUNK_MS) / (performance.now() - began)));
  }
  const began = performance.now();
  let done = 0;
  let spent = 0;
  for (; spent < seconds * 1000; spent = performance.now() - began) {
    work(chunk);
    done += chunk;
  }
  return (done * 1000) / spent;
}

/**
 * @param {string} path from the root of the repository
 * @returns {Promise<ArrayBuffer>}
 */
export async function load(path) {
  const response = await fetch(new URL(`../../${path}`, import.meta.url));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.arrayBuffer();
}

/**
 * The exports of a wasm module without bindings. Its imports come from libraries and are never called.
 * @param {string} path from the root of the repository
 * @returns {Promise<WebAssembly.Exports>}
 */
export async function compile(path) {
  const module = await WebAssembly.compile(await load(path));
  /** @type {Record<string, Record<string, () => never>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`${name} was called`);
    };
  }
  return (await WebAssembly.instantiate(module, imports)).exports;
}
