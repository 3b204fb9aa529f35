// What the page shows differently for each activation function. Its curve is in draw/curve.js. Used by most folders above
// words/.

/** @import { Config } from "../../shared/protocol.js" */

/**
 * @typedef {object} ActivationTraits
 * @property {boolean} isBounded whether h stays within ±1, so that the threshold stands on the axis of the histograms
 * @property {boolean} saturatesAtZero whether exactly 0 counts as saturated, whatever the threshold: drawn apart, since half of a healthy ReLU's activations are 0
 * @property {boolean} canDie whether a neuron can pass no gradient for any example
 * @property {string} slopeName
 * @property {((h: number) => number) | null} slope by h, where a cell's description contains it
 */

/** @type {Record<Config["act"], ActivationTraits>} */
export const ACTIVATIONS = {
  tanh: {
    isBounded: true,
    saturatesAtZero: false,
    canDie: true,
    slopeName: "1 − h²",
    slope: (h) => 1 - h * h,
  },
  relu: { isBounded: false, saturatesAtZero: true, canDie: true, slopeName: "the slope", slope: null },
  identity: { isBounded: false, saturatesAtZero: false, canDie: false, slopeName: "the slope", slope: null },
};
