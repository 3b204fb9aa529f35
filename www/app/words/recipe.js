// Norms, residual connections, optimizers and schedules of a Config: their names, and the parts of their texts. Pure
// functions, used by most folders above words/.

import { count } from "./format.js";

/** @import { Config } from "../../shared/protocol.js" */

/** @typedef {"none" | "batch" | "layer" | "rms" | "group"} NormKind */
/** @typedef {"sgd" | "momentum" | "nesterov" | "adam" | "adamw"} OptimizerName */
/** @typedef {"fixed" | "depth" | "learned"} BranchKind */

/** @type {Record<NormKind, string>} */
export const NORMS = {
  none: "none",
  batch: "BatchNorm",
  layer: "LayerNorm",
  rms: "RMSNorm",
  group: "GroupNorm",
};

/** @param {Config["norm"]} norm @returns {{kind: NormKind, groups: number | null}} */
export function normParts(norm) {
  const [kind, groups] = norm.split(":");
  return { kind: /** @type {NormKind} */ (kind), groups: groups === undefined ? null : Number(groups) };
}

/** Its name, with the number of groups; "no norm" without one. @param {Config["norm"]} norm */
export function normName(norm) {
  const { kind, groups } = normParts(norm);
  if (kind === "none") return "no norm";
  return groups === null ? NORMS[kind] : `${NORMS[kind]} ${groups}`;
}

/** The largest number of groups that is tried first: as many as in the examples of the link's documentation. */
const USUAL_GROUPS = 4;

/** A norm of a kind; group norm with a number of groups that divides every width. @param {NormKind} kind @param {number[]} hidden @returns {Config["norm"]} */
export function normOf(kind, hidden) {
  if (kind !== "group") return kind;
  let groups = USUAL_GROUPS;
  while (hidden.some((width) => width % groups !== 0)) groups -= 1;
  return `group:${groups}`;
}

/** Whether the logits can have a norm of this kind too. @param {Config["norm"]} norm */
export function canNormLogits(norm) {
  switch (normParts(norm).kind) {
    case "none":
    case "group":
      return false;
    case "batch":
    case "layer":
    case "rms":
      return true;
  }
}

/** Over what a norm computes its statistics. @param {Pick<Config, "norm">} config */
export function normFacts({ norm }) {
  switch (normParts(norm).kind) {
    case "none":
      return "";
    case "batch":
      return "Normalizes each neuron over the minibatch";
    case "layer":
      return "Normalizes each example over its neurons";
    case "rms":
      return "Divides each example by the root mean square of its neurons";
    case "group":
      return "Normalizes each example over each group of its neurons";
  }
}

/** @type {Record<OptimizerName, string>} */
export const OPTIMIZERS = {
  sgd: "SGD",
  momentum: "SGD + momentum",
  nesterov: "SGD + Nesterov",
  adam: "Adam",
  adamw: "AdamW",
};

/** Its name, and its momentum where it is SGD with one. @param {Config["opt"]} opt @returns {{name: OptimizerName, momentum: number | null}} */
export function optimizerParts(opt) {
  if (typeof opt === "string") return { name: opt, momentum: null };
  const [[name, momentum]] = /** @type {[OptimizerName, number][]} */ (Object.entries(opt));
  return { name, momentum };
}

/** @param {Config["opt"]} opt */
export const isAdam = (opt) => opt === "adam" || opt === "adamw";

/** @param {string} branch @returns {{kind: BranchKind, value: number | null}} `value` is null where it follows from the depth */
export function branchParts(branch) {
  if (branch === "depth") return { kind: "depth", value: null };
  const [, learned, value] = /** @type {RegExpExecArray} */ (/^(learned:)?(.*)$/.exec(branch));
  return { kind: learned === undefined ? "fixed" : "learned", value: Number(value) };
}

/** @param {string} branch */
export function branchWords(branch) {
  const { kind, value } = branchParts(branch);
  switch (kind) {
    case "depth":
      return "branch 1/√depth";
    case "learned":
      return `branch learned from ${value}`;
    case "fixed":
      return `branch ${value}`;
  }
}

/** Whether some hidden layer is as wide as the one before, so that it can have a residual connection. @param {Pick<Config, "hidden">} config */
export const canBeResidual = ({ hidden }) => hidden.some((width, i) => i > 0 && hidden[i - 1] === width);

/** What a layer with a residual connection computes. @param {Pick<Config, "res" | "norm">} config */
export function residualFormula({ res, norm }) {
  const hasNorm = norm !== "none";
  switch (res) {
    case "none":
      return "";
    case "pre":
      return hasNorm ? "x + s·φ(N(x)W + b), and a final norm" : "x + s·φ(xW + b)";
    case "post":
      return hasNorm ? "N(x + s·φ(xW + b))" : "x + s·φ(xW + b)";
  }
}

/** How the learning rate changes by itself, in parts. @param {Pick<Config, "lr" | "warmup">} config @param {number} [passed] how many of its changes have been made */
export function scheduleWords({ lr, warmup }, passed = 0) {
  const later = lr.changes.slice(passed);
  return [
    ...(warmup > 0 ? [`warmup ${count(warmup)}`] : []),
    ...(lr.cosine === undefined ? [] : [`cosine to ${count(lr.cosine)}`]),
    ...(later.length > 2
      ? [`${later.length} later rates`]
      : later.map(([step, rate]) => `${rate} from ${count(step)}`)),
  ];
}

/**
 * The rate of the next step while a warmup or a cosine changes it; empty where it is the one that was set.
 * @param {Pick<Config, "lr" | "warmup">} config
 * @param {number} step
 * @param {string} rate
 */
export function rateNow({ lr: { cosine }, warmup }, step, rate) {
  const parts = [
    ...(step + 1 < warmup ? [`warmup ${count(step + 1)} of ${count(warmup)}`] : []),
    ...(cosine === undefined ? [] : [`cosine ${count(Math.min(step, cosine))} of ${count(cosine)}`]),
  ];
  return parts.length === 0 ? "" : `Rate now ${rate}: ${parts.join(", ")}.`;
}

/** A number as one would type it. @param {number} value */
export const typeable = (value) => (value > 0 && value < 1e-3 ? value.toExponential() : String(value));

/**
 * What of clipping, decay and Adam's constants differs from a plain network's, in parts.
 * @param {Config} config
 * @param {Config} plain
 */
export function optimizerWords({ opt, clip, decay, betas, opteps }, plain) {
  return [
    ...(clip === null ? [] : [`clip ${typeable(clip)}`]),
    ...(decay === "default" ? [] : [`decay ${typeable(decay)}`]),
    ...(isAdam(opt) && String(betas) !== String(plain.betas) ? [`β ${betas.join(", ")}`] : []),
    ...(isAdam(opt) && opteps !== plain.opteps ? [`ε ${typeable(opteps)}`] : []),
  ];
}

/**
 * What of a norm's constants differs from a plain network's, in parts.
 * @param {Config} config
 * @param {Config} plain
 */
export function normWords({ norm, eps, momentum, variance, outnorm }, plain) {
  const isBatch = norm === "batch";
  return [
    ...(eps === plain.eps ? [] : [`eps ${typeable(eps)}`]),
    ...(isBatch && momentum !== plain.momentum ? [`momentum ${typeable(momentum)}`] : []),
    ...(isBatch && variance !== plain.variance ? [variance] : []),
    ...(outnorm === null ? [] : [`logits gain ${typeable(outnorm)}`]),
  ];
}
