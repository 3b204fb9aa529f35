// The timeline's markers: notable steps of a run, with labels and positions. Pure functions, used by timeline.js.

import { spread } from "../../draw/scale.js";
import { count, lossFigure } from "../words/format.js";

/** @import { Marks } from "../../shared/protocol.js" */

/** @typedef {{step: number, label: string, name: string}} Mark `name` describes it, `label` is short enough for the timeline */

/** In ascending order. @param {Marks} marks @returns {Mark[]} */
export function marksOf({ dead, nan, diverged, drop }) {
  /** @type {Mark[]} */
  const marks = [{ step: 0, label: "0", name: "First step: step 0" }];
  if (dead !== null) {
    const name = `First dead neuron: step ${count(dead.step)}, layer ${dead.layer + 1}`;
    marks.push({ step: dead.step, label: "dead", name });
  }
  if (drop !== null) {
    const steps = `steps ${count(drop.from)} to ${count(drop.to)}`;
    marks.push({ step: drop.to, label: "drop", name: `Largest loss drop: ${steps}, by ${lossFigure(drop.by)}` });
  }
  if (nan !== null) marks.push({ step: nan, label: "NaN", name: `First NaN loss: step ${count(nan)}` });
  // If the loss diverged first, the marker of the NaN loss shows it.
  if (diverged !== null && diverged.what !== "loss") {
    const what = diverged.what === "statistics" ? "running statistics" : "weights";
    const name = `First ${what} that are not finite: step ${count(diverged.step)}`;
    marks.push({ step: diverged.step, label: "∞", name });
  }
  return marks.sort((a, b) => a.step - b.step);
}

/**
 * The position of each marker and of its label in pixels, without overlapping labels.
 * @param {Mark[]} marks ascending
 * @param {number} max the last step
 * @param {{width: number, thumb: number, label: number}} sizes of the track, its thumb and the widest label
 */
export function placed(marks, max, { width, thumb, label }) {
  const at = marks.map(({ step }) => thumb / 2 + (Math.min(step, max) / Math.max(1, max)) * (width - thumb));
  const labels = spread(at, label, label / 2, width - label / 2);
  return marks.map((mark, i) => ({ ...mark, at: at[i], labelAt: labels[i] }));
}
