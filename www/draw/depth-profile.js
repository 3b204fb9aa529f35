// Draws a measure of each layer over the depth of a network, for several measures side by side, each on a log axis; all axes
// span the same number of decades, so that equal slopes are equal growth. Used by app/panels/depth/.

import { logScale, logTicks, shortNumber } from "./scale.js";
import { addCurve, addLine, fillDisc, setStyle } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Points } from "./shapes.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {number[]} Values one for each layer, the first hidden layer's first */
/** @typedef {{name: string, color: string, values: Values, others: {values: Values, color: string, dash: number[]}[]}} Profile `others` are pinned runs */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Plot */

const FONT_SIZE = 12;
const LEFT = 46;
const GAP = 14;
const RIGHT = 8;
const TOP = 20;
const BELOW = 18;
/** An axis spans at least this factor, so that nearly equal values look alike. */
const MIN_SPAN = 10;
/** Dots are drawn where they are at least this far apart. */
const DOTS_APART = 7;
/** Room for the number of a layer. */
const NUMBER = 22;

/**
 * The plots, side by side.
 * @param {number} width of the picture
 * @param {number} height
 * @param {number} n how many
 * @returns {Plot[]}
 */
export function plotsOf(width, height, n) {
  const each = (width - (n - 1) * GAP) / n;
  return Array.from({ length: n }, (_, i) => {
    const start = i * (each + GAP);
    return { left: start + LEFT, right: start + each - RIGHT, top: TOP, bottom: height - BELOW };
  });
}

/** The position of a layer. @param {number} layer @param {number} layers @param {Plot} plot */
export const layerX = (layer, layers, { left, right }) =>
  layers < 2 ? (left + right) / 2 : left + 6 + (layer / (layers - 1)) * (right - left - 12);

/**
 * The layer nearest to a point.
 * @param {number} x
 * @param {number} width of the picture
 * @param {{layers: number, plots: number}} drawn
 * @returns {{layer: number, x: number, plot: number}}
 */
export function layerAt(x, width, { layers, plots }) {
  const all = plotsOf(width, 100, plots);
  const plot = Math.max(
    0,
    all.findLastIndex(({ left }) => x >= left - LEFT),
  );
  let layer = 0;
  for (let i = 1; i < layers; i++) {
    if (Math.abs(layerX(i, layers, all[plot]) - x) < Math.abs(layerX(layer, layers, all[plot]) - x)) layer = i;
  }
  return { layer, x: layerX(layer, layers, all[plot]), plot };
}

/**
 * The ends of each axis: around its values, and all as many decades apart as the widest.
 * @param {Values[][]} all for each axis the values of every run
 * @returns {[low: number, high: number][]}
 */
export function profileAxes(all) {
  const ends = all.map((runs) => {
    const values = runs.flat().filter((value) => value > 0 && Number.isFinite(value));
    return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
  });
  const span = Math.max(MIN_SPAN, ...ends.map((pair) => (pair === null ? 1 : (pair[1] / pair[0]) * 1.3)));
  return ends.map((pair) => {
    if (pair === null) return [1, span];
    // The middle of the values, on a log scale, is the middle of the axis.
    const middle = Math.sqrt(pair[0]) * Math.sqrt(pair[1]);
    return [middle / Math.sqrt(span), middle * Math.sqrt(span)];
  });
}

/**
 * @param {Surface} surface
 * @param {Profile[]} profiles
 * @param {{palette: Palette, open: number | null}} options `open` is the highlighted layer
 */
export function drawProfiles(surface, profiles, { palette, open }) {
  const { context, width, height } = surface.begin();
  const plots = plotsOf(width, height, profiles.length);
  const axes = profileAxes(profiles.map(({ values, others }) => [values, ...others.map((other) => other.values)]));
  profiles.forEach((profile, i) => {
    drawProfile(context, profile, plots[i], axes[i], palette, open);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Profile} profile
 * @param {Plot} plot
 * @param {[low: number, high: number]} axis
 * @param {Palette} palette
 * @param {number | null} open
 */
function drawProfile(context, { name, color, values, others }, plot, [low, high], palette, open) {
  const { left, right, top, bottom } = plot;
  const y = logScale(low, high, bottom, top);
  const layers = values.length;
  const x = (/** @type {number} */ layer) => layerX(layer, layers, plot);

  setStyle(context, { font: `${FONT_SIZE}px ${palette.font}`, lineWidth: 1, strokeStyle: palette.rule });
  setStyle(context, { fillStyle: palette.muted, textAlign: "right", textBaseline: "middle" });
  context.beginPath();
  for (const { value, label } of logTicks(low, high, (FONT_SIZE + 2) / (bottom - top))) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, left, at, right, at);
    context.fillText(label, left - 5, at);
  }
  context.stroke();
  if (open !== null && open < layers) {
    setStyle(context, { fillStyle: palette.activation, globalAlpha: 0.16 });
    const wide = Math.max(4, Math.min(18, (right - left) / layers));
    context.fillRect(x(open) - wide / 2, top, wide, bottom - top);
    context.globalAlpha = 1;
  }
  drawNumbers(context, layers, x, plot, palette);
  setStyle(context, { fillStyle: color, textAlign: "left", textBaseline: "top" });
  context.fillText(name, left - LEFT, 0, right - left + LEFT);

  /** @param {Values} of @returns {Points} */
  const points = (of) => Array.from(of, (value, i) => (value > 0 && Number.isFinite(value) ? [x(i), y(value)] : null));
  context.lineJoin = "round";
  for (const other of others) {
    setStyle(context, { strokeStyle: other.color, lineWidth: 1.5 });
    context.setLineDash(other.dash);
    context.beginPath();
    addCurve(context, points(other.values));
    context.stroke();
  }
  context.setLineDash([]);
  setStyle(context, { strokeStyle: color, fillStyle: color, lineWidth: 1.8 });
  context.beginPath();
  addCurve(context, points(values));
  context.stroke();
  if ((right - left) / layers >= DOTS_APART) {
    for (const point of points(values)) if (point !== null) fillDisc(context, ...point, 2.8);
  }
}

/**
 * The numbers of the layers, as many as fit with the first and the last, and the name of the axis.
 * @param {CanvasRenderingContext2D} context
 * @param {number} layers
 * @param {(layer: number) => number} x
 * @param {Plot} plot
 * @param {Palette} palette
 */
function drawNumbers(context, layers, x, { bottom, left }, palette) {
  setStyle(context, { fillStyle: palette.muted, textAlign: "center", textBaseline: "top" });
  const fit = Math.max(1, Math.floor((x(layers - 1) - x(0)) / NUMBER));
  const every = Math.max(1, Math.ceil((layers - 1) / fit));
  for (let layer = 0; layer < layers; layer += every) {
    // The last one has its number, and the one before it only if there is room.
    if (layer !== layers - 1 && layers - 1 - layer < every) continue;
    context.fillText(shortNumber(layer + 1), x(layer), bottom + 3);
  }
  if ((layers - 1) % every !== 0) context.fillText(shortNumber(layers), x(layers - 1), bottom + 3);
  context.textAlign = "right";
  context.fillText("layer →", left - 1, bottom + 3);
}
