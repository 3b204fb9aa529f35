// The geometry of a sweep map: which cell is shown at each place, the line around the healthy cells, and where a label fits.
// Pure functions, used by sweep-map.js, sweep-line.js
// and app/map/.

/**
 * @typedef {object} Cells row by row, the lowest row first
 * @property {number} columns
 * @property {number} rows
 * @property {Uint8Array} state 0 not computed, or one of the three below
 * @property {Float64Array} value
 * @property {Uint8Array} healthy 0 or 1
 */
/** @typedef {{column: number, row: number}} Place */
/** @typedef {{left: number, top: number, width: number, height: number, columns: number, rows: number}} Plot */
/** @typedef {[x1: number, y1: number, x2: number, y2: number]} Edge in cells, upward from the lowest row */

/** The state of a cell that has been computed. */
export const KNOWN = 1;
/** The state of a cell whose Config is invalid. */
export const REFUSED = 2;
/** The state of a cell that no worker survived. */
export const FAILED = 3;

/** Maximum side of a block, in cells. */
const COARSEST = 8;

/**
 * The cell shown at each place: its own if computed, else the one of a coarser grid to its lower left, else −1.
 * @param {Cells} cells
 * @returns {Int32Array}
 */
export function shown({ columns, rows, state }) {
  const found = new Int32Array(columns * rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let step = 1; step <= COARSEST; step *= 2) {
        const at = (row - (row % step)) * columns + column - (column % step);
        if (state[at] !== 0) {
          found[row * columns + column] = at;
          break;
        }
      }
    }
  }
  return found;
}

/**
 * The edges between healthy and unhealthy computed cells.
 * @param {Cells} cells
 * @param {Int32Array} at the cell shown at each place
 * @returns {Edge[]}
 */
export function contour({ columns, rows, state, healthy }, at) {
  const edges = /** @type {Edge[]} */ ([]);
  const differ = (/** @type {number} */ a, /** @type {number} */ b) =>
    state[at[a]] === KNOWN && state[at[b]] === KNOWN && healthy[at[a]] !== healthy[at[b]];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const here = row * columns + column;
      if (column + 1 < columns && differ(here, here + 1)) edges.push([column + 1, row, column + 1, row + 1]);
      if (row + 1 < rows && differ(here, here + columns)) edges.push([column, row + 1, column + 1, row + 1]);
    }
  }
  return edges;
}

/**
 * Finds the largest block of healthy cells with at least a given size, for a label.
 * @param {Cells} cells
 * @param {Int32Array} at
 * @param {number} wide minimum columns
 * @param {number} high minimum rows
 * @returns {{column: number, row: number} | null} its middle, in cells
 */
export function roomFor({ columns, rows, healthy }, at, wide, high) {
  // A summed-area table: the sum of any block takes four of its entries.
  const sums = new Int32Array((columns + 1) * (rows + 1));
  for (let row = 0; row < rows; row++) {
    let line = 0;
    for (let column = 0; column < columns; column++) {
      const cell = at[row * columns + column];
      line += cell >= 0 ? healthy[cell] : 0;
      sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1] + line;
    }
  }
  const of = (/** @type {number} */ c, /** @type {number} */ r) => sums[r * (columns + 1) + c];
  for (let more = Math.min(columns - wide, rows - high); more >= 0; more--) {
    const [w, h] = [wide + more, high + more];
    for (let row = 0; row + h <= rows; row++) {
      for (let column = 0; column + w <= columns; column++) {
        const healthyOnes = of(column + w, row + h) - of(column, row + h) - of(column + w, row) + of(column, row);
        if (healthyOnes === w * h) return { column: column + w / 2, row: row + h / 2 };
      }
    }
  }
  return null;
}

/** Where nothing is drawn. @type {Plot} */
export const NOWHERE = { left: 0, top: 0, width: 0, height: 0, columns: 1, rows: 1 };

/** From cells to CSS pixels. @param {Plot} plot */
export function toScreen({ left, top, width, height, columns, rows }) {
  return (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {[number, number]} */ ([left + (x / columns) * width, top + height - (y / rows) * height]);
}

/**
 * The cell at a point of the canvas, in CSS pixels.
 * @param {number} x
 * @param {number} y
 * @param {Plot} plot
 * @returns {Place | null} null outside the map
 */
export function placeOf(x, y, { left, top, width, height, columns, rows }) {
  const [across, down] = [(x - left) / width, (y - top) / height];
  if (!(across >= 0 && across < 1 && down >= 0 && down < 1)) return null;
  return { column: Math.floor(across * columns), row: rows - 1 - Math.floor(down * rows) };
}
