// The colors of the lines of a network's layers. Used by line.js and app/export/.

import { rgb } from "./color.js";

/** @import { Palette } from "./color.js" */

/** How far the colors of the first and the last hidden layer are from their common hue. */
const FAINT = 0.3;
const STRONG = 0.75;

/**
 * The color of a layer's line: one hue, from faint for the first layer to strong for the last hidden one.
 * @param {number} layer
 * @param {number} layers
 * @param {Pick<Palette, "activation" | "panel" | "ink">} palette
 */
export function depthColor(layer, layers, { activation, panel, ink }) {
  const at = layers < 2 ? 0 : (2 * layer) / (layers - 1) - 1;
  const [from, to] = [rgb(activation), rgb(at < 0 ? panel : ink)];
  const part = Math.abs(at) * (at < 0 ? FAINT : STRONG);
  return `rgb(${from.map((channel, i) => Math.round(channel + (to[i] - channel) * part))})`;
}
