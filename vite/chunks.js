// What the page's script imports before it begins is one file: rolldown would set apart each module that a part which is
// fetched later imports too, and each such file is one more that the first view waits for.

import { fileURLToPath } from "node:url";

/** @import { ChunkingContext } from "rolldown" */

const MAIN = fileURLToPath(new URL("../www/main.js", import.meta.url));

/** Names the chunk of a module: the page's own, or none in particular. */
export function firstChunk() {
  /** Whether a module is imported on the way from main.js. @type {Map<string, boolean>} */
  const known = new Map();
  /** @param {string} id @param {ChunkingContext} context @returns {boolean} */
  function isFirst(id, context) {
    const found = known.get(id);
    if (found !== undefined) return found;
    // Until it is known, and so that a ring of imports comes to an end.
    known.set(id, id === MAIN);
    const first = id === MAIN || (context.getModuleInfo(id)?.importers.some((by) => isFirst(by, context)) ?? false);
    known.set(id, first);
    return first;
  }
  return (/** @type {string} */ id, /** @type {ChunkingContext} */ context) => (isFirst(id, context) ? "index" : null);
}
