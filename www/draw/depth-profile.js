// Draws measures of each layer over the depth of a network, each on a log axis: one below the other where there is room, else
// side by side. All axes span the same number of decades, so that equal slopes are equal growth. Used by app/panels/depth/.

import { logScale, logTicks, shortNumber } from "./scale.js";
import { addCurve, addLine, fillDisc, setStyle } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Points } from "./shapes.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {number[]} Values one for each layer, the first hidden layer's first */
/** @typedef {{values: Values, color: string, dash: number[]}} OtherProfile of a pinned run */
/**
 * @typedef {object} Profile
 * @property {string} name
 * @property {string} color
 * @property {Values} values
 * @property {OtherProfile[]} others
 * @property {{low: Values, high: Values} | null} [band] the least and the greatest of the last steps
 * @property {Values | null} [predicted]
 * @property {number} [reference] a value that is marked
 */
/** @typedef {{left: number, right: number, top: number, bottom: number, numbered: boolean}} Plot `numbered` is whether the layers' numbers are below it */

const FONT_SIZE = 12;
const LEFT = 46;
const GAP = 14;
const RIGHT = 8;
const TOP = 20;
const BELOW = 18;
/** Plots stand one below the other where each then has this height. */
const STACKED = 88;
/** An axis spans at least this factor, so that nearly equal values look alike. */
const MIN_SPAN = 10;
/** Dots are drawn where they are at least this far apart. */
const DOTS_APART = 7;
/** Room for the number of a layer. */
const NUMBER = 22;
/** Of the prediction, which stays visible on the line of the values that it agrees with. */
const PREDICTED_DASH = [4, 4];

/**
 * The plots of a picture.
 * @param {number} width
 * @param {number} height
 * @param {number} n how many
 * @returns {Plot[]}
 */
export function plotsOf(width, height, n) {
  if (n > 1 && height >= n * STACKED) {
    const each = (height - BELOW) / n;
    return Array.from({ length: n }, (_, i) => {
      const bottom = (i + 1) * each - (i === n - 1 ? 0 : 4);
      return { left: LEFT, right: width - RIGHT, top: i * each + TOP, bottom, numbered: i === n - 1 };
    });
  }
  const each = (width - (n - 1) * GAP) / n;
  return Array.from({ length: n }, (_, i) => {
    const start = i * (each + GAP);
    return { left: start + LEFT, right: start + each - RIGHT, top: TOP, bottom: height - BELOW, numbered: true };
  });
}

/** The position of a layer. @param {number} layer @param {number} layers @param {Plot} plot */
export const layerX = (layer, layers, { left, right }) =>
  layers < 2 ? (left + right) / 2 : left + 6 + (layer / (layers - 1)) * (right - left - 12);

/**
 * The layer nearest to a point.
 * @param {{x: number, y: number, width: number, height: number}} point of a picture of that size
 * @param {{layers: number, plots: number}} drawn
 * @returns {{layer: number, x: number, plot: number}}
 */
export function layerAt({ x, y, width, height }, { layers, plots }) {
  const all = plotsOf(width, height, plots);
  const plot = Math.max(
    0,
    all.findLastIndex(({ left, top }) => x >= left - LEFT && y >= top - TOP),
  );
  let layer = 0;
  for (let i = 1; i < layers; i++) {
    if (Math.abs(layerX(i, layers, all[plot]) - x) < Math.abs(layerX(layer, layers, all[plot]) - x)) layer = i;
  }
  return { layer, x: layerX(layer, layers, all[plot]), plot };
}

/** What a log axis shows: positive numbers of single precision, which a prediction may exceed. @param {number} value */
const isDrawn = (value) => value >= 1e-45 && value <= 3.4e38;

/**
 * The ends of each axis: around its values, and all as many decades apart as the widest.
 * @param {Values[][]} all for each axis the values of every line
 * @returns {[low: number, high: number][]}
 */
export function profileAxes(all) {
  const ends = all.map((lines) => {
    const values = lines.flat().filter(isDrawn);
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

/** All lines of a profile, which its axis holds. @param {Profile} profile @returns {Values[]} */
const linesOf = ({ values, others, band, predicted, reference }) => [
  ...[values, ...others.map((other) => other.values), predicted ?? []],
  ...(band ? [band.low, band.high] : []),
  reference === undefined ? [] : [reference],
];

/**
 * @param {Surface} surface
 * @param {Profile[]} profiles
 * @param {{palette: Palette, open: number | null}} options `open` is the highlighted layer
 */
export function drawProfiles(surface, profiles, { palette, open }) {
  const { context, width, height } = surface.begin();
  const plots = plotsOf(width, height, profiles.length);
  const axes = profileAxes(profiles.map(linesOf));
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
function drawProfile(context, profile, plot, [low, high], palette, open) {
  const { name, color, values, others, band, predicted, reference } = profile;
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
  if (plot.numbered) drawNumbers(context, layers, x, plot, palette);
  setStyle(context, { fillStyle: color, textAlign: "left", textBaseline: "top" });
  const title = reference === undefined ? name : `${name}, dotted ${shortNumber(reference)}`;
  context.fillText(title, left - LEFT, top - TOP, right - left + LEFT);

  /** @param {Values} of @returns {Points} */
  const points = (of) => Array.from(of, (value, i) => (isDrawn(value) ? [x(i), y(value)] : null));
  /** @param {Values} of @param {string} stroke @param {number} lineWidth @param {number[]} [dash] */
  const line = (of, stroke, lineWidth, dash = []) => {
    setStyle(context, { strokeStyle: stroke, lineWidth, lineJoin: "round" });
    context.setLineDash(dash);
    context.beginPath();
    addCurve(context, points(of));
    context.stroke();
    context.setLineDash([]);
  };
  if (band) {
    setStyle(context, { fillStyle: color, globalAlpha: 0.22 });
    fillBand(context, points(band.low), points(band.high));
    context.globalAlpha = 1;
  }
  if (reference !== undefined) line(Array(layers).fill(reference), palette.muted, 1, [2, 3]);
  for (const other of others) line(other.values, other.color, 1.5, other.dash);
  line(values, color, 1.8);
  if ((right - left) / layers >= DOTS_APART) {
    context.fillStyle = color;
    for (const point of points(values)) if (point !== null) fillDisc(context, ...point, 2.8);
  }
  if (predicted) line(predicted, palette.ink, 1.3, PREDICTED_DASH);
}

/**
 * Fills between two lines, layer by layer, with gaps where either has one.
 * @param {CanvasRenderingContext2D} context
 * @param {Points} low
 * @param {Points} high
 */
function fillBand(context, low, high) {
  context.beginPath();
  for (let i = 1; i < low.length; i++) {
    const corners = [low[i - 1], low[i], high[i], high[i - 1]];
    corners.forEach((corner, k) => {
      if (corner === null || corners.includes(null)) return;
      if (k === 0) context.moveTo(...corner);
      else context.lineTo(...corner);
    });
  }
  context.fill();
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
