// What stands out in a run, as places on its timeline with names. Pure.

import { spread } from "../../draw/scale.js";
import { count, lossFigure } from "../words/format.js";

/** @import { Marks } from "../../shared/protocol.js" */

/** @typedef {{step: number, label: string, name: string}} Mark `name` says what it is, `label` is short enough to stand on the timeline */

/** In the order of their steps. @param {Marks} marks @returns {Mark[]} */
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
  if (nan !== null) {
    marks.push({ step: nan, label: "NaN", name: `First loss that is not a number: step ${count(nan)}` });
  }
  // Where the loss is lost first, its mark says so.
  if (diverged !== null && diverged.what !== "loss") {
    const what = diverged.what === "statistics" ? "running statistics" : "weights";
    marks.push({
      step: diverged.step,
      label: "∞",
      name: `First ${what} that are not numbers: step ${count(diverged.step)}`,
    });
  }
  return marks.sort((a, b) => a.step - b.step);
}

/**
 * Where each mark's step lies, and where its label stands so that none covers another, in pixels.
 * @param {Mark[]} marks in order
 * @param {number} max the last step
 * @param {{width: number, thumb: number, label: number}} sizes of the track, its thumb and the widest label
 */
export function placed(marks, max, { width, thumb, label }) {
  const at = marks.map(({ step }) => thumb / 2 + (Math.min(step, max) / Math.max(1, max)) * (width - thumb));
  const labels = spread(at, label, label / 2, width - label / 2);
  return marks.map((mark, i) => ({ ...mark, at: at[i], labelAt: labels[i] }));
}
