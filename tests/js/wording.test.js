// Numbers, facts and messages as text.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellFacts,
  excerpt,
  faultWords,
  fileFacts,
  glyph,
  legible,
  percent,
  rateFacts,
  replayed,
  saturationWords,
  textFacts,
  tooLong,
  wholeNumber,
  within,
} from "../../www/app/words/format.js";

/** @import { Config } from "../../www/shared/protocol.js" */

test("a percentage has one decimal, and a small one is not rounded to 0", () => {
  assert.deepEqual([0, 0.0625, 0.5, 70.14, 100].map(percent), ["0.0 %", "<0.1 %", "0.5 %", "70.1 %", "100.0 %"]);
});

test("a whole number is read with or without separators, and nothing else is", () => {
  assert.deepEqual(["1000", " 1,000", "1 000", "1_000", "0"].map(wholeNumber), [1000, 1000, 1000, 1000, 0]);
  for (const text of ["", "-1", "1.5", "1e3", "0x10", "١", "ten"]) assert.ok(Number.isNaN(wholeNumber(text)), text);
});

test("a cell's text has its example's characters, its neuron and its value", () => {
  const batch = { tokens: Uint32Array.of(0, 0, 1, 0, 1, 2), targets: Uint32Array.of(2, 0) };
  assert.equal(
    cellFacts(batch, { example: 1, neuron: 7 }, -0.98765, "tanh", "ab"),
    "Example 1, “.ab” → “.”; neuron 7: h = −0.9877, 1 − h² = 0.025",
  );
  assert.equal(
    cellFacts(batch, { example: 0, neuron: 0 }, 2, "relu", "ab"),
    "Example 0, “..a” → “b”; neuron 0: h = 2.000",
  );
});

test("what counts as saturated is said by the activation: by h, by zero, or by the slope", () => {
  const counted = (/** @type {Config["act"]} */ act) => saturationWords(act, 0.97).counted;
  assert.equal(counted("tanh"), "beyond ±0.97");
  assert.equal(counted("sigmoid"), "below 0.015 or above 0.985");
  assert.equal(counted("relu"), "exactly 0");
  assert.equal(counted("gelu"), "with a slope below 0.03");
  assert.equal(saturationWords("sigmoid", 0.97, 0.485).key, "|h − ½| from 0 to 0.48, then saturated");
  assert.equal(saturationWords("elu", 0.97, 2.5).key, "|h| from 0 to 2.5, then dead");
});

test("the text of past learning rates has the last two changes with their steps", () => {
  /** @type {[number, number][]} */
  const changes = [
    [10, 0.5],
    [2000, 0.2],
    [3000, 0.1],
    [100_000, 0.01],
  ];
  const texts = [0, 1, 3].map((passed) => rateFacts({ initial: 1, changes }, passed));
  assert.deepEqual(texts, [
    "",
    "Initially 1; 0.5 from step 10.",
    "Initially 1; … 0.2 from step 2,000, 0.1 from step 3,000.",
  ]);
});

test("a text's lines and distinct characters are counted, in the singular for one", () => {
  const info = { lines: 32_257, characters: 26, vocabulary: 27, alphabet: "", train: 1, val: 1, test: 1 };
  assert.equal(
    textFacts("Names", info),
    "Names: 32,257 lines, 26 distinct characters, V\u00a027, ln\u00a0V\u00a03.296",
  );
  const least = { ...info, lines: 1, characters: 1, vocabulary: 2 };
  assert.equal(textFacts("a.txt", least), "a.txt: 1 line, 1 distinct character, V\u00a02, ln\u00a0V\u00a00.693");
});

test("a replay is exact, or the message has the difference", () => {
  const at = { step: 1000, sum: "00000000000000aa", expected: "00000000000000bb", named: false, faults: [] };
  const { expected: sum } = at;
  assert.equal(
    replayed({ ...at, outcome: "matched", sum }),
    "Replayed exactly: step 1,000, checksum 00000000000000bb.",
  );
  const differs = (/** @type {Partial<Parameters<typeof replayed>[0]>} */ changed) =>
    replayed({ ...at, outcome: "differs", ...changed });
  const head = "Replayed 1,000 steps, but the checksum differs (link 00000000000000bb, here 00000000000000aa). ";
  assert.equal(
    differs({}),
    `${head}Was the link made with another text? Drop that text file here to replay the run with it.`,
  );
  assert.match(differs({ named: true }), /The text is the right one, /);
  const fault = { field: "batch", expected: "a whole number from 1 to 256", got: "x" };
  const version = { field: "v", expected: "1", got: "2" };
  assert.match(
    differs({ faults: [fault] }),
    /The link’s batch is invalid: expected a whole number from 1 to 256, got x\.$/,
  );
  assert.match(differs({ faults: [fault, version] }), /The link has version 2; this page reads version 1\.$/);
});

test("a file is described by its size and hash", () => {
  assert.equal(fileFacts("85944171f73967e8:12345"), "12,345 bytes with the hash 85944171f73967e8");
});

test("foreign text is made legible: signs for invisible characters, and a limited length", () => {
  assert.equal(legible("a\0b\tc\u007fd\u0085\u202ee\u2069\ud800f"), "a�b�c�d��e��f");
  assert.equal(legible("שלום 👩‍👩‍👧 e\u0301 ｘ"), "שלום 👩‍👩‍👧 e\u0301 ｘ");
  const cut = "n".repeat(60);
  assert.deepEqual([cut, `${cut}n`, `${cut}…`, "n".repeat(1e6)].map(excerpt), [cut, `${cut}…`, `${cut}…`, `${cut}…`]);
  assert.equal(excerpt("😀".repeat(61)), `${"😀".repeat(60)}…`);
  assert.deepEqual(["a", " ", "\0", "\u0301", "א"].map(glyph), ["a", " ", "�", "◌\u0301", "א"]);
  assert.equal(
    faultWords({ field: `${cut}n`, expected: "less", got: "\u202e<b>" }),
    `${cut}…: expected less, got \ufffd<b>`,
  );
});

test("right-to-left text is isolated, so that the sentence around it keeps its direction", () => {
  assert.deepEqual(["abc", "שלום", "a سلام", "½é漢"].map(within), [
    "abc",
    "\u2068שלום\u2069",
    "\u2068a سلام\u2069",
    "½é漢",
  ]);
  const batch = { tokens: Uint32Array.of(0, 1), targets: Uint32Array.of(2) };
  assert.equal(
    cellFacts(batch, { example: 0, neuron: 0 }, 1, "relu", "אב"),
    "Example 0, “\u2068.א\u2069” → “\u2068ב\u2069”; neuron 0: h = 1.000",
  );
});

test("a text that is too long has the message that Rust has", () => {
  assert.equal(
    faultWords(tooLong(8 << 20, 100_000_000)),
    "text: expected at most 8 MiB (8,388,608 bytes), got 100,000,000 bytes",
  );
});
