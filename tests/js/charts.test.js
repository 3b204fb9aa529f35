// The data that charts are drawn from: each point at its step, the start of the run preserved, readable axes and ticks;
// the shades of the activation map, and which cell a point is in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ABOVE_ZERO, DEEPEST, mapShades, NOT_A_NUMBER, rgb, SATURATED, shadeTable } from "../../www/draw/color.js";
import { lossAxes, lossColumns, RATIO_INTERVAL, updateColumns } from "../../www/draw/columns.js";
import { meanCourse, smoothCourse } from "../../www/draw/courses.js";
import { edgesOf, FUNCTIONS } from "../../www/draw/curve.js";
import { depthColor } from "../../www/draw/depth-color.js";
import { cellOf, shade } from "../../www/draw/heatmap.js";
import { stepSpace } from "../../www/draw/line.js";
import { linearTicks, logTicks, roundRange } from "../../www/draw/scale.js";
import { frameReader } from "../../www/shared/protocol.js";
import { open } from "./engine.js";

/** @param {number} steps */
function frameAfter(steps) {
  const session = open("#hidden=2&emb=1&context=1&batch=2");
  session.advance(steps);
  return frameReader(session.layout())(session.copyFrame(undefined));
}

test("while each step has its own point, points are at their steps", () => {
  const { history, step } = frameAfter(12);
  const [xs, most, least, mean, smooth, uniform] = lossColumns(history, step, 1, 3.3);
  assert.deepEqual(
    xs,
    Array.from({ length: 12 }, (_, i) => i),
  );
  assert.deepEqual(smooth, [...history.smooth.mean.subarray(0, 12)]);
  for (const row of [most, least, mean]) assert.deepEqual(row, [...history.loss.mean.subarray(0, 12)]);
  assert.deepEqual(
    uniform,
    xs.map(() => 3.3),
  );
  assert.deepEqual(updateColumns(history.update, step)[0], [0, RATIO_INTERVAL]);
});

test("a point that covers several steps is at their middle, and the first loss is at step 0", () => {
  const { history, step } = frameAfter(1030);
  const { first, points, stride } = history.loss;
  assert.deepEqual([points[0], stride[0]], [258, 4]);
  const [xs, most, least, mean, smooth] = lossColumns(history, step, 1, 3.3);
  assert.deepEqual(xs.slice(0, 4), [0, 1.5, 5.5, 9.5]);
  // The last point covers steps 1028 and 1029 so far.
  assert.deepEqual(xs.slice(-2), [1025.5, 1028.5]);
  assert.deepEqual(smooth, [history.smooth.first[0], ...history.smooth.mean.subarray(0, 258)]);
  for (const row of [most, least, mean]) {
    assert.equal(row.length, xs.length);
    assert.equal(row[0], first[0]);
  }
  assert.equal(mean[1], history.loss.mean[0]);
  assert.equal(mean.at(-1), history.loss.mean[257]);
});

test("the update ratio chart keeps the start of the run too", () => {
  const { history, step } = frameAfter(512 * RATIO_INTERVAL + 15);
  const [{ stride, points, first }] = history.update;
  assert.deepEqual([stride[0], points[0]], [2 * RATIO_INTERVAL, 257]);
  const [xs, w1] = updateColumns(history.update, step);
  assert.deepEqual([...xs.slice(0, 3), xs.at(-1)], [0, 5, 25, 5125]);
  assert.equal(w1[0], first[0]);
  assert.equal(w1[1], history.update[0].mean[0]);
});

test("a loss that is not finite is a gap", () => {
  const loss = {
    first: new Float32Array([Number.NaN]),
    points: new Uint32Array([2]),
    stride: new Uint32Array([2]),
    min: new Float32Array([1, Number.NaN]),
    mean: new Float32Array([2, Number.NaN]),
    max: new Float32Array([3, Number.POSITIVE_INFINITY]),
    nonfinite: new Uint32Array([0, 2]),
  };
  const [xs, most, , mean, smooth] = lossColumns({ loss, smooth: loss }, 4, 1, 3.3);
  assert.deepEqual(
    [xs, most, mean, smooth],
    [
      [0, 0.5, 2.5],
      [null, 3, null],
      [null, 2, null],
      [null, 2, null],
    ],
  );
});

test("before the first step the current loss is the only point", () => {
  const { history, step } = frameAfter(0);
  assert.deepEqual(lossColumns(history, step, 4, 3.3), [[0, 1], ...Array(4).fill([4, null]), [3.3, 3.3]]);
  assert.deepEqual(lossColumns(history, step, Number.NaN, 3.3)[1], [null, null]);
});

