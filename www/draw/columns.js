// Histories as the columns of a chart: where on the axis each point stands, and gaps where nothing is finite. Pure.

import { roundRange } from "./scale.js";

/** @import { History } from "../shared/protocol.js" */

/** @typedef {(number | null)[]} Column */
/** @typedef {[xs: number[], ...rows: Column[]]} Columns */
/** @typedef {{xs: number[], values: Column}} Course of one line, on steps of its own */

/** Steps between two measures of update to data. */
export const RATIO_INTERVAL = 10;

const positive = (/** @type {number} */ value) => value > 0 && value < Number.POSITIVE_INFINITY;

/**
 * Where a history's points stand: in the middle of the steps that each is of, the last of those made so far. Once a
 * point is of several, the value at step 0 stands there for itself.
 * @param {History} history
 * @param {number} interval steps between two values
 * @param {number} made steps made
 */
function places({ points: [n], stride: [stride] }, interval, made) {
  const last = Math.floor((made - 1) / interval) * interval;
  const centre = (/** @type {number} */ i) => (i * stride + Math.min((i + 1) * stride - interval, last)) / 2;
  const xs = Array.from({ length: n }, (_, i) => centre(i));
  return stride > interval ? [0, ...xs] : xs;
}

/**
 * A row of a history, as long as `xs`; a gap where a value can't be shown.
 * @param {History} history
 * @param {"min" | "mean" | "max"} row
 * @param {number[]} xs
 * @param {(value: number) => boolean} shows
 * @returns {Column}
 */
function column(history, row, xs, shows) {
  const n = history.points[0];
  const values = xs.length > n ? [history.first[0], ...history[row].subarray(0, n)] : [...history[row].subarray(0, n)];
  return values.map((value) => (shows(value) ? value : null));
}

/**
 * Steps; largest, smallest, mean and smoothed loss; ln V.
 * @param {{loss: History, smooth: History}} histories of the same points
 * @param {number} made steps made
 * @param {number} now the loss of the minibatch at hand, which no history holds before the first step
 * @param {number} uniform
 * @returns {Columns}
 */
export function lossColumns({ loss, smooth }, made, now, uniform) {
  if (loss.points[0] === 0) {
    const row = [positive(now) ? now : null, null];
    return [[0, 1], row, row, row, row, [uniform, uniform]];
  }
  const xs = places(loss, 1, made);
  const rows = /** @type {const} */ (["max", "min", "mean"]).map((row) => column(loss, row, xs, positive));
  rows.push(column(smooth, "mean", xs, positive));
  // One point more carries the line of ln V across a chart of a single step.
  if (xs.length === 1) {
    xs.push(1);
    for (const row of rows) row.push(null);
  }
  return [xs, ...rows, xs.map(() => uniform)];
}

/**
 * Steps, and the mean of one history for each weight matrix.
 * @param {History[]} histories
 * @param {number} made steps made
 * @returns {Columns}
 */
export function updateColumns(histories, made) {
  const xs = places(histories[0], RATIO_INTERVAL, made);
  const rows = histories.map((history) => column(history, "mean", xs, Number.isFinite));
  if (xs.length < 2) {
    for (const row of rows) while (row.length < 2) row.push(null);
    return [[0, RATIO_INTERVAL], ...rows];
  }
  return [xs, ...rows];
}

/**
 * Another run's smoothed loss, each value at its step; before its first step, the loss at hand.
 * @param {{loss: History, smooth: History}} histories of the same points
 * @param {number} made steps made
 * @param {number} now
 * @returns {Course}
 */
export function smoothCourse({ loss, smooth }, made, now) {
  if (loss.points[0] === 0) return { xs: [0], values: [positive(now) ? now : null] };
  const xs = places(loss, 1, made);
  return { xs, values: column(smooth, "mean", xs, positive) };
}

/**
 * Another run's update to data in one line: the mean of what its weight matrices have at each step, of those that have any.
 * @param {History[]} histories
 * @param {number} made steps made
 * @returns {Course}
 */
export function meanCourse(histories, made) {
  const xs = places(histories[0], RATIO_INTERVAL, made);
  const rows = histories.map((history) => column(history, "mean", xs, Number.isFinite));
  const mean = (/** @type {number} */ at) => {
    const there = rows.flatMap((row) => row[at] ?? []);
    return there.length === 0 ? null : there.reduce((sum, value) => sum + value) / there.length;
  };
  return { xs, values: xs.map((_, at) => mean(at)) };
}

/** @typedef {{step: number, train: number, val: number}} Evaluation losses of whole splits */

/**
 * The axes of a loss chart that begins at step `from`: steps, and the losses to be seen there. ln V widens them only
 * where the whole run is shown; closer up it would take the room that the losses need. Others are runs beside this one.
 * @param {Columns} columns of a loss
 * @param {{log: boolean, from: number, evaluations: Evaluation[], others?: (Course & {evaluations: Evaluation[]})[]}} view
 * @returns {{x: [from: number, to: number], y: [low: number, high: number]}}
 */
export function lossAxes([xs, most, least, , smooth, uniform], { log, from, evaluations, others = [] }) {
  let last = Math.max(from + 1, xs[xs.length - 1]);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const include = (/** @type {number | null} */ value) => {
    if (value === null || !positive(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (let i = 0; i < xs.length; i++) {
    if (xs[i] < from) continue;
    include(most[i]);
    include(least[i]);
    include(smooth[i]);
  }
  for (const other of others) {
    other.xs.forEach((x, i) => {
      if (x < from) return;
      last = Math.max(last, x);
      include(other.values[i]);
    });
  }
  for (const { step, train, val } of [...evaluations, ...others.flatMap((other) => other.evaluations)]) {
    if (step < from) continue;
    last = Math.max(last, step);
    include(train);
    include(val);
  }
  if (from === 0 || low > high) include(uniform[0]);
  return { x: [from, last], y: low > high ? [1, 10] : roundRange(low, high, log) };
}
