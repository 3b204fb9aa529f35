// Data for the pictures of scenes.js, made by formulas: histograms, layers, histories, statistics.

import { PIN_DASHES } from "../../www/draw/color.js";

/** @import { Palette } from "../../www/draw/color.js" */
/** @import { Coupled, Distribution, History } from "../../www/shared/protocol.js" */

const BINS = 64;
export const bell = (/** @type {number} */ x) => Math.exp(-x * x);

/** Two heaps and values outside the range. @param {number[]} outside @returns {Distribution} */
export const distribution = (outside) => ({
  counts: Uint32Array.from({ length: BINS }, (_, i) => 900 * bell((i - 20) / 9) + 400 * bell((i - 50) / 4)),
  range: Float32Array.of(-1, 1),
  outside: Uint32Array.from(outside),
  nonfinite: new Uint32Array(2),
  mean: new Float32Array(1),
  std: new Float32Array(1),
});

/** Histograms of three other runs: of half as many values, on a wider axis, and so narrow that it exceeds the picture. @param {Palette} palette */
export function ghosts({ pins }) {
  const base = distribution([0, 0]);
  const counts = (/** @type {(i: number) => number} */ of) => Uint32Array.from({ length: BINS }, (_, i) => of(i));
  const others = [
    { ...base, counts: counts((i) => 450 * bell((i - 40) / 12)), outside: Uint32Array.of(0, 300) },
    { ...base, counts: counts((i) => 900 * bell((i - 32) / 6)), range: Float32Array.of(-2.5, 2.5) },
    { ...base, counts: counts((i) => (i < 10 || i > 40 ? 0 : 4000 * bell((i - 30) / 2))) },
  ];
  return others.map((other, i) => ({ distribution: other, color: pins[i], dash: PIN_DASHES[i] }));
}

