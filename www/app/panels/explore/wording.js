// Sentences of Explore: what the hidden neurons do, and what good looks like. Pure functions, used by the other files here.

import { percent } from "../../words/format.js";

/** @import { Config } from "../../../shared/protocol.js" */

/**
 * The share of activations that let no gradient pass.
 * @param {Config["act"]} act
 * @param {number} share in percent
 * @param {boolean} [atMost] whether it is the largest share of several layers
 */
export function stuckWords(act, share, atMost = false) {
  const most = atMost ? "at most " : "";
  switch (act) {
    case "tanh":
      return `${most}${percent(share)} stuck at ±1`;
    case "relu":
      return `${most}${percent(share)} at zero`;
    case "identity":
      return "none can saturate";
  }
}

/** What the neurons are called. @param {Config["act"]} act */
export const neuronWords = (act) => ({ tanh: "tanh neurons", relu: "ReLU neurons", identity: "linear neurons" })[act];

/** What a good histogram of the activations looks like, and why. @param {Config["act"]} act */
export function goodNeurons(act) {
  switch (act) {
    case "tanh":
      return "Good: spread over the middle, little at the ends. At ±1 the slope of tanh is almost 0: no gradient passes, and the neuron cannot learn.";
    case "relu":
      return "Good: about half at zero, the rest spread out. At zero the slope of ReLU is 0: a neuron at zero for every example cannot learn.";
    case "identity":
      return "Good: as wide in the last layer as in the first. A linear layer never saturates, but its values may grow or shrink from layer to layer.";
  }
}

/** What the network is for. @param {{context: number, isBuiltIn: boolean, textName: string}} of */
export function taskWords({ context, isBuiltIn, textName }) {
  const [unit, from] = isBuiltIn ? ["letter of a name", "letter"] : [`character of “${textName}”`, "character"];
  const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
  const many = `${words[context] ?? context} ${from}${context === 1 ? "" : "s"}`;
  return `This network guesses the next ${unit}, from ${many}. Its first weights decide whether it can learn. Drag them.`;
}
