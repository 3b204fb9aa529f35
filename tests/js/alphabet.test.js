// What is shown of an alphabet with more characters than there is room for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { characters } from "../../www/app/panels/norm/wording.js";
import { normTables } from "../../www/app/tables/norm.js";
import { barsWords, guessBars, MAX_COLUMNS, mostProbable, restOf } from "../../www/app/words/alphabet.js";

/** @import { Frame } from "../../www/shared/protocol.js" */
/** @import { State } from "../../www/app/page/sight.js" */

const alphabet = (/** @type {number} */ n) =>
  Array.from({ length: n }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("");

/** Probabilities that fall from the token `first` on and sum to 1. @param {number} n @param {number} first */
function falling(n, first) {
  const weights = Array.from({ length: n }, (_, token) => 1 / (1 + ((token - first + n) % n)));
  const sum = weights.reduce((a, b) => a + b);
  return Float32Array.from(weights, (weight) => weight / sum);
}

test("all tokens are shown in their order where there is room; of more, the most probable come first", () => {
  assert.deepEqual(mostProbable(Float32Array.of(0.1, 0.7, 0.2), 30, 0), [0, 1, 2]);
  const many = Float32Array.from({ length: 256 }, (_, i) => (i === 200 ? 0.5 : i === 3 ? Number.NaN : i < 2 ? 0.1 : 0));
  const shown = mostProbable(many, MAX_COLUMNS, 0);
  assert.equal(shown.length, MAX_COLUMNS);
  assert.deepEqual(shown.slice(0, 5), [200, 0, 1, 2, 4]);
  assert.ok(!shown.includes(3));
});

test("the token that follows in the text is always shown, however improbable, and once", () => {
  const probabilities = falling(8193, 100);
  for (const target of [0, 99, 100, 129, 130, 8192]) {
    const shown = mostProbable(probabilities, 30, target);
    assert.equal(new Set(shown).size, 30);
    assert.ok(shown.includes(target), `${target}`);
    assert.deepEqual(
      shown.slice(0, 29),
      Array.from({ length: 29 }, (_, i) => 100 + i),
    );
  }
});

test("a small alphabet has a bar for each token; a large one has the most probable and one for all others", () => {
  const few = falling(27, 5);
  const labels = characters(alphabet(8192));
  const bars = guessBars(few, { labels, guess: 5, target: 9 });
  assert.deepEqual(
    bars.map(({ probability, label }) => [probability, label]),
    Array.from(few, (probability, token) => [probability, labels[token]]),
  );
  assert.deepEqual(
    bars.map(({ role }) => role).filter((role) => role !== "other"),
    ["guess", "target"],
  );
  assert.equal(barsWords(bars.length, 27), "");

  for (const n of [65, 464, 8193]) {
    const many = falling(n, 5);
    const shown = guessBars(many, { labels, guess: 5, target: 3 });
    assert.equal(shown.length, 31);
    assert.deepEqual([shown[0].role, shown[29].role, shown[30].role], ["guess", "target", "rest"]);
    assert.equal(shown[29].label, labels[3]);
    const sum = shown.reduce((total, { probability }) => total + probability, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5, `${n}: the bars sum to ${sum}`);
    assert.match(barsWords(shown.length, n), /^the 30 most probable of /);
  }
  assert.equal(barsWords(31, 8193), "the 30 most probable of 8,193 characters; … is all others");
});

test("a guess that the network has right is drawn as what follows, and NaN probabilities draw nothing", () => {
  const bars = guessBars(falling(500, 7), { labels: characters(alphabet(499)), guess: 7, target: 7 });
  assert.equal(bars[0].role, "target");
  const lost = guessBars(new Float32Array(500).fill(Number.NaN), {
    labels: characters(alphabet(499)),
    guess: 0,
    target: 4,
  });
  assert.equal(lost.length, 31);
  assert.ok(lost.every(({ probability }) => Number.isNaN(probability)));
});

test("what is not shown sums to the rest", () => {
  assert.equal(restOf(Float32Array.of(0.5, 0.25, 0.125, 0.125), [0, 2]), 0.375);
  assert.equal(restOf(Float32Array.of(1), [0]), 0);
});

test("the table of batch coupling has each token of a small alphabet, and 256 of a large one with the rest", () => {
  for (const [n, rows] of [
    [27, 27],
    [256, 256],
    [8193, 257],
  ]) {
    const evaluation = falling(n, 2);
    const training = { mean: evaluation, std: evaluation, min: evaluation, max: evaluation };
    const coupled = { step: 3, tokens: [0, 0, 1], target: n - 1, evaluation, training, probabilities: evaluation };
    const state = /** @type {State} */ (
      /** @type {unknown} */ ({ layer: 0, coupled, text: { alphabet: alphabet(n - 1) } })
    );
    const frame = /** @type {Frame} */ (/** @type {unknown} */ ({ layer: [] }));
    const [table] = normTables(frame, state);
    assert.equal(table.rows.length, rows);
    const names = table.rows.map(([name]) => name);
    assert.ok(names.includes(characters(alphabet(n - 1))[n - 1]), "the target is there");
    assert.ok(table.rows.every((row) => row.length === table.head.length));
    if (n > 256) assert.equal(names.at(-1), "the other 7,937");
    const sum = table.rows.reduce((total, row) => total + Number(row[1]), 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
  }
});