/** Losses that fall from 20 to 2 and stay there, with ln V at 3.3. @type {[number[], ...(number | null)[][]]} */
const fallen = [
  [0, 10, 20, 30],
  [20, 5, 2.2, 2.3],
  [20, 4, 2.1, null],
  [20, 4.5, 2.15, 2.2],
  [20, 12, 2.2, 2.2],
  [3.3, 3.3, 3.3, 3.3],
];

test("a loss chart shows the whole run, or zooms in on the part from a given step on", () => {
  const view = { log: true, from: 0, evaluations: [] };
  assert.deepEqual(lossAxes(fallen, view), { x: [0, 30], y: [2, 20] });
  const later = lossAxes(fallen, { ...view, from: 15 });
  assert.deepEqual(later.x, [15, 30]);
  assert.ok(later.y[0] > 2 && later.y[0] <= 2.1 && later.y[1] >= 2.3 && later.y[1] < 2.4, `${later.y}`);
  // A step that has not been made yet can be the start of an axis too.
  assert.deepEqual(lossAxes(fallen, { ...view, from: 30 }).x, [30, 31]);
});

test("evaluations extend a loss chart's axis unless they are before its start or not finite", () => {
  const evaluations = [
    { step: 5, train: 100, val: 100 },
    { step: 31, train: 1.9, val: 2.6 },
    { step: 31, train: Number.NaN, val: Number.POSITIVE_INFINITY },
  ];
  const { x, y } = lossAxes(fallen, { log: false, from: 20, evaluations });
  assert.deepEqual(x, [20, 31]);
  assert.ok(y[0] > 1.7 && y[0] <= 1.9 && y[1] >= 2.6 && y[1] < 2.8, `${y}`);
  assert.ok(lossAxes(fallen, { log: false, from: 0, evaluations }).y[1] >= 100);
});

test("another run's curves use that run's own steps: its smoothed loss, and the mean of its update ratios", () => {
  const { history, step, loss } = frameAfter(1030);
  const [xs, , , , smooth] = lossColumns(history, step, loss[0], 3.3);
  assert.deepEqual(smoothCourse(history, step, loss[0]), { xs, values: smooth });
  const [places, ...rows] = updateColumns(history.update, step);
  const course = meanCourse(history.update, step);
  assert.deepEqual(course.xs, places);
  assert.ok(rows.length > 1);
  for (const [i, value] of course.values.entries()) {
    const there = rows.map((row) => row[i] ?? Number.NaN);
    assert.equal(value, there.reduce((sum, ratio) => sum + ratio) / there.length);
  }
  const before = frameAfter(0);
  assert.deepEqual(smoothCourse(before.history, 0, 4), { xs: [0], values: [4] });
  assert.deepEqual(smoothCourse(before.history, 0, Number.NaN), { xs: [0], values: [null] });
  assert.deepEqual(meanCourse(before.history.update, 0), { xs: [], values: [] });
});

test("the mean leaves out a ratio that is not finite, and a step without any ratio is a gap", () => {
  const history = (/** @type {number[]} */ ...mean) => ({
    first: Float32Array.of(mean[0]),
    points: Uint32Array.of(mean.length),
    stride: Uint32Array.of(RATIO_INTERVAL),
    min: Float32Array.from(mean),
    mean: Float32Array.from(mean),
    max: Float32Array.from(mean),
    nonfinite: new Uint32Array(mean.length),
  });
  const histories = [history(-3, Number.NaN, -2), history(-4, Number.NEGATIVE_INFINITY, Number.NaN)];
  assert.deepEqual(meanCourse(histories, 21), { xs: [0, 10, 20], values: [-3.5, null, -2] });
});

test("the losses and evaluations of other runs extend a loss chart from its start on", () => {
  const other = { xs: [0, 15, 45], values: [200, null, 1.1], evaluations: [{ step: 60, train: 0.9, val: 30 }] };
  const view = { log: true, from: 0, evaluations: [], others: [other] };
  const whole = lossAxes(fallen, view);
  assert.deepEqual(whole.x, [0, 60]);
  assert.ok(whole.y[0] > 0.5 && whole.y[0] <= 0.9 && whole.y[1] >= 200, `${whole.y}`);
  const later = lossAxes(fallen, { ...view, from: 10, others: [{ ...other, evaluations: [] }] });
  assert.deepEqual(later.x, [10, 45]);
  assert.ok(later.y[0] <= 1.1 && later.y[1] < 20, `${later.y}`);
});

test("an axis ends at round values around its data, and never at 0 if it is logarithmic", () => {
  for (const log of [true, false]) {
    for (const [low, high] of [
      [2, 2],
      [2.08, 2.31],
      [1.6, 10.4],
      [1e-38, 3e38],
      [3e-5, 4e-5],
      [9.7, 9.9],
    ]) {
      const [from, to] = roundRange(low, high, log);
      assert.ok(from <= low * (1 + 1e-9) && to >= high * (1 - 1e-9) && from < to, `${low} ${high}: ${from} ${to}`);
      if (log) assert.ok(from > 0);
    }
  }
});

