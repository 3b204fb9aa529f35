// A saved run: its data, taken from a frame; its default name; and whether it continues another saved run. Pure functions,
// used by keeper.js, file.js, shelf.js and row.js.

import { configTitle } from "../words/format.js";

/** @import { Distribution, Frame, History } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { State } from "../page/sight.js" */

/** The part of the core that is used here. @typedef {Pick<Core, "parseLink" | "printLink" | "differences" | "preset">} Links */

/**
 * @typedef {object} Log The loss over the steps, a row for each figure of the frame's histories
 * @property {number} stride steps per point
 * @property {Float32Array} min
 * @property {Float32Array} mean
 * @property {Float32Array} max
 * @property {Uint32Array} nonfinite
 * @property {Float32Array} smooth the mean of the smoothed loss
 */

/**
 * @typedef {object} Layer A hidden layer at the run's last step
 * @property {Distribution} activation
 * @property {number} gradient its standard deviation
 * @property {number} saturated percent
 * @property {number} dead
 * @property {number} neurons
 */

/**
 * @typedef {object} Run
 * @property {number} [id] its key in the database
 * @property {number} saved when it was last continued, in milliseconds since 1970
 * @property {string} name given by the reader; empty if none
 * @property {string} link with Config, text, step and checksum
 * @property {number} step
 * @property {string | null} text the name of the file; null for the built-in names
 * @property {number} first loss
 * @property {number} last smoothed loss
 * @property {number} uniform ln V
 * @property {number} threshold beyond which an activation counted as saturated
 * @property {{step: number, train: number, val: number} | null} evaluation the last one
 * @property {Log} log
 * @property {Layer[]} layers
 */

export const MAX_NAME = 80;

/** Normalizes a name: one line of whole characters, of limited length. @param {string} text */
export function cut(text) {
  const line = text.replaceAll(/\p{Cs}/gu, "").replaceAll(/\s+/g, " ");
  const characters = [...line.trim()];
  // Counted in UTF-16 units, as inputs count them.
  while (characters.join("").length > MAX_NAME) characters.pop();
  return characters.join("");
}

/**
 * Makes a run from a frame, copying all its data.
 * @param {Frame} frame
 * @param {Pick<State, "evaluations" | "textIsBuiltIn" | "textName">} state
 * @param {string} link
 * @param {number} saved
 * @returns {Run}
 */
export function taken(frame, { evaluations, textIsBuiltIn, textName }, link, saved) {
  const { loss, smooth } = frame.history;
  const [n] = loss.points;
  const row = (/** @type {Float32Array} */ values) => values.slice(0, n);
  const { step = 0, train = 0, val = 0 } = evaluations.at(-1) ?? {};
  return {
    saved,
    name: "",
    link,
    step: frame.step,
    text: textIsBuiltIn ? null : cut(textName),
    first: frame.first_loss[0],
    last: smooth.mean[n - 1],
    uniform: frame.uniform_loss[0],
    threshold: frame.threshold[0],
    evaluation: evaluations.length > 0 ? { step, train, val } : null,
    log: {
      stride: loss.stride[0],
      min: row(loss.min),
      mean: row(loss.mean),
      max: row(loss.max),
      nonfinite: loss.nonfinite.slice(0, n),
      smooth: row(smooth.mean),
    },
    layers: frame.layer.map(({ activation, gradient, saturated, dead, dead_neurons }) => ({
      activation: copied(activation),
      gradient: gradient.std[0],
      saturated: saturated[0],
      dead: dead[0],
      neurons: dead_neurons.length,
    })),
  };
}

/** @param {Distribution} distribution @returns {Distribution} */
const copied = ({ counts, range, outside, nonfinite, mean, std }) => ({
  counts: counts.slice(),
  range: range.slice(),
  outside: outside.slice(),
  nonfinite: nonfinite.slice(),
  mean: mean.slice(),
  std: std.slice(),
});

/**
 * The base-10 logarithm of the smoothed loss as a history that can be drawn.
 * @param {Run} run
 * @returns {{history: History, range: [low: number, high: number], reference: number}}
 */
