// What the norm panel says in words. Pure: knows no element and no state.

import { count, figure, glyph, within } from "../../words/format.js";

/** @import { Config, Coupled, WayLosses } from "../../../shared/protocol.js" */

/** As many characters as stand side by side legibly on a phone. */
const MOST_COLUMNS = 30;

/** Each way to evaluate by its name, and what it is. @type {Record<WayLosses["way"], [name: string, doc: string]>} */
export const WAYS = {
  minibatch: ["batch statistics", "Every minibatch by its own mean and variance, as in training"],
  running: ["running statistics", "By the averages kept while training"],
  calibrated: ["calibrated statistics", "By one pass over the whole training split"],
  folded: ["nothing: folded", "The running statistics multiplied into the linear layers, which leaves no norm"],
};

/** @param {Config["norm"]} norm */
export const title = (norm) => ({ none: "No norm", batch: "BatchNorm", layer: "LayerNorm" })[norm];

/** @param {number} block @param {number} hidden how many hidden layers */
export const blockName = (block, hidden) => (block < hidden ? `layer ${block + 1}` : "the output");

/** The characters of a text by their tokens; what can't be seen has a sign. @param {string} alphabet */
export const characters = (alphabet) => [".", ...alphabet].map((c) => ({ " ": "␣", "\t": "⇥" })[c] ?? glyph(c));

/** @param {{tokens: ArrayLike<number>, target: number}} example @param {string[]} characters */
export const exampleName = ({ tokens, target }, characters) =>
  [Array.from(tokens, (token) => characters[token]).join(""), characters[target]].map(within).join(" → ");

/**
 * The characters that a chart has room for, by their tokens: all in their order, or the most probable first.
 * @param {Float32Array} evaluation
 * @returns {number[]}
 */
export function mostProbable(evaluation) {
  const tokens = [...evaluation.keys()];
  if (tokens.length <= MOST_COLUMNS) return tokens;
  const probability = (/** @type {number} */ token) => (Number.isNaN(evaluation[token]) ? -1 : evaluation[token]);
  return tokens.sort((a, b) => probability(b) - probability(a) || a - b).slice(0, MOST_COLUMNS);
}

/**
 * Where the probabilities of an example spread the most, and by how much.
 * @param {Coupled} coupled
 * @param {string[]} characters
 * @param {{draws: number, step: number}} of
 */
export function couplingFacts({ evaluation, training: { std, min, max } }, characters, { draws, step }) {
  const where = `At step ${count(step)}`;
  if (std.every((value) => value === 0)) {
    return `${where}, the spread is exactly 0: its batch-mates don’t matter, and training and evaluation agree.`;
  }
  let widest = -1;
  for (let token = 0; token < std.length; token++) {
    if (Number.isFinite(std[token]) && !(std[token] <= std[widest])) widest = token;
  }
  if (widest < 0) return `${where}, no probability is a number.`;
  const range = `${figure(min[widest])} to ${figure(max[widest])}`;
  return (
    `${where}, its batch-mates move “${within(characters[widest])}” the most: std ${figure(std[widest])} over ${draws} draws, ` +
    `from ${range}; in evaluation mode it is ${figure(evaluation[widest])}.`
  );
}

/**
 * What the gradient of a bias before a norm comes to.
 * @param {Config["norm"]} norm
 * @param {boolean} hasBias
 */
export function biasText(norm, hasBias) {
  if (!hasBias)
    return "This layer has none. BatchNorm would take it away again with the mean; its own β does the work.";
  return norm === "batch"
    ? "0 but for rounding: the bias moves the batch mean as far, and BatchNorm takes that away. β does its work."
    : "Not 0: LayerNorm takes away one mean over the layer’s neurons, and their biases differ.";
}

/** Why there is one way to evaluate. @param {Config["norm"]} norm */
export const oneWay = (norm) =>
  norm === "layer"
    ? "Each example is normalised by itself, so training and evaluation compute the same, and nothing has to be calibrated or folded."
    : "Without BatchNorm no example depends on the others of its batch: training and evaluation compute the same.";

/**
 * What the four ways came to.
 * @param {{step: number, logits: number | null}} ways
 * @param {number} now the step on the screen
 */
export function waysFacts({ step, logits }, now) {
  const moved = step === now ? "" : ", and the run has moved on";
  const folding =
    logits === null || Number.isNaN(logits) ? "" : ` Folding changes no logit by more than ${figure(logits, 2)}.`;
  return `At step ${count(step)}${moved}.${folding}`;
}
