// The palette that the stylesheet gives to canvases, and the shades of the saturation map. Holds no colour of its own but
// the lecture's black and white.

/** @typedef {ReturnType<typeof readPalette>} Palette */
/** @typedef {[number, number, number]} Rgb */

/** How the lines of pinned runs are dashed, so that no colour has to tell them apart: long, dotted, long and dot. */
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
    pins: [read("pin-1"), read("pin-2"), read("pin-3")],
    font: style.fontFamily,
    calm: rgb(read("map-calm")),
    near: rgb(read("map-near")),
    saturated: rgb(read("map-saturated")),
    nan: rgb(read("map-nan")),
  };
}

/**
 * @param {string} hex `#rrggbb`
 * @returns {Rgb}
 */
export function rgb(hex) {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
  if (digits === undefined) throw new TypeError(`colour: expected #rrggbb, got ${JSON.stringify(hex)}`);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A shade table's last shade of an activation that is neither saturated nor NaN; those two have the entries after it. */
export const DEEPEST = 253;
export const SATURATED = 254;
export const NOT_A_NUMBER = 255;

/**
 * The shades of a map: the palette's, or the lecture's, which shows what is saturated as white on black.
 * @param {Pick<Palette, "calm" | "near" | "saturated" | "nan">} palette
 * @param {boolean} lecture
 */
export function mapShades({ calm, near, saturated, nan }, lecture) {
  /** @type {Record<"black" | "white", Rgb>} */
  const { black, white } = { black: [0, 0, 0], white: [255, 255, 255] };
  return lecture ? { calm: black, near: black, saturated: white, nan } : { calm, near, saturated, nan };
}

/**
 * From calm (0) to near saturation, then, with a jump that can't be overlooked, saturated, and another for NaN.
 * Little-endian RGBA words, as a canvas's pixels are.
 * @param {ReturnType<typeof mapShades>} shades
 */
export function shadeTable({ calm, near, saturated, nan }) {
  const word = (/** @type {Rgb} */ [r, g, b]) => (0xff00_0000 | (b << 16) | (g << 8) | r) >>> 0;
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
