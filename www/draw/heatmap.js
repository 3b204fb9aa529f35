// Draws the activations of a minibatch, examples down and neurons across, shaded by |h|; and the key to the shades.
// Which neurons are dead, it is told.

import { SHADES, shadeTable } from "./color.js";

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
  const deepest = SHADES - 2;
  const perUnit = deepest / full;
  for (let i = 0; i < map.length; i++) {
    const size = Math.abs(map[i]);
    const saturated = zeroIsSaturated ? size === 0 : size > threshold;
    // NaN fails every comparison and lands on the calm end: it is counted beside the histogram.
    pixels[i] = table[saturated ? SHADES - 1 : size < full ? Math.floor(size * perUnit) : size >= full ? deepest : 0];
  }
}

/** @param {Surface} surface */
export function createHeatmap(surface) {
  const cells = document.createElement("canvas");
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
 * The shades from calm to near saturation, a gap, and the saturated one.
 * @param {Surface} surface
 * @param {Palette} palette
 */
export function drawShades(surface, palette) {
  const { context, width, height } = surface.begin();
  const saturated = height * 1.4;
  const ramp = width - saturated - 3;
  const gradient = context.createLinearGradient(0, 0, ramp, 0);
  gradient.addColorStop(0, `rgb(${palette.calm})`);
  gradient.addColorStop(1, `rgb(${palette.near})`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, ramp, height);
  context.fillStyle = `rgb(${palette.saturated})`;
  context.fillRect(width - saturated, 0, saturated, height);
  context.strokeStyle = palette.rule;
  context.strokeRect(0.5, 0.5, ramp - 1, height - 1);
}
