// Computes the cells of a sweep one after another, like a worker of the page's map.

import init, { parse_link, Sweeper, sweep_axes, sweep_cell } from "../../www/pkg/initscope.js";
import { load } from "./clock.js";

/** @typedef {{field: string, values: string[]}} Axis */

/** @type {Sweeper} */
let sweeper;
/** @type {{config: unknown, x: Axis, y: Axis}} */
let grid;

/**
 * Reads text and axes. Returns how many rows there are.
 * @param {string} link @param {string} x @param {string} y
 */
export async function open(link, x, y) {
  await init();
  sweeper = new Sweeper(new Uint8Array(await load("www/text/names.txt")));
  const { config } = parse_link(link);
  grid = { config, ...sweep_axes(config, x, y) };
  return grid.y.values.length;
}

/** Computes one row. Returns the number of cells with a value. @param {number} i */
export function row(i) {
  const { config, x, y } = grid;
  let found = 0;
  for (const value of x.values) {
    sweeper.begin(sweep_cell(config, x.field, value, y.field, y.values[i]), "saturated", 0);
    const state = sweeper.advance_for(1000);
    if (Number.isFinite(state.value) && state.checksum.length === 16) found++;
  }
  return found;
}
