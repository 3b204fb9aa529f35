// Draws the slope of an activation function as a curve, the slope through several layers, and one highlighted x on both. Used
// by app/panels/hand/slope.js.

import { linearScale } from "./scale.js";
import { addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{x: number, slope: number, product: number}} SlopePoint */

/** Margins for labels: left, and below in sizes of them. */
const LEFT = 32;
const BELOW = 1.5;
const RIGHT = 8;
const TOP = 6;

/** The positions of x. @param {number} width of the picture @param {SlopePoint[]} curve */
export const slopeScale = (width, curve) => linearScale(curve[0].x, curve[curve.length - 1].x, LEFT, width - RIGHT);

/**
 * @param {Surface} surface
 * @param {SlopePoint[]} curve from the first x to the last; slopes are from 0 to 1
 * @param {{read: SlopePoint, palette: Palette}} options
 */
export function drawSlope(surface, curve, { read, palette }) {
  const { context, width, height } = surface.begin();
  const [first, last] = [curve[0].x, curve[curve.length - 1].x];
  const { tickSize } = palette;
  const bottom = height - BELOW * tickSize;
  const x = slopeScale(width, curve);
  const y = linearScale(0, 1, bottom, TOP);

  setStyle(context, { lineWidth: 1, strokeStyle: palette.rule, fillStyle: palette.muted });
  context.font = `${tickSize}px ${palette.font}`;
  context.beginPath();
  setStyle(context, { textAlign: "right", textBaseline: "middle" });
  for (const value of [0, 0.5, 1]) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, LEFT, at, width - RIGHT, at);
    context.fillText(String(value), LEFT - 4, at);
  }
  setStyle(context, { textAlign: "center", textBaseline: "top" });
  for (let value = first; value <= last; value++) context.fillText(String(value), x(value), bottom + 4);
  context.fillText("x →", x(last - 0.5), bottom + 3);
  context.fillText("slope ↑", x(first + 0.65), TOP + 4);
  context.stroke();

  drawLine(context, curve, x, y, "slope", palette.activation);
  drawLine(context, curve, x, y, "product", palette.warm);
  setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
  strokeLine(context, x(read.x), y(0), x(read.x), y(read.slope), [3, 3]);
  for (const [key, color] of /** @type {const} */ ([
    ["product", palette.warm],
    ["slope", palette.activation],
  ])) {
    setStyle(context, { fillStyle: color, strokeStyle: palette.panel, lineWidth: 1.5 });
    fillDisc(context, x(read.x), y(read[key]), 4.5);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {SlopePoint[]} curve
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 * @param {"slope" | "product"} key
 * @param {string} color
 */
function drawLine(context, curve, x, y, key, color) {
  setStyle(context, { strokeStyle: color, lineWidth: 1.8, lineJoin: "round" });
  context.beginPath();
  for (const point of curve) context.lineTo(x(point.x), y(point[key]));
  context.stroke();
}
