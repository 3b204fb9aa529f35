// Shows that the run has stopped at a step: updates the store, the status message and the address. Called by events.js when
// the run alone stops, and by pinned/pins.js when all runs in lockstep do.

import { count } from "../words/format.js";
import { isSlow, isTraining } from "./selectors.js";

/** @import { Links } from "./links.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Recovery } from "./recovery.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Run, Store } from "./store.js" */
/** @import { Texts } from "./texts.js" */

/** @typedef {(at: {step: number, sum: string}) => void} Arrive */

/**
 * @param {{store: Store<Run>, messages: Messages, texts: Texts, links: Links, recovery: Recovery, replay: LinkReplay}} parts
 * @returns {Arrive}
 */
export const createArrival =
  ({ store, messages, texts, links, recovery, replay: linkReplay }) =>
  ({ step, sum }) => {
    const state = store.get();
    if (isSlow(state)) return store.set({ step, sum });
    const { replay, goal } = state;
    const arrived = step >= (replay?.step ?? goal ?? 0);
    const paused = isTraining(state) && (goal === null || !arrived);
    store.set({ mode: "idle", step, sum, replay: null, goal: null, ...recovery.recovered(step) });
    if (replay !== null) {
      // The address keeps the link that was opened, for whoever brings its text and tries again.
      if (linkReplay.differs(replay, { step, sum }, arrived)) return;
    } else if (step > 0) messages.status(`${paused ? "Paused at" : "At"} step ${count(step)}.`);
    else messages.status(`${texts.notice()}At step 0: the untrained network.`);
    texts.clearNotice();
    links.updateAddress();
  };
