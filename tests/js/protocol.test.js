// Reading a frame: typed-array views by section name; frames and layouts of another version or size are refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { frameReader, LAYOUT_VERSION, MAGIC } from "../../www/shared/protocol.js";

/** @import { Layout, Section } from "../../www/shared/protocol.js" */

/**
 * @param {Section[]} sections
 * @returns {Layout}
 */
const layout = (sections) => ({ magic: MAGIC, version: LAYOUT_VERSION, words: 12, sections });

/** @param {number[]} words */
const frame = (words) => new Uint32Array(words).buffer;

test("sections are read as views at the path of their names", () => {
  const reader = frameReader(
    layout([
      { name: "loss", at: 8, len: 1, type: "f32" },
      { name: "layer.0.dead", at: 9, len: 1, type: "u32" },
      { name: "layer.1.dead", at: 10, len: 2, type: "u32" },
    ]),
  );
  const buffer = frame([MAGIC, LAYOUT_VERSION, 7, 5, 1, 12, 2, 3, 0, 11, 12, 13]);
  new Float32Array(buffer)[8] = 1.5;
  const read = reader(buffer);
  assert.deepEqual([read.epoch, read.step, read.loss[0]], [7, 2 ** 32 + 5, 1.5]);
  assert.deepEqual([...read.layer[0].dead, ...read.layer[1].dead], [11, 12, 13]);
  assert.equal(read.loss.buffer, buffer);
});

test("a layout of another magic, version or extent is refused with what was expected", () => {
  assert.throws(() => frameReader({ ...layout([]), magic: 1 }), /layout magic: expected \d+, got 1/);
  assert.throws(() => frameReader({ ...layout([]), version: 99 }), /layout version: expected \d+, got 99/);
  const outside = layout([{ name: "loss", at: 11, len: 2, type: "f32" }]);
  assert.throws(() => frameReader(outside), /section loss: expected words within 8..12, got 11..13/);
});

test("a frame of another length, magic or version is refused", () => {
  const reader = frameReader(layout([]));
  const words = [MAGIC, LAYOUT_VERSION, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0];
  assert.doesNotThrow(() => reader(frame(words)));
  assert.throws(() => reader(frame(words.slice(1))), /frame bytes: expected 48, got 44/);
  assert.throws(() => reader(frame([1, ...words.slice(1)])), /frame magic/);
  assert.throws(() => reader(frame([MAGIC, 99, ...words.slice(2)])), /frame version/);
});
