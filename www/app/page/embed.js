// Within another page: the way out of the frame, to the same run in full.

import { element } from "../ui/elements.js";

/** @import { Experiment } from "../run/experiment.js" */
/** @import { State, Store } from "../run/store.js" */

/** What the link out depends on. @type {(keyof State)[]} */
const LINKED = ["embed", "config", "mode", "step", "sum", "replay", "wanted", "textName", "lesson", "pins", "lockstep"];

/**
 * @param {Store} store
 * @param {Experiment} experiment
 */
export function createFrame(store, experiment) {
  const full = element("open-full", HTMLAnchorElement);
  store.subscribe(({ embed, mode }, changed) => {
    // Frames of the runs beside this one come all the time.
    if (mode === "training" && changed.size === 1 && changed.has("pins")) return;
    if (!embed || mode === "starting" || !LINKED.some((key) => changed.has(key))) return;
    full.href = experiment.linkNow({ embed: false, hide: null });
  });
}
