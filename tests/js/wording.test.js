// Numbers and verdicts in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startVerdict, textFacts } from "../../www/app/wording.js";

test("a starting loss of any size is told in a number that can be read", () => {
  assert.match(startVerdict(22.305, 3.296), /^Starts 19\.01 above guessing uniformly/);
  assert.match(startVerdict(1237.8, 3.3), /^Starts 1234\.5 above guessing uniformly/);
  assert.match(startVerdict(2.3095e19, 3.3), /^Starts 2\.3095e19 above guessing uniformly/);
  assert.match(startVerdict(Number.POSITIVE_INFINITY, 3.3), /^The loss starts at ∞/);
});

test("a text is counted in lines and distinct characters, one of them in the singular", () => {
  const info = { lines: 32_257, characters: 26, vocabulary: 27, alphabet: "", train: 1, val: 1, test: 1 };
  assert.equal(
    textFacts("Names", info),
    "Names: 32,257 lines, 26 distinct characters, V\u00a027, ln\u00a0V\u00a03.296",
  );
  const least = { ...info, lines: 1, characters: 1, vocabulary: 2 };
  assert.equal(textFacts("a.txt", least), "a.txt: 1 line, 1 distinct character, V\u00a02, ln\u00a0V\u00a00.693");
});
