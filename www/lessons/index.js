// The list of lessons, in order. The cards of each are loaded when it is opened. Used by app/lessons/ and
// app/panels/explore/.

/** @typedef {{id: string, title: string, line: string, minutes: number, load: () => Promise<{cards: import("./lesson.js").Card[]}>}} Lesson `id` is its name in links, `minutes` how long it takes to read and play */

/** @type {readonly Lesson[]} */
export const LESSONS = [
  {
    id: "start",
    title: "The right first loss",
    line: "What the loss should be before training, and what determines it",
    minutes: 3,
    load: () => import("./start.js"),
  },
  {
    id: "numb",
    title: "Saturated neurons",
    line: "Why a tanh at ±1 learns nothing, and why it goes unnoticed",
    minutes: 3,
    load: () => import("./numb.js"),
  },
  {
    id: "fan-in",
    title: "Scaling by fan-in",
    line: "gain/√fan_in: too small, too large, right, and without tanh",
    minutes: 3,
    load: () => import("./fan-in.js"),
  },
  {
    id: "pictures",
    title: "The four pictures",
    line: "Activations, gradients, weight gradients, update ratio; a rate too low and too high",
    minutes: 3,
    load: () => import("./pictures.js"),
  },
  {
    id: "batchnorm",
    title: "What BatchNorm fixes",
    line: "How it removes a bad weight scale, and what it does not change",
    minutes: 4,
    load: () => import("./batchnorm.js"),
  },
  {
    id: "coupling",
    title: "Batch coupling and inference",
    line: "Why examples depend on each other, and what inference needs instead",
    minutes: 4,
    load: () => import("./coupling.js"),
  },
  {
    id: "zero",
    title: "All weights zero",
    line: "Which gradients are exactly 0, and which networks never learn",
    minutes: 4,
    load: () => import("./zero.js"),
  },
  {
    id: "relu",
    title: "Dead ReLUs",
    line: "Neurons that are 0 for every example, and two causes of them",
    minutes: 3,
    load: () => import("./relu.js"),
  },
  {
    id: "layernorm",
    title: "LayerNorm",
    line: "Normalizing one example at a time, and why transformers do it",
    minutes: 3,
    load: () => import("./layernorm.js"),
  },
  {
    id: "ladder",
    title: "The ladder of fixes",
    line: "The lecture’s five networks with one seed: first, train and validation loss",
    minutes: 2,
    load: () => import("./ladder.js"),
  },
  {
    id: "gains",
    title: "A gain for each activation",
    line: "Xavier, Kaiming and why √2; GELU, for which no gain is stable",
    minutes: 5,
    load: () => import("./gains.js"),
  },
  {
    id: "default",
    title: "PyTorch’s default",
    line: "What nn.Linear draws, and what is left of it after thirty layers",
    minutes: 4,
    load: () => import("./default.js"),
  },
  {
    id: "residual",
    title: "Residual connections",
    line: "Sixty-four layers that start, and how much each of them may add",
    minutes: 5,
    load: () => import("./residual.js"),
  },
  {
    id: "prenorm",
    title: "Pre-norm and post-norm",
    line: "Where transformers put their norm, why they warm up, and RMSNorm",
    minutes: 5,
    load: () => import("./prenorm.js"),
  },
  {
    id: "adam",
    title: "Adam hides the scale",
    line: "Updates of one size whatever the gradients; ε, and clipping",
    minutes: 5,
    load: () => import("./adam.js"),
  },
];
