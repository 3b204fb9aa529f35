// Draws a scatter plot of two measurements on the same square axis, with the diagonal on which they are equal. Used by
// app/panels/norm/norm.js.

import { endTicks, linearScale, logScale, logTicks, roundRange } from "./scale.js";
import { addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{range: [low: number, high: number], log: boolean}} Axis of both directions */

const LABELS_HEIGHT = 18;
/** Height and width for the name of an axis. */
const NAME = 16;
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
 * The square of a scatter plot, and the scales of both directions.
 * @param {number} width of the picture
 * @param {number} height
 * @param {Axis} axis
 */
export function scatterPlace(width, height, { range: [low, high], log }) {
  const side = Math.max(1, Math.min(width - NAME, height - LABELS_HEIGHT - NAME) - 1);
  const left = Math.round((width - NAME - side) / 2) + NAME;
  const scale = log ? logScale : linearScale;
  return {
    left,
    side,
    across: scale(low, high, left + MARGIN, left + side - MARGIN),
    up: scale(low, high, side - MARGIN, MARGIN),
  };
}

/**
 * @param {Surface} surface
 * @param {{x: Float32Array, y: Float32Array}} pairs
 * @param {object} options
 * @param {Axis} options.axis
 * @param {[x: string, y: string]} options.names of the axes
 * @param {string} options.color
 * @param {Palette} options.palette
 */
export function drawScatter(surface, { x, y }, { axis, names, color, palette }) {
  const { context, width, height } = surface.begin();
  const { range, log } = axis;
  const { left, side, across, up } = scatterPlace(width, height, axis);

  drawFrame(context, { left, side, across, up, range, ticks: ticksOf(...range, log) }, palette);
  drawNames(context, left, side, names, palette);
  setStyle(context, { fillStyle: color, globalAlpha: x.length > MANY ? 0.5 : 0.7 });
  const radius = x.length > MANY ? 1.8 : 2.4;
  for (let i = 0; i < x.length; i++) {
    const [at, to] = [across(x[i]), up(y[i])];
    if (Number.isFinite(at) && Number.isFinite(to)) fillDisc(context, at, to, radius);
  }
  context.globalAlpha = 1;
}

/**
 * The names of the axes, below the square and turned at its left.
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} side
 * @param {[x: string, y: string]} names
 * @param {Palette} palette
 */
function drawNames(context, left, side, [x, y], palette) {
  setStyle(context, { fillStyle: palette.muted, font: `${palette.tickSize}px ${palette.font}` });
  setStyle(context, { textAlign: "center", textBaseline: "top" });
  context.fillText(`${x} →`, left + side / 2, side + LABELS_HEIGHT, side);
  context.save();
  context.translate(left - NAME, side / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(`${y} →`, 0, 0, side);
  context.restore();
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

  setStyle(context, { fillStyle: palette.muted, font: `${palette.tickSize}px ${palette.font}`, textBaseline: "top" });
  ticks.forEach(({ value, label }, i) => {
    const at = across(value);
    const end =
      i === 0 && at - left < 12 ? "left" : i === ticks.length - 1 && left + side - at < 12 ? "right" : "center";
    context.textAlign = end;
    context.fillText(label, end === "left" ? left : end === "right" ? left + side : at, side + 3);
  });
}
