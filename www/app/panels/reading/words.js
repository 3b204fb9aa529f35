// The value at a point of a picture in words, with the place where it stands. Pure functions, used by readout.js.

import { RATIO_INTERVAL } from "../../../draw/columns.js";
import { curveScale, FUNCTIONS } from "../../../draw/curve.js";
import { layerAt } from "../../../draw/depth-profile.js";
import { growthScale } from "../../../draw/growth.js";
import { columnAt, columnMiddle } from "../../../draw/probabilities.js";
import { binAt, dotAt, nearest, sparkAt, stripAt } from "../../../draw/reading.js";
import { slopeScale } from "../../../draw/slope.js";
import { count, figure, legible, lossFigure, percent, within } from "../../words/format.js";

/** @import uPlot from "uplot" */
/** @import { Evaluation } from "../../../draw/columns.js" */
/** @import { Act } from "../../../draw/curve.js" */
/** @import { Profile } from "../../../draw/depth-profile.js" */
/** @import { Line } from "../../../draw/growth.js" */
/** @import { Course } from "../../../draw/columns.js" */
/** @import { Axis } from "../../../draw/scatter.js" */
/** @import { SlopePoint } from "../../../draw/slope.js" */
/** @import { Coupled, Distribution, History } from "../../../shared/protocol.js" */
/** @import { Strip } from "../../../shared/strips.js" */

/** @typedef {Course & {name: string, color?: string, dash?: number[], evaluations?: Evaluation[]}} Named a curve of a pinned run, and how it is drawn */
/** @typedef {{kind: "loss", plot: uPlot, made: number, evaluations: Evaluation[], others: Named[]}} LossSource `made` is how many steps have been made */
/** @typedef {{kind: "update", plot: uPlot, made: number, names: string[], others: Named[]}} UpdateSource */
/**
 * What a picture shows.
 * @typedef {LossSource | UpdateSource
 *   | {kind: "histogram", what?: string, distribution: Distribution, axis: "ends" | "none", zeros?: number | null}
 *   | {kind: "spark", what: string, history: History, made: number}
 *   | {kind: "strip", strip: Strip, stride: number, isLog: boolean}
 *   | {kind: "curve", act: Act}
 *   | {kind: "scatter", what: string, pairs: {x: Float32Array, y: Float32Array}, axis: Axis}
 *   | {kind: "probabilities", coupled: Coupled, columns: {token: number, label: string}[]}
 *   | {kind: "growth", sizes: number[], lines: (Line & {name: string})[]}
 *   | {kind: "slope", curve: SlopePoint[]}
 *   | {kind: "points", xs: (width: number) => number[], lines: (point: number) => string[]}
 *   | {kind: "profile", profiles: Profile[]}} Source
 */
/** @typedef {{x: number, y: number, width: number, height: number}} Point of a picture, in CSS pixels */
/** @typedef {{lines: string[], x: number, y?: number, index?: number, layer?: number}} Reading `x` is where the value stands, `y` for a dot; `index` of a column of a line chart */

/** The plotting area of a line chart, in CSS pixels of its container. @param {uPlot} plot */
function areaOf({ bbox }) {
  const [left, width, top, height] = [bbox.left, bbox.width, bbox.top, bbox.height].map(
    (length) => length / devicePixelRatio,
  );
  return { left, width, top, height };
}

/** The columns that a line chart shows: those within its axis that have a value. @param {uPlot} plot @returns {number[]} */
export function readableColumns({ data, scales: { x } }) {
  const [xs, ...rows] = data;
  // The last row of a loss is ln V, which has a value everywhere.
  const hasValue = (/** @type {number} */ i) => rows.some((row) => row[i] != null);
  return Array.from(xs, (_, i) => i).filter((i) => xs[i] >= (x.min ?? 0) && xs[i] <= (x.max ?? 0) && hasValue(i));
}

/** The x of a value of a line chart, in CSS pixels of its container. @param {uPlot} plot @param {number} value */
const placeOn = (plot, value) => areaOf(plot).left + plot.valToPos(value, "x");

/**
 * The step that a click on a line chart leads to: the newest one at its end and beyond.
 * @param {LossSource} source
 * @param {number} x
 */
export function stepAt({ plot, made }, x) {
  const value = plot.posToVal(x - areaOf(plot).left, "x");
  const [xs, , , mean] = plot.data;
  const last = Array.from(xs).findLast((_, i) => mean[i] != null) ?? 0;
  // Half a pixel before the last point is at it.
  const pixel = plot.posToVal(1, "x") - plot.posToVal(0, "x");
  return value >= last - pixel ? made : Math.max(0, Math.min(made, Math.round(value)));
}

