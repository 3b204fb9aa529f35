// Another run's histogram, re-binned to the axis of the displayed one: compared with the same values counted on that
// axis.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rebinned } from "../../www/draw/ghosts.js";

/** @import { Distribution } from "../../www/shared/protocol.js" */

const BINS = 64;

/**
 * Counts values as a frame does, with plain arithmetic.
 * @param {number[]} values
 * @param {number} from
 * @param {number} to
 * @returns {Distribution}
 */
function counted(values, from, to) {
  const counts = new Uint32Array(BINS);
  const [outside, nonfinite] = [new Uint32Array(2), new Uint32Array(2)];
  for (const value of values) {
    if (Number.isNaN(value)) nonfinite[0] += 1;
    else if (!Number.isFinite(value)) nonfinite[1] += 1;
    else if (value < from) outside[0] += 1;
    else if (value > to) outside[1] += 1;
    else counts[Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS))] += 1;
  }
  const range = Float32Array.of(from, to);
  return { counts, range, outside, nonfinite, mean: new Float32Array(1), std: new Float32Array(1) };
}

/**
 * n values of a normal distribution, the same every time.
 * @param {number} n
 * @param {number} scale
 * @param {number} [middle]
 */
const bell = (n, scale, middle = 0) =>
  Array.from({ length: n }, (_, i) => {
    const u = (i + 0.5) / n;
    return middle + scale * Math.log(u / (1 - u));
  });

/** @param {ReturnType<typeof rebinned>} found */
const sum = (found) => {
  assert.ok(found !== null);
  return found.bins.reduce((a, b) => a + b, 0) + found.outside[0] + found.outside[1];
};

test("on the same axis, an outline of as many values equals the histogram", () => {
  const values = bell(3200, 0.3);
  const other = counted(values, -1, 1);
  const found = rebinned(other, counted(bell(3200, 0.1), -1, 1));
  assert.deepEqual([...(found?.bins ?? [])], [...other.counts]);
  assert.deepEqual(found?.outside, [...other.outside]);
});

test("an outline of another number of values is scaled so that equal heights are equal shares, NaN included", () => {
  const half = [...bell(800, 0.2), ...Array(800).fill(Number.NaN)];
  const found = rebinned(counted(half, -1, 1), counted(bell(6400, 0.2), -1, 1));
  const plain = counted(bell(800, 0.2), -1, 1);
  // 1,600 values compared with 6,400, half of them NaN.
  assert.deepEqual(
    [...(found?.bins ?? [])],
    [...plain.counts].map((n) => n * 4),
  );
  assert.ok(Math.abs(sum(found) - 3200) < 1e-9);
});

for (const [what, [low, high], [from, to]] of /** @type {[string, number[], number[]][]} */ ([
  ["wider", [-5, 5], [-2, 2]],
  ["narrower", [-1.3, 1.3], [-4, 4]],
  ["shifted", [-1, 3], [-2.5, 1.2]],
])) {
  test(`re-binning from a ${what} axis is close to counting the values on the displayed axis`, () => {
    const values = bell(200_000, 0.25, 0.1);
    const other = counted(values, low, high);
    const found = rebinned(other, counted(bell(200_000, 0.2), from, to));
    assert.ok(found !== null);
    const direct = counted(values, from, to);
    const most = Math.max(...direct.counts);
    // Re-binning assumes evenly spread values within a bin, which is only approximately true here.
    const coarse = (high - low) / (to - from);
    for (const [i, n] of direct.counts.entries()) {
      const near = Math.abs(found.bins[i] - n) / most;
      assert.ok(near < 0.02 + 0.05 * coarse, `bin ${i}: ${found.bins[i]} for ${n} of ${most}`);
    }
    const known = 200_000 - (low > from ? other.outside[0] : 0) - (high < to ? other.outside[1] : 0);
    assert.ok(Math.abs(sum(found) - known) < 1e-3, `${sum(found)} of ${known}`);
    // The end of an axis may be within a bin.
    for (const side of [0, 1]) assert.ok(Math.abs(found.outside[side] - direct.outside[side]) < most, `beyond ${side}`);
  });
}

test("values beyond the other axis are counted as outside only if that axis ends within the displayed one", () => {
  const other = counted([-9, -9, 0, 9], -1, 1);
  const shown = (/** @type {number} */ from, /** @type {number} */ to) => counted([0, 0, 0, 0], from, to);
  assert.deepEqual(rebinned(other, shown(-1, 1))?.outside, [2, 1]);
  assert.deepEqual(rebinned(other, shown(-0.5, 2))?.outside, [2, 0]);
  assert.deepEqual(rebinned(other, shown(-2, 2))?.outside, [0, 0]);
});

test("an outline that does not overlap the axis is counted as outside", () => {
  const found = rebinned(counted(bell(100, 0.01, 5), 4, 6), counted(bell(100, 0.1), -1, 1));
  assert.equal(Math.max(...(found?.bins ?? [1])), 0);
  assert.ok(Math.abs((found?.outside[1] ?? 0) - 100) < 1e-9);
});

test("unmeasured values and an invalid axis have no outline", () => {
  const full = counted(bell(100, 0.2), -1, 1);
  assert.equal(rebinned(counted([], -1, 1), full), null);
  assert.equal(rebinned(full, counted([], -1, 1)), null);
  assert.equal(rebinned({ ...full, range: Float32Array.of(0, 0) }, full), null);
  assert.equal(rebinned({ ...full, range: Float32Array.of(Number.NaN, 1) }, full), null);
  assert.equal(rebinned(full, { ...full, range: Float32Array.of(1, -1) }), null);
});
