// The histories of other runs, pinned ones or one before this one, as curves with their own steps, and how line.js draws them.
// Used by app/panels/pinned.js, Explore and the lessons, which load it with the first such run.

import { column, places, positive, RATIO_INTERVAL } from "./columns.js";
import { addCurve, fillDisc, setStyle } from "./shapes.js";

/** @import uPlot from "uplot" */
/** @import { History } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Course, Evaluation } from "./columns.js" */
/** @import { Points } from "./shapes.js" */

/** @typedef {Course & {color: string, dash: number[]}} Other a curve of another run */
/** @typedef {Other & {evaluations: Evaluation[]}} OtherLoss */

/**
 * Another run's smoothed loss; before its first step, its current loss.
 * @param {{loss: History, smooth: History}} histories of the same points
 * @param {number} made steps made so far
 * @param {number} now
 * @returns {Course}
 */
export function smoothCourse({ loss, smooth }, made, now) {
  if (loss.points[0] === 0) return { xs: [0], values: [positive(now) ? now : null] };
  const xs = places(loss, 1, made);
  return { xs, values: column(smooth, "mean", xs, positive) };
}

/**
 * The smoothed loss of a run before this one, as a pale line.
 * @template {Course} T
 * @param {T} course
 * @param {Palette} palette
 * @returns {T & OtherLoss}
 */
export const beforeCourse = (course, palette) => ({ ...course, color: palette.ghost, dash: [], evaluations: [] });

/**
 * A pinned run's update ratio as one line: the mean over its weight matrices at each step.
 * @param {History[]} histories
 * @param {number} made steps made so far
 * @returns {Course}
 */
export function meanCourse(histories, made) {
  const xs = places(histories[0], RATIO_INTERVAL, made);
  const rows = histories.map((history) => column(history, "mean", xs, Number.isFinite));
  const mean = (/** @type {number} */ at) => {
    const values = rows.flatMap((row) => row[at] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value) / values.length;
  };
  return { xs, values: xs.map((_, at) => mean(at)) };
}

/**
 * The curves of other runs as thin lines, dashed where they are pinned; those with one or two points as dots.
 * @param {uPlot} chart
 * @param {Other[]} others
 * @param {number} from
 * @param {Palette} palette
 */
export function drawOthers({ ctx, bbox, valToPos }, others, from, palette) {
  const unit = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineJoin = "round";
  for (const { xs, values, color, dash } of others) {
    const path = new Path2D();
    /** @type {Points} */
    const points = values.map((value, i) =>
      value !== null && xs[i] >= from ? [valToPos(xs[i], "x", true), valToPos(value, "y", true)] : null,
    );
    addCurve(path, points);
    const dots = points.filter((point) => point !== null);
    ctx.fillStyle = color;
    if (dots.length < 3) for (const [x, y] of dots) fillDisc(ctx, x, y, 2.5 * unit);
    // On a light border, which keeps it visible on the run's own line and band.
    ctx.setLineDash([]);
    setStyle(ctx, { strokeStyle: palette.panel, lineWidth: 3.2 * unit, globalAlpha: 0.7 });
    ctx.stroke(path);
    ctx.globalAlpha = 1;
    ctx.setLineDash(dash.map((length) => length * unit));
    setStyle(ctx, { strokeStyle: color, lineWidth: 1.7 * unit });
    ctx.stroke(path);
  }
  ctx.restore();
}
