// How a network differs from its preset, in a few words for each setting: `gain 1`, `LayerNorm`, `batch 64`. Names of pinned
// runs are made of them (run/pinned/names.js). Pure functions.

import { ACTIVATIONS } from "./activations.js";
import { count } from "./format.js";
import { hasNumber, INITS, initParts } from "./inits.js";
import { branchWords, canNormLogits, isAdam, normName, OPTIMIZERS, optimizerParts } from "./recipe.js";

/** @import { Config, Init } from "../../shared/protocol.js" */

/** A number in few characters: a fraction where it is one of thirds, as the gain of tanh. @param {number} value */
function short(value) {
  const thirds = Math.round(3 * value);
  if (thirds / 3 === value && thirds % 3 !== 0) return `${thirds}/3`;
  return String(Number(value.toPrecision(3)));
}

/** @param {Init} init */
function initWords(init) {
  const { name, value } = initParts(init);
  if (value !== null) return `${INITS[name]} ${short(value)}`;
  if (name === "torch") return "nn.Linear weights";
  return hasNumber(name) ? INITS[name] : `${INITS[name]} weights`;
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
function rateWords({ initial, changes, cosine }, base) {
  const planned = new Set(base.changes.map(String));
  const later = changes.filter((change) => !planned.has(String(change)));
  const cosineWords = cosine === undefined ? "no cosine" : `cosine to ${count(cosine)}`;
  const words = [
    ...(initial === base.initial ? [] : [`rate ${short(initial)}`]),
    ...later.map(([from, rate]) => `rate ${short(rate)} from step ${count(from)}`),
    ...(cosine === base.cosine ? [] : [cosineWords]),
  ];
  return words.length === 0 ? ["fewer rates"] : words;
}

/** @param {Config} config */
function residualWords({ res, norm }) {
  if (res === "none") return "no residual";
  return norm === "none" ? "residual" : `${res}-norm residual`;
}

/** @param {Config["opt"]} opt */
function optimizerWords(opt) {
  const { name, momentum } = optimizerParts(opt);
  if (momentum === null) return OPTIMIZERS[name];
  return `${name === "nesterov" ? "Nesterov" : "momentum"} ${short(momentum)}`;
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
    ["norm", () => normName(config.norm)],
    ["res", () => residualWords(config)],
    ["branch", () => branchWords(config.branch)],
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
    ["opt", () => optimizerWords(config.opt)],
    ["betas", () => `β ${config.betas.map(short).join(", ")}`],
    ["opteps", () => `ε ${short(config.opteps)}`],
    ["decay", () => (config.decay === "default" ? "default decay" : `decay ${short(config.decay)}`)],
    ["clip", () => (config.clip === null ? "no clipping" : `clip ${short(config.clip)}`)],
    ["lr", () => rateWords(config.lr, base.lr)],
    ["warmup", () => (config.warmup === 0 ? "no warmup" : `warmup ${count(config.warmup)}`)],
    ["then", () => config.then.map(laterWords)],
    ["seed", () => `seed ${config.seed}`],
  ];
  const differs = (/** @type {keyof Config} */ key) => JSON.stringify(config[key]) !== JSON.stringify(base[key]);
  /** Settings without an effect, by what they need. @type {Partial<Record<keyof Config, boolean>>} */
  const matters = {
    outnorm: canNormLogits(config.norm),
    branch: config.res !== "none",
    betas: isAdam(config.opt),
    opteps: isAdam(config.opt),
  };
  const isSaid = (/** @type {keyof Config} */ key) => differs(key) && matters[key] !== false;
  return words.flatMap(([key, say]) => (isSaid(key) ? say() : []));
}
