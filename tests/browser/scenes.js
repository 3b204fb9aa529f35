// What pictures.test.js looks at: each picture of www/draw on data made by formulas. Runs in a bare page which that test
// serves; compares nothing.

import { readPalette } from "../../www/draw/color.js";
import { lossColumns, updateColumns } from "../../www/draw/columns.js";
import { drawCurve } from "../../www/draw/curve.js";
import { drawGrowth } from "../../www/draw/growth.js";
import { createHeatmap, drawShades } from "../../www/draw/heatmap.js";
import { drawHistogram } from "../../www/draw/histogram.js";
import { createLossChart, createUpdateChart } from "../../www/draw/line.js";
import { drawPoints } from "../../www/draw/points.js";
import { drawProbabilities } from "../../www/draw/probabilities.js";
import { drawScatter, scatterAxis } from "../../www/draw/scatter.js";
import { drawSlope } from "../../www/draw/slope.js";
import { drawSpark } from "../../www/draw/spark.js";
import { createStrip } from "../../www/draw/strip.js";
import { createSurface } from "../../www/draw/surface.js";

/** @import { Palette } from "../../www/draw/color.js" */
/** @import { Surface } from "../../www/draw/surface.js" */
/** @import { Coupled, Distribution, History } from "../../www/shared/protocol.js" */

/** @typedef {{width: number, height: number, draw: (surface: Surface, palette: Palette) => void}} CanvasScene */
/** @typedef {{width: number, height: number, chart: (container: HTMLElement, palette: Palette) => void}} ChartScene */

const BINS = 64;
const bell = (/** @type {number} */ x) => Math.exp(-x * x);

/** Two heaps and what fell beside the range. @param {number[]} outside @returns {Distribution} */
const distribution = (outside) => ({
  counts: Uint32Array.from({ length: BINS }, (_, i) => 900 * bell((i - 20) / 9) + 400 * bell((i - 50) / 4)),
  range: Float32Array.of(-1, 1),
  outside: Uint32Array.from(outside),
  nonfinite: new Uint32Array(2),
  mean: new Float32Array(1),
  std: new Float32Array(1),
});

const BATCH = 32;
/** Waves over examples and neurons; some neurons saturate for every example, and are dead. @param {number} neurons @param {number} nans */
function layer(neurons, nans) {
  const dead_neurons = Uint32Array.from({ length: neurons }, (_, neuron) => Number(neuron % 13 === 5));
  const map = Float32Array.from({ length: BATCH * neurons }, (_, i) => {
    const [example, neuron] = [Math.floor(i / neurons), i % neurons];
    if (i < nans) return Number.NaN;
    return dead_neurons[neuron] ? 0.995 : Math.tanh(2.4 * Math.sin(example * 0.7 + neuron * neuron * 0.11));
  });
  return { map, dead_neurons };
}

/**
 * @param {number} n
 * @param {number} stride
 * @param {(i: number) => number} mean
 * @param {(i: number) => number} [spread]
 * @returns {History}
 */
function history(n, stride, mean, spread = () => 0) {
  const row = (/** @type {number} */ side) => Float32Array.from({ length: n }, (_, i) => mean(i) + side * spread(i));
  return {
    first: Float32Array.of(mean(0)),
    points: Uint32Array.of(n),
    stride: Uint32Array.of(stride),
    min: row(-1),
    mean: row(0),
    max: row(1),
    nonfinite: new Uint32Array(n),
  };
}

const wave = (/** @type {number} */ i) => 0.12 * Math.sin(i * 1.7) + 0.08 * Math.sin(i * 0.31);
const falling = (/** @type {number} */ i) => 2.1 + 8 * Math.exp(-i / 9);
const losses = {
  loss: history(
    200,
    8,
    (i) => falling(i) + wave(i),
    (i) => 0.25 + 0.1 * Math.sin(i),
  ),
  smooth: history(200, 8, falling),
};
const evaluations = [
  { step: 0, train: 10.2, val: 10.4 },
  { step: 800, train: 2.12, val: 2.2 },
  { step: 1600, train: 2.08, val: 2.31 },
];
/** Ratios that settle, each around its own; the last far off the axis for a while. @param {number} n */
const ratios = (n) =>
  Array.from({ length: n }, (_, weight) =>
    history(160, 10, (i) =>
      i % 40 === 13 ? Number.NaN : -3.4 + weight * 0.35 - 1.5 * Math.exp(-i / (8 + 4 * weight)),
    ),
  );

