// The axes of a sweep map: positions of values among the cells, ticks at round values, and titles. Used by axes.js and
// app/map/picture.js.

import { linearTicks, logTicks } from "./scale.js";

/**
 * @typedef {object} Ruler
 * @property {string} title
 * @property {string[]} labels each cell's value
 * @property {(number | null)[]} numbers the same as numbers, if they are
 */
/** @typedef {{at: number, label: string}} Mark `at` in cells; a cell's middle is at its index + 0.5 */

/** Steps that differ by at most this share count as equal, since the values are rounded. */
const EVEN = 0.02;

/** The scale of an axis: equal factors, equal steps, or a list of values. @param {Ruler["numbers"]} numbers */
export function courseOf(numbers) {
  const values = numbers.filter((value) => value !== null);
  if (values.length < numbers.length || values.length < 3) return "list";
  const even = (/** @type {number[]} */ steps) => {
    const [min, max] = [Math.min(...steps), Math.max(...steps)];
    return min > 0 && (max - min) / max < EVEN;
  };
  const pairs = values.slice(1).map((value, i) => [values[i], value]);
  if (values[0] > 0 && even(pairs.map(([a, b]) => Math.log(b / a)))) return "log";
  if (even(pairs.map(([a, b]) => b - a))) return "linear";
  return "list";
}

/**
 * The position of a value among the cells; null outside them.
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
 * The ticks of an axis.
 * @param {Ruler} ruler
 * @param {number} length in pixels
 * @param {number} room for a label, in pixels
 * @returns {Mark[]}
 */
export function marksOf(ruler, length, room) {
  const { labels, numbers } = ruler;
  const cell = length / labels.length;
  const course = courseOf(numbers);
  const [first, last] = [numbers[0], numbers.at(-1)];
  // If every cell's label fits, or the values form a list, the cells themselves are labeled.
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
