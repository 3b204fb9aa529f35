// Draws a history as a line too small for an axis: its course, a reference to hold it against, and where it is now.

import { linearScale } from "./scale.js";

/** @import { History } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** Room around the line for the dot and the marks at the edges. */
const MARGIN = 4;

/**
 * Each point's mean, the newest at the right; a gap where it is not finite. Beyond the range the line runs along the
 * edge, under a triangle that points out.
 * @param {Surface} surface
 * @param {History} history
 * @param {object} options
 * @param {string} options.color
 * @param {Palette} options.palette
 * @param {[low: number, high: number]} options.range
 * @param {number} options.reference where a dashed line stands
 */
export function drawSpark(surface, { points: [n], mean }, { color, palette, range: [low, high], reference }) {
  const { context, width, height } = surface.begin();
  const x = linearScale(0, Math.max(1, n - 1), MARGIN, width - MARGIN);
  const y = linearScale(low, high, height - MARGIN, MARGIN);
  const at = (/** @type {number} */ value) => y(Math.min(high, Math.max(low, value)));

  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(0, Math.round(y(reference)) + 0.5);
  context.lineTo(width, Math.round(y(reference)) + 0.5);
  context.stroke();
  context.setLineDash([]);
  if (n === 0) return;

  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  context.beginPath();
  let begun = false;
  for (let i = 0; i < n; i++) {
    const value = mean[i];
    if (Number.isFinite(value)) {
      if (begun) context.lineTo(x(i), at(value));
      else context.moveTo(x(i), at(value));
    }
    begun = Number.isFinite(value);
  }
  context.stroke();

  context.beginPath();
  // The newest has a place of its own at the right, also when it is the only one.
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

/** 1 above the range, −1 below it, 0 within or where there is nothing. @param {number} value @param {number} low @param {number} high */
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