/** @param {number} x @param {number} digits */
const rounded = (x, digits) => (x === 0 ? "0" : figure(x, digits));

/** @param {number} part of 1 */
const share = (part) => percent(100 * part);

/** @param {Source} source @param {Point} point @returns {Reading | null} null where nothing is to be read */
export function readingOf(source, point) {
  switch (source.kind) {
    case "loss":
    case "update": {
      const { plot } = source;
      const { left } = areaOf(plot);
      const columns = readableColumns(plot);
      const xs = columns.map((i) => plot.data[0][i]);
      const at = nearest(xs, plot.posToVal(point.x - left, "x"));
      return at < 0 ? null : columnReading(source, columns[at], point.x);
    }
    case "histogram":
      return histogramReading(source, point);
    case "spark": {
      const at = sparkAt(point.x, point.width, { ...source, interval: RATIO_INTERVAL });
      if (at === null) return null;
      return { lines: [stepsWords(at.first, at.last), `${source.what} ${figure(at.value)}`], x: at.x };
    }
    case "strip": {
      const at = stripAt(point.x, point.y, point, source);
      if (at === null) return null;
      const [from, to] = source.isLog ? [10 ** at.from, 10 ** at.to] : [at.from, at.to];
      const range = `${source.isLog ? "|gradient| " : ""}${rounded(from, 3)} to ${rounded(to, 3)}`;
      const full = at.share === 0 ? "no values" : `${share(at.share)} of the step’s fullest bin`;
      return { lines: [`Step ${count(at.step)}`, range, full], x: at.x };
    }
    case "curve": {
      const place = curveScale(point.width);
      const [start, unit] = [place(0), place(1) - place(0)];
      const x = Math.max(-4, Math.min(4, (point.x - start) / unit));
      const { h, slope } = FUNCTIONS[source.act];
      const value = (/** @type {number} */ of) => of.toFixed(2).replace("-", "−");
      return {
        lines: [`pre-activation ${value(x)}`, `h = ${value(h(x))}`, `slope ${value(slope(x))}`],
        x: place(x),
      };
    }
    case "scatter": {
      const at = dotAt(point.x, point.y, point, source);
      if (at === null) return null;
      const { x, y } = source.pairs;
      return {
        lines: [
          `Neuron ${at.index}`,
          `${source.what} in this batch ${figure(x[at.index])}`,
          `running ${figure(y[at.index])}`,
        ],
        x: at.x,
        y: at.y,
      };
    }
    case "probabilities": {
      const { columns, coupled } = source;
      const column = columnAt(point.x, point.width, columns.length);
      if (column < 0) return null;
      const { token, label } = columns[column];
      const { mean, min, max } = coupled.training;
      return {
        lines: [
          `“${within(label)}” next`,
          `mean of the draws ${figure(mean[token])}`,
          `from ${figure(min[token])} to ${figure(max[token])}`,
          `in evaluation mode ${figure(coupled.evaluation[token])}`,
        ],
        x: columnMiddle(column, point.width, columns.length),
      };
    }
    case "growth": {
      const { sizes, lines } = source;
      const place = growthScale(point.width, sizes);
      const at = nearest(sizes.map(place), point.x);
      const values = lines.map(
        ({ name, values: { [at]: value } }) => `${name}: ${value === null ? "–" : figure(value)}`,
      );
      return { lines: [`fan-in ${count(sizes[at])}, std for weights of`, ...values], x: place(sizes[at]) };
    }
    case "slope": {
      const place = slopeScale(point.width, source.curve);
      const at = nearest(
        source.curve.map(({ x }) => place(x)),
        point.x,
      );
      const { x, slope, product } = source.curve[at];
      return {
        lines: [`x = ${x.toFixed(2)}`, `slope ${figure(slope)}`, `through the layers ${figure(product)}`],
        x: place(x),
      };
    }
    case "points": {
      const at = nearest(source.xs(point.width), point.x);
      return at < 0 ? null : pointReading(source, at, point.width);
    }
    case "profile": {
      const { profiles } = source;
      const layers = profiles[0].values.length;
      if (layers === 0) return null;
      const { layer, x } = layerAt(point, { layers, plots: profiles.length });
      return layerReading(source, layer, x);
    }
  }
}

/**
 * A point of a chart that says itself where its points are and what they are.
 * @param {Extract<Source, {kind: "points"}>} source
 * @param {number} index
 * @param {number} width of the picture
 * @returns {Reading}
 */
export const pointReading = ({ xs, lines }, index, width) => ({ lines: lines(index), x: xs(width)[index], index });

