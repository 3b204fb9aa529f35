// What the page shows differently for each activation function. Its curve is in draw/curve.js. Used by most folders above
// words/.

/** @import { Config } from "../../shared/protocol.js" */

/**
 * @typedef {object} ActivationTraits
 * @property {string} name
 * @property {boolean} isBounded whether h has two ends, so that the threshold stands on the axis of the histograms
 * @property {((threshold: number) => [low: number, high: number]) | null} ends the h outside of which it counts as saturated; null where that is decided by the slope, or by h = 0
 * @property {boolean} saturatesAtZero whether exactly 0 counts as saturated, whatever the threshold: drawn apart, since half of a healthy ReLU's activations are 0
 * @property {boolean} canDie whether a neuron can pass hardly any gradient for every example
 * @property {string} gainSource what its recommended gain is, after the number and “is”
 * @property {string | null} note about its gain, where that needs one
 * @property {string} slopeName
 * @property {((h: number) => number) | null} slope by h, where a cell's description contains it
 */

/** @param {number} threshold @returns {[number, number]} */
const around0 = (threshold) => [-threshold, threshold];

/** @param {string} act as PyTorch names it */
const calculated = (act) => `PyTorch’s calculate_gain for ${act}`;

/** Of those that no gain keeps at their size: a smaller signal shrinks, a larger one grows. */
const UNSTABLE =
  "1/√E[φ(z)²] for standard normal z, which PyTorch lacks. It is not stable: through many layers values still shrink or grow, so deep networks need a norm";

/** @param {string} name @param {string} gain its recommended one */
const noStableGain = (name, gain) =>
  `No gain is stable for ${name}: √2 lets the signal die within 30 layers, ${gain} lets it grow. It needs a norm or residual connections.`;

/**
 * Those that are flat far below 0 only: by their slope.
 * @param {string} name
 * @param {string} gainSource
 * @param {string | null} [note]
 * @returns {ActivationTraits}
 */
const bySlope = (name, gainSource, note = null) => ({
  name,
  isBounded: false,
  ends: null,
  saturatesAtZero: false,
  canDie: true,
  gainSource,
  note,
  slopeName: "the slope",
  slope: null,
});

/** @type {Record<Config["act"], ActivationTraits>} */
export const ACTIVATIONS = {
  tanh: {
    name: "tanh",
    isBounded: true,
    ends: around0,
    saturatesAtZero: false,
    canDie: true,
    gainSource: calculated("tanh"),
    note: null,
    slopeName: "1 − h²",
    slope: (h) => 1 - h * h,
  },
  relu: { ...bySlope("ReLU", calculated("relu")), saturatesAtZero: true },
  identity: { ...bySlope("linear", calculated("linear")), ends: around0, canDie: false },
  sigmoid: {
    name: "sigmoid",
    isBounded: true,
    ends: (threshold) => [(1 - threshold) / 2, (1 + threshold) / 2],
    saturatesAtZero: false,
    canDie: true,
    gainSource: calculated("sigmoid"),
    note: null,
    slopeName: "h (1 − h)",
    slope: (h) => h * (1 - h),
  },
  leaky_relu: bySlope("leaky ReLU", `${calculated("leaky_relu")} with slope 0.01`),
  elu: bySlope("ELU", "1/√E[φ(z)²] for standard normal z, which PyTorch lacks"),
  selu: bySlope(
    "SELU",
    "that of its paper; PyTorch’s calculate_gain has 3/4",
    "SELU’s gain is 1, as in its paper; PyTorch’s calculate_gain says 3/4.",
  ),
  gelu: bySlope("GELU", UNSTABLE, noStableGain("GELU", "1.5335")),
  gelu_tanh: bySlope("GELU (tanh)", UNSTABLE, noStableGain("GELU", "1.5336")),
  silu: bySlope("SiLU", UNSTABLE, noStableGain("SiLU", "1.6765")),
  softplus: bySlope("softplus", UNSTABLE),
};

/** The h outside of which an activation counts as saturated, if that is decided by h. @param {Config["act"]} act @param {number} threshold */
export const endsOf = (act, threshold) => ACTIVATIONS[act].ends?.(threshold) ?? null;

/** The same where the histograms' axis has both. @param {Config["act"]} act @param {number} threshold */
export const marksOf = (act, threshold) => (ACTIVATIONS[act].isBounded ? endsOf(act, threshold) : null);
