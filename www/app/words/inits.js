// The initializations of weights: their names and numbers. Used by most folders above words/.

/** @import { Init, InitName } from "../../shared/protocol.js" */

/** @type {Record<InitName, string>} */
export const INITS = {
  std: "std",
  gain: "gain",
  xavier_normal: "Xavier normal",
  xavier_uniform: "Xavier uniform",
  kaiming_normal: "Kaiming normal",
  kaiming_uniform: "Kaiming uniform",
  kaiming_normal_out: "Kaiming normal fan-out",
  kaiming_uniform_out: "Kaiming uniform fan-out",
  orthogonal: "orthogonal",
  trunc_normal: "truncated normal",
  torch: "nn.Linear’s default",
  lsuv: "LSUV",
  zero: "zero",
};

/** Those that have no number. @type {ReadonlySet<string>} */
const WORDS = new Set(["torch", "lsuv", "zero"]);

/** Those whose number is the gain of the first matrix, whatever its fan-out. @type {ReadonlySet<string>} */
const GAINS = new Set(["gain", "kaiming_normal", "kaiming_uniform"]);

/** Its name, and its number; null where it has none, or where that is left out. @param {Init} init @returns {{name: InitName, value: number | null}} */
export function initParts(init) {
  if (typeof init === "string") return { name: init, value: null };
  const [[name, value]] = /** @type {[InitName, number][]} */ (Object.entries(init));
  return { name, value };
}

/** Whether an initialization may have a number. @param {InitName} name */
export const hasNumber = (name) => !WORDS.has(name);

/** Those whose number must be written. @type {ReadonlySet<string>} */
const WRITTEN = new Set(["std", "gain", "trunc_normal"]);

/** Whether an initialization has a number that may be left out. @param {InitName} name */
export const hasUsualNumber = (name) => hasNumber(name) && !WRITTEN.has(name);

/** An initialization by its name, with another number; a gain where it has none. @param {InitName} name @param {number} value @returns {Init} */
export const withNumber = (name, value) => (hasNumber(name) ? { [name]: value } : { gain: value });

/** Whether the number of an initialization is a gain that should suit the activation. @param {InitName} name */
export const isGain = (name) => GAINS.has(name);

/**
 * The number that an initialization stands for on its slider: its own, or what it has when that is left out; of one without a
 * number, the gain of its first matrix.
 * @param {Init} init
 * @param {{gain: number, usual: number}} of the gain of the first matrix, and the usual one of the activation
 */
export function initNumber(init, { gain, usual }) {
  const { name, value } = initParts(init);
  if (value !== null) return value;
  if (!hasNumber(name)) return gain;
  return name.startsWith("kaiming") ? usual : 1;
}

/** Whether that number compares with the recommended range, which is of standard deviations for `std` and of gains for others. @param {Init} init */
export function isComparable(init) {
  const { name } = initParts(init);
  return name === "std" || GAINS.has(name) || !hasNumber(name);
}
