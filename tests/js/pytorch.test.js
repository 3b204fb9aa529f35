// The PyTorch scripts that the page makes equal, byte for byte, those that `replay --pytorch` prints and that PyTorch
// ran.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { pytorch } from "../../www/pkg/initscope.js";
import { config, names, thrownBy } from "./engine.js";

const root = new URL("../../", import.meta.url);
const template = readFileSync(new URL("src/export/pytorch.py", root), "utf8");
const makemore = readFileSync(new URL("tests/golden/makemore.txt", root));
const folder = new URL("tests/golden/pytorch/", root);

/** FNV-1a 64. @param {Uint8Array} bytes */
function hash(bytes) {
  let digest = 0xcbf29ce484222325n;
  for (const byte of bytes) digest = BigInt.asUintN(64, (digest ^ BigInt(byte)) * 0x100000001b3n);
  return digest.toString(16).padStart(16, "0");
}

for (const file of readdirSync(folder)) {
  test(`the script of ${file} equals the one that PyTorch ran`, () => {
    /** @type {{link: string, text: string | null, makemore: number, script: string}} */
    const run = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    const first = run.text === null ? names : new TextEncoder().encode(run.text);
    const text = Buffer.concat([first, ...Array(run.makemore).fill(makemore)]);
    assert.equal(hash(new TextEncoder().encode(pytorch(config(run.link), text, template))), run.script);
  });
}

test("errors of a Config or a text are thrown by field", () => {
  const fields = (/** @type {unknown} */ of, /** @type {Uint8Array} */ text) =>
    thrownBy(() => pytorch(of, text, template)).map(({ field }) => field);
  assert.deepEqual(fields({ ...config(""), batch: 0, seed: -1 }, names), ["batch", "seed"]);
  assert.deepEqual(fields(config(""), new Uint8Array([0xff])), ["text"]);
});
