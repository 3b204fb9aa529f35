// Why a verdict advises its remedy, in two sentences, and the lesson with the rest. Loaded when somebody asks; used by
// panels/explore/answer.js.

import { REMEDIES } from "./remedies.js";

/** @import { Remedy } from "../../shared/protocol.js" */

/** @type {Record<Remedy, string>} */
const REASONS = {
  "lower-rate":
    "Each step changes the weights by the learning rate times their gradient; steps that are too long overshoot, so the loss rises, or neurons saturate or die. A tenth of the rate makes them short enough to follow the slope.",
  "raise-rate":
    "Each step changes the weights so little that the network would need very many of them to learn. Usual is about a thousandth of the weights per step.",
  "lower-scale":
    "Large hidden weights make large sums: tanh is saturated there and passes hardly any gradient, and without tanh, values and gradients grow from layer to layer. At gain/√fan_in a layer’s outputs are about as large as its inputs.",
  "raise-scale":
    "Small hidden weights shrink the activations and the gradients a little more in every layer, until the first layers hardly learn. At gain/√fan_in a layer’s outputs are about as large as its inputs.",
  "shrink-biases":
    "Large hidden biases outweigh the inputs, so a neuron gives much the same for every example, and tanh is saturated. With small biases the inputs decide.",
  "shrink-output":
    "Large output weights make large logits: the network is sure of one character before it has learned anything, and mostly wrong. With small ones all characters are about equally likely, and the loss starts at ln V.",
  "shrink-output-biases":
    "Each character’s logit starts with a random bias of its own, so some characters are more likely for no reason. With biases of 0 and small weights all are about equally likely, and the loss starts at ln V.",
  "lower-output-gain":
    "The logits are normalized, so their spread is the gain: a large one makes the first guess sure, and mostly wrong. With a small gain all characters are about equally likely, and the loss starts at ln V.",
  "use-batchnorm":
    "A ReLU that is 0 for every example has slope 0 for all of them: no gradient reaches its weights, and it stays dead. BatchNorm centers each neuron’s inputs, so that about half of the examples are above 0.",
  "raise-eps":
    "The norm divides by √(variance + eps), and a variance of 0 leaves only eps to divide by. A larger eps keeps the quotient finite.",
};

const HEALTHY = {
  text: "The first loss is about that of a uniform guess, and values and gradients pass through every layer. So the first steps can teach the network something: press Train.",
  lesson: "pictures",
};

/** @param {Remedy | null} remedy of a verdict; null where nothing is wrong @returns {{text: string, lesson: string}} */
export const reasonOf = (remedy) =>
  remedy === null ? HEALTHY : { text: REASONS[remedy], lesson: REMEDIES[remedy].lesson };
