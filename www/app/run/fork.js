// A run that is another's up to a step, as a Config. Used by commands.js and by the dialog past/fork-dialog.js.

/** @import { Change, Config } from "../../shared/protocol.js" */

/** @typedef {Omit<Change, "step"> & {lr?: number}} Changes what holds from the step on */

/**
 * The Config of a run that parts from another at a step. What is changed holds from there to the end, so that later changes
 * of the same are left out; all else goes on as it was planned. At step 0 the Config itself is another, and a seed is then
 * that of the network too.
 * @param {Readonly<Config>} config
 * @param {number} step
 * @param {Changes} changes
 * @returns {Config}
 */
export function forked(config, step, { lr: rate, ...changed }) {
  const named = /** @type {(keyof typeof changed)[]} */ (Object.keys(changed)).filter(
    (key) => changed[key] !== undefined,
  );
  const set = Object.fromEntries(named.map((key) => [key, changed[key]]));
  let { lr } = config;
  if (rate !== undefined) {
    const changes = lr.changes.filter(([from]) => from < step);
    lr = step === 0 ? { initial: rate, changes } : { ...lr, changes: [...changes, [step, rate]] };
  }
  /** @type {Change[]} */
  const then = [];
  for (const change of config.then) {
    const kept = /** @type {Change} */ (
      Object.fromEntries(
        Object.entries(change).filter(([key]) => change.step < step || !named.some((changed) => changed === key)),
      )
    );
    if (Object.keys(kept).length > 1) then.push(kept);
  }
  if (step === 0) return { ...config, ...set, lr, then };
  if (named.length > 0) {
    const at = then.findIndex((change) => change.step >= step);
    if (then[at]?.step === step) then[at] = { ...then[at], ...set };
    else then.splice(at < 0 ? then.length : at, 0, { step, ...set });
  }
  return { ...config, lr, then };
}
