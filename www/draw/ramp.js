// The color ramp of a sweep map: perceptually uniform shades from calm to warm, for values on a linear or a log scale; and its
// color key. Used by sweep-map.js and app/map/picture.js.

import { word } from "./color.js";
import { linearScale, linearTicks, logScale, logTicks } from "./scale.js";
import { addLine, setStyle } from "./shapes.js";

/** @import { Palette, Rgb } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{low: number, high: number, log: boolean}} Range */

/** A ramp's last shade, and the one after it for NaN and infinities. */
export const LAST_SHADE = 254;
export const NOT_A_NUMBER_SHADE = 255;

const BAR_HEIGHT = 12;
const SWATCH = 14;

/** With "wide", values are shaded by their logarithms if the largest exceeds this many times the smallest. */
const WIDE = 3;

/**
 * @typedef {object} Scaling how the range is chosen
 * @property {"always" | "never" | "wide"} log whether the scale is logarithmic
 * @property {number} [from] the lower end
 * @property {number} [to] the minimum upper end
 * @property {number} [include] a value that the range must include
 * @property {number} [around] its middle, on a log scale
 * @property {number} [spread] minimum ratio of the ends, so that nearly equal values look alike
 */

/**
 * The range of the computed values.
 * @param {Iterable<number>} values those that are not finite are ignored
 * @param {Scaling} scaling
 * @returns {Range | null} null if there is no value
 */
export function rangeOf(values, { log, from, to, include, around, spread = 1 }) {
  const finite = [...values].filter(Number.isFinite);
  if (finite.length === 0) return null;
  if (include !== undefined) finite.push(include);
  const minOf = (/** @type {number[]} */ of) => of.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = finite.reduce((a, b) => Math.max(a, b));
  const positive = minOf(finite.filter((value) => value > 0));
  if (around !== undefined) {
    // At least a factor of 2, for equal values; 0 is below any range.
    const factor = Math.max(2, max / around, Number.isFinite(positive) ? around / positive : 1);
    return { low: around / factor, high: around * factor, log: true };
  }
  const bottom = minOf(finite);
  const byLog = max > 0 && (log === "always" || (log === "wide" && bottom > 0 && max > bottom * WIDE));
  const low = from ?? (byLog ? positive : bottom);
  const high = Math.max(to ?? max, low * spread);
  return low < high ? { low, high, log: byLog } : { low, high: low + 1, log: false };
}

/** @param {number} value @param {Range} range @returns {number} an index into a ramp */
export function shadeOf(value, { low, high, log }) {
  if (!Number.isFinite(value)) return NOT_A_NUMBER_SHADE;
  const part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  // On a log scale, values of 0 and below get the first shade.
  return value <= low ? 0 : Math.min(LAST_SHADE, Math.round(part * LAST_SHADE));
}

/**
 * A ramp from calm over near to saturated, with monotonic lightness in both themes; or, if it has a middle, from near over
 * calm to saturated. Mixed in Oklab, where equal distances look equal. Little-endian RGBA words.
 * @param {Pick<Palette, "calm" | "near" | "saturated" | "nan">} palette
 * @param {boolean} [hasMiddle]
 */
export function makeRamp({ calm, near, saturated, nan }, hasMiddle = false) {
  const table = new Uint32Array(NOT_A_NUMBER_SHADE + 1);
  const stops = (hasMiddle ? [near, calm, saturated] : [calm, near, saturated]).map(toOklab);
  const distances = [0, 1].map((i) => Math.hypot(...[0, 1, 2].map((j) => stops[i + 1][j] - stops[i][j])));
  const bend = hasMiddle ? 0.5 : distances[0] / (distances[0] + distances[1]);
  for (let i = 0; i <= LAST_SHADE; i++) {
    const part = i / LAST_SHADE;
    const leg = part < bend ? 0 : 1;
    const t = leg === 0 ? part / bend : (part - bend) / (1 - bend);
    table[i] = word(fromOklab(stops[leg].map((from, j) => from + (stops[leg + 1][j] - from) * t)));
  }
  table[NOT_A_NUMBER_SHADE] = word(nan);
  return table;
}

/** A shade of a ramp for CSS. @param {number} shade */
const cssColor = (shade) => `rgb(${shade & 255},${(shade >> 8) & 255},${(shade >> 16) & 255})`;

/** Björn Ottosson's Oklab. @param {Rgb} color */
export function toOklab(color) {
  const [r, g, b] = color.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} lab @returns {Rgb} */
function fromOklab([light, a, b]) {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const [red, green, blue] = linear.map((c) => {
    const channel = c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
    return Math.min(255, Math.max(0, Math.round(channel * 255)));
  });
  return [red, green, blue];
}

/**
 * The color key: the ramp with ticks, a labeled mark, and the shade of NaN if there is any.
 * @param {Surface} surface
 * @param {object} options
 * @param {Range} options.range
 * @param {Uint32Array} options.ramp
 * @param {{value: number, label: string} | null} options.mark
 * @param {boolean} options.hasNan
 * @param {Palette} options.palette
 */
export function drawKey(surface, { range, ramp, mark, hasNan, palette }) {
  const { context, width, height } = surface.begin();
  const { low, high, log } = range;
  const [left, right] = [14, width - 14 - (hasNan ? SWATCH + 12 : 0)];
  const top = height - BAR_HEIGHT - palette.tickSize - 6;
  for (let x = left; x < right; x++) {
    context.fillStyle = cssColor(ramp[Math.round(((x - left) / (right - left)) * LAST_SHADE)]);
    context.fillRect(x, top, 1.5, BAR_HEIGHT);
  }
  setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
  context.strokeRect(left - 0.5, top - 0.5, right - left + 1, BAR_HEIGHT + 1);
  const place = (log ? logScale : linearScale)(low, high, left, right);
  const gap = 46 / (right - left);
  setStyle(context, { font: `${palette.tickSize}px ${palette.font}`, fillStyle: palette.ink, textAlign: "center" });
  context.textBaseline = "top";
  context.beginPath();
  for (const { value, label } of log ? logTicks(low, high, gap) : linearTicks(low, high, gap)) {
    const x = place(value);
    addLine(context, x, top + BAR_HEIGHT, x, top + BAR_HEIGHT + (label === "" ? 2 : 4));
    context.fillText(label, x, top + BAR_HEIGHT + 5);
  }
  context.strokeStyle = palette.ink;
  context.stroke();
  if (mark !== null && mark.value >= low && mark.value <= high) {
    const x = place(mark.value);
    context.beginPath();
    context.moveTo(x - 4, top - 6);
    context.lineTo(x + 4, top - 6);
    context.lineTo(x, top);
    context.fill();
    context.textBaseline = "bottom";
    const half = context.measureText(mark.label).width / 2;
    context.fillText(mark.label, Math.min(width - half, Math.max(half, x)), top - 6);
  }
  if (hasNan) {
    context.fillStyle = cssColor(ramp[NOT_A_NUMBER_SHADE]);
    context.fillRect(right + 12, top, SWATCH, BAR_HEIGHT);
    setStyle(context, { fillStyle: palette.ink, textBaseline: "top" });
    context.fillText("NaN", right + 12 + SWATCH / 2, top + BAR_HEIGHT + 5);
  }
}
