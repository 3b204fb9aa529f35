// Whether the run may be trained now: not while it starts or is replayed, nor before a lesson's card has its prediction. Used by
// every button that trains: controls/transport.js, panels/empty.js, panels/explore/explore.js and presenting/mode.js.

import { canPause, isReplaying, isStarting } from "../run/selectors.js";
import { hasAny } from "../run/store.js";

/** @import { ReadStore } from "../run/store.js" */
/** @import { State } from "./sight.js" */

/** Why Train waits. */
const ASKED = "The lesson’s card asks for a prediction first";

/** Whether steps wait for a prediction; a run that is trained already can be paused. @param {Pick<State, "mode" | "asks">} state */
export const waits = (state) => state.asks && !canPause(state);

/** @param {Pick<State, "mode" | "asks">} state */
export const canTrain = (state) => !isStarting(state) && !isReplaying(state) && !waits(state);

/**
 * Keeps a button up to date that trains or pauses.
 * @param {ReadStore<State>} both
 * @param {Pick<HTMLButtonElement, "textContent" | "title" | "disabled">} train
 */
export function joinTrain(both, train) {
  const { title } = train;
  both.subscribe((state, changed) => {
    if (!hasAny(changed, "mode", "asks")) return;
    train.textContent = canPause(state) ? "Pause" : "Train";
    train.disabled = !canTrain(state);
    train.title = waits(state) ? ASKED : title;
  });
}
