// Histograms over the steps, one column a step, as the worker answers them for all layers at once. Used by draw/strip.js,
// app/tables/ and app/export/.

/** @import { StripsInfo } from "./protocol.js" */

/** @typedef {{columns: number, bins: number, values: Uint8Array, range: [number, number]}} Strip */

/**
 * One layer's strips.
 * @param {{info: StripsInfo, values: Uint8Array}} strips
 * @param {number} layer
 * @returns {{activation: Strip, gradient: Strip} | null}
 */
export function stripsOf({ info: { columns, bins, activation, gradient }, values }, layer) {
  if (layer >= activation.length) return null;
  const size = columns * bins;
  const part = (/** @type {number} */ i) => values.subarray(i * size, (i + 1) * size);
  return {
    activation: { columns, bins, values: part(2 * layer), range: activation[layer] },
    gradient: { columns, bins, values: part(2 * layer + 1), range: gradient },
  };
}
