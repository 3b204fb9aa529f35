// What is at a point of a picture: the bin of a histogram, the step of a curve, the nearest dot. Pure functions, the inverse of
// what the other files of draw/ paint. Used by app/panels/reading/, which is loaded when a picture is first pointed at.

import { countsWithout, total } from "./counts.js";
import { binsPlace } from "./histogram.js";
import { scatterPlace } from "./scatter.js";
import { sparkScale } from "./spark.js";
import { stripPlace } from "./strip.js";

/** @import { Distribution, History } from "../shared/protocol.js" */
/** @import { Strip } from "../shared/strips.js" */
/** @import { Axis } from "./scatter.js" */

/** How far from a dot of a scatter plot it can be read, in pixels. */
const REACH = 16;

/**
 * The index of the value nearest to `wanted`; the later one of two that are as near. −1 without values.
 * @param {ArrayLike<number>} values ascending
 * @param {number} wanted
 */
export function nearest(values, wanted) {
  let found = values.length === 0 ? -1 : 0;
  for (let i = 1; i < values.length; i++) {
    if (Math.abs(values[i] - wanted) <= Math.abs(values[found] - wanted)) found = i;
  }
  return found;
}

/** @param {number} value @param {number} n */
const within = (value, n) => Math.min(n - 1, Math.max(0, value));

/**
 * @typedef {object} Bin what a histogram shows at a point
 * @property {"bin" | "below" | "above" | "zeros"} part
 * @property {number} from
 * @property {number} to
 * @property {number} count
 * @property {number} share of all values, those outside and those not finite included
 * @property {number} x the middle of its bar
 */

/**
 * @param {number} x
 * @param {number} width of the picture
 * @param {{distribution: Distribution, zeros?: number | null, axis: "ends" | "none"}} drawn
 * @returns {Bin | null} null for a histogram of no values
 */
export function binAt(x, width, { distribution, zeros = null, axis }) {
  // Without its frame, which the next one takes the place of, a section is empty.
  if (distribution.counts.length === 0) return null;
  const counts = countsWithout(distribution, zeros);
  const all = total(distribution);
  if (all === 0) return null;
  const { apart, left, right } = binsPlace(width, { zeros, axis });
  const [from, to] = distribution.range;
  const of = (/** @type {number} */ count) => ({ count, share: count / all });
  if (zeros !== null && x < apart) return { part: "zeros", from: 0, to: 0, ...of(zeros), x: Math.min(x, apart / 2) };
  if (x < left) return { part: "below", from: Number.NEGATIVE_INFINITY, to: from, ...of(distribution.outside[0]), x };
  if (x > right) return { part: "above", from: to, to: Number.POSITIVE_INFINITY, ...of(distribution.outside[1]), x };
  const bin = within(Math.floor(((x - left) / (right - left)) * counts.length), counts.length);
  const edge = (/** @type {number} */ i) => from + ((to - from) * i) / counts.length;
  const middle = left + ((bin + 0.5) / counts.length) * (right - left);
  return { part: "bin", from: edge(bin), to: edge(bin + 1), ...of(counts[bin]), x: middle };
}

/**
 * The point of a spark: its index, the steps that it covers, its mean.
 * @param {number} x
 * @param {number} width
 * @param {{history: History, interval: number, made: number}} drawn `interval` steps between two values, `made` steps made so far
 */
export function sparkAt(x, width, { history, interval, made }) {
  const n = history.points[0] ?? 0;
  if (n === 0) return null;
  const scale = sparkScale(width, n);
  const i = n === 1 ? 0 : within(Math.round(((x - scale(0)) / (scale(n - 1) - scale(0))) * (n - 1)), n);
  const [stride] = history.stride;
  const last = Math.floor((made - 1) / interval) * interval;
  const steps = { first: i * stride, last: Math.max(i * stride, Math.min((i + 1) * stride - interval, last)) };
  return { ...steps, value: history.mean[i], x: n === 1 ? width : scale(i) };
}

/**
 * The cell of a strip: its step, the range of its values, and its share of the fullest bin of that step.
 * @param {number} x
 * @param {number} y
 * @param {{width: number, height: number}} size
 * @param {{strip: Strip, stride: number}} drawn
 */
export function stripAt(x, y, { width, height }, { strip: { columns, bins, values, range }, stride }) {
  if (columns === 0 || values.length === 0) return null;
  const { first, run } = stripPlace(range);
  const cell = (width - run) / Math.max(1, columns - 1);
  const column = x < run || columns === 1 ? 0 : within(1 + Math.floor((x - run) / cell), columns);
  const bin = within(bins - 1 - Math.floor((y / height) * bins), bins);
  const [low, high] = [range[0], range[1]];
  const edge = (/** @type {number} */ i) => low + ((high - low) * i) / bins;
  return {
    step: column * stride,
    from: edge(bin),
    to: edge(bin + 1),
    share: values[column * bins + bin] / 255,
    x: column === 0 ? first : run + (column - 0.5) * cell,
  };
}

/**
 * The dot of a scatter plot nearest to a point.
 * @param {number} x
 * @param {number} y
 * @param {{width: number, height: number}} size
 * @param {{pairs: {x: Float32Array, y: Float32Array}, axis: Axis}} drawn
 * @returns {{index: number, x: number, y: number} | null} null if none is near
 */
export function dotAt(x, y, { width, height }, { pairs, axis }) {
  const { across, up } = scatterPlace(width, height, axis);
  let found = null;
  let least = REACH;
  for (let index = 0; index < pairs.x.length; index++) {
    const [at, to] = [across(pairs.x[index]), up(pairs.y[index])];
    const distance = Math.hypot(at - x, to - y);
    if (distance <= least) {
      least = distance;
      found = { index, x: at, y: to };
    }
  }
  return found;
}
