// The placeholders of a lesson's texts: `{first}` becomes the first loss, and `[loss](loss)` a term that highlights a panel.
// Pure functions, used by player.js.

import { count, figure, lossFigure, percent } from "../words/format.js";

/** @import { Panel } from "../words/panels.js" */
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
  saturated: (frame) => percent(Math.max(...saturation(frame))),
  saturated_least: (frame) => percent(Math.min(...saturation(frame))),
  dead: ({ layer }) => count(layer.reduce((sum, { dead }) => sum + dead[0], 0)),
  neurons: ({ layer }) => count(layer.reduce((sum, { dead_neurons }) => sum + dead_neurons.length, 0)),
  std_first: ({ layer }) => figure(layer[0].activation.std[0], 2),
  std_second: ({ layer }) => figure(layer[1].activation.std[0], 2),
  std_last: ({ layer }) => figure(last(layer).activation.std[0], 2),
  grad_first: ({ layer }) => figure(layer[0].gradient.std[0], 2),
  grad_second: ({ layer }) => figure(layer[1].gradient.std[0], 2),
  grad_last: ({ layer }) => figure(last(layer).gradient.std[0], 2),
  grad_growth: ({ layer }) => figure(layer[0].gradient.std[0] / last(layer).gradient.std[0], 2),
  wgrad_first: ({ weight }) => figure(weight[0].gradient.std[0], 2),
  wgrad_last: ({ weight }) => figure(last(weight).gradient.std[0], 2),
  update_least: (frame) => figure(Math.min(...updates(frame)), 2),
  update_most: (frame) => figure(Math.max(...updates(frame)), 2),
  update_last: ({ weight }) => figure(last(weight).update_data[0], 2),
  clipped: ({ optimizer }) => percent(100 * optimizer.clipped_share[0]),
};

/** @template T @param {T[]} list @returns {T} */
const last = (list) => list[list.length - 1];
/** In percent, of each hidden layer. @param {Frame} frame */
const saturation = ({ layer }) => layer.map(({ saturated }) => saturated[0]);
/** The update ratio of each hidden layer's weights. @param {Frame} frame */
const updates = ({ weight }) => weight.slice(0, -1).map(({ update_data }) => update_data[0]);

/** The parts of a text: words and terms. @param {string} text @returns {(string | {term: string, panel: Panel})[]} */
export const partsOf = (text) =>
  text.split(/(\[.+?\]\(\w+\))/).map((part) => {
    const [, term, panel] = part.match(/^\[(.+)\]\((\w+)\)$/) ?? [];
    return term === undefined ? part : { term, panel: /** @type {Panel} */ (panel) };
  });

/** A text with its placeholders replaced by figures of a frame. @param {string} text @param {Frame} frame */
export function fillFigures(text, frame) {
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in FIGURES))
      throw new RangeError(`figure of a lesson: expected one of ${Object.keys(FIGURES).join(", ")}, got ${name}`);
    return FIGURES[name](frame);
  });
}
