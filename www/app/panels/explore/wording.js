// Sentences of Explore: what the hidden neurons do, and what good looks like. Pure functions, used by the other files here.

import { ACTIVATIONS } from "../../words/activations.js";
import { count, percent } from "../../words/format.js";

/** @import { Config } from "../../../shared/protocol.js" */

/** The lecture's. */
const USUAL_THRESHOLD = Math.fround(0.97);

/**
 * The share of activations that let hardly any gradient pass.
 * @param {Config["act"]} act
 * @param {number} share in percent
 * @param {boolean} [atMost] whether it is the largest share of several layers
 */
export function saturatedWords(act, share, atMost = false) {
  const most = atMost ? "at most " : "";
  const { canDie, saturatesAtZero } = ACTIVATIONS[act];
  if (!canDie) return "none can saturate";
  return `${most}${percent(share)} ${saturatesAtZero ? "at zero" : "saturated"}`;
}

/** What the neurons are called. @param {Config["act"]} act */
const neuronWords = (act) => `${ACTIVATIONS[act].name} neurons`;

/** What is said of one that no gain keeps at its size in many layers. */
const UNSTABLE = "No gain keeps the size of the values through many layers: these need a norm.";

/**
 * What a good histogram of the activations looks like, and why.
 * @param {Config["act"]} act
 * @param {number} threshold beyond which tanh counts as saturated
 */
export function goodNeurons(act, threshold) {
  const { name } = ACTIVATIONS[act];
  const smooth = `Good: spread out, and as wide in the last layer as in the first. Far below 0 the slope of ${name} is almost 0: a neuron that is there for every example hardly learns.`;
  switch (act) {
    case "tanh": {
      const share = threshold === USUAL_THRESHOLD ? "; at gain 5/3, 20\u00a0% lie beyond ±0.97" : "";
      return `Good: most between the dashed lines${share}. Beyond them tanh is saturated: its slope is almost 0, and hardly any gradient passes.`;
    }
    case "sigmoid":
      return "Good: most between the dashed lines. Beyond them a sigmoid is saturated. Its slope is at most 1/4 even in the middle: without a norm, gradients shrink in every layer.";
    case "relu":
      return "Good: about half at zero, the rest spread out. At zero the slope of ReLU is 0: a neuron at zero for every example cannot learn.";
    case "identity":
      return "Good: as wide in the last layer as in the first. A linear layer never saturates, but its values may grow or shrink from layer to layer.";
    case "leaky_relu":
      return "Good: about half below zero, the rest spread out. Below zero the slope of leaky ReLU is 0.01: a neuron that is there for every example hardly learns.";
    case "elu":
    case "selu":
      return smooth;
    case "gelu":
    case "gelu_tanh":
    case "silu":
    case "softplus":
      return `${smooth} ${UNSTABLE}`;
  }
}

/** What the network is for. @param {{context: number, isBuiltIn: boolean, textName: string}} of */
export function taskWords({ context, isBuiltIn, textName }) {
  const [unit, from] = isBuiltIn ? ["letter of a name", "letter"] : [`character of “${textName}”`, "character"];
  const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
  const many = `${words[context] ?? context} ${from}${context === 1 ? "" : "s"}`;
  return `This network guesses the next ${unit}, from ${many}. Its first weights decide whether it can learn. Drag them.`;
}

/** The hidden layers: how many, and how wide. @param {Pick<Config, "hidden" | "act">} config */
export function layersWords({ hidden, act }) {
  const [least, most] = [Math.min(...hidden), Math.max(...hidden)];
  const widths = least === most ? count(most) : `${count(least)} to ${count(most)}`;
  return hidden.length === 1
    ? `hidden layer, ${widths} ${neuronWords(act)}`
    : `${hidden.length} layers of ${widths} ${neuronWords(act)}`;
}

/**
 * What the network guesses to come next, and what comes next in the text.
 * @param {object} of
 * @param {string | null} of.guess null where it has none, with logits that are not finite
 * @param {string} of.chance
 * @param {string} of.next
 * @param {string} of.chanceOfNext
 * @param {boolean} of.isName
 */
export function guessWords({ guess, chance, next, chanceOfNext, isName }) {
  if (guess === null) return "no guess: the logits are not finite";
  const where = `in this ${isName ? "name" : "text"}`;
  return `next: “${guess}” ${chance}${guess === next ? `, as ${where}` : `; ${where}: “${next}” ${chanceOfNext}`}`;
}
