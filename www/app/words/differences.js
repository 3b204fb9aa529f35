// How a network differs from its preset, in a few words for each setting: `gain 1`, `LayerNorm`, `batch 64`. Names of pinned
// runs are made of them (run/pinned/names.js). Pure functions.

import { ACTIVATIONS } from "./activations.js";
import { count } from "./format.js";
import { hasNumber, initParts } from "./inits.js";

/** @import { Config, Init } from "../../shared/protocol.js" */

const NORMS = { none: "no norm", batch: "BatchNorm", layer: "LayerNorm" };

/** A number in few characters: a fraction where it is one of thirds, as the gain of tanh. @param {number} value */
function short(value) {
  const thirds = Math.round(3 * value);
  if (thirds / 3 === value && thirds % 3 !== 0) return `${thirds}/3`;
  return String(Number(value.toPrecision(3)));
}

/** @param {Init} init */
function initWords(init) {
  const { name, value } = initParts(init);
  const words = name.replaceAll("_", " ");
  if (value !== null) return `${words} ${short(value)}`;
  return hasNumber(name) ? words : `${words} weights`;
}

/** @param {Config["outb"]} bias @param {string} name */
const biasWords = (bias, name) =>
  (typeof bias === "string" ? `${bias} ${name}` : `${name} ${short(bias.std)}`).replace("none ", "no ");

/** @param {number[]} hidden @param {number[]} base the preset's */
function layerWords(hidden, base) {
  const [width] = hidden;
  if (hidden.some((size) => size !== width)) return `widths ${hidden.join(",")}`;
  const layers = `${hidden.length} layer${hidden.length === 1 ? "" : "s"}`;
  if (width === base[0]) return layers;
  return hidden.length === base.length ? `width ${width}` : `${layers} of ${width}`;
}

/** @param {Config["lr"]} lr @param {Config["lr"]} base */
function rateWords({ initial, changes }, base) {
  const planned = new Set(base.changes.map(String));
  const later = changes.filter((change) => !planned.has(String(change)));
  return [
    ...(initial === base.initial ? [] : [`rate ${short(initial)}`]),
    ...later.map(([from, rate]) => `rate ${short(rate)} from step ${count(from)}`),
    ...(initial === base.initial && later.length === 0 ? ["fewer rates"] : []),
  ];
}

/** @param {Config["then"][number]} change */
const laterWords = ({ step, ...settings }) =>
  `${Object.entries(settings)
    .map(([key, value]) => `${key} ${typeof value === "number" && key !== "seed" ? short(value) : value}`)
    .join(", ")} from step ${count(step)}`;

/**
 * @param {Config} config
 * @param {Config} base its preset's
 * @returns {string[]} the settings that shape the network first
 */
export function differenceWords(config, base) {
  /** @type {[key: keyof Config, words: () => string | string[]][]} */
  const words = [
    ["w", () => initWords(config.w)],
    ["out", () => `output ${initWords(config.out)}`],
    ["act", () => ACTIVATIONS[config.act].name],
    ["norm", () => NORMS[config.norm]],
    ["outnorm", () => (config.outnorm === null ? "no logits norm" : `logits gain ${short(config.outnorm)}`)],
    ["hidden", () => layerWords(config.hidden, base.hidden)],
    ["context", () => `context ${config.context}`],
    ["emb", () => `embedding ${config.emb}`],
    ["b", () => biasWords(config.b, "bias")],
    ["outb", () => biasWords(config.outb, "output bias")],
    ["eps", () => `eps ${short(config.eps)}`],
    ["momentum", () => `momentum ${short(config.momentum)}`],
    ["variance", () => `${config.variance} variance`],
    ["batch", () => `batch ${config.batch}`],
    ["lr", () => rateWords(config.lr, base.lr)],
    ["then", () => config.then.map(laterWords)],
    ["seed", () => `seed ${config.seed}`],
  ];
  const differs = (/** @type {keyof Config} */ key) => JSON.stringify(config[key]) !== JSON.stringify(base[key]);
  // Without a norm there is none on the logits either.
  const isSaid = (/** @type {keyof Config} */ key) => differs(key) && (key !== "outnorm" || config.norm !== "none");
  return words.flatMap(([key, say]) => (isSaid(key) ? say() : []));
}