/**
 * @param {Extract<Source, {kind: "profile"}>} source
 * @param {number} layer
 * @param {number} x
 * @returns {Reading}
 */
export const layerReading = ({ profiles }, layer, x) => ({
  lines: [
    `Layer ${layer + 1}`,
    ...profiles.flatMap(({ name, values, band, predicted }) => [
      `${name} ${figure(values[layer])}`,
      ...(band ? [`– lately ${figure(band.low[layer])} to ${figure(band.high[layer])}`] : []),
      ...(predicted ? [`– at infinite width ${figure(predicted[layer])}`] : []),
    ]),
  ],
  x,
  layer,
});

/**
 * @param {Extract<Source, {kind: "histogram"}>} source
 * @param {Point} point
 * @returns {Reading | null}
 */
function histogramReading(source, { x, width }) {
  const bin = binAt(x, width, source);
  if (bin === null) return null;
  const values = `${share(bin.share)} of the values (${count(bin.count)})`;
  const what = source.what === undefined ? "" : `${source.what}: `;
  switch (bin.part) {
    case "zeros":
      return { lines: ["exactly 0", values], x: bin.x };
    case "below":
      return { lines: [`${what}below ${rounded(bin.to, 3)}`, values], x: bin.x };
    case "above":
      return { lines: [`${what}above ${rounded(bin.from, 3)}`, values], x: bin.x };
    case "bin":
      return { lines: [`${what}${rounded(bin.from, 3)} to ${rounded(bin.to, 3)}`, values], x: bin.x };
  }
}

/** @param {number} first @param {number} last */
const stepsWords = (first, last) =>
  last > first ? `Steps ${count(first)} to ${count(last)}, mean` : `Step ${count(first)}`;

/**
 * A column of a line chart.
 * @param {LossSource | UpdateSource} source
 * @param {number} index
 * @param {number} [pointed] the x that was pointed at, for the step there
 * @returns {Reading}
 */
export function columnReading(source, index, pointed) {
  const { plot } = source;
  const x = placeOn(plot, plot.data[0][index]);
  const lines = source.kind === "loss" ? lossLines(source, index, pointed ?? x) : updateLines(source, index);
  return { lines: [...lines, ...otherLines(source, index)], x, index };
}

/** @param {LossSource} source @param {number} index @param {number} x */
function lossLines(source, index, x) {
  const { plot, evaluations, made } = source;
  const [, max, min, mean, smooth, uniform] = plot.data.map((row) => row[index]);
  const step = stepAt(source, x);
  const lines = [made > 0 && step === made ? `Latest step, ${count(made)}` : `Step ${count(step)}`];
  if (mean != null) {
    const range = max != null && min != null && max > min ? ` (${lossFigure(min)} to ${lossFigure(max)})` : "";
    lines.push(`raw ${lossFigure(mean)}${range}`);
  }
  if (smooth != null) lines.push(`smoothed ${lossFigure(smooth)}`);
  if (uniform != null) lines.push(`ln V ${lossFigure(uniform)}`);
  // An evaluation under the pointer.
  const near = evaluations.filter((one) => Math.abs(placeOn(plot, one.step) - x) <= 8);
  for (const one of near.slice(-1)) {
    lines.push(`evaluated at step ${count(one.step)}: train ${lossFigure(one.train)}, val ${lossFigure(one.val)}`);
  }
  return lines;
}

/** @param {UpdateSource} source @param {number} index */
function updateLines({ plot, names }, index) {
  const [xs, ...rows] = plot.data;
  const all = rows.map((row, i) => ({ name: names[i], value: row[index] }));
  // Of many matrices, those at the ends.
  const shown = all.length > MAX_MATRICES ? [all[0], ...all.slice(-2)] : all;
  return [
    `Step ${count(Math.round(xs[index]))}`,
    ...shown.map(({ name, value }) => `${name} ${value == null ? "–" : figure(value)}`),
  ];
}

/** Update ratios of more matrices than this are not all listed. */
const MAX_MATRICES = 8;

/** The pinned runs at the same step, as far as they have gone. @param {LossSource | UpdateSource} source @param {number} index */
function otherLines({ plot, kind, others }, index) {
  const step = plot.data[0][index];
  return others.flatMap(({ name, xs, values }) => {
    const gap = xs.length > 1 ? xs[xs.length - 1] - xs[xs.length - 2] : 1;
    const value = step > xs[xs.length - 1] + gap ? null : values[nearest(xs, step)];
    if (value == null) return [];
    return [`${within(legible(name))} ${kind === "loss" ? lossFigure(value) : figure(value)}`];
  });
}
