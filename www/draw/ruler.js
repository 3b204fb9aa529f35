// The axes of a sweep map: positions of values among the cells, ticks at round values, and titles. Used by field.js and
// app/map/.

import { linearTicks, logTicks } from "./scale.js";

/** @import { Palette } from "./color.js" */
/** @import { Plot } from "./field.js" */

/**
 * @typedef {object} Ruler
 * @property {string} title
 * @property {string[]} labels each cell's value
 * @property {(number | null)[]} numbers the same as numbers, if they are
 */
/** @typedef {{at: number, label: string}} Mark `at` in cells; a cell's middle is at its index + 0.5 */

const FONT_SIZE = 11;
const TITLE_SIZE = 12;
const TICK = 4;
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

/**
 * The margins around the map.
 * @param {CanvasRenderingContext2D} context
 * @param {{x: Ruler, y: Ruler | null}} axes
 * @param {Palette} palette
 */
export function margins(context, { y }, palette) {
  context.font = `${FONT_SIZE}px ${palette.font}`;
  const widest = y === null ? 0 : Math.max(24, ...shortest(y.labels).map((label) => context.measureText(label).width));
  const left = y === null ? 4 : Math.ceil(Math.min(64, widest)) + TITLE_SIZE + 14;
  return { left, right: 12, top: 8, bottom: FONT_SIZE + TITLE_SIZE + 18 };
}

/** Labels as they will be drawn at most: numbers get short ticks. @param {string[]} labels */
const shortest = (labels) => labels.map((label) => (Number.isNaN(Number(label)) ? label : label.slice(0, 5)));

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: Ruler, y: Ruler | null}} axes
 * @param {Plot} plot
 * @param {Palette} palette
 */
export function drawAxes(context, { x, y }, { left, top, width, height, columns, rows }, palette) {
  context.font = `${FONT_SIZE}px ${palette.font}`;
  context.fillStyle = palette.ink;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  context.textAlign = "center";
  context.textBaseline = "top";
  const widest = Math.max(...x.labels.map((label) => context.measureText(label).width), 20);
  for (const { at, label } of marksOf(x, width, Math.min(80, widest + 10))) {
    const place = left + (at / columns) * width;
    context.moveTo(place, top + height + 1);
    context.lineTo(place, top + height + 1 + (label === "" ? TICK / 2 : TICK));
    context.fillText(label, place, top + height + TICK + 3);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { at, label } of y === null ? [] : marksOf(y, height, FONT_SIZE + 8)) {
    const place = top + height - (at / rows) * height;
    context.moveTo(left - 1, place);
    context.lineTo(left - 1 - (label === "" ? TICK / 2 : TICK), place);
    context.fillText(label, left - TICK - 3, place);
  }
  context.stroke();
  context.font = `600 ${TITLE_SIZE}px ${palette.font}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText(`${x.title} →`, left + width / 2, top + height + FONT_SIZE + TICK + 6, width + left);
  if (y === null) return;
  context.save();
  context.translate(2, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(`${y.title} →`, 0, 0, height + 20);
  context.restore();
}
