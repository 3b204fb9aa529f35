// Reading the value at a point of a picture: the bin, the step, the dot or the layer that is drawn there, and its words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readingOf, stepAt } from "../../www/app/panels/reading/words.js";
import { layerAt, layerX, plotsOf, profileAxes } from "../../www/draw/depth-profile.js";
import { binsPlace } from "../../www/draw/histogram.js";
import { binAt, dotAt, nearest, sparkAt, stripAt } from "../../www/draw/reading.js";
import { scatterPlace } from "../../www/draw/scatter.js";
import { stripPlace } from "../../www/draw/strip.js";

/** @import { LossSource } from "../../www/app/panels/reading/words.js" */

/** Four bins from −1 to 1, with one value below, two above and three NaN. */
const distribution = {
  counts: Uint32Array.of(4, 0, 6, 4),
  range: Float32Array.of(-1, 1),
  outside: Uint32Array.of(1, 2),
  nonfinite: Uint32Array.of(3, 0),
  mean: Float32Array.of(0),
  std: Float32Array.of(1),
};

test("the bin at a point of a histogram has its range, its count and its share of all values", () => {
  const drawn = { distribution, axis: /** @type {const} */ ("ends") };
  const { left, right } = binsPlace(114, drawn);
  const bins = [0.1, 0.3, 0.6, 0.99].map((part) => binAt(left + part * (right - left), 114, drawn));
  assert.deepEqual(
    bins.map((bin) => bin && [bin.part, bin.from, bin.to, bin.count]),
    [
      ["bin", -1, -0.5, 4],
      ["bin", -0.5, 0, 0],
      ["bin", 0, 0.5, 6],
      ["bin", 0.5, 1, 4],
    ],
  );
  assert.equal(bins[2]?.share, 6 / 20);
  assert.equal(bins[2]?.x, left + 0.625 * (right - left));
  const [below, above] = [binAt(2, 114, drawn), binAt(113, 114, drawn)];
  assert.deepEqual([below?.part, below?.to, below?.count], ["below", -1, 1]);
  assert.deepEqual([above?.part, above?.from, above?.count], ["above", 1, 2]);
});

test("exact zeros that are drawn apart are read apart, and the first bin has the rest", () => {
  const relu = { ...distribution, range: Float32Array.of(0, 4), outside: Uint32Array.of(0, 2) };
  const drawn = { distribution: relu, zeros: 3, axis: /** @type {const} */ ("ends") };
  const zeros = binAt(5, 200, drawn);
  assert.deepEqual([zeros?.part, zeros?.count, zeros?.share], ["zeros", 3, 3 / 19]);
  const { left } = binsPlace(200, drawn);
  assert.deepEqual(binAt(left + 1, 200, drawn)?.count, 1);
  assert.deepEqual(readingOf({ kind: "histogram", ...drawn }, { x: 5, y: 5, width: 200, height: 50 })?.lines, [
    "exactly 0",
    "15.8 % of the values (3)",
  ]);
});

test("a histogram whose frame is gone, or without values, reads nothing", () => {
  const gone = { ...distribution, counts: new Uint32Array(0) };
  const none = {
    ...distribution,
    counts: new Uint32Array(4),
    outside: new Uint32Array(2),
    nonfinite: new Uint32Array(2),
  };
  for (const of of [gone, none]) assert.equal(binAt(50, 100, { distribution: of, axis: "none" }), null);
});

/** @param {number[]} mean @param {number} stride */
const history = (mean, stride) => ({
  first: Float32Array.of(mean[0]),
  points: Uint32Array.of(mean.length),
  stride: Uint32Array.of(stride),
  min: Float32Array.from(mean),
  mean: Float32Array.from(mean),
  max: Float32Array.from(mean),
  nonfinite: new Uint32Array(mean.length),
});

