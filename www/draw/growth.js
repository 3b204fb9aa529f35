// Draws lines over a size on two log axes, and highlights one size. Used by app/panels/hand/growth.js.

import { logScale, logTicks } from "./scale.js";
import { addCurve, addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{color: string, dash: number[], values: (number | null)[]}} Line null for values that are not computed yet */

/** Margins for labels: left, and below in sizes of them. */
const LEFT = 40;
const BELOW = 1.5;
const RIGHT = 8;
const TOP = 5;

/** The positions of the sizes. @param {number} width of the picture @param {number[]} sizes */
export const growthScale = (width, sizes) => logScale(sizes[0], sizes[sizes.length - 1], LEFT, width - RIGHT);

/**
 * @param {Surface} surface
 * @param {{sizes: number[], lines: Line[]}} data each line has a value for each size
 * @param {object} options
 * @param {[low: number, high: number]} options.range of the values
 * @param {number} options.read index of the highlighted size
 * @param {Palette} options.palette
 */
export function drawGrowth(surface, { sizes, lines }, { range: [low, high], read, palette }) {
  const { context, width, height } = surface.begin();
  const { tickSize } = palette;
  const bottom = height - BELOW * tickSize;
  const [first, last] = [sizes[0], sizes[sizes.length - 1]];
  const x = growthScale(width, sizes);
  const y = logScale(low, high, bottom, TOP);
  /** @param {number | null} value @param {number} at @returns {[x: number, y: number] | null} */
  const pointOf = (value, at) => (value !== null && value > 0 ? [at, y(Math.min(high, Math.max(low, value)))] : null);

  setStyle(context, { lineWidth: 1, strokeStyle: palette.rule, fillStyle: palette.muted });
  context.font = `${tickSize}px ${palette.font}`;
  context.beginPath();
  context.textBaseline = "top";
  for (const { value, label } of logTicks(first, last, 0.2)) {
    const at = Math.round(x(value)) + 0.5;
    addLine(context, at, TOP, at, bottom);
    context.textAlign = value === last ? "right" : "center";
    context.fillText(label, value === last ? width : at, bottom + 4);
  }
  setStyle(context, { textAlign: "right", textBaseline: "middle" });
  for (const { value, label } of logTicks(low, high, 0.2)) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, LEFT, at, width - RIGHT, at);
    context.fillText(label, LEFT - 4, at);
  }
  context.stroke();

  context.strokeStyle = palette.muted;
  const at = Math.round(x(sizes[read])) + 0.5;
  strokeLine(context, at, TOP, at, bottom);

  context.lineJoin = "round";
  for (const { color, dash, values } of lines) {
    setStyle(context, { strokeStyle: color, fillStyle: color, lineWidth: 1.8 });
    context.setLineDash(dash);
    context.beginPath();
    const points = values.map((value, i) => pointOf(value, x(sizes[i])));
    addCurve(context, points);
    context.stroke();
    context.setLineDash([]);
    const point = points[read];
    if (point !== null) fillDisc(context, ...point, 3.4);
  }
}
