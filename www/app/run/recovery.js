// What was known of a run whose worker failed, until another worker has computed the run again: the numbers are the same.
// Created by index.js.

/** @import { Run } from "./store.js" */

/** @typedef {ReturnType<typeof createRecovery>} Recovery */

export function createRecovery() {
  /** @type {Readonly<Run> | null} */
  let stateBeforeCrash = null;
  return {
    /** @param {Readonly<Run>} state */
    remember(state) {
      // What is known while another network is awaited is of the one before.
      stateBeforeCrash ??= state.awaited ? null : state;
    },
    forget() {
      stateBeforeCrash = null;
    },
    /** The run has been computed again up to a step: what was known at the steps until there. @param {number} until @returns {Partial<Run>} */
    recovered(until) {
      if (stateBeforeCrash === null) return {};
      const { evaluations, survey, ways, coupled } = stateBeforeCrash;
      stateBeforeCrash = null;
      return {
        evaluations: evaluations.filter(({ step }) => step <= until),
        survey: survey !== null && survey.step <= until ? survey : null,
        ways: ways !== null && ways.step <= until ? ways : null,
        coupled: coupled !== null && coupled.step <= until ? coupled : null,
      };
    },
  };
}
