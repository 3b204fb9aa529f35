// Draws a few numbers on a line, the same numbers normalized on a second, scaled and shifted on a third, and lines that join
// the values of each point. Used by app/panels/hand/points.js.

import { linearScale } from "./scale.js";
import { addLine, setStyle } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{points: number[], mean: number, std: number, normalized: number[], output: number[]}} Normalized */

const LEFT = 54;
const RIGHT = 14;
const TOP = 22;
const BELOW = 24;
const RADIUS = 5;

/**
 * The position and scale of the first line, for the handles on it.
 * @param {number} width of the picture
 * @param {[low: number, high: number]} range
 */
export function pointsPlace(width, [low, high]) {
  return {
    top: TOP,
    x: linearScale(low, high, LEFT, width - RIGHT),
    value: linearScale(LEFT, width - RIGHT, low, high),
  };
}

/**
 * @param {Surface} surface
 * @param {Normalized} data
 * @param {object} options
 * @param {[low: number, high: number]} options.range of all three lines; a point outside is drawn at the end as a triangle
 * @param {number | null} options.held the point that is being moved
 * @param {Palette} options.palette
 */
export function drawPoints(surface, { points, mean, std, normalized, output }, { range, held, palette }) {
  const { context, width, height } = surface.begin();
  const { x } = pointsPlace(width, range);
  const [low, high] = range;
  const at = (/** @type {number} */ value) => x(Math.min(high, Math.max(low, value)));
  const lines = [TOP, (TOP + height - BELOW) / 2, height - BELOW];
  const rows = [points, normalized, output];
  const color = (/** @type {number} */ i) => (i === held ? palette.warm : palette.activation);

  drawSpread(context, at(mean - std), at(mean), at(mean + std), lines[0], palette);
  drawSpread(context, at(-1), at(0), at(1), lines[1], palette);
  drawLines(context, lines, { left: LEFT, right: width - RIGHT, range, x }, palette);
  points.forEach((_, i) => {
    setStyle(context, { strokeStyle: color(i), lineWidth: i === held ? 1.6 : 1 });
    context.globalAlpha = i === held ? 1 : 0.55;
    context.beginPath();
    for (const [line, row] of rows.entries()) context.lineTo(at(row[i]), lines[line]);
    context.stroke();
    context.globalAlpha = 1;
  });
  rows.forEach((row, line) => {
    row.forEach((value, i) => {
      context.fillStyle = color(i);
      drawPoint(context, at(value), lines[line], value < low ? -1 : value > high ? 1 : 0);
      setStyle(context, { strokeStyle: palette.panel, lineWidth: 1.2 });
      context.stroke();
    });
  });
}

/**
 * The mean, and one standard deviation on both sides of it.
 * @param {CanvasRenderingContext2D} context
 * @param {number} from
 * @param {number} mean
 * @param {number} to
 * @param {number} y
 * @param {Palette} palette
 */
function drawSpread(context, from, mean, to, y, palette) {
  setStyle(context, { fillStyle: palette.gradient, globalAlpha: 0.22 });
  context.fillRect(from, y - 9, to - from, 18);
  context.globalAlpha = 1;
  context.fillRect(mean - 1, y - 12, 2, 24);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} lines
 * @param {{left: number, right: number, range: [low: number, high: number], x: (value: number) => number}} axis
 * @param {Palette} palette
 */
function drawLines(context, lines, { left, right, range: [low, high], x }, palette) {
  setStyle(context, { strokeStyle: palette.muted, fillStyle: palette.muted, lineWidth: 1 });
  setStyle(context, { font: `${palette.tickSize}px ${palette.font}`, textBaseline: "middle", textAlign: "left" });
  context.beginPath();
  lines.forEach((y, line) => {
    addLine(context, left, Math.round(y) + 0.5, right, Math.round(y) + 0.5);
    for (let value = Math.ceil(low); value <= high; value++) {
      const at = Math.round(x(value)) + 0.5;
      addLine(context, at, y - 2, at, y + 3);
    }
    context.fillText(["x", "x̂", "γ x̂ + β"][line], 0, y);
  });
  context.stroke();
  setStyle(context, { textAlign: "center", textBaseline: "top" });
  const last = lines[lines.length - 1];
  for (const value of [low, low / 2, 0, high / 2, high]) {
    context.fillText(String(value).replace("-", "−"), x(value), last + 9);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} beyond −1 or 1 if the value is outside that end of the axis, else 0
 */
function drawPoint(context, x, y, beyond) {
  context.beginPath();
  if (beyond === 0) context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  else {
    context.moveTo(x + beyond * (RADIUS + 3), y);
    context.lineTo(x - beyond * 2, y - RADIUS);
    context.lineTo(x - beyond * 2, y + RADIUS);
    context.closePath();
  }
  context.fill();
}
