// The run that a control, or another text, has replaced while it stood at a step: which one is set aside, and its return by replay. Used by
// commands.js and events.js; the store holds it.

import { isFailed, isIdle, isReplaying, isStarting, isWorthKeeping } from "./selectors.js";

/** @import { Client } from "./client.js" */
/** @import { Run, SetAside } from "./store.js" */

/** @param {Readonly<Run>} state @param {Client} client @returns {SetAside | null} null where there is nothing to come back to */
function asItStands(state, client) {
  const { config, replay, goal, missingText, pins } = state;
  if (missingText !== null || isStarting(state) || isFailed(state)) return null;
  const at = isReplaying(state)
    ? { step: replay?.step ?? goal ?? 0, sum: replay?.sum ?? null }
    : { step: client.position(), sum: isIdle(state) ? state.sum : null };
  if (at.step === 0) return null;
  return {
    config,
    text: client.textToCome(),
    ...at,
    pins: pins.map(({ id, step, target }) => ({ id, step: target ?? step })),
  };
}

/**
 * What is set aside once the run as it is has been replaced: this one, unless it has hardly begun and another waits already.
 * @param {Readonly<Run>} state
 * @param {Client} client
 */
export function nextSetAside(state, client) {
  const run = asItStands(state, client);
  return run === null || (state.setAside !== null && !isWorthKeeping(run)) ? state.setAside : run;
}

/** Whether a run has been trained so far that the one set aside before it is forgotten. @param {Readonly<Run>} state @param {number} step */
export const outgrows = (state, step) => state.setAside !== null && isWorthKeeping({ step }) && !isReplaying(state);
