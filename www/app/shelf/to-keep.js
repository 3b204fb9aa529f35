// Which runs are kept, for index.js and keeper.js.

import { isSettled } from "../run/selectors.js";

/** @import { State } from "../page/sight.js" */

/** A few single steps, as a lesson makes them, are no run to come back to. */
const MIN_STEPS = 10;

/** Whether a run is one to keep, as it stands. @param {Readonly<State>} state */
export const isToKeep = (state) => !state.embed && isSettled(state) && state.step >= MIN_STEPS;
