// Histories as the columns of a line chart: positions on the step axis, and gaps for values that are not finite. Pure
// functions, used by line.js, courses.js, app/panels/, app/tables/ and app/export/.

import { roundRange } from "./scale.js";

/** @import { History } from "../shared/protocol.js" */

/** @typedef {(number | null)[]} Column */
/** @typedef {[xs: number[], ...rows: Column[]]} Columns */
/** @typedef {{xs: number[], values: Column}} Course one line with its own steps */

/** Steps between two measurements of the update ratio. */
export const RATIO_INTERVAL = 10;

export const positive = (/** @type {number} */ value) => value > 0 && value < Number.POSITIVE_INFINITY;

/**
 * The step at which each point of a history is drawn: the middle of the steps it covers so far. If points cover several
 * steps, step 0 gets a point of its own.
 * @param {History} history
 * @param {number} interval steps between two values
 * @param {number} made steps made so far
 */
export function places({ points: [n], stride: [stride] }, interval, made) {
  const last = Math.floor((made - 1) / interval) * interval;
  const center = (/** @type {number} */ i) => (i * stride + Math.min((i + 1) * stride - interval, last)) / 2;
  const xs = Array.from({ length: n }, (_, i) => center(i));
  return stride > interval ? [0, ...xs] : xs;
}

/**
 * A row of a history, as long as `xs`, with gaps for values that can't be drawn.
 * @param {History} history
 * @param {"min" | "mean" | "max"} row
 * @param {number[]} xs
 * @param {(value: number) => boolean} canDraw
 * @returns {Column}
 */
export function column(history, row, xs, canDraw) {
  const n = history.points[0];
  const values = xs.length > n ? [history.first[0], ...history[row].subarray(0, n)] : [...history[row].subarray(0, n)];
  return values.map((value) => (canDraw(value) ? value : null));
}

/**
 * Columns of the loss chart: steps; maximum, minimum, mean and smoothed loss; ln V.
 * @param {{loss: History, smooth: History}} histories of the same points
 * @param {number} made steps made so far
 * @param {number} now the loss of the current minibatch, shown before the first step
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
  // An extra point, so that the line at ln V is visible after a single step.
  if (xs.length === 1) {
    xs.push(1);
    for (const row of rows) row.push(null);
  }
  return [xs, ...rows, xs.map(() => uniform)];
}

/**
 * Columns of the update ratio chart: steps, and the mean of each weight matrix's history.
 * @param {History[]} histories
 * @param {number} made steps made so far
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

/** @typedef {{step: number, train: number, val: number}} Evaluation losses of whole splits */

/**
 * The axes of a loss chart that starts at step `from`: the range of steps and of the losses shown. ln V extends the range
 * only if the whole run is shown; otherwise it would squeeze the losses. `others` are pinned runs.
 * @param {Columns} columns of a loss
 * @param {{log: boolean, from: number, evaluations: Evaluation[], others?: (Course & {evaluations: Evaluation[]})[]}} view
 * @returns {{x: [from: number, to: number], y: [low: number, high: number]}}
 */
export function lossAxes([xs, max, min, , smooth, uniform], { log, from, evaluations, others = [] }) {
  let last = Math.max(from + 1, xs[xs.length - 1]);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const include = (/** @type {number | null} */ value) => {
    if (value === null || !positive(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (let i = 0; i < xs.length; i++) {
    if (xs[i] < from) continue;
    include(max[i]);
    include(min[i]);
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
