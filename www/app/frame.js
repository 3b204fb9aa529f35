// Within another page: the way out of the frame, to the same run in full.

import { element } from "./elements.js";

/** @import { Experiment } from "./experiment.js" */
/** @import { State, Store } from "./store.js" */

/** What the link out depends on. @type {(keyof State)[]} */
const LINKED = ["embed", "config", "mode", "step", "sum", "replay", "wanted", "textName", "lesson"];

/**
 * @param {Store} store
 * @param {Experiment} experiment
 */
export function createFrame(store, experiment) {
  const full = element("open-full", HTMLAnchorElement);
  store.subscribe(({ embed, mode }, changed) => {
    if (!embed || mode === "starting" || !LINKED.some((key) => changed.has(key))) return;
    full.href = experiment.linkNow({ embed: false, hide: null });
  });
}
