// Draws lines over the steps of a run, each with its name at its right end, on a linear or a log axis with a dashed line at a
// reference: the norm of the gradients, the learned scales of the branches. Used by app/panels/optimizer/.

import { linearScale, linearTicks, logScale, logTicks, roundRange, spread } from "./scale.js";
import { addCurve, addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Column } from "./columns.js" */
/** @import { Points } from "./shapes.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{name: string, color: string, values: Column, band?: {low: Column, high: Column}}} Line `band` is the range of each point's values */
/**
 * @typedef {object} Steps
 * @property {number[]} xs the step of each point, ascending
 * @property {Line[]} lines
 * @property {boolean} log
 * @property {number} [reference] a value that is marked and always on the axis
 * @property {number | null} [cursor] the displayed step while looking back
 */

const LEFT = 40;
const RIGHT = 8;
const TOP = 6;
/** Room below for the steps' labels. */
const BELOW = 16;
/** Width of a character, in sizes of it, and of the gap before a name. */
const CHARACTER = 0.6;
const GAP = 4;

/** The room at the right for the names. @param {Steps} steps @param {number} size of the type */
const namesWidth = ({ lines }, size) =>
  Math.max(RIGHT, ...lines.map(({ name }) => (name === "" ? 0 : name.length * CHARACTER * size + GAP)));

/** The positions of the steps. @param {Steps} steps @param {number} width @param {number} size of the type */
export const stepsScale = (steps, width, size) =>
  linearScale(0, Math.max(1, steps.xs.at(-1) ?? 1), LEFT, width - namesWidth(steps, size));

/** The ends of the value axis. @param {Steps} steps @returns {[low: number, high: number]} */
export function stepsAxis({ lines, log, reference }) {
  const all = lines.flatMap(({ values, band }) => [...values, ...(band?.low ?? []), ...(band?.high ?? [])]);
  const values = [...all, reference ?? null].filter((value) => value !== null && (!log || value > 0));
  const known = /** @type {number[]} */ (values);
  if (known.length === 0) return log ? [1, 10] : [0, 1];
  return roundRange(Math.min(...known), Math.max(...known), log);
}

/** @param {Surface} surface @param {Steps} steps @param {Palette} palette */
export function drawSteps(surface, steps, palette) {
  const { context, width, height } = surface.begin();
  const { xs, lines, log, reference, cursor = null } = steps;
  const size = palette.tickSize;
  const [low, high] = stepsAxis(steps);
  const [top, bottom] = [TOP, height - BELOW];
  const right = width - namesWidth(steps, size);
  const x = stepsScale(steps, width, size);
  const y = (log ? logScale : linearScale)(low, high, bottom, top);

  setStyle(context, { font: `${size}px ${palette.font}`, lineWidth: 1, strokeStyle: palette.rule });
  setStyle(context, { fillStyle: palette.muted, textAlign: "right", textBaseline: "middle" });
  context.beginPath();
  for (const { value, label } of (log ? logTicks : linearTicks)(low, high, (size + 2) / (bottom - top))) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, LEFT, at, right, at);
    context.fillText(label, LEFT - 4, at);
  }
  context.stroke();
  const last = Math.max(1, xs.at(-1) ?? 1);
  context.textBaseline = "top";
  for (const { value, label } of linearTicks(0, last, (6 * size) / (right - LEFT))) {
    if (!Number.isInteger(value)) continue;
    context.textAlign = value === 0 ? "left" : x(value) > right - 2 * size ? "right" : "center";
    context.fillText(label, x(value), bottom + 3);
  }
  if (reference !== undefined) {
    setStyle(context, { strokeStyle: palette.ink, lineWidth: 1 });
    strokeLine(context, LEFT, y(reference), right, y(reference), [5, 4]);
  }
  const inside = (/** @type {number | null} */ value) => value !== null && (!log || value > 0);
  /** @param {Column} of @returns {Points} */
  const points = (of) => of.map((value, i) => (inside(value) ? [x(xs[i]), y(Number(value))] : null));
  for (const { color, values, band } of lines) {
    if (band) {
      setStyle(context, { fillStyle: color, globalAlpha: 0.22 });
      fillBetween(context, points(band.low), points(band.high));
      context.globalAlpha = 1;
    }
    setStyle(context, { strokeStyle: color, lineWidth: 1.5, lineJoin: "round", fillStyle: color });
    const places = points(values);
    context.beginPath();
    addCurve(context, places);
    context.stroke();
    const dots = places.filter((point) => point !== null);
    // One or two points are no line.
    if (dots.length < 3) for (const dot of dots) fillDisc(context, dot[0], dot[1], 2.5);
  }
  drawNames(context, lines, { y, right, top, bottom }, palette);
  if (cursor !== null) {
    context.fillStyle = palette.past;
    context.fillRect(Math.round(x(Math.min(cursor, last))) - 1, top, 2, bottom - top);
  }
}

/** Fills between two lines where both have a value. @param {CanvasRenderingContext2D} context @param {Points} low @param {Points} high */
function fillBetween(context, low, high) {
  context.beginPath();
  for (let i = 1; i < low.length; i++) {
    const [a, b, c, d] = [low[i - 1], low[i], high[i], high[i - 1]];
    if (!a || !b || !c || !d) continue;
    context.moveTo(...a);
    for (const corner of [b, c, d]) context.lineTo(...corner);
  }
  context.fill();
}

/**
 * Each line's name at its right end; where there is no room for all, those of the first and the last.
 * @param {CanvasRenderingContext2D} context
 * @param {Line[]} lines
 * @param {{y: (value: number) => number, right: number, top: number, bottom: number}} plot
 * @param {Palette} palette
 */
function drawNames(context, lines, { y, right, top, bottom }, palette) {
  const gap = palette.tickSize + 1;
  let ends = lines.flatMap(({ name, color, values }) => {
    const value = values.findLast((candidate) => candidate !== null);
    return name === "" || value == null ? [] : [{ name, color, at: y(value) }];
  });
  if (ends.length > 2 && ends.length > (bottom - top) / gap) ends = [ends[0], ends[ends.length - 1]];
  ends.sort((a, b) => a.at - b.at);
  const placed = spread(
    ends.map(({ at }) => at),
    gap,
    top + gap / 2,
    bottom - gap / 2,
  );
  setStyle(context, { textAlign: "left", textBaseline: "middle" });
  ends.forEach(({ name, color }, i) => {
    context.fillStyle = color;
    context.fillText(name, right + GAP, placed[i]);
  });
}
