// The texts of the By hand panel. Pure functions, used by points.js, growth.js and slope.js.

import { count, figure } from "../../words/format.js";

/** @import { FanIn, Normalized, TanhSlope } from "../../engine/core.js" */

/**
 * @param {Pick<Normalized, "mean" | "std" | "normalized" | "output">} of
 * @param {{gain: number, bias: number}} settings
 */
export function pointsFacts({ mean, std, normalized, output }, { gain, bias }) {
  const list = (/** @type {number[]} */ values) => values.map((value) => value.toFixed(2).replace("-", "−")).join(", ");
  const then = gain === 1 && bias === 0 ? "" : `; times γ plus β: ${list(output)}`;
  return `mean ${figure(mean)}, std ${figure(std)}; normalized: ${list(normalized)}${then}`;
}

/** @param {number} size @param {FanIn["forward"]} widths */
export const growthFacts = (size, { plain, scaled, normed }) =>
  `at fan-in ${count(size)}, weights of std 1 give ${figure(plain)}, of std 1/√fan_in ${figure(scaled)}, with BatchNorm ${figure(normed)}`;

/** @param {TanhSlope & {x: number}} at @param {number} layers */
export const slopeFacts = ({ x, tanh, slope, product }, layers) =>
  `At x = ${x.toFixed(2)}, tanh is ${tanh.toFixed(2)} and its slope ${slope.toFixed(2)}` +
  (layers === 1 ? "." : `: ${layers} such layers leave ${figure(product)} of a gradient.`);
