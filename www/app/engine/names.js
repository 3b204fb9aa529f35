// The text that the page starts with: text/names.txt, unpacked from what vite/names.js made of it.

import { fetched } from "./assets.js";

const EXPECTED = "names.bin: expected the built-in names";

/** The bytes of text/names.txt. @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function loadNames() {
  const response = await fetched(new URL("../../text/names.bin", import.meta.url), EXPECTED);
  // Not blob(): of a response that a preload has begun, Chromium may never give it.
  return unpackNames(new Uint8Array(await response.arrayBuffer()));
}

/**
 * In it are the names in the order of the alphabet, each as how many letters of the one before it drops (`@` is none) and
 * those that it adds; the run of the text that each stands in, counted from the ends of boys and girls in turn; and what
 * is to be added where that is 255, low bytes before high ones.
 * @param {Uint8Array<ArrayBuffer>} packed
 */
export async function unpackNames(packed) {
  // Checks the length and a checksum, too.
  const inflated = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")));
  const bytes = await inflated.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => {
      throw new Error(`${EXPECTED}, got ${packed.length} bytes that are not. The site is incomplete.`);
    },
  );
  const end = bytes.indexOf("\n".charCodeAt(0)) + 1;
  const entries = new TextDecoder().decode(bytes.subarray(0, end)).match(/[@-`][a-z]*/g) ?? [];
  const far = bytes.subarray(end + entries.length);
  let name = "";
  let met = 0;
  /** @type {string[][]} */
  const runs = [];
  entries.forEach((entry, i) => {
    name = name.slice(0, name.length - (entry.charCodeAt(0) - 64)) + entry.slice(1);
    let run = bytes[end + i];
    if (run === 255) {
      run += far[met] + 256 * far[met + far.length / 2];
      met += 1;
    }
    runs[run] ??= [];
    runs[run].push(name);
  });
  const lines = [1, 0].flatMap((sex) => runs.filter((_, run) => run % 2 === sex).reverse());
  return new TextEncoder().encode(`${lines.flat().join("\n")}\n`);
}
