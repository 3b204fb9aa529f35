// Fetches the text that the page starts with, text/names.txt. Called by main.js.

import { fetched } from "./assets.js";

/** The bytes of text/names.txt: a host's error page, or a part of the file, is never trained on. */
const LENGTH = 229_804;

/** @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function loadNames() {
  const expected = "names.txt: expected the built-in names";
  const response = await fetched(new URL("../../text/names.txt", import.meta.url), expected);
  // Not blob(): of a response that a preload has begun, Chromium may never give it.
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === LENGTH) return bytes;
  throw new Error(`${expected} of ${LENGTH} bytes, got ${bytes.length} bytes. The site is incomplete.`);
}
