// The texts of the Norm panel. Pure functions, used by the other files here, tables/norm.js and lessons/.

import { count, figure, glyph, within } from "../../words/format.js";
import { NORMS, normName, normParts } from "../../words/recipe.js";

/** @import { Config, Coupled, WayLosses } from "../../../shared/protocol.js" */

/** Name and description of each way to evaluate. @type {Record<WayLosses["way"], [name: string, doc: string]>} */
export const WAYS = {
  minibatch: ["batch statistics", "Each minibatch is normalized with its own mean and variance, as in training"],
  running: ["running statistics", "Normalized with the running averages kept during training"],
  calibrated: ["calibrated statistics", "Normalized with statistics from one pass over the whole training split"],
  folded: ["nothing: folded", "The running statistics are folded into the linear layers, so that no norm is left"],
};

/** @param {Config["norm"]} norm */
export const title = (norm) => (norm === "none" ? "No norm" : normName(norm).replace(/ (\d+)$/, ", $1 groups"));

/** @param {number} block @param {number} hidden how many hidden layers */
export function blockName(block, hidden) {
  if (block < hidden) return `layer ${block + 1}`;
  return block === hidden ? "the output" : "the final norm";
}

/** The characters of a text by token, with symbols for invisible ones. @param {string} alphabet */
export const characters = (alphabet) => [".", ...alphabet].map((c) => ({ " ": "␣", "\t": "⇥" })[c] ?? glyph(c));

/** @param {{tokens: ArrayLike<number>, target: number}} example @param {string[]} characters */
export const exampleName = ({ tokens, target }, characters) =>
  [Array.from(tokens, (token) => characters[token]).join(""), characters[target]].map(within).join(" → ");

/**
 * For which next character an example's probability spreads most, and by how much.
 * @param {Coupled} coupled
 * @param {string[]} characters
 * @param {{draws: number, step: number}} of
 */
export function couplingFacts({ evaluation, training: { std, min, max } }, characters, { draws, step }) {
  const where = `At step ${count(step)}`;
  if (std.every((value) => value === 0)) {
    return `${where}, the spread is exactly 0: the other examples don’t matter, and training and evaluation agree.`;
  }
  let widest = -1;
  for (let token = 0; token < std.length; token++) {
    if (Number.isFinite(std[token]) && !(std[token] <= std[widest])) widest = token;
  }
  if (widest < 0) return `${where}, all probabilities are NaN.`;
  const range = `${figure(min[widest])} to ${figure(max[widest])}`;
  return (
    `${where}, the other examples change “${within(characters[widest])}” most: std ${figure(std[widest])} over ${draws} draws, ` +
    `from ${range}; in evaluation mode it is ${figure(evaluation[widest])}.`
  );
}

/** Whether a block could have a bias that its norm follows, and has none. @param {Config} config @param {number} block */
export function lacksBias({ b, outb, hidden }, block) {
  if (block > hidden.length) return false;
  return (block < hidden.length ? b : outb) === "none";
}

/** Explains the gradient of a bias before a norm. @param {Config} config @param {number} block @param {boolean} hasBias whether there is one right before it */
export function biasNote(config, block, hasBias) {
  const { kind } = normParts(config.norm);
  if (!hasBias) {
    return lacksBias(config, block)
      ? "This layer has no bias. BatchNorm would subtract it again with the mean; its own β takes its place."
      : "No bias stands right before this norm, since it normalizes a sum of layers.";
  }
  switch (kind) {
    case "batch":
      return "0 except for rounding: the bias shifts the batch mean, which BatchNorm subtracts. β takes its place.";
    case "rms":
      return "Not 0: RMSNorm subtracts no mean, so a bias is not canceled.";
    case "group":
      return "Not 0: GroupNorm subtracts one mean over each group of neurons, and their biases differ.";
    case "layer":
    case "none":
      return "Not 0: LayerNorm subtracts one mean over all neurons of the layer, and their biases differ.";
  }
}

/** Why a norm has no statistics to compare. @param {Config["norm"]} norm */
export function noStatistics(norm) {
  const { kind } = normParts(norm);
  const computes = {
    none: "",
    batch: "",
    layer: "computes mean and variance over the neurons of one example",
    rms: "divides by the root mean square over the neurons of one example",
    group: "computes mean and variance over each group of neurons of one example",
  }[kind];
  return `${NORMS[kind]} ${computes}, in training and in evaluation alike. It keeps no running statistics, so there is nothing to compare.`;
}

/** Why there is only one way to evaluate. @param {Config["norm"]} norm */
export const oneWay = (norm) =>
  norm === "none"
    ? "Without BatchNorm no example depends on the others of its batch: training and evaluation compute the same."
    : "Each example is normalized by itself, so training and evaluation compute the same, and there is nothing to calibrate or fold.";

/**
 * The step of the results, and how far folding changed the logits.
 * @param {{step: number, logits: number | null}} ways
 * @param {number} now the displayed step
 */
export function waysFacts({ step, logits }, now) {
  const moved = step === now ? "" : `; the displayed step is ${count(now)}`;
  const folding =
    logits === null || Number.isNaN(logits) ? "" : ` Folding changes no logit by more than ${figure(logits, 2)}.`;
  return `At step ${count(step)}${moved}.${folding}`;
}
