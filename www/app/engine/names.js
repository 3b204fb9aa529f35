// Fetches the built-in text, text/names.txt. Used by main.js.

import { fetched } from "./assets.js";

/** The size of text/names.txt; checked so that a host's error page or an incomplete file is never trained on. */
const LENGTH = 229_804;

/** @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function loadNames() {
  const expected = "names.txt: expected the built-in names";
  const response = await fetched(new URL("../../text/names.txt", import.meta.url), expected);
  // Not blob(): Chromium may never resolve it for a preloaded response.
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === LENGTH) return bytes;
  throw new Error(`${expected} of ${LENGTH} bytes, got ${bytes.length} bytes. The site is incomplete.`);
}
