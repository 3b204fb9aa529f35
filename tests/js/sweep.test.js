// Sweeps in wasm: cells recorded natively, computed in time-limited slices, and errors of invalid ones.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse_link, print_config, Sweeper, sweep_axes, sweep_cell } from "../../www/pkg/initscope.js";
import { config, names, open, thrownBy } from "./engine.js";

/** @typedef {{base: string, x: string, y: string, measure: string, steps: number, cells: [string[], string, boolean, string][]}} Sweep */
/** @typedef {{done: number, total: number, value: number | null, healthy: boolean | null, checksum: string | null}} State */

/** @type {Sweep[]} */
const recorded = JSON.parse(readFileSync(new URL("../golden/sweep.json", import.meta.url), "utf8"));

const sweeper = new Sweeper(names);

/** A cell's result. @param {number} ms of each slice */
function finish(ms) {
  for (let slices = 1; ; slices++) {
    const state = /** @type {State} */ (sweeper.advance_for(ms));
    if (state.done === state.total) return { ...state, slices };
    assert.deepEqual([state.value, state.healthy, state.checksum], [null, null, null]);
  }
}

/** @param {() => unknown} call */
const errorsOf = (call) =>
  thrownBy(call).map(({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`);

for (const { base, x, y, measure, steps, cells } of recorded) {
  test(`${measure} of ${base} along ${x} ${y} after ${steps} steps equals the native result`, () => {
    const axes = sweep_axes(config(base), x, y);
    assert.equal(axes.y === null, y === "");
    const rows = /** @type {string[]} */ (axes.y?.values ?? [""]);
    const expected = cells.values();
    for (const yValue of rows) {
      for (const xValue of axes.x.values) {
        const cell = expected.next().value;
        assert.ok(cell);
        const [values, value, healthy, checksum] = cell;
        assert.deepEqual(values, axes.y === null ? [xValue] : [xValue, yValue]);
        sweeper.begin(sweep_cell(config(base), axes.x.field, xValue, axes.y?.field ?? "", yValue), measure, steps);
        const found = finish(steps > 0 ? 1 : 10);
        // NaN equals NaN here, and f32 are compared to the bit.
        assert.ok(Object.is(found.value, Math.fround(Number(value))), `${found.value} for ${value}`);
        assert.deepEqual([found.healthy, found.checksum], [healthy, checksum]);
      }
    }
    assert.equal(expected.next().done, true);
  });
}

test("a cell's Config equals the page's, and its session has the same bits", () => {
  const cell = sweep_cell(config("#preset=deep-batchnorm"), "norm", "none", "depth", "2");
  assert.equal(print_config(cell), "#v=1&preset=deep-batchnorm&hidden=100x2&norm=none");
  assert.deepEqual(parse_link(print_config(cell)).config, cell);
  sweeper.begin(cell, "val", 30);
  const session = open(print_config(cell));
  session.advanceFor(10_000, 30);
  assert.equal(finish(10).checksum, session.checksum());
});

test("a long cell is computed in slices, and another may replace it at any time", () => {
  sweeper.begin(config("#preset=deep-batchnorm"), "val", 400);
  const state = sweeper.advance_for(2);
  assert.ok(state.done > 0 && state.done < state.total);
  sweeper.begin(config("#preset=kaiming"), "dead", 0);
  assert.equal(finish(10).total, 1);
  // When it is finished, there is no current cell.
  assert.equal(sweeper.advance_for(10), null);
  sweeper.begin(config("#preset=deep-batchnorm"), "val", 400);
  const whole = finish(100_000);
  assert.equal(whole.slices, 1);
  sweeper.begin(config("#preset=deep-batchnorm"), "val", 400);
  const pieces = finish(2);
  assert.ok(pieces.slices > 5);
  assert.deepEqual({ ...pieces, slices: 1 }, whole);
});

test("errors are thrown by field, and the current cell is kept", () => {
  const base = config("#preset=batchnorm");
  assert.deepEqual(
    errorsOf(() => sweep_axes(base, "w=101", "norm=group")),
    [
      "w: expected a number from 0 to 100, std: or gain: before it or not, or an initialization, got 101",
      "norm: expected none, batch, layer, rms or group:k with a number of groups, got group",
    ],
  );
  assert.deepEqual(
    errorsOf(() => sweep_axes({ ...base, batch: 0 }, "w=1", "")),
    ["batch: expected a whole number from 1 to 256, got 0"],
  );
  const alone = "batch: expected at least 2 with BatchNorm, got 1";
  assert.deepEqual(
    errorsOf(() => sweep_cell(base, "batch", "1", "", "")),
    [alone],
  );
  assert.deepEqual(
    errorsOf(() => sweep_cell(base, "eps", "1", "", "")),
    [
      "eps: expected one of w, out, depth, width, lr, batch, seed, warmup, clip, decay, norm, act, res, branch, opt, b, outb, got eps",
    ],
  );
  sweeper.begin(base, "first_loss", 2);
  assert.deepEqual(
    errorsOf(() => sweeper.begin({ ...base, batch: 1 }, "first_loss", 0)),
    [alone],
  );
  assert.deepEqual(
    errorsOf(() => sweeper.begin(base, "loss", 0)),
    ["measure: expected first_loss, saturated, dead, gradient_ratio, val, got loss"],
  );
  for (const [steps, got] of [
    [-1, "-1"],
    [1.5, "1.5"],
    [NaN, "NaN"],
    [10_000_001, "10000001"],
  ]) {
    assert.deepEqual(
      errorsOf(() => sweeper.begin(base, "dead", Number(steps))),
      [`steps: expected a whole number from 0 to 10000000, got ${got}`],
    );
  }
  assert.equal(finish(10).total, 3);
  assert.deepEqual(
    errorsOf(() => new Sweeper(new Uint8Array())),
    ["text: expected at least 6 lines that aren't blank, got an empty text"],
  );
});
