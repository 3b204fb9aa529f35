// Draws the activations of a minibatch, examples down and neurons across, shaded by |h|; and the key to the shades.
// Which neurons are dead, it is told.

import { DEEPEST, NOT_A_NUMBER, SATURATED, shadeTable } from "./color.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** Room above the map for the marks of dead neurons. */
const MARKS_HEIGHT = 9;

/**
 * @param {Float32Array} map activations, batch × neurons
 * @param {{threshold: number, zeroIsSaturated: boolean, full: number, table: Uint32Array, pixels: Uint32Array}} options
 *   `full` is the |h| that gets the deepest unsaturated shade
 */
export function shade(map, { threshold, zeroIsSaturated, full, table, pixels }) {
  const perUnit = DEEPEST / full;
  for (let i = 0; i < map.length; i++) {
    const size = Math.abs(map[i]);
    const saturated = zeroIsSaturated ? size === 0 : size > threshold;
    // NaN fails every comparison.
    const unsaturated = size < full ? Math.floor(size * perUnit) : size >= full ? DEEPEST : NOT_A_NUMBER;
    pixels[i] = table[saturated ? SATURATED : unsaturated];
  }
}

/** @param {Surface} surface */
export function createHeatmap(surface) {
  const cells = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = cells.getContext("2d");
  if (context === null) throw new Error("canvas: expected a 2d context, got none");
  const cellContext = context;
  let image = cellContext.createImageData(1, 1);

  return {
    /**
     * @param {{map: Float32Array, dead_neurons: Uint32Array}} layer
     * @param {{threshold: number, zeroIsSaturated: boolean, full: number, palette: Palette}} options
     */
    draw({ map, dead_neurons: dead }, { threshold, zeroIsSaturated, full, palette }) {
      const neurons = dead.length;
      const batch = map.length / neurons;
      if (image.width !== neurons || image.height !== batch) {
        cells.width = neurons;
        cells.height = batch;
        image = cellContext.createImageData(neurons, batch);
      }
      const pixels = new Uint32Array(image.data.buffer);
      shade(map, { threshold, zeroIsSaturated, full, table: shadeTable(palette), pixels });
      cellContext.putImageData(image, 0, 0);

      const { context, width, height, scale } = surface.begin();
      // Cells smaller than a pixel are averaged; larger ones keep their edges.
      context.imageSmoothingEnabled = neurons > width * scale || batch > (height - MARKS_HEIGHT) * scale;
      context.drawImage(cells, 0, MARKS_HEIGHT, width, height - MARKS_HEIGHT);
      drawMarks(context, dead, width / neurons, palette.ink);
    },
  };
}

/**
 * A downward triangle over each dead column.
 * @param {CanvasRenderingContext2D} context
 * @param {Uint32Array} dead
 * @param {number} column width
 * @param {string} color
 */
function drawMarks(context, dead, column, color) {
  const half = Math.min(4, Math.max(1.5, column / 2));
  context.fillStyle = color;
  context.beginPath();
  for (let i = 0; i < dead.length; i++) {
    if (dead[i] === 0) continue;
    const x = (i + 0.5) * column;
    context.moveTo(x - half, 0);
    context.lineTo(x + half, 0);
    context.lineTo(x, MARKS_HEIGHT - 2);
  }
  context.fill();
}

/**
 * The shades from calm to near saturation, a gap, the saturated one and, where there is NaN, its own.
 * @param {Surface} surface
 * @param {Palette} palette
 * @param {boolean} hasNan
 */
export function drawShades(surface, palette, hasNan) {
  const { context, width, height } = surface.begin();
  const apart = [palette.saturated, ...(hasNan ? [palette.nan] : [])];
  const swatch = height * 1.4;
  const ramp = width - apart.length * (swatch + 3);
  const gradient = context.createLinearGradient(0, 0, ramp, 0);
  gradient.addColorStop(0, `rgb(${palette.calm})`);
  gradient.addColorStop(1, `rgb(${palette.near})`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, ramp, height);
  apart.forEach((color, i) => {
    context.fillStyle = `rgb(${color})`;
    context.fillRect(ramp + 3 + i * (swatch + 3), 0, swatch, height);
  });
  context.strokeStyle = palette.rule;
  context.strokeRect(0.5, 0.5, ramp - 1, height - 1);
}
