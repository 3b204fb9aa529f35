// Which runs are kept, for index.js and keeper.js.

import { isSettled, isWorthKeeping } from "../run/selectors.js";

/** @import { State } from "../page/sight.js" */

/** Whether a run is one to keep, as it stands. @param {Readonly<State>} state */
export const isToKeep = (state) => !state.embed && isSettled(state) && isWorthKeeping(state);
