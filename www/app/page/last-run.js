// The run of the last visit, which Explore offers to resume: its link, kept in the browser whenever a run of ten or more steps
// pauses. Used by main.js.

import { isSettled, isWorthKeeping } from "../run/selectors.js";
import { count } from "../words/format.js";

/** @import { App } from "./app.js" */

/** @typedef {{fragment: string, title: string}} Last */
/** @typedef {ReturnType<typeof createLastRun>} LastRun */

/** The storage key. */
const KEY = "initscope-last-run";

/** @param {App} app */
export function createLastRun({ core, store, sight, links, address, commands }) {
  /** @type {Last | null} */
  let found = null;
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const isLink = typeof kept?.fragment === "string" && core.parseLink(kept.fragment).errors.length === 0;
    if (isLink && typeof kept.title === "string") found = { fragment: kept.fragment, title: kept.title };
  } catch {
    // Storage may be denied, or hold what another version wrote.
  }
  store.subscribe((state, changed) => {
    if (!changed.has("sum") || !isSettled(state) || !isWorthKeeping(state) || state.missingText !== null) return;
    // A frame of this site is not where a person works: Share… previews one.
    if (sight.get().embed) return;
    const { preset } = state.config;
    const title = `${core.preset(preset).title}, step ${count(state.step)}`;
    try {
      localStorage.setItem(KEY, JSON.stringify({ fragment: new URL(links.toNow({})).hash, title }));
    } catch {
      // Then nothing is offered at the next visit.
    }
  });
  return {
    /** As it was when this page was opened. */
    get: () => found,
    /** @param {Last} last */
    open({ fragment }) {
      address.enter(fragment, true);
      commands.open(fragment, true);
    },
  };
}
