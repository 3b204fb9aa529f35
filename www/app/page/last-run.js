// The run of the last visit, which Explore offers to reopen: its link, kept in the browser whenever a run of ten or more steps
// pauses. Used by main.js.

import { isSettled, isWorthKeeping } from "../run/selectors.js";
import { count } from "../words/format.js";

/** @import { App } from "./app.js" */

/** @typedef {ReturnType<typeof createLastRun>} LastRun */

/** The storage key. */
const KEY = "initscope-last-run";

/** @param {App} app */
export function createLastRun({ core, store, sight, links, address, commands }) {
  /** Its link. @type {string | null} */
  let found = null;
  try {
    const fragment = JSON.parse(localStorage.getItem(KEY) ?? "null")?.fragment;
    if (typeof fragment === "string" && core.parseLink(fragment).errors.length === 0) found = fragment;
  } catch {
    // Storage may be denied, or hold what another version wrote.
  }
  store.subscribe((state, changed) => {
    if (!changed.has("sum") || !isSettled(state) || !isWorthKeeping(state) || state.missingText !== null) return;
    // A frame of this site is not where a person works: Share… previews one.
    if (sight.get().embed) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ fragment: new URL(links.toNow({})).hash }));
    } catch {
      // Then nothing is offered at the next visit.
    }
  });
  return {
    /** What differs in the run of the last visit, and its step; null if there is none. */
    async title() {
      if (found === null) return null;
      const { config, step } = core.parseLink(found);
      const at = `step ${count(step ?? 0)}`;
      const names = await import("../run/pinned/names.js").catch(() => null);
      return names === null ? at : `${names.usualName(core, config, [])}, ${at}`;
    },
    open() {
      if (found === null) return;
      address.enter(found, true);
      commands.open(found, true);
    },
  };
}