/** Normal pre-activations, some far out. @param {number} scale */
const preactivations = (scale) =>
  Float32Array.from({ length: BATCH }, (_, i) => scale * Math.tan(((i + 0.5) / BATCH - 0.5) * 2.6));

const strip = {
  columns: 90,
  bins: BINS,
  range: [-1, 1],
  values: Uint8Array.from({ length: 90 * BINS }, (_, i) => {
    const [column, bin] = [Math.floor(i / BINS), i % BINS];
    const ends = 255 * (bell(bin / 3) + 0.5 * bell((BINS - 1 - bin) / 3)) * Math.exp(-column / 25);
    return Math.min(
      255,
      ends + 160 * bell((bin - 31.5 - column / 8) / (4 + column / 6)) * (column % 30 === 7 ? 0.3 : 1),
    );
  }),
};
const heat = { threshold: 0.97, zeroIsSaturated: false, full: 0.97, lecture: false, cell: null };
const spark = { range: /** @type {[number, number]} */ ([-5, -1]), reference: -3 };

/** Neurons whose running statistics follow those of the batch. @param {number} neurons @param {(i: number) => number} batch */
function statistics(neurons, batch) {
  const x = Float32Array.from({ length: neurons }, (_, i) => batch(i));
  return { x, y: x.map((value, i) => value * (1 + 0.3 * Math.sin(i * 1.3))) };
}

/** Probabilities that fall from one character to the next, and how far the draws move each. @param {number} vocabulary @param {number} draws @param {number} width @returns {Coupled} */
function coupled(vocabulary, draws, width) {
  const evaluation = Float32Array.from({ length: vocabulary }, (_, i) => 0.3 * Math.exp(-((i * 7) % vocabulary) / 5));
  const probabilities = Float32Array.from({ length: draws * vocabulary }, (_, at) => {
    const [draw, token] = [Math.floor(at / vocabulary), at % vocabulary];
    return evaluation[token] * (1.1 + width * Math.sin(draw * 1.7 + token));
  });
  const row = (/** @type {(...values: number[]) => number} */ of) =>
    evaluation.map((_, token) => of(...probabilities.filter((_, at) => at % vocabulary === token)));
  const mean = row((...values) => values.reduce((a, b) => a + b) / draws);
  return { evaluation, probabilities, training: { mean, std: mean, min: row(Math.min), max: row(Math.max) } };
}

/** @param {number} n @param {number} marked */
const columns = (n, marked) =>
  Array.from({ length: n }, (_, token) => ({
    token,
    label: String.fromCharCode(97 + (token % 26)),
    marked: token === marked,
  }));

/** @param {number[]} points @param {number} gain */
const normalized = (points, gain) => ({
  points,
  mean: 0.5,
  std: 2,
  normalized: points.map((point) => (point - 0.5) / 2),
  output: points.map((point) => (gain * (point - 0.5)) / 2 - 1),
});

