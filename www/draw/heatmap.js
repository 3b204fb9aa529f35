// Draws the saturation map: the activations of a minibatch, examples down and neurons across, shaded by |h|, or by the distance
// from the middle between two ends, with marks for dead neurons; and the legend of its shades. Also finds the cell at a point. Used by app/panels/drawer.js and example.js.

import { ABOVE_ZERO, DEEPEST, mapShades, NOT_A_NUMBER, SATURATED, shadeTable } from "./color.js";
import { createImage } from "./image.js";
import { setStyle } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{example: number, neuron: number}} Cell */
/** @typedef {"plain" | "saturated" | "apart"} Zero how exact zeros are shaded: like other small values, as saturated, or with a shade of their own, and as saturated only in the columns of dead neurons */

/** @typedef {readonly [low: number, high: number] | null} Ends the h outside of which a cell is saturated; with null, and plain zeros, only the columns of dead neurons are */

/** Height above the map for the marks of dead neurons and of the selected column. */
const MARKS_HEIGHT = 9;
/** Each of the two strokes around a cell. */
const STROKE = 1.5;

/**
 * @param {{map: Float32Array, dead_neurons: Uint32Array}} layer activations, batch × neurons
 * @param {{ends: Ends, zero: Zero, full: number, table: Uint32Array, pixels: Uint32Array}} options
 *   `full` is the |h|, or distance from the middle of the ends, with the darkest unsaturated shade
 */
export function shade({ map, dead_neurons: dead }, { ends, zero, full, table, pixels }) {
  const first = zero === "apart" ? ABOVE_ZERO : 0;
  const perUnit = (DEEPEST - first) / full;
  const [low, high] = ends ?? [0, 0];
  const middle = (low + high) / 2;
  for (let i = 0; i < map.length; i++) {
    const h = map[i];
    const size = Math.abs(h - middle);
    // NaN fails every comparison.
    const unsaturated = size < full ? first + Math.floor(size * perUnit) : size >= full ? DEEPEST : NOT_A_NUMBER;
    const isDead = dead[i % dead.length] !== 0;
    const isSaturated = zero !== "plain" ? h === 0 : ends === null ? isDead : h < low || h > high;
    const isCalm = zero === "apart" && !isDead;
    pixels[i] = table[!isSaturated ? unsaturated : isCalm ? 0 : SATURATED];
  }
}

/**
 * The cell at a point of the canvas, in CSS pixels; above the map, the first example's.
 * @param {number} x
 * @param {number} y
 * @param {{width: number, height: number, neurons: number, batch: number}} drawn
 * @returns {Cell | null} null outside the canvas
 */
export function cellOf(x, y, { width, height, neurons, batch }) {
  if (!(x >= 0 && x < width && y >= 0 && y < height)) return null;
  const down = Math.max(0, y - MARKS_HEIGHT) / (height - MARKS_HEIGHT);
  return { example: Math.floor(down * batch), neuron: Math.floor((x / width) * neurons) };
}

