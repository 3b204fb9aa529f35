// The state of a sweep: axes, maps, the outcome of each cell, the order of the cells, and the remaining time. Pure data, used
// by map.js.

import { FAILED, KNOWN, REFUSED } from "../../draw/cells.js";
import { faultWords } from "../words/format.js";
import { createJudge } from "./health.js";

/** @import { Config, Measure } from "../../shared/protocol.js" */
/** @import { Cells } from "../../draw/cells.js" */
/** @import { Outcome } from "./pool.js" */

/** @typedef {{field: string, values: string[]}} Axis */
/** @typedef {{label: string, base: Config, own: boolean}} Plan one map; `base` is the network it varies, `own` whether that is the unchanged network of the form */
/** @typedef {{x: Axis, y: Axis | null, plans: Plan[], measure: Measure, steps: number}} Asked */
/** @typedef {(base: Config, xField: string, xValue: string, yField: string, yValue: string) => Config} CellConfig implemented in Rust; throws FieldError[] */
/** @typedef {{map: number, column: number, row: number}} CellPlace */
/** @typedef {ReturnType<typeof createSweep>} Sweep */

/** Every 8th cell is computed first, then every 4th, every 2nd, and all. */
const COARSEST = 8;
/** Shorter measurements give no useful estimate. */
const MIN_SPENT_MS = 300;
/** A longer gap between updates means that the tab was suspended or the machine slept. */
const MAX_GAP_MS = 5000;

/** The cells of a grid from coarse to fine; row by row within each level. @param {number} columns @param {number} rows */
function coarseToFine(columns, rows) {
  const order = [];
  for (let step = COARSEST; step >= 1; step /= 2) {
    for (let row = 0; row < rows; row += step) {
      for (let column = 0; column < columns; column += step) {
        const coarser = step < COARSEST && column % (2 * step) === 0 && row % (2 * step) === 0;
        if (!coarser) order.push(row * columns + column);
      }
    }
  }
  return order;
}

/** @param {Asked} asked @param {CellConfig} cellConfig @param {number} uniform the loss of a uniform guess */
export function createSweep({ x, y, plans, measure, steps }, cellConfig, uniform) {
  const columns = x.values.length;
  const rows = y?.values.length ?? 1;
  const size = columns * rows;
  const maps = plans.map((plan) => ({
    ...plan,
    /** @type {Cells} */
    cells: {
      columns,
      rows,
      state: new Uint8Array(size),
      value: new Float64Array(size).fill(Number.NaN),
      healthy: new Uint8Array(size),
    },
    /** 1 for each network whose verdict is that nothing is wrong, whatever its measure. */
    sound: new Uint8Array(size),
    sums: /** @type {(string | null)[]} */ (Array(size).fill(null)),
    reasons: /** @type {Map<number, string>} */ (new Map()),
  }));
  const total = size * maps.length;
  const judge = createJudge(maps, measure, uniform);
  let done = 0;
  /** Progress of the cells being computed, by their numbers. @type {Map<number, number>} */
  const parts = new Map();
  /** Milliseconds spent, without pauses. */
  let spent = 0;
  /** Until when that is counted; null while paused. @type {number | null} */
  let counted = null;

  /** @param {number} now */
  function count(now) {
    if (counted === null) return;
    if (now - counted < MAX_GAP_MS) spent += now - counted;
    counted = now;
  }

  /** @param {number} id */
  const placed = (id) => ({ map: maps[Math.floor(id / size)], at: id % size });

  return {
    x,
    y,
    measure,
    steps,
    columns,
    rows,
    maps,
    total,
    done: () => done,
    /** The numbers of all cells; the maps fill in parallel. */
    order: () => coarseToFine(columns, rows).flatMap((at) => maps.map((_, map) => map * size + at)),
    /** A cell's number. @param {CellPlace} place */
    idOf: ({ map, column, row }) => map * size + row * columns + column,
    /** @param {number} id @returns {Config} */
    configOf(id) {
      const { map, at } = placed(id);
      const up = y?.values[Math.floor(at / columns)] ?? "";
      return cellConfig(map.base, x.field, x.values[at % columns], y?.field ?? "", up);
    },
    /** @param {number} id @param {Outcome} outcome */
    put(id, outcome) {
      const { map, at } = placed(id);
      parts.delete(id);
      done += 1;
      if ("errors" in outcome) {
        map.cells.state[at] = REFUSED;
        map.reasons.set(at, outcome.errors.map(faultWords).join("; "));
      } else if ("failed" in outcome) {
        map.cells.state[at] = FAILED;
        map.reasons.set(at, outcome.failed);
      } else {
        map.cells.state[at] = KNOWN;
        map.cells.value[at] = outcome.value;
        map.sound[at] = Number(outcome.healthy);
        map.sums[at] = outcome.sum;
        judge(map, at);
      }
    },
    /** @param {number} id @param {number} part */
    underWay(id, part) {
      parts.set(id, part);
    },
    /** Starts or stops the clock. @param {boolean} runs @param {number} now */
    time(runs, now) {
      count(now);
      counted = runs ? now : null;
    },
    /** Estimated remaining milliseconds; null if there is no estimate yet. @param {number} now */
    left(now) {
      count(now);
      const finished = done + [...parts.values()].reduce((sum, part) => sum + part, 0);
      return spent < MIN_SPENT_MS || finished === 0 ? null : (spent * (total - finished)) / finished;
    },
  };
}
