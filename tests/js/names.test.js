// The built-in names as the page fetches them: unpacked they are names.txt, byte for byte, and a damaged file is refused.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pack } from "../../vite/names.js";
import { unpackNames } from "../../www/app/engine/names.js";

const text = readFileSync(new URL("../../www/text/names.txt", import.meta.url));
const packed = pack(text.toString());

/** @param {Uint8Array<ArrayBuffer>} bytes */
const unpacked = async (bytes) => Buffer.from(await unpackNames(bytes));

test("packed names unpack to names.txt byte for byte, from less than 75 kB", async () => {
  assert.ok(text.equals(await unpacked(packed)));
  assert.ok(packed.length < 75_000, `${packed.length} bytes`);
});

test("any lines of letters come back: one, doubles, falling, more than 255 runs of each half", async () => {
  const falling = Array.from({ length: 676 }, (_, i) => String.fromCharCode(122 - Math.floor(i / 26), 122 - (i % 26)));
  for (const lines of [
    ["a"],
    ["b", "a"],
    ["ann", "ann", "an", "anna"],
    falling,
    [...falling, ...falling],
    [...falling, "a", "b"],
  ]) {
    const given = `${lines.join("\n")}\n`;
    assert.equal((await unpacked(pack(given))).toString(), given);
  }
});

test("what can't be packed is refused", () => {
  for (const given of ["", "a", "Anna\n", "a b\n", "a\n\nb\n", "ä\n", `${"a".repeat(33)}\n`]) {
    assert.throws(() => pack(given), /^Error: names\.txt: expected lines of 1 to 32 letters/);
  }
});

test("names cut short, damaged, or not names at all are told apart from names", async () => {
  const damaged = Uint8Array.from(packed);
  damaged[40_000] ^= 1;
  const page = new TextEncoder().encode("<!doctype html><title>Not found</title>");
  for (const given of [packed.subarray(0, 40_000), packed.subarray(0, -1), damaged, page, new Uint8Array()]) {
    const message = `names.bin: expected the built-in names, got ${given.length} bytes that are not. The site is incomplete.`;
    await assert.rejects(unpacked(given), { message });
  }
});