const BATCH = 32;
/** Waves over examples and neurons; some neurons saturate for every example, and are dead. @param {number} neurons @param {number} nans */
export function layer(neurons, nans) {
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
export function history(n, stride, mean, spread = () => 0) {
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
export const losses = {
  loss: history(
    200,
    8,
    (i) => falling(i) + wave(i),
    (i) => 0.25 + 0.1 * Math.sin(i),
  ),
  smooth: history(200, 8, falling),
};
export const evaluations = [
  { step: 0, train: 10.2, val: 10.4 },
  { step: 800, train: 2.12, val: 2.2 },
  { step: 1600, train: 2.08, val: 2.31 },
];
/** Ratios that converge to different values. @param {number} n */
export const ratios = (n) =>
  Array.from({ length: n }, (_, weight) =>
    history(160, 10, (i) =>
      i % 40 === 13 ? Number.NaN : -3.4 + weight * 0.35 - 1.5 * Math.exp(-i / (8 + 4 * weight)),
    ),
  );

/** The line of another run. @param {Palette} palette @param {number} i */
export const pinned = ({ pins }, i) => ({ color: pins[i], dash: PIN_DASHES[i] });

/** A loss that falls more slowly, with a NaN. @param {number} n @param {number} stride */
export function slower(n, stride) {
  const smooth = history(n, stride, (i) => (i === 60 ? Number.NaN : 2.4 + (stride / 2) * Math.exp(-i / 30)));
  return { loss: smooth, smooth };
}

/** Pre-activations with heavy tails. @param {number} scale */
export const preactivations = (scale) =>
  Float32Array.from({ length: BATCH }, (_, i) => scale * Math.tan(((i + 0.5) / BATCH - 0.5) * 2.6));

export const strip = {
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
export const heat = /** @type {const} */ ({
  ends: [-0.97, 0.97],
  zero: "plain",
  full: 0.97,
  lecture: false,
  cell: null,
});

/** Activations of a ReLU: about half of them zero, some neurons dead. @param {number} neurons */
export function reluLayer(neurons) {
  const dead_neurons = Uint32Array.from({ length: neurons }, (_, neuron) => Number(neuron % 13 === 5));
  const map = Float32Array.from({ length: BATCH * neurons }, (_, i) => {
    const [example, neuron] = [Math.floor(i / neurons), i % neurons];
    return dead_neurons[neuron] ? 0 : Math.max(0, 2.4 * Math.sin(example * 0.7 + neuron * neuron * 0.11));
  });
  return { map, dead_neurons };
}
export const spark = { range: /** @type {[number, number]} */ ([-5, -1]), reference: -3 };

/** Neurons whose running statistics follow those of the batch. @param {number} neurons @param {(i: number) => number} batch */
export function statistics(neurons, batch) {
  const x = Float32Array.from({ length: neurons }, (_, i) => batch(i));
  return { x, y: x.map((value, i) => value * (1 + 0.3 * Math.sin(i * 1.3))) };
}

/** Probabilities that decrease from one character to the next, and vary by draw. @param {number} vocabulary @param {number} draws @param {number} width @returns {Coupled} */
export function coupled(vocabulary, draws, width) {
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
export const columns = (n, marked) =>
  Array.from({ length: n }, (_, token) => ({
    token,
    label: String.fromCharCode(97 + (token % 26)),
    marked: token === marked,
  }));

/** @param {number[]} points @param {number} gain */
export const normalized = (points, gain) => ({
  points,
  mean: 0.5,
  std: 2,
  normalized: points.map((point) => (point - 0.5) / 2),
  output: points.map((point) => (gain * (point - 0.5)) / 2 - 1),
});

/** The same with an update ratio, with what the last steps had, and a prediction. @param {number} layers @param {Palette} palette */
export function predictedProfiles(layers, palette) {
  const [activations, gradients] = profiles(layers, palette);
  const times = (/** @type {number[]} */ values, /** @type {number} */ factor) => values.map((value) => value * factor);
  const { values } = activations;
  const line = (/** @type {number} */ from, /** @type {number} */ factor) =>
    values.map((_, i) => from * factor ** (i / (layers - 1)));
  const ratios = values.map((value, i) => 0.01 * value * (1 + (i % 3)));
  return [
    { ...activations, band: { low: times(values, 0.8), high: times(values, 1.1) }, predicted: line(0.6, 0.6) },
    {
      ...gradients,
      band: { low: times(gradients.values, 0.3), high: times(gradients.values, 2) },
      predicted: line(1e-6, 1000),
    },
    {
      name: "update ratio",
      color: palette.ink,
      values: ratios,
      others: [],
      band: null,
      predicted: null,
      reference: 1e-3,
    },
  ];
}

/** Activations that shrink a little and gradients that grow 500-fold, and a pinned run with the opposite. @param {number} layers @param {Palette} palette */
export function profiles(layers, palette) {
  const course = (/** @type {number} */ from, /** @type {number} */ factor) =>
    Array.from({ length: layers }, (_, i) => from * factor ** (i / (layers - 1)));
  const [pin] = [pinned(palette, 0)];
  return [
    { name: "std of activations", color: palette.activation, values: course(0.6, 0.3), others: [] },
    {
      name: "std of gradients",
      color: palette.gradient,
      values: [Number.NaN, ...course(2e-6, 500).slice(1)],
      others: [{ ...pin, values: course(1e-3, 0.02) }],
    },
  ];
}

/** Norms of gradients that fall to the limit they are clipped to. @param {Palette} palette */
export const normSteps = (palette) => ({
  xs: Array.from({ length: 120 }, (_, i) => 8 * i),
  lines: [
    {
      name: "",
      color: palette.gradient,
      values: Array.from({ length: 120 }, (_, i) => (i === 60 ? null : falling(i) + wave(i))),
      band: {
        low: Array.from({ length: 120 }, (_, i) => 0.7 * falling(i)),
        high: Array.from({ length: 120 }, (_, i) => 1.6 * falling(i)),
      },
    },
  ],
  log: true,
  reference: 1,
});

/** Learned scales that move away from 0 to both sides. @param {Palette} palette @param {number} n */
export const branchSteps = (palette, n) => ({
  xs: Array.from({ length: 60 }, (_, i) => 10 * i),
  lines: Array.from({ length: n }, (_, layer) => ({
    name: String(layer + 2),
    color: layer === 0 ? palette.warm : palette.activation,
    values: Array.from({ length: 60 }, (_, i) => (layer - 1.5) * 0.1 * (1 - Math.exp(-i / 15))),
  })),
  log: false,
  reference: 0,
});

/** Medians around 10⁻⁴, the last one of gradients that are all 0. @param {number} n */
export const roots = (n) =>
  Array.from({ length: n }, (_, i) => ({
    median: i === n - 1 ? 0 : 1e-4 * 10 ** (1.5 * Math.sin(i)),
    below: i === n - 1 ? 1 : Math.max(0, -Math.sin(i)) * 0.8,
  }));
