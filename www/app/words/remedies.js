// What the page calls the remedies of verdicts, the lesson that explains each, and the signs of verdicts. Used by panels/ and
// reasons.js.

/** @import { Remedy } from "../../shared/protocol.js" */

/** @type {Record<Remedy, {label: string, lesson: string}>} */
export const REMEDIES = {
  "lower-rate": { label: "Lower learning rate", lesson: "ladder" },
  "raise-rate": { label: "Raise learning rate", lesson: "ladder" },
  "lower-scale": { label: "Lower hidden weights", lesson: "numb" },
  "raise-scale": { label: "Raise hidden weights", lesson: "fan-in" },
  "shrink-biases": { label: "Shrink hidden biases", lesson: "numb" },
  "shrink-output": { label: "Shrink output weights", lesson: "start" },
  "shrink-output-biases": { label: "Shrink output biases", lesson: "start" },
  "lower-output-gain": { label: "Lower logits gain", lesson: "start" },
  "use-batchnorm": { label: "Use BatchNorm", lesson: "batchnorm" },
  "raise-eps": { label: "Raise eps", lesson: "batchnorm" },
};

/** Of verdicts by their severity, distinguished by shape as well as color. */
export const SIGNS = { bad: "✕", warn: "▲", good: "✓" };

/** What is wrong, without the remedy that a verdict's text ends with. @param {string} text */
export const faultOf = (text) => text.slice(0, text.includes(": ") ? text.lastIndexOf(": ") : undefined);