test("a spark reads the point that is drawn there, and the steps that it covers", () => {
  const drawn = { history: history([-3, -2.5, -2], 20), interval: 10, made: 45 };
  assert.deepEqual(sparkAt(0, 108, drawn), { first: 0, last: 10, value: -3, x: 4 });
  assert.deepEqual(sparkAt(60, 108, drawn), { first: 20, last: 30, value: -2.5, x: 54 });
  // The last point covers step 40 alone so far.
  assert.deepEqual(sparkAt(500, 108, drawn), { first: 40, last: 40, value: -2, x: 104 });
  assert.equal(sparkAt(50, 108, { ...drawn, history: history([], 10) }), null);
});

test("a strip reads the step and the values of the cell at a point, step 0 apart", () => {
  const strip = {
    columns: 3,
    bins: 2,
    values: Uint8Array.of(255, 51, 0, 255, 102, 255),
    range: /** @type {[number, number]} */ ([-1, 1]),
  };
  const { first, run } = stripPlace(strip.range);
  const size = { width: run + 40, height: 20 };
  const drawn = { strip, stride: 8 };
  assert.deepEqual(stripAt(first, 2, size, drawn), { step: 0, from: 0, to: 1, share: 0.2, x: first });
  assert.deepEqual(stripAt(run + 5, 15, size, drawn), { step: 8, from: -1, to: 0, share: 0, x: run + 10 });
  assert.deepEqual(stripAt(run + 39, 19, size, drawn), { step: 16, from: -1, to: 0, share: 0.4, x: run + 30 });
  assert.equal(stripAt(5, 5, size, { ...drawn, strip: { ...strip, columns: 0 } }), null);
});

test("a scatter plot reads the nearest dot, if one is near", () => {
  const axis = { range: /** @type {[number, number]} */ ([0, 10]), log: false };
  const size = { width: 150, height: 140 };
  const { across, up } = scatterPlace(150, 140, axis);
  const pairs = { x: Float32Array.of(1, 5, Number.NaN), y: Float32Array.of(1, 6, 2) };
  assert.equal(dotAt(across(5) + 3, up(6) - 4, size, { pairs, axis })?.index, 1);
  assert.equal(dotAt(across(1), up(9), size, { pairs, axis }), null);
  assert.deepEqual(
    readingOf({ kind: "scatter", what: "mean", pairs, axis }, { x: across(1), y: up(1), ...size })?.lines,
    ["Neuron 0", "mean in this batch 1.00", "running 1.00"],
  );
});

test("the nearest value is found, and the later of two", () => {
  assert.deepEqual(
    [-5, 0, 1, 1.4, 9].map((wanted) => nearest([0, 2, 3], wanted)),
    [0, 0, 1, 1, 2],
  );
  assert.equal(nearest([], 1), -1);
});

test("a depth profile reads the nearest layer in each of its plots, side by side or one below the other", () => {
  for (const [width, height, n] of [
    [600, 100, 2],
    [600, 200, 3],
    [300, 400, 3],
  ]) {
    const plots = plotsOf(width, height, n);
    const drawn = { layers: 10, plots: n };
    plots.forEach((place, plot) => {
      for (const layer of [0, 4, 9]) {
        const x = layerX(layer, 10, place);
        const point = { x: x + 3, y: place.top + 2, width, height };
        assert.deepEqual(layerAt(point, drawn), { layer, x, plot });
      }
    });
    assert.equal(layerAt({ x: 0, y: 0, width, height }, drawn).layer, 0);
    assert.ok(
      plots.every(({ left, right, top, bottom }) => right - left > 100 && bottom - top > 50),
      `${width}`,
    );
  }
});

test("plots of a depth profile that stand one below the other share the numbers of the layers", () => {
  const tall = plotsOf(300, 400, 3);
  assert.deepEqual(
    tall.map(({ numbered }) => numbered),
    [false, false, true],
  );
  for (const [i, { left, right, top }] of tall.entries()) {
    assert.deepEqual([left, right], [tall[0].left, tall[0].right]);
    assert.ok(i === 0 || top > tall[i - 1].bottom);
  }
  assert.ok(plotsOf(600, 200, 3).every(({ numbered, top }) => numbered && top === tall[0].top));
});

