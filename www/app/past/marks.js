// The timeline's markers: notable steps of a run, with labels and positions. Pure functions, used by timeline.js.

import { count, lossFigure } from "../words/format.js";

/** @import { Marks } from "../../shared/protocol.js" */

/** @typedef {{step: number, label: string, words: string, name: string}} Mark `name` describes it with its step; `words` say what it is, `label` the same where there is little room */

/** What was not finite. */
const DIVERGED = {
  loss: "losses",
  weights: "weights",
  statistics: "running statistics",
  optimizer: "averages of the optimizer",
};

/** In ascending order. @param {Marks} marks @returns {Mark[]} */
export function marksOf({ dead, nan, diverged, drop }) {
  /** @type {Mark[]} */
  const marks = [{ step: 0, label: "start", words: "start", name: "First step: step 0" }];
  if (dead !== null) {
    const name = `First dead neuron: step ${count(dead.step)}, layer ${dead.layer + 1}`;
    marks.push({ step: dead.step, label: "dead", words: "first dead neuron", name });
  }
  if (drop !== null) {
    const steps = `steps ${count(drop.from)} to ${count(drop.to)}`;
    marks.push({
      step: drop.to,
      label: "drop",
      words: "loss fell most",
      name: `Largest loss drop: ${steps}, by ${lossFigure(drop.by)}`,
    });
  }
  if (nan !== null)
    marks.push({ step: nan, label: "NaN", words: "first NaN loss", name: `First NaN loss: step ${count(nan)}` });
  // If the loss diverged first, the marker of the NaN loss shows it.
  if (diverged !== null && diverged.what !== "loss") {
    const what = DIVERGED[diverged.what];
    const name = `First ${what} that are not finite: step ${count(diverged.step)}`;
    marks.push({ step: diverged.step, label: "∞", words: `${what} diverged`, name });
  }
  return marks.sort((a, b) => a.step - b.step);
}

/** The least width of a label in pixels: a target for a pointer. */
const MIN_LABEL = 34;
/** The mean width of a character, as a share of the type size. */
const CHARACTER = 0.57;
/** A label that is spelled out is moved no farther than leaves its tick so many pixels within it. */
const WITHIN = 6;

/** @param {string} text @param {number} type its size in pixels */
const widthOf = (text, type) => Math.max(MIN_LABEL, CHARACTER * type * text.length + 6);

/**
 * Moves labels of some widths apart, within 0..`width`, keeping their order.
 * @param {number[]} at ascending
 * @param {number[]} widths
 * @param {number} width
 */
function apart(at, widths, width) {
  const gap = (/** @type {number} */ i) => (widths[i - 1] + widths[i]) / 2;
  const all = [...at];
  for (let i = 0; i < all.length; i++) all[i] = Math.max(all[i], i === 0 ? widths[0] / 2 : all[i - 1] + gap(i));
  for (let i = all.length - 1; i >= 0; i--)
    all[i] = Math.min(all[i], i === all.length - 1 ? width - widths[i] / 2 : all[i + 1] - gap(i + 1));
  return all;
}

/**
 * The position of each marker and of its label in pixels, without overlapping labels. A label is spelled out where there is
 * room for it beside its tick.
 * @param {Mark[]} marks ascending
 * @param {number} max the last step
 * @param {{width: number, thumb: number, type: number}} sizes of the track, its thumb and the type
 */
export function placed(marks, max, { width, thumb, type }) {
  const at = marks.map(({ step }) => thumb / 2 + (Math.min(step, max) / Math.max(1, max)) * (width - thumb));
  /** What each choice of labels gives, the i-th spelled out where bit i is set; null where they do not fit, or one would lie away from its tick. @param {number} spelled */
  function placedBy(spelled) {
    const isSpelled = (/** @type {number} */ i) => (spelled & (1 << i)) !== 0;
    const texts = marks.map(({ words, label }, i) => (isSpelled(i) ? words : label));
    const widths = texts.map((text) => widthOf(text, type));
    const labels = apart(at, widths, width);
    const stray = labels.some((label, i) => isSpelled(i) && Math.abs(label - at[i]) > widths[i] / 2 - WITHIN);
    const fits = spelled === 0 || labels[0] >= widths[0] / 2;
    return stray || !fits ? null : marks.map((mark, i) => ({ ...mark, at: at[i], labelAt: labels[i], text: texts[i] }));
  }

  // There are five at most.
  const choices = Array.from({ length: 2 ** marks.length }, (_, spelled) => spelled);
  const letters = (/** @type {number} */ spelled) =>
    marks.reduce((sum, { words }, i) => sum + ((spelled & (1 << i)) === 0 ? 0 : words.length), 0);
  choices.sort((a, b) => letters(b) - letters(a));
  for (const spelled of choices) {
    const places = placedBy(spelled);
    if (places !== null) return places;
  }
  return [];
}
