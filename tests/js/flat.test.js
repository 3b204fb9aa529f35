// The soak test's judgment of a long run: a memory leak, a falling step rate and a long task fail it, and noise does
// not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../bench/lib/flat.js";

/** @import { Sample } from "../../bench/lib/soak.js" */

/** Reproducible noise within ±1. @param {number} i */
const noise = (i) => Math.sin(12.9898 * i) * Math.cos(78.233 * i);

/**
 * An hour of steady samples, with some of them replaced.
 * @param {(i: number) => Partial<Sample>} [changed]
 * @returns {Sample[]}
 */
const hour = (changed = () => ({})) =>
  Array.from({ length: 360 }, (_, i) => ({
    at: 10 * (i + 1),
    // In the first two minutes the browser is still starting up.
    memory: (i < 12 ? 60e6 + 5e6 * i : 120e6) + 20e6 * Math.abs(noise(i)),
    uncollected: 150e6 + 20e6 * noise(i),
    heap: 22e6 + 0.3e6 * noise(i),
    wasm: 11e6,
    rate: 2800 + 60 * noise(i),
    pace: 2.9 + 0.06 * noise(i),
    frames: 40 + noise(i),
    longTasks: i < 12 ? [80] : [],
    ...changed(i),
  }));

/** @param {Sample[]} samples */
const failing = (samples) =>
  judge(samples, { warm: 120 })
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);

test("an hour with noise and a warm-up phase passes", () => {
  assert.deepEqual(failing(hour()), []);
});

test("a rise of memory by more than 5 % is reported for every kind of memory", () => {
  const growing = (/** @type {number} */ i) => 1 + (0.06 * i) / 315;
  assert.deepEqual(failing(hour((i) => ({ memory: 120e6 * growing(i) }))), ["memory of the page's process"]);
  assert.deepEqual(failing(hour((i) => ({ wasm: i < 200 ? 11e6 : 12e6 }))), ["wasm memory"]);
  assert.deepEqual(failing(hour((i) => ({ heap: 22e6 + 9000 * i }))), ["JavaScript of page and workers"]);
  // A temporary rise counts too.
  const hump = (/** @type {number} */ i) => (i > 150 && i < 250 ? 130e6 : 120e6);
  assert.deepEqual(failing(hour((i) => ({ memory: hump(i) }))), ["memory of the page's process"]);
});

test("a falling step rate and a single long task are reported", () => {
  assert.deepEqual(failing(hour((i) => ({ rate: 2800 - i }))), ["steps per second, last quarter against first"]);
  assert.deepEqual(failing(hour((i) => ({ longTasks: i === 300 ? [51] : [] }))), ["tasks over 50 ms"]);
});