test("a layer of a depth profile reads its value, its range of late and what is predicted", () => {
  const profile = {
    name: "std of activations",
    color: "",
    others: [],
    values: [0.6, 0.5],
    band: { low: [0.6, 0.4], high: [0.61, 0.5] },
    predicted: [0.63, 0.49],
  };
  const ratio = { name: "update ratio", color: "", others: [], values: [1e-3, 2e-3] };
  const source = { kind: /** @type {const} */ ("profile"), profiles: [profile, ratio] };
  const { right } = plotsOf(300, 400, 2)[0];
  assert.deepEqual(readingOf(source, { x: right, y: 50, width: 300, height: 400 })?.lines, [
    "Layer 2",
    "std of activations 0.500",
    "– lately 0.400 to 0.500",
    "– at infinite width 0.490",
    "update ratio 0.00200",
  ]);
});

test("the axes of a depth profile hold their values and span the same factor, at least ten", () => {
  const [activations, gradients] = profileAxes([[[0.6, 0.5]], [[1e-6, 5e-4, Number.NaN, 0], [1e-4]]]);
  for (const [[low, high], least, most] of /** @type {const} */ ([
    [activations, 0.5, 0.6],
    [gradients, 1e-6, 5e-4],
  ])) {
    assert.ok(low < least && most < high, `${low} ${high}`);
  }
  const [one, other] = [activations, gradients].map(([low, high]) => Math.log10(high / low));
  assert.ok(Math.abs(one - other) < 1e-9 && one > Math.log10(500), `${one} ${other}`);
  const [alike] = profileAxes([[[1, 1]]]);
  assert.ok(Math.abs(Math.log10(alike[1] / alike[0]) - 1) < 1e-9);
  // Nothing that a log axis can show, and what single precision has no number for.
  assert.deepEqual(profileAxes([[[1e-300, 1e300]]]), [[1, 10]]);
  assert.deepEqual(profileAxes([[[Number.NaN, 0]]]), [[1, 10]]);
});

/** A loss chart of 100 steps, two steps a point, over 200 pixels from 40 on. @returns {LossSource} */
function lossSource() {
  globalThis.devicePixelRatio = 2;
  const xs = Array.from({ length: 50 }, (_, i) => 2 * i + 0.5);
  const rows = [4, 2, 3, 3.2].map((value) => xs.map(() => value));
  const plot = {
    bbox: { left: 80, top: 10, width: 400, height: 200 },
    data: [xs, ...rows, xs.map(() => 3.3)],
    scales: { x: { min: 0, max: 98.5 } },
    posToVal: (/** @type {number} */ at) => (at / 200) * 98.5,
    valToPos: (/** @type {number} */ value) => (value / 98.5) * 200,
  };
  const evaluations = [{ step: 50, train: 3.1, val: 3.25 }];
  const others = [{ name: "pin", xs: [0, 1, 2, 3], values: [9, 8, 7, 6] }];
  return { kind: "loss", plot: /** @type {any} */ (plot), made: 100, evaluations, others };
}

test("the loss curve reads the losses at the pointer, an evaluation and pinned runs that got there", () => {
  const source = lossSource();
  const at = (/** @type {number} */ x) => readingOf(source, { x, y: 50, width: 250, height: 120 });
  assert.deepEqual(at(40 + 101.5)?.lines, [
    "Step 50",
    "raw 3.000 (2.000 to 4.000)",
    "smoothed 3.200",
    "ln V 3.300",
    "evaluated at step 50: train 3.100, val 3.250",
  ]);
  assert.deepEqual(at(45)?.lines.slice(0, 2), ["Step 2", "raw 3.000 (2.000 to 4.000)"]);
  assert.equal(at(45)?.lines.at(-1), "pin 6.000");
  assert.equal(at(240)?.lines[0], "Latest step, 100");
});

test("a click on the loss curve is the step there, and the newest at its end and beyond", () => {
  const source = lossSource();
  assert.equal(stepAt(source, 0), 0);
  assert.equal(stepAt(source, 40 + 101.5), 50);
  assert.equal(stepAt(source, 238), 98);
  for (const x of [239.9, 240, 300]) assert.equal(stepAt(source, x), 100);
});
