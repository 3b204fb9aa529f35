// Draws a history as a sparkline: its curve, a reference line, and a dot at the newest value. Used by app/panels/layers.js and
// thumbnail.js.

import { linearScale } from "./scale.js";
import { addCurve, setStyle, strokeLine } from "./shapes.js";

/** @import { History } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Points } from "./shapes.js" */
/** @import { Surface } from "./surface.js" */

/** Margin around the line for the dot and the marks at the edges. */
const MARGIN = 4;

/** The positions of `n` points. @param {number} width @param {number} n */
export const sparkScale = (width, n) => linearScale(0, Math.max(1, n - 1), MARGIN, width - MARGIN);

/**
 * Each point's mean, the newest at the right, with gaps for values that are not finite. Outside the range, the line runs along
 * the edge, with a triangle that points out.
 * @param {Surface} surface
 * @param {History} history
 * @param {object} options
 * @param {string} options.color
 * @param {Palette} options.palette
 * @param {[low: number, high: number]} options.range
 * @param {number} options.reference value of the dashed line
 */
export function drawSpark(surface, { points: [n], mean }, { color, palette, range: [low, high], reference }) {
  const { context, width, height } = surface.begin();
  const x = sparkScale(width, n);
  const y = linearScale(low, high, height - MARGIN, MARGIN);
  const at = (/** @type {number} */ value) => y(Math.min(high, Math.max(low, value)));

  setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
  strokeLine(context, 0, Math.round(y(reference)) + 0.5, width, Math.round(y(reference)) + 0.5, [3, 3]);
  if (n === 0) return;

  setStyle(context, { strokeStyle: color, fillStyle: color, lineWidth: 1.4, lineJoin: "round" });
  context.beginPath();
  /** @type {Points} */
  const points = Array.from({ length: n }, (_, i) => (Number.isFinite(mean[i]) ? [x(i), at(mean[i])] : null));
  addCurve(context, points);
  context.stroke();

  context.beginPath();
  // The newest is at the right, even if it is the only one.
  const newest = mean[n - 1];
  if (Number.isFinite(newest)) context.arc(n === 1 ? width - MARGIN : x(n - 1), at(newest), 2.6, 0, 2 * Math.PI);
  for (let i = 0; i < n; ) {
    const side = sideOf(mean[i], low, high);
    let end = i + 1;
    while (end < n && sideOf(mean[end], low, high) === side) end += 1;
    if (side !== 0) drawOutward(context, x((i + end - 1) / 2), side > 0 ? 0 : height, side);
    i = end;
  }
  context.fill();
}

/** 1 above the range, −1 below it, 0 within it or if not finite. @param {number} value @param {number} low @param {number} high */
const sideOf = (value, low, high) => (value > high ? 1 : value < low ? -1 : 0);

/**
 * A triangle that points out of the picture.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} edge
 * @param {number} side 1 at the top, −1 at the bottom
 */
function drawOutward(context, x, edge, side) {
  context.moveTo(x, edge);
  context.lineTo(x + 3, edge + side * (MARGIN - 0.5));
  context.lineTo(x - 3, edge + side * (MARGIN - 0.5));
  context.closePath();
}
