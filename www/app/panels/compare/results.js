// The comparison of runs as rows of text: the settings in which they differ, the results of each, and which is best. Pure
// functions, used by table.js.

import { ACTIVATIONS } from "../../words/activations.js";
import { fieldLabel } from "../../words/fields.js";
import { count, figure, lossFigure, percent } from "../../words/format.js";

/** @import { Evaluation } from "../../../draw/columns.js" */
/** @import { Config, Frame } from "../../../shared/protocol.js" */

/** @typedef {{config: Config, frame: Frame | null, step: number, sum: string | null, evaluations: Evaluation[]}} Compared */
/** @typedef {{key: string, label: string, texts: string[], best: boolean[]}} Row `best` marks the best runs; none if all are equal */

const NONE = "–";

/**
 * The settings in which any two runs differ, in the link's syntax.
 * @param {[key: string, text: string][][]} runs the fields of each, in the same order
 * @returns {Row[]}
 */
export function differences(runs) {
  return runs[0].flatMap(([key], at) => {
    const texts = runs.map((fields) => fields[at][1]);
    if (texts.every((text) => text === texts[0])) return [];
    return [{ key, label: fieldLabel(key), texts, best: texts.map(() => false) }];
  });
}

/** The latest smoothed loss; before the first step, the loss. @param {Frame} frame */
function smoothed({ history: { smooth }, loss }) {
  const n = smooth.points[0];
  return n === 0 ? loss[0] : smooth.mean[n - 1];
}

/** The layer with the largest share of saturated activations. @param {Frame} frame */
function worst({ layer }) {
  const shares = layer.map(({ saturated }) => saturated[0]);
  const share = Math.max(...shares);
  return { share, number: shares.indexOf(share) + 1 };
}

/**
 * The results of each run. The best has the lowest loss, the fewest saturated or dead neurons, the first loss nearest to
 * ln V, or the most equal gradients; runs with the same text share it.
 * @param {Compared[]} runs
 * @returns {Row[]}
 */
export function results(runs) {
  /**
   * @param {string} key
   * @param {string} label
   * @param {(run: Compared & {frame: Frame}) => {text: string, badness?: number}} of lower `badness` is better
   */
  const row = (key, label, of) => {
    const cells = runs.map((run) => (run.frame === null ? { text: NONE } : of({ ...run, frame: run.frame })));
    return { key, label, texts: cells.map(({ text }) => text), best: bestOf(cells) };
  };
  const loss = (/** @type {number} */ value) => ({ text: lossFigure(value), badness: value });
  const split = (/** @type {"train" | "val"} */ of) => (/** @type {Compared & {frame: Frame}} */ run) => {
    const last = run.evaluations.at(-1);
    if (last === undefined) return { text: NONE };
    const at = last.step === run.frame.step ? "" : ` (step ${count(last.step)})`;
    return { text: `${lossFigure(last[of])}${at}`, badness: last[of] };
  };
  const gradients = row("gradients", "Gradient std, last to first layer", ({ frame: { layer } }) => {
    if (layer.length < 2) return { text: NONE };
    const ratio = layer[layer.length - 1].gradient.std[0] / layer[0].gradient.std[0];
    return { text: figure(ratio), badness: Math.abs(Math.log(ratio)) };
  });
  // Zeros, which count as saturated for a ReLU, are not bad.
  const saturationIsBad = runs.every(({ config }) => ACTIVATIONS[config.act].isBounded);
  return [
    row("step", "Step", ({ frame }) => ({ text: count(frame.step) })),
    row("first", "First loss", ({ frame: { first_loss, uniform_loss } }) => ({
      text: lossFigure(first_loss[0]),
      badness: Math.abs(first_loss[0] - uniform_loss[0]),
    })),
    row("now", "Loss now, smoothed", ({ frame }) => loss(smoothed(frame))),
    row("train", "Train loss", split("train")),
    row("val", "Val loss", split("val")),
    row("saturated", "Saturated, worst layer", ({ frame }) => {
      const { share, number } = worst(frame);
      return { text: `${percent(share)} (layer ${number})`, ...(saturationIsBad ? { badness: share } : {}) };
    }),
    row("dead", "Dead neurons", ({ frame: { layer } }) => {
      const dead = layer.reduce((sum, { dead }) => sum + dead[0], 0);
      return { text: count(dead), badness: dead };
    }),
    ...(runs.every(({ config }) => config.hidden.length < 2) ? [] : [gradients]),
    row("sum", "Checksum", ({ sum, step, frame }) => ({ text: sum !== null && step === frame.step ? sum : NONE })),
  ];
}

/** Which cells are the best: none if all have the same text, or fewer than two can be compared. NaN is the worst. @param {{text: string, badness?: number}[]} cells */
function bestOf(cells) {
  const known = cells.flatMap(({ text, badness }) =>
    badness === undefined ? [] : [{ text, badness: Number.isNaN(badness) ? Number.POSITIVE_INFINITY : badness }],
  );
  const best = known.reduce((a, b) => (b.badness < a.badness ? b : a), known[0]);
  const apart = new Set(known.map(({ text }) => text)).size > 1;
  return cells.map(({ text, badness }) => apart && badness !== undefined && text === best.text);
}
