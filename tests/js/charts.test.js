// What the charts are given: every point at its step, the beginning kept, and ticks that can be read at any size.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lossColumns, RATIO_INTERVAL, updateColumns } from "../../www/draw/columns.js";
import { logTicks } from "../../www/draw/scale.js";
import { frameReader } from "../../www/shared/protocol.js";
import { open } from "./engine.js";

/** @param {number} steps */
function frameAfter(steps) {
  const session = open("#hidden=2&emb=1&context=1&batch=2");
  session.advance(steps);
  return frameReader(session.layout())(session.copyFrame(undefined));
}

test("while each step has its own point, a point stands at its step", () => {
  const { history, step } = frameAfter(12);
  const [xs, most, least, mean, uniform] = lossColumns(history.loss, step, 1, 3.3);
  assert.deepEqual(
    xs,
    Array.from({ length: 12 }, (_, i) => i),
  );
  for (const row of [most, least, mean]) assert.deepEqual(row, [...history.loss.mean.subarray(0, 12)]);
  assert.deepEqual(
    uniform,
    xs.map(() => 3.3),
  );
  assert.deepEqual(updateColumns(history.update, step)[0], [0, RATIO_INTERVAL]);
});

test("a point of several steps stands in their middle, and the first loss at step 0", () => {
  const { history, step } = frameAfter(1030);
  const { first, points, stride } = history.loss;
  assert.deepEqual([points[0], stride[0]], [258, 4]);
  const [xs, most, least, mean] = lossColumns(history.loss, step, 1, 3.3);
  assert.deepEqual(xs.slice(0, 4), [0, 1.5, 5.5, 9.5]);
  // The last point is of steps 1028 and 1029 so far.
  assert.deepEqual(xs.slice(-2), [1025.5, 1028.5]);
  for (const row of [most, least, mean]) {
    assert.equal(row.length, xs.length);
    assert.equal(row[0], first[0]);
  }
  assert.equal(mean[1], history.loss.mean[0]);
  assert.equal(mean.at(-1), history.loss.mean[257]);
});

test("update to data keeps its beginning too", () => {
  const { history, step } = frameAfter(512 * RATIO_INTERVAL + 15);
  const [{ stride, points, first }] = history.update;
  assert.deepEqual([stride[0], points[0]], [2 * RATIO_INTERVAL, 257]);
  const [xs, w1] = updateColumns(history.update, step);
  assert.deepEqual([...xs.slice(0, 3), xs.at(-1)], [0, 5, 25, 5125]);
  assert.equal(w1[0], first[0]);
  assert.equal(w1[1], history.update[0].mean[0]);
});

test("a loss that is no number is a gap", () => {
  const history = {
    first: new Float32Array([Number.NaN]),
    points: new Uint32Array([2]),
    stride: new Uint32Array([2]),
    min: new Float32Array([1, Number.NaN]),
    mean: new Float32Array([2, Number.NaN]),
    max: new Float32Array([3, Number.POSITIVE_INFINITY]),
    nonfinite: new Uint32Array([0, 2]),
  };
  const [xs, most, , mean] = lossColumns(history, 4, 1, 3.3);
  assert.deepEqual(
    [xs, most, mean],
    [
      [0, 0.5, 2.5],
      [null, 3, null],
      [null, 2, null],
    ],
  );
});

test("a log axis has few lines and short labels, however far it reaches", () => {
  for (const [low, high] of [
    [2, 4],
    [2, 30],
    [0.3, 40],
    [3, 4e5],
    [1e-30, 20],
    [3, 1e20],
    [1e-38, 3e38],
  ]) {
    const ticks = logTicks(low, high);
    const labels = ticks.map(({ label }) => label).filter((label) => label !== "");
    assert.ok(labels.length >= 2 && labels.length <= 14, `${low} ${high}: ${labels}`);
    assert.ok(ticks.length <= 28, `${low} ${high}: ${ticks.length} lines`);
    for (const { value } of ticks) assert.ok(value >= low * 0.999 && value <= high * 1.001, `${value}`);
    for (const label of labels) assert.ok(label.length <= 5, label);
    const gaps = ticks
      .filter(({ label }) => label !== "")
      .map(({ value }) => Math.log10(value / low) / Math.log10(high / low));
    for (let i = 1; i < gaps.length; i++) assert.ok(gaps[i] - gaps[i - 1] > 0.07, `${low} ${high}: ${labels}`);
  }
  assert.deepEqual(
    logTicks(3, 1e20).map(({ label }) => label),
    ["10000", "1e8", "1e12", "1e16", "1e20"],
  );
  assert.deepEqual(
    logTicks(2, 30).map(({ label }) => label),
    ["2", "3", "", "5", "", "7", "", "", "10", "20", "30"],
  );
});
