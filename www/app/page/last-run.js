// The run of the last visit, which Explore offers to reopen: its link, kept in the browser whenever a run of ten or more steps
// pauses. Used by main.js.

import { usualName } from "../run/pinned/names.js";
import { isSettled } from "../run/selectors.js";
import { count } from "../words/format.js";

/** @import { App } from "./app.js" */

/** @typedef {{fragment: string, title: string}} Last the title says what differs, and its step */
/** @typedef {ReturnType<typeof createLastRun>} LastRun */

/** The storage key. */
const KEY = "initscope-last-run";
/** A shorter run is quickly made again. */
const MIN_STEPS = 10;

/** @param {App} app */
export function createLastRun({ core, store, sight, links, address, commands }) {
  /** @type {Last | null} */
  let found = null;
  try {
    const fragment = JSON.parse(localStorage.getItem(KEY) ?? "null")?.fragment;
    const link = typeof fragment === "string" ? core.parseLink(fragment) : null;
    if (link?.errors.length === 0)
      found = { fragment, title: `${usualName(core, link.config, [])}, step ${count(link.step ?? 0)}` };
  } catch {
    // Storage may be denied, or hold what another version wrote.
  }
  store.subscribe((state, changed) => {
    if (!changed.has("sum") || !isSettled(state) || state.step < MIN_STEPS || state.missingText !== null) return;
    // A frame of this site is not where a person works: Share… previews one.
    if (sight.get().embed) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ fragment: new URL(links.toNow({})).hash }));
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
