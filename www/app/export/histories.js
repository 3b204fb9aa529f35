// The histories of a run as CSV. A pure function, used by dialog.js.

import { RATIO_INTERVAL } from "../../draw/columns.js";
import { written } from "../words/f32.js";

/** @import { Frame, History } from "../../shared/protocol.js" */
/** @import { Evaluation } from "../../draw/columns.js" */

/**
 * CSV as in RFC 4180, with a row for each step that has a value. A history's point covers the steps from its row's step
 * on: `loss_steps` is their number, `update_measures` the number of measurements of update ratios and branch scales among
 * them. The norms of the gradients and the scales of the branches have columns where they are recorded. Unknown values are
 * empty fields.
 * @param {Pick<Frame, "step" | "history" | "branch">} frame
 * @param {Evaluation[]} evaluations
 */
export function historiesAsCsv({ step: made, history, branch }, evaluations) {
  const { loss, smooth, update, gradient_norm: norm, branch: scales = [] } = history;
  const ratios = update.map((_, i) => `log10_update_data_W${i + 1}`);
  const head = ["step", "loss_steps", "loss_min", "loss_mean", "loss_max", "loss_nonfinite", "loss_smoothed"];
  if (norm !== undefined) head.push("gradient_norm_min", "gradient_norm_mean", "gradient_norm_max");
  const branches = scales.map((_, i) => `branch_scale_${1 + (branch?.layer[branch.recorded[i]] ?? i)}`);
  head.push("update_measures", ...ratios, ...branches, "train", "val");
  /** @type {Map<number, Record<string, number>>} */
  const rows = new Map();
  /** @param {number} step @param {Record<string, number>} values */
  function put(step, values) {
    rows.set(step, { ...rows.get(step), ...values });
  }
  for (const { step, points, i } of pointsOf(loss, made)) {
    put(step, {
      loss_steps: points,
      loss_min: loss.min[i],
      loss_mean: loss.mean[i],
      loss_max: loss.max[i],
      loss_nonfinite: loss.nonfinite[i],
      loss_smoothed: smooth.mean[i],
      ...(norm === undefined
        ? {}
        : {
            gradient_norm_min: norm.min[i],
            gradient_norm_mean: norm.mean[i],
            gradient_norm_max: norm.max[i],
          }),
    });
  }
  for (const { step, points, i } of pointsOf(update[0], made)) {
    put(step, { update_measures: Math.ceil(points / RATIO_INTERVAL) });
    for (const [j, { mean }] of update.entries()) put(step, { [ratios[j]]: mean[i] });
    for (const [j, { mean }] of scales.entries()) put(step, { [branches[j]]: mean[i] });
  }
  for (const { step, train, val } of evaluations) put(step, { train, val });
  const lines = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([step, values]) => [step, ...head.slice(1).map((name) => (name in values ? written(values[name]) : ""))]);
  return [head, ...lines].map((fields) => `${fields.join(",")}\r\n`).join("");
}

/**
 * The first step of each point of a history, and how many steps it covers.
 * @param {History} history
 * @param {number} made steps made
 */
function pointsOf({ points: [n], stride: [stride] }, made) {
  return Array.from({ length: n }, (_, i) => ({ step: i * stride, points: Math.min(stride, made - i * stride), i }));
}
