// The built-in names as the page downloads them: names.txt byte for byte, and nothing else in its place.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { loadNames } from "../../www/app/engine/names.js";
import { names } from "./engine.js";

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

/** @param {Uint8Array<ArrayBuffer>} body */
const answerWith = (body) => {
  globalThis.fetch = async (url) => new Response(/\/text\/names\.txt$/.test(String(url)) ? body : "");
};

test("the page's text is names.txt, byte for byte", async () => {
  answerWith(names);
  assert.deepEqual(await loadNames(), names);
});

test("truncated names, and an HTML page of the host in their place, are refused", async () => {
  const page = new TextEncoder().encode("<!doctype html><title>Not found</title>");
  for (const body of [names.subarray(0, 40_000), names.subarray(0, -1), page, new Uint8Array()]) {
    answerWith(body);
    await assert.rejects(loadNames(), {
      message: `names.txt: expected the built-in names of ${names.length} bytes, got ${body.length} bytes. The site is incomplete.`,
    });
  }
});