export function courseOf({ log: { stride, smooth, nonfinite }, uniform }) {
  const mean = smooth.map((loss) => Math.log10(loss));
  const reference = Math.log10(uniform);
  let [low, high] = [reference, reference];
  for (const value of mean) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const [first, points] = [mean.subarray(0, 1), Uint32Array.of(mean.length)];
  const history = { first, points, stride: Uint32Array.of(stride), min: mean, mean, max: mean, nonfinite };
  // A minimum range, so that a flat curve is not drawn as a rough one.
  return { history, range: [low - 0.02, Math.max(high, low + 0.1) + 0.02], reference };
}

/**
 * The default name of a run: its preset, what differs from it, and the name of a custom text.
 * @param {Links} core
 * @param {Pick<Run, "link" | "text">} run
 */
export function titleOf(core, { link, text }) {
  const whole = configTitle(core, core.parseLink(link).config) + (text === null ? "" : `, on ${text}`);
  return whole.length > MAX_NAME ? `${cut(whole.slice(0, MAX_NAME - 1))}…` : whole;
}

/** @typedef {ReturnType<Links["parseLink"]> & {network: string}} Read a link, and its network at step 0 as a string */

/** Cache of parsed links: each run is compared with every other. @type {Map<string, Read>} */
const read = new Map();
/** A few times the number of saved runs. */
const MAX_READ = 500;

/** @param {Links} core @param {string} link @returns {Read} */
function readLink(core, link) {
  const known = read.get(link);
  if (known !== undefined) return known;
  const parsed = core.parseLink(link);
  const found = { ...parsed, network: past(core, parsed, 0) };
  if (read.size >= MAX_READ) read.clear();
  read.set(link, found);
  return found;
}

/**
 * The settings that determine a run up to a step, as a string. Changes scheduled for that step or later are left out: they
 * affect only later steps.
 * @param {Links} core
 * @param {Pick<Read, "config" | "text">} link
 * @param {number} step
 */
function past(core, { config, text }, step) {
  const lr = { ...config.lr, changes: config.lr.changes.filter(([from]) => from < step) };
  const then = config.then.filter((change) => change.step < step);
  const before = { ...config, lr, then };
  return `${core.printLink(before).fragment}&${text?.packed ?? text?.file ?? ""}`;
}

/**
 * Whether a run passed through another run's last step: the same network and text, and the same changes up to it.
 * @param {Links} core
 * @param {Run} run
 * @param {Run} earlier
 */
function passes(core, run, earlier) {
  if (run.step < earlier.step) return false;
  const [one, other] = [readLink(core, run.link), readLink(core, earlier.link)];
  if (one.network !== other.network) return false;
  if (past(core, one, earlier.step) !== past(core, other, earlier.step)) return false;
  return run.step > earlier.step || one.sum === other.sum;
}

/** Whether a run has a newer evaluation than another. @param {Run} run @param {Run} other */
const hasNewerEvaluation = ({ evaluation }, other) =>
  evaluation !== null && (other.evaluation === null || other.evaluation.step < evaluation.step);

/**
 * Adds a run to others: replaces the run that it continues, or is added as a new one. A run that is already there, or that
 * a longer run contains, is not added.
 * @param {Links} core
 * @param {Run[]} runs
 * @param {Run} run
 * @returns {{what: "came" | "further" | "known", at: number}} and where it is
 */
export function place(core, runs, run) {
  const known = runs.findIndex((other) => passes(core, other, run));
  if (known >= 0 && !(runs[known].step === run.step && hasNewerEvaluation(run, runs[known]))) {
    return { what: "known", at: known };
  }
  let at = known;
  if (at < 0) {
    for (const [i, other] of runs.entries()) {
      if (passes(core, run, other) && (at < 0 || other.step > runs[at].step)) at = i;
    }
  }
  if (at < 0) return { what: "came", at: runs.push(run) - 1 };
  const { id, name, evaluation } = runs[at];
  const further = { ...run, name: name || run.name, evaluation: run.evaluation ?? evaluation };
  runs[at] = id === undefined ? further : { ...further, id };
  return { what: "further", at };
}