/** @type {Record<string, CanvasScene | ChartScene>} */
const scenes = {
  histogram: {
    width: 220,
    height: 100,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.activation, palette, axis: "ends" });
      drawHistogram(surface, distribution([120, 0]), { ...options, marks: [-0.97, 0.97] });
    },
  },
  "histogram-small": {
    width: 90,
    height: 40,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.gradient, palette, axis: "none" });
      drawHistogram(surface, distribution([0, 400]), { ...options, marks: [] });
    },
  },
  heatmap: {
    width: 400,
    height: 137,
    draw: (surface, palette) => createHeatmap(surface).draw(layer(40, 0), { ...heat, palette }),
  },
  "heatmap-cell": {
    width: 400,
    height: 137,
    draw(surface, palette) {
      createHeatmap(surface).draw(layer(100, 130), { ...heat, palette, cell: { example: 12, neuron: 31 } });
    },
  },
  "heatmap-lecture": {
    width: 400,
    height: 137,
    draw(surface, palette) {
      const cell = { example: 31, neuron: 99 };
      createHeatmap(surface).draw(layer(100, 130), { ...heat, palette, lecture: true, cell });
    },
  },
  shades: { width: 110, height: 12, draw: (surface, palette) => drawShades(surface, palette, true, false) },
  "shades-lecture": { width: 110, height: 12, draw: (surface, palette) => drawShades(surface, palette, true, true) },
  "curve-tanh": {
    width: 320,
    height: 200,
    draw: (surface, palette) =>
      drawCurve(surface, preactivations(1.6), { act: "tanh", threshold: 0.97, palette, example: 21 }),
  },
  "curve-tanh-small": {
    width: 150,
    height: 110,
    draw: (surface, palette) =>
      drawCurve(surface, preactivations(1.6), { act: "tanh", threshold: 0.97, palette, example: 30 }),
  },
  "curve-relu": {
    width: 220,
    height: 150,
    draw: (surface, palette) =>
      drawCurve(surface, Float32Array.of(...preactivations(1.1), Number.NaN), {
        act: "relu",
        threshold: 0.97,
        palette,
        example: 3,
      }),
  },
  "curve-identity": {
    width: 220,
    height: 150,
    draw: (surface, palette) =>
      drawCurve(surface, preactivations(0.5), { act: "identity", threshold: 0.97, palette, example: null }),
  },
  strip: {
    width: 240,
    height: 60,
    draw: (surface, palette) => createStrip(surface).draw(strip, { color: palette.activation, palette }),
  },
  "strip-empty": {
    width: 240,
    height: 60,
    draw(surface, palette) {
      createStrip(surface).draw(
        { columns: 0, bins: 0, values: new Uint8Array(), range: [-3.4e-5, 3.4e-5] },
        { color: palette.gradient, palette },
      );
    },
  },
  spark: {
    width: 90,
    height: 40,
    draw: (surface, palette) => drawSpark(surface, ratios(3)[1], { ...spark, color: palette.activation, palette }),
  },
  "spark-beyond": {
    width: 90,
    height: 40,
    draw(surface, palette) {
      const course = history(60, 10, (i) => (i > 20 && i < 24 ? Number.NaN : -3 + 2.6 * Math.sin(i / 8)));
      drawSpark(surface, course, { ...spark, color: palette.warm, palette });
    },
  },
  scatter: {
    width: 150,
    height: 132,
    draw(surface, palette) {
      const pairs = statistics(200, (i) => 3 * Math.sin(i * 0.37) * Math.cos(i * 1.9));
      const { axis } = scatterAxis(pairs.x, pairs.y, false);
      drawScatter(surface, pairs, { axis, color: palette.activation, palette });
    },
  },
  "scatter-log": {
    width: 150,
    height: 132,
    draw(surface, palette) {
      const pairs = statistics(40, (i) => (i === 7 ? Number.NaN : 10 ** (3 * Math.sin(i * 0.37))));
      const { axis } = scatterAxis(pairs.x, pairs.y, true);
      drawScatter(surface, pairs, { axis, color: palette.activation, palette });
    },
  },
  probabilities: {
    width: 480,
    height: 140,
    draw: (surface, palette) => drawProbabilities(surface, coupled(27, 40, 0.4), { columns: columns(27, 5), palette }),
  },
  "probabilities-exact-small": {
    width: 300,
    height: 110,
    draw: (surface, palette) => drawProbabilities(surface, coupled(30, 4, 0), { columns: columns(30, 0), palette }),
  },
  growth: {
    width: 210,
    height: 132,
    draw(surface, palette) {
      const sizes = [1, 3, 10, 30, 100, 300, 1000];
      const lines = [
        { color: palette.warm, dash: [], values: sizes.map((size) => Math.sqrt(size)) },
        { color: palette.activation, dash: [], values: sizes.map((size) => (size === 30 ? null : 1 + 0.5 / size)) },
        { color: palette.gradient, dash: [4, 3], values: sizes.map((size) => (size > 100 ? null : 0.01 * size)) },
      ];
      drawGrowth(surface, { sizes, lines }, { range: [0.1, 100], read: 4, palette });
    },
  },
  points: {
    width: 420,
    height: 150,
    draw: (surface, palette) =>
      drawPoints(surface, normalized([-4, -1, 0.5, 2, 5], 1), { range: [-6, 6], held: null, palette }),
  },
  "points-held-beyond": {
    width: 300,
    height: 150,
    draw: (surface, palette) =>
      drawPoints(surface, normalized([-6, -1, 0.5, 2, 6], 3), { range: [-6, 6], held: 4, palette }),
  },
  slope: {
    width: 220,
    height: 132,
    draw(surface, palette) {
      const at = (/** @type {number} */ x) => ({ x, slope: bell(x), product: bell(x) ** 5 });
      const curve = Array.from({ length: 31 }, (_, i) => at(i / 10));
      drawSlope(surface, curve, { read: at(0.8), palette });
    },
  },
  "loss-log": {
    width: 420,
    height: 210,
    chart(container, palette) {
      createLossChart(container, palette).draw(lossColumns(losses, 1600, 2, 3.2958), {
        log: true,
        from: 0,
        evaluations,
      });
    },
  },
  "loss-linear-later": {
    width: 420,
    height: 210,
    chart(container, palette) {
      const chart = createLossChart(container, palette);
      chart.draw(lossColumns(losses, 1600, 2, 3.2958), { log: true, from: 0, evaluations });
      chart.draw(lossColumns(losses, 1600, 2, 3.2958), { log: false, from: 400, evaluations });
    },
  },
  "loss-low": {
    width: 260,
    height: 90,
    chart(container, palette) {
      createLossChart(container, palette).draw(lossColumns(losses, 1600, 2, 3.2958), {
        log: true,
        from: 0,
        evaluations: [],
      });
    },
  },
  update: {
    width: 420,
    height: 180,
    chart(container, palette) {
      const names = ["W1", "W2", "W3", "W4", "W5"];
      createUpdateChart(container, palette, names).draw(updateColumns(ratios(5), 1600));
    },
  },
  "update-low": {
    width: 300,
    height: 110,
    chart(container, palette) {
      const names = Array.from({ length: 11 }, (_, i) => `W${i + 1}`);
      createUpdateChart(container, palette, names).draw(updateColumns(ratios(11), 1600));
    },
  },
};