test("a linear axis labels few values, each with enough digits to be distinct from its neighbors", () => {
  const labels = (/** @type {[number, number, number?]} */ ...axis) => linearTicks(...axis).map(({ label }) => label);
  assert.deepEqual(labels(2.05, 2.35), ["2.05", "2.10", "2.15", "2.20", "2.25", "2.30", "2.35"]);
  assert.deepEqual(labels(0, 20), ["0", "5", "10", "15", "20"]);
  assert.deepEqual(labels(0, 20, 0.4), ["0", "10", "20"]);
  assert.deepEqual(labels(-1e7, 1e7), ["−1.0e7", "−5e6", "0", "5e6", "1.0e7"]);
  assert.deepEqual(labels(3e-5, 4e-5, 0.4), ["3.0e−5", "3.5e−5", "4.0e−5"]);
});

test("steps are labeled as far apart as their labels are wide, in type of any size", () => {
  const widths = [12, 18].map((size) => [3000, 12_000, 1e6].map((last) => Math.round(stepSpace(last, size))));
  // In the page's font a digit is 0.56 of the size wide: 1,500 in 18 px is 46 pixels.
  assert.deepEqual(widths, [
    [50, 58, 50],
    [76, 86, 76],
  ]);
});

test("a short log axis has fewer labels, and one that spans little gets the labels of a linear axis", () => {
  const labels = (/** @type {[number, number, number?]} */ ...axis) =>
    logTicks(...axis).flatMap(({ label }) => (label === "" ? [] : [label]));
  assert.deepEqual(labels(1.5, 12, 0.25), ["2", "5", "10"]);
  assert.deepEqual(labels(2.05, 2.35), ["2.05", "2.10", "2.15", "2.20", "2.25", "2.30", "2.35"]);
});