/** @param {Surface} surface */
export function createHeatmap(surface) {
  const image = createImage();
  let drawn = { width: 0, height: 0, neurons: 0, batch: 0 };
  /** @type {{palette: Palette, lecture: boolean, table: Uint32Array} | null} */
  let shades = null;

  return {
    /**
     * @param {{map: Float32Array, dead_neurons: Uint32Array}} layer
     * @param {object} options
     * @param {Ends} options.ends
     * @param {Zero} options.zero
     * @param {number} options.full see `shade`
     * @param {Palette} options.palette
     * @param {boolean} options.lecture whether saturated cells are white and all others black
     * @param {Cell | null} options.cell the selected cell
     */
    draw(layer, { ends, zero, full, palette, lecture, cell }) {
      const { map, dead_neurons: dead } = layer;
      const neurons = dead.length;
      const batch = map.length / neurons;
      if (shades?.palette !== palette || shades.lecture !== lecture) {
        shades = { palette, lecture, table: shadeTable(mapShades(palette, lecture)) };
      }
      const pixels = image.pixels(neurons, batch);
      shade(layer, { ends, zero, full, table: shades.table, pixels });
      image.put();

      const { context, width, height, scale } = surface.begin();
      drawn = { width, height, neurons, batch };
      // Cells smaller than a pixel are averaged; larger ones keep their edges.
      context.imageSmoothingEnabled = neurons > width * scale || batch > (height - MARKS_HEIGHT) * scale;
      context.drawImage(image.canvas, 0, MARKS_HEIGHT, width, height - MARKS_HEIGHT);
      if (lecture) {
        // Without a border, white cells at an edge would look like the panel.
        setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
        context.strokeRect(0.5, MARKS_HEIGHT + 0.5, width - 1, height - MARKS_HEIGHT - 1);
      }
      if (cell !== null) drawColumnMark(context, (cell.neuron + 0.5) * (width / neurons), width / neurons, palette);
      drawMarks(context, dead, width / neurons, palette.ink);
      if (cell !== null) drawCell(context, cell, drawn, palette);
    },
    /** @param {number} x @param {number} y in CSS pixels of the canvas, as it was last drawn @returns {Cell | null} */
    cellAt: (x, y) => cellOf(x, y, drawn),
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
 * A faint band above the selected column, behind its triangle if it has one.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x its middle
 * @param {number} column width
 * @param {Palette} palette
 */
function drawColumnMark(context, x, column, palette) {
  const wide = Math.max(3, column);
  setStyle(context, { globalAlpha: 0.45, fillStyle: palette.muted });
  context.fillRect(x - wide / 2, 0, wide, MARKS_HEIGHT);
  context.globalAlpha = 1;
}

/**
 * A dark and a light stroke around a cell, visible on any shade. They are drawn outside it, since a cell may be smaller than
 * they are.
 * @param {CanvasRenderingContext2D} context
 * @param {Cell} cell
 * @param {{width: number, height: number, neurons: number, batch: number}} drawn
 * @param {Palette} palette
 */
function drawCell(context, { example, neuron }, { width, height, neurons, batch }, palette) {
  const across = width / neurons;
  const down = (height - MARKS_HEIGHT) / batch;
  const [left, top] = [neuron * across, MARKS_HEIGHT + example * down];
  const stroke = (/** @type {string} */ color, /** @type {number} */ out) => {
    context.strokeStyle = color;
    context.strokeRect(left - out, top - out, across + 2 * out, down + 2 * out);
  };
  context.lineWidth = STROKE;
  stroke(palette.ink, STROKE / 2);
  stroke(palette.panel, STROKE * 1.5);
}

/**
 * The legend: the shade of exact zeros where they have one, the shades from calm to near saturation, then the saturated one
 * and, if there is NaN, its own.
 * @param {Surface} surface
 * @param {Palette} palette
 * @param {{hasNan: boolean, lecture: boolean, zero: Zero}} options
 */
export function drawShades(surface, palette, { hasNan, lecture, zero }) {
  const { context, width, height } = surface.begin();
  const { calm, near, saturated, nan } = mapShades(palette, lecture);
  const apart = [saturated, ...(hasNan ? [nan] : [])];
  const swatch = height * 1.4;
  const start = zero === "apart" ? swatch + 3 : 0;
  const ramp = width - apart.length * (swatch + 3);
  const first = zero === "apart" ? ABOVE_ZERO / DEEPEST : 0;
  // The gradient begins before the ramp where the ramp does not begin at calm.
  const gradient = context.createLinearGradient(start - ((ramp - start) * first) / (1 - first), 0, ramp, 0);
  gradient.addColorStop(0, `rgb(${calm})`);
  gradient.addColorStop(1, `rgb(${near})`);
  context.fillStyle = gradient;
  context.fillRect(start, 0, ramp - start, height);
  setStyle(context, { strokeStyle: lecture ? palette.muted : palette.rule, lineWidth: 1 });
  context.strokeRect(start + 0.5, 0.5, ramp - start - 1, height - 1);
  if (zero === "apart") {
    setStyle(context, { fillStyle: `rgb(${calm})`, strokeStyle: palette.muted });
    context.fillRect(0, 0, swatch, height);
    context.strokeRect(0.5, 0.5, swatch - 1, height - 1);
  }
  apart.forEach((color, i) => {
    const left = ramp + 3 + i * (swatch + 3);
    context.fillStyle = `rgb(${color})`;
    context.fillRect(left, 0, swatch, height);
    // The lecture's white is invisible on a white panel.
    if (lecture) context.strokeRect(left + 0.5, 0.5, swatch - 1, height - 1);
  });
}