/**
 * Fonts differ from machine to machine, and these pictures must not: each character is a bar as high as its code says,
 * so that a label in another place, or one that says something else, is another picture.
 * @this {CanvasRenderingContext2D}
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function drawBars(text, x, y) {
  const size = Number.parseFloat(this.font);
  const advance = Math.round(size * 0.55);
  const width = text.length * advance;
  const left = { left: 0, start: 0, center: width / 2, right: width, end: width }[this.textAlign];
  const above = { top: 0, middle: size * 0.35 }[String(this.textBaseline)] ?? size * 0.7;
  Array.from(text).forEach((character, i) => {
    const height = Math.round(size * (0.2 + ((character.charCodeAt(0) % 16) / 16) * 0.5));
    this.fillRect(Math.round(x - left) + i * advance, Math.round(y - above + size * 0.7) - height, advance - 1, height);
  });
}
CanvasRenderingContext2D.prototype.fillText = drawBars;
CanvasRenderingContext2D.prototype.strokeText = () => {};

const palette = readPalette(document.body);
for (const [name, scene] of Object.entries(scenes)) {
  const place = document.createElement("chart" in scene ? "div" : "canvas");
  place.dataset.scene = name;
  place.style.width = `${scene.width}px`;
  place.style.height = `${scene.height}px`;
  document.body.append(place);
  if ("chart" in scene) scene.chart(place, palette);
  else {
    const surface = createSurface(/** @type {HTMLCanvasElement} */ (place), () => scene.draw(surface, palette));
  }
}