test("a log axis has few lines and short labels over any range", () => {
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

const palette = /** @type {const} */ ({
  calm: [240, 240, 240],
  near: [100, 150, 200],
  saturated: [160, 60, 20],
  nan: [100, 40, 160],
});
const map = Float32Array.of(0, 0.5, -0.96, 0.98, -0.99, Number.NaN);

/** The shades of `map`, as hexadecimal blue, green and red. @param {boolean} lecture */
function shadesOf(lecture) {
  const table = shadeTable(
    mapShades(
      { calm: [...palette.calm], near: [...palette.near], saturated: [...palette.saturated], nan: [...palette.nan] },
      lecture,
    ),
  );
  const pixels = new Uint32Array(map.length);
  shade({ map, dead_neurons: new Uint32Array(6) }, { ends: [-0.97, 0.97], zero: "plain", full: 0.97, table, pixels });
  return { table, pixels: Array.from(pixels, (word) => word.toString(16)) };
}

test("the activation map shades by magnitude and has separate shades for saturated and non-finite values", () => {
  const { table, pixels } = shadesOf(false);
  const [saturated, nan] = ["ff143ca0", "ffa02864"];
  assert.deepEqual([pixels[0], ...pixels.slice(3)], ["fff0f0f0", saturated, saturated, nan]);
  assert.equal(new Set(pixels).size, 5);
  assert.deepEqual(
    [table[DEEPEST], table[SATURATED], table[NOT_A_NUMBER]].map((word) => word.toString(16)),
    ["ffc89664", saturated, nan],
  );
});

test("in the lecture's shades saturated is white, NaN keeps its own shade, and everything else is black", () => {
  const [black, white, nan] = ["ff000000", "ffffffff", "ffa02864"];
  assert.deepEqual(shadesOf(true).pixels, [black, black, black, white, white, nan]);
});

test("a point of the activation map is in the cell that is drawn there; the strip above belongs to the first row", () => {
  const drawn = { width: 200, height: 169, neurons: 100, batch: 32 };
  assert.deepEqual(cellOf(0, 9, drawn), { example: 0, neuron: 0 });
  assert.deepEqual(cellOf(199.9, 168.9, drawn), { example: 31, neuron: 99 });
  assert.deepEqual(cellOf(2, 14, drawn), { example: 1, neuron: 1 });
  assert.deepEqual(cellOf(50.5, 3, drawn), { example: 0, neuron: 25 });
  for (const [x, y] of [
    [-0.1, 20],
    [200, 20],
    [20, 169],
    [20, -1],
    [Number.NaN, 20],
  ]) {
    assert.equal(cellOf(x, y, drawn), null, `${x} ${y}`);
  }
  assert.equal(cellOf(0, 0, { width: 0, height: 0, neurons: 0, batch: 0 }), null);
});

test("a ReLU's zeros have a shade of their own, except in the columns of dead neurons", () => {
  const table = Uint32Array.from({ length: NOT_A_NUMBER + 1 }, (_, i) => i);
  const layer = { map: Float32Array.of(0, 0, 1e-9, 0, 2, Number.NaN), dead_neurons: Uint32Array.of(0, 1) };
  const pixels = new Uint32Array(6);
  shade(layer, { ends: null, zero: "apart", full: 2, table, pixels });
  assert.deepEqual([...pixels], [0, SATURATED, ABOVE_ZERO, SATURATED, DEEPEST, NOT_A_NUMBER]);
  shade(layer, { ends: null, zero: "saturated", full: 2, table, pixels });
  assert.deepEqual([...pixels], [SATURATED, SATURATED, 0, SATURATED, DEEPEST, NOT_A_NUMBER]);
});

test("between two ends that are not symmetric, cells are shaded by the distance from their middle", () => {
  const table = Uint32Array.from({ length: NOT_A_NUMBER + 1 }, (_, i) => i);
  const layer = { map: Float32Array.of(0.5, 0.25, 0.75, 0.01, 0.99, Number.NaN), dead_neurons: new Uint32Array(6) };
  const pixels = new Uint32Array(6);
  shade(layer, { ends: [0.015, 0.985], zero: "plain", full: 0.485, table, pixels });
  assert.deepEqual([...pixels], [0, pixels[2], pixels[1], SATURATED, SATURATED, NOT_A_NUMBER]);
  assert.ok(pixels[1] > 0 && pixels[1] < DEEPEST);
});

test("where the slope decides, only the columns of dead neurons are saturated", () => {
  const table = Uint32Array.from({ length: NOT_A_NUMBER + 1 }, (_, i) => i);
  const layer = { map: Float32Array.of(0, -0.01, 3, -0.01), dead_neurons: Uint32Array.of(0, 1) };
  const pixels = new Uint32Array(4);
  shade(layer, { ends: null, zero: "plain", full: 3, table, pixels });
  assert.deepEqual([...pixels], [0, SATURATED, DEEPEST, SATURATED]);
});

test("the slope drawn under each activation function is its derivative, and both fit the axis", () => {
  for (const [act, { h, slope, axis }] of Object.entries(FUNCTIONS)) {
    for (let x = -3.95; x < 4; x += 0.1) {
      const difference = (h(x + 1e-4) - h(x - 1e-4)) / 2e-4;
      // The distribution function is drawn within 1e-7.
      assert.ok(Math.abs(slope(x) - difference) < 2e-3, `${act} at ${x}: ${slope(x)} for ${difference}`);
      assert.ok(h(x) >= axis[0] && h(x) <= axis[1] + 0.02, `${act} at ${x}`);
    }
  }
});

test("dashed lines stand where saturation begins, and around the turn of a GELU", () => {
  const edges = (/** @type {keyof typeof FUNCTIONS} */ act) =>
    edgesOf(FUNCTIONS[act], 0.97).map((edge) => Number(edge.toFixed(2)));
  assert.deepEqual(edges("tanh"), [-2.09, 2.09]);
  assert.deepEqual(edges("identity"), [-0.97, 0.97]);
  assert.deepEqual(edges("elu"), [-3.51]);
  assert.deepEqual(edges("gelu"), [-2.61, -0.83, -0.69]);
  assert.deepEqual(edges("sigmoid"), []);
});

test("a color is read from both forms that a style sheet may have", () => {
  assert.deepEqual(
    [rgb("#fff"), rgb("#1a2b3c"), rgb("#a0F")],
    [
      [255, 255, 255],
      [26, 43, 60],
      [170, 0, 255],
    ],
  );
  for (const wrong of ["#ffff", "fff", "white", "#ggg"]) assert.throws(() => rgb(wrong), /expected #rrggbb/);
});

test("the lines of the layers go from faint to strong, each distinct, in light and in dark", () => {
  const luminance = (/** @type {string} */ color) => {
    const [r, g, b] = (color.match(/\d+/g) ?? []).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const [palette, sign] of /** @type {const} */ ([
    [{ activation: "#2b6399", panel: "#ffffff", ink: "#1b1e22" }, -1],
    [{ activation: "#7fb2e3", panel: "#1c1f24", ink: "#e9e9e5" }, 1],
  ])) {
    for (const layers of [2, 5, 10]) {
      const colors = Array.from({ length: layers }, (_, layer) => depthColor(layer, layers, palette));
      const steps = colors.slice(1).map((color, i) => sign * (luminance(color) - luminance(colors[i])));
      assert.ok(Math.min(...steps) > 5, `${colors}`);
    }
    assert.equal(depthColor(0, 1, palette).startsWith("rgb("), true);
  }
});
