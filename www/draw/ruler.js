// The scale of a map's axis, whose cells stand for values: where a value lies among the cells, and which marks are labeled.
// Pure; draw/axes.js paints it.

import { linearTicks, logTicks } from "./scale.js";

/**
 * @typedef {object} Ruler
 * @property {string} title
 * @property {string[]} labels a cell's value, for each cell
 * @property {(number | null)[]} numbers the same, where it is one
 */
/** @typedef {{at: number, label: string}} Mark `at` in cells, each cell's middle half a cell on */

/** Steps of an axis that differ by no more than this part are of one size, as far as rounded values show. */
const EVEN = 0.02;

/** How an axis runs: by equal factors, by equal steps, or from one value to the next. @param {Ruler["numbers"]} numbers */
export function courseOf(numbers) {
  const values = numbers.filter((value) => value !== null);
  if (values.length < numbers.length || values.length < 3) return "list";
  const even = (/** @type {number[]} */ steps) => {
    const [least, most] = [Math.min(...steps), Math.max(...steps)];
    return least > 0 && (most - least) / most < EVEN;
  };
  const pairs = values.slice(1).map((value, i) => [values[i], value]);
  if (values[0] > 0 && even(pairs.map(([a, b]) => Math.log(b / a)))) return "log";
  if (even(pairs.map(([a, b]) => b - a))) return "linear";
  return "list";
}

/**
 * Where a value lies among the cells; null beside them.
 * @param {Ruler} ruler
 * @param {number | null} number
 * @param {string} label
 * @returns {number | null}
 */
export function placeOn({ labels, numbers }, number, label) {
  const same = labels.indexOf(label);
  if (same >= 0) return same + 0.5;
  if (number === null) return null;
  const log = courseOf(numbers) === "log";
  const by = (/** @type {number} */ value) => (log ? Math.log(value) : value);
  for (let i = 0; i + 1 < numbers.length; i++) {
    const [a, b] = [numbers[i], numbers[i + 1]];
    if (a === null || b === null || number < Math.min(a, b) || number > Math.max(a, b)) continue;
    return i + 0.5 + (by(number) - by(a)) / (by(b) - by(a));
  }
  return null;
}

/**
 * What stands along an axis of some length.
 * @param {Ruler} ruler
 * @param {number} length in pixels
 * @param {number} room that a label takes, in pixels
 * @returns {Mark[]}
 */
export function marksOf(ruler, length, room) {
  const { labels, numbers } = ruler;
  const cell = length / labels.length;
  const course = courseOf(numbers);
  const [first, last] = [numbers[0], numbers.at(-1)];
  // Where every cell can have its label, or values have nothing between them, cells are labelled.
  const whole = numbers.every((value) => value !== null && Number.isInteger(value));
  if (course !== "list" && !(whole && cell >= room) && typeof first === "number" && typeof last === "number") {
    const ticks = (course === "log" ? logTicks : linearTicks)(first, last, room / length);
    const marks = ticks.map(({ value, label }) => ({ at: placeOn(ruler, value, ""), label }));
    const placed = marks.filter((mark) => mark.at !== null && (mark.label !== "" || course === "log"));
    if (placed.filter(({ label }) => label !== "").length >= 2) return /** @type {Mark[]} */ (placed);
  }
  const every = Math.max(1, Math.ceil(room / cell));
  return labels.map((label, i) => ({ at: i + 0.5, label: i % every === 0 ? label : "" }));
}
