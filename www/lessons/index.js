// The lessons in their order. Each is fetched when it is opened.

/** @typedef {{id: string, title: string, line: string, load: () => Promise<{lesson: import("./lesson.js").Lesson}>}} Entry */

/** @type {readonly Entry[]} */
export const LESSONS = [
  {
    id: "start",
    title: "The right starting loss",
    line: "What the loss must be before anything is learned, and what sets it",
    load: () => import("./start.js"),
  },
  {
    id: "numb",
    title: "Numb neurons",
    line: "Why a tanh at ±1 learns nothing, and why nobody notices",
    load: () => import("./numb.js"),
  },
  {
    id: "fan-in",
    title: "Scaling by fan-in",
    line: "gain/√fan_in: too small, too large, right, and without a tanh",
    load: () => import("./fan-in.js"),
  },
  {
    id: "pictures",
    title: "The four pictures",
    line: "Activations, gradients, weight gradients, update:data; a rate too low and too high",
    load: () => import("./pictures.js"),
  },
  {
    id: "batchnorm",
    title: "What BatchNorm rescues",
    line: "A bad scale of the weights, and what it leaves as it was",
    load: () => import("./batchnorm.js"),
  },
  {
    id: "coupling",
    title: "Batch coupling and inference",
    line: "Each example depends on the others; what happens when there are none",
    load: () => import("./coupling.js"),
  },
  {
    id: "zero",
    title: "All weights zero",
    line: "Which gradients are exactly 0, and which networks never wake up",
    load: () => import("./zero.js"),
  },
  {
    id: "relu",
    title: "Dead ReLUs",
    line: "Neurons that are 0 for everything, and two ways to make them",
    load: () => import("./relu.js"),
  },
  {
    id: "layernorm",
    title: "LayerNorm",
    line: "One example at a time, and why transformers use it",
    load: () => import("./layernorm.js"),
  },
  {
    id: "ladder",
    title: "The ladder of fixes",
    line: "The lecture’s five networks on one seed: first, train and validation loss",
    load: () => import("./ladder.js"),
  },
];
