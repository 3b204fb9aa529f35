// What is in force at a step: the settings that a run's own plan changes on its way. Used by past/fork-dialog.js.

/** @import { Config } from "../../shared/protocol.js" */

/** The fields that a run may change from a step on, besides the learning rate. */
export const CHANGEABLE = /** @type {const} */ (["batch", "momentum", "eps", "variance", "seed"]);

/** @typedef {{lr: number, batch: number, momentum: number, eps: number, variance: Config["variance"], seed: number}} InForce `seed` that of the minibatches */

/** @param {Config} config @param {number} step @returns {InForce} */
export function inForce({ lr, batch, momentum, eps, variance, seed, then }, step) {
  const rate = lr.changes.findLast(([from]) => from <= step)?.[1] ?? lr.initial;
  const force = { lr: rate, batch, momentum, eps, variance, seed };
  for (const { step: from, ...changes } of then) if (from <= step) Object.assign(force, changes);
  return force;
}

/**
 * The settings that a run has planned to change after a step.
 * @param {Config} config
 * @param {number} step
 * @returns {(keyof InForce)[]}
 */
export function planned({ lr, then }, step) {
  const later = then.filter(({ step: from }) => from > step);
  const changes = CHANGEABLE.filter((key) => later.some((change) => change[key] !== undefined));
  return lr.changes.some(([from]) => from > step) ? ["lr", ...changes] : changes;
}
