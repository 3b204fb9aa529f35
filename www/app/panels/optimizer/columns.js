// What the panel Optimizer draws over the steps, from a frame. Pure functions, used by optimizer.js, tables/ and the readout.

import { column, places, positive, RATIO_INTERVAL } from "../../../draw/columns.js";

/** @import { Column } from "../../../draw/columns.js" */
/** @import { Frame } from "../../../shared/protocol.js" */

/**
 * The norm of the gradients at each step before they are clipped: least, mean and greatest of each point. Null where they are
 * not clipped.
 * @param {Pick<Frame, "history" | "step">} frame
 * @returns {{xs: number[], low: Column, mean: Column, high: Column} | null}
 */
export function normColumns({ history: { gradient_norm }, step }) {
  if (gradient_norm === undefined) return null;
  const xs = places(gradient_norm, 1, step);
  const [low, mean, high] = /** @type {const} */ (["min", "mean", "max"]).map((row) =>
    column(gradient_norm, row, xs, positive),
  );
  return { xs, low, mean, high };
}

/**
 * The learned scales of the residual branches: the course of those that are recorded, each with its layer, counted from 0.
 * Null where none is learned.
 * @param {Pick<Frame, "history" | "step" | "branch">} frame
 * @returns {{xs: number[], rows: {layer: number, values: Column}[]} | null}
 */
export function branchColumns({ history, step, branch }) {
  if (branch === undefined || history.branch === undefined) return null;
  const xs = places(history.branch[0], RATIO_INTERVAL, step);
  const rows = history.branch.map((course, i) => ({
    layer: branch.layer[branch.recorded[i]],
    values: column(course, "mean", xs, Number.isFinite),
  }));
  return { xs, rows };
}
