// Fills figures of a run into a lesson's text: `{first}` becomes the first loss. Pure functions, used by player.js.

import { count, figure, lossFigure, percent } from "../words/format.js";

/** @import { Frame } from "../../shared/protocol.js" */

/** The placeholders. @type {Record<string, (frame: Frame) => string>} */
const FIGURES = {
  step: ({ step }) => count(step),
  first: ({ first_loss: [first] }) => lossFigure(first),
  lnv: ({ uniform_loss: [uniform] }) => lossFigure(uniform),
  loss: ({ loss: [loss] }) => lossFigure(loss),
  smooth: ({ history: { smooth }, loss: [loss] }) => {
    const points = smooth.points[0];
    return lossFigure(points === 0 ? loss : smooth.mean[points - 1]);
  },
  threshold: ({ threshold: [threshold] }) => figure(threshold, 2),
  saturated: ({ layer }) => percent(largest(layer.map(({ saturated }) => saturated[0]))),
  saturated_least: ({ layer }) => percent(smallest(layer.map(({ saturated }) => saturated[0]))),
  dead: ({ layer }) => count(layer.reduce((sum, { dead }) => sum + dead[0], 0)),
  neurons: ({ layer }) => count(layer.reduce((sum, { dead_neurons }) => sum + dead_neurons.length, 0)),
  std_first: ({ layer }) => figure(layer[0].activation.std[0], 2),
  std_last: ({ layer }) => figure(last(layer).activation.std[0], 2),
  grad_first: ({ layer }) => figure(layer[0].gradient.std[0], 2),
  grad_last: ({ layer }) => figure(last(layer).gradient.std[0], 2),
  grad_growth: ({ layer }) => figure(layer[0].gradient.std[0] / last(layer).gradient.std[0], 2),
  wgrad_first: ({ weight }) => figure(weight[0].gradient.std[0], 2),
  wgrad_last: ({ weight }) => figure(last(weight).gradient.std[0], 2),
  // Of the hidden layers' weights, and of the output layer's.
  update_least: ({ weight }) => figure(smallest(weight.slice(0, -1).map(({ update_data }) => update_data[0])), 2),
  update_most: ({ weight }) => figure(largest(weight.slice(0, -1).map(({ update_data }) => update_data[0])), 2),
  update_last: ({ weight }) => figure(last(weight).update_data[0], 2),
};

/** @template T @param {T[]} list @returns {T} */
const last = (list) => list[list.length - 1];
/** @param {number[]} values */
const largest = (values) => values.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a));
/** @param {number[]} values */
const smallest = (values) => values.reduce((a, b) => (b < a || Number.isNaN(b) ? b : a));

/**
 * A lesson's text with its placeholders replaced by figures of a frame.
 * @param {string} text
 * @param {Frame} frame
 */
export function fillFigures(text, frame) {
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in FIGURES))
      throw new RangeError(`figure of a lesson: expected one of ${Object.keys(FIGURES).join(", ")}, got ${name}`);
    return FIGURES[name](frame);
  });
}
