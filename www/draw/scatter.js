// Draws a scatter plot of two measurements on the same square axis, with the diagonal on which they are equal. Used by
// app/panels/norm/norm.js.

import { endTicks, linearScale, logScale, logTicks, roundRange } from "./scale.js";
import { addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{range: [low: number, high: number], log: boolean}} Axis of both directions */

const LABELS_HEIGHT = 14;
const MARGIN = 5;
/** With more dots than this, they are smaller. */
const MANY = 150;
/** Positive values that span more than this factor get a log axis. */
const WIDE = 30;
/** An axis keeps its ends while its values fill at least this share of it. */
const MIN_FILLED = 0.5;

/**
 * An axis for all finite pairs, and the number of the other pairs. `last` is kept while it fits well enough, so that moving
 * dots are seen against a fixed axis.
 * @param {Float32Array} x
 * @param {Float32Array} y
 * @param {boolean} mayBeLog for values that can't be below 0
 * @param {Axis | null} [last]
 * @returns {{axis: Axis, nonfinite: number}}
 */
export function scatterAxis(x, y, mayBeLog, last = null) {
  let [low, high, min, nonfinite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      nonfinite += 1;
      continue;
    }
    low = Math.min(low, x[i], y[i]);
    high = Math.max(high, x[i], y[i]);
    for (const value of [x[i], y[i]]) if (value > 0 && value < min) min = value;
  }
  if (low > high) return { axis: last ?? { range: [0, 1], log: false }, nonfinite };
  const log = mayBeLog && low > 0 && high > WIDE * min;
  if (last !== null && last.log === log && last.range[0] <= low && high <= last.range[1]) {
    const [from, to] = last.range;
    const filled = log ? Math.log(high / low) / Math.log(to / from) : (high - low) / (to - from);
    if (filled >= MIN_FILLED) return { axis: last, nonfinite };
  }
  return { axis: { range: roundRange(low, high, log), log }, nonfinite };
}

/**
 * @param {Surface} surface
 * @param {{x: Float32Array, y: Float32Array}} pairs
 * @param {object} options
 * @param {Axis} options.axis
 * @param {string} options.color
 * @param {Palette} options.palette
 */
export function drawScatter(surface, { x, y }, { axis: { range, log }, color, palette }) {
  const { context, width, height } = surface.begin();
  const [low, high] = range;
  const side = Math.min(width, height - LABELS_HEIGHT) - 1;
  const left = Math.round((width - side) / 2);
  const scale = log ? logScale : linearScale;
  const across = scale(low, high, left + MARGIN, left + side - MARGIN);
  const up = scale(low, high, side - MARGIN, MARGIN);

  drawFrame(context, { left, side, across, up, range, ticks: ticksOf(low, high, log) }, palette);
  setStyle(context, { fillStyle: color, globalAlpha: x.length > MANY ? 0.5 : 0.7 });
  const radius = x.length > MANY ? 1.8 : 2.4;
  for (let i = 0; i < x.length; i++) {
    const [at, to] = [across(x[i]), up(y[i])];
    if (Number.isFinite(at) && Number.isFinite(to)) fillDisc(context, at, to, radius);
  }
  context.globalAlpha = 1;
}

/** @param {number} low @param {number} high @param {boolean} log */
function ticksOf(low, high, log) {
  if (!log) return endTicks(low, high);
  const powers = logTicks(low, high, 0.3).filter(({ label }) => label !== "");
  return powers.length > 1 ? powers : endTicks(low, high);
}

/**
 * The square, its diagonal, and grid lines in both directions, labeled once since both axes are the same.
 * @param {CanvasRenderingContext2D} context
 * @param {{left: number, side: number, across: (value: number) => number, up: (value: number) => number, range: [low: number, high: number], ticks: {value: number, label: string}[]}} plot
 * @param {Palette} palette
 */
function drawFrame(context, { left, side, across, up, range: [low, high], ticks }, palette) {
  setStyle(context, { lineWidth: 1, strokeStyle: palette.rule });
  context.strokeRect(left + 0.5, 0.5, side, side);
  context.beginPath();
  for (const { value } of ticks) {
    // The ends coincide with the frame.
    if (value <= low || value >= high) continue;
    const [x, y] = [Math.round(across(value)) + 0.5, Math.round(up(value)) + 0.5];
    addLine(context, x, 0, x, side);
    addLine(context, left, y, left + side, y);
  }
  context.stroke();
  context.strokeStyle = palette.muted;
  strokeLine(context, left, side, left + side, 0, [3, 3]);

  setStyle(context, { fillStyle: palette.muted, font: `10px ${palette.font}`, textBaseline: "top" });
  ticks.forEach(({ value, label }, i) => {
    const at = across(value);
    const end =
      i === 0 && at - left < 12 ? "left" : i === ticks.length - 1 && left + side - at < 12 ? "right" : "center";
    context.textAlign = end;
    context.fillText(label, end === "left" ? left : end === "right" ? left + side : at, side + 3);
  });
}
