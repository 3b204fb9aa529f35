// The palette for canvases and the size of their labels, read from the style sheet, and the shades of the saturation map. The only colors defined here are
// the lecture's black and white. Used by all of draw/ and by the modules that call it.

/** @typedef {ReturnType<typeof readPalette>} Palette */
/** @typedef {[number, number, number]} Rgb */

/** Dashes of the pinned runs' lines, so that they differ by more than color: long, dotted, dash-dot. */
export const PIN_DASHES = [
  [7, 3],
  [2, 2.5],
  [9, 2.5, 2, 2.5],
];

/** @param {Element} element whose custom properties are read */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read("ink"),
    muted: read("muted"),
    rule: read("rule"),
    panel: read("panel"),
    activation: read("activation"),
    gradient: read("gradient"),
    warm: read("warm"),
    past: read("past"),
    ghost: read("ghost"),
    pins: [read("pin-1"), read("pin-2"), read("pin-3")],
    font: style.fontFamily,
    tickSize: Number.parseFloat(read("tick-size")),
    calm: rgb(read("map-calm")),
    near: rgb(read("map-near")),
    saturated: rgb(read("map-saturated")),
    nan: rgb(read("map-nan")),
  };
}

/** @param {string} hex `#rrggbb`, or `#rgb` as a minified style sheet has it @returns {Rgb} */
export function rgb(hex) {
  const whole = hex.length === 4 ? hex.replace(/\w/g, "$&$&") : hex;
  const digits = /^#([0-9a-f]{6})$/i.exec(whole)?.[1];
  if (digits === undefined) throw new TypeError(`color: expected #rrggbb, got ${JSON.stringify(hex)}`);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The last index of a shade table for unsaturated activations; the next two are for saturated and NaN. */
export const DEEPEST = 253;
/** The first index for activations above 0 where exact zeros, with the first shade, are distinguished from them. */
export const ABOVE_ZERO = 64;
export const SATURATED = 254;
export const NOT_A_NUMBER = 255;

/**
 * The shades of the saturation map: the palette's, or the lecture's white (saturated) on black.
 * @param {Pick<Palette, "calm" | "near" | "saturated" | "nan">} palette
 * @param {boolean} lecture
 */
export function mapShades({ calm, near, saturated, nan }, lecture) {
  /** @type {Record<"black" | "white", Rgb>} */
  const { black, white } = { black: [0, 0, 0], white: [255, 255, 255] };
  return lecture ? { calm: black, near: black, saturated: white, nan } : { calm, near, saturated, nan };
}

/** A color as a pixel of a canvas: a little-endian RGBA word. @param {Rgb} color */
export const word = ([r, g, b]) => (0xff00_0000 | (b << 16) | (g << 8) | r) >>> 0;

/**
 * Shades from calm (0) to near saturation, then clearly distinct ones for saturated and NaN.
 * Little-endian RGBA words, like the pixels of a canvas.
 * @param {ReturnType<typeof mapShades>} shades
 */
export function shadeTable({ calm, near, saturated, nan }) {
  const table = new Uint32Array(NOT_A_NUMBER + 1);
  for (let i = 0; i <= DEEPEST; i++) {
    const t = i / DEEPEST;
    const mixed = (/** @type {0 | 1 | 2} */ channel) => Math.round(calm[channel] + (near[channel] - calm[channel]) * t);
    table[i] = word([mixed(0), mixed(1), mixed(2)]);
  }
  table[SATURATED] = word(saturated);
  table[NOT_A_NUMBER] = word(nan);
  return table;
}
