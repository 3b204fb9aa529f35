// Keeps each run that comes to rest: takes it at once, since its frame dies with the next, and writes it when the page is
// idle. Shows nothing.

import { combine } from "../run/store.js";
import { place, taken } from "./record.js";
import { createShelf, MOST_RUNS, whyNot } from "./shelf.js";
import { isToKeep } from "./to-keep.js";

/** @import { App } from "../page/app.js" */
/** @import { Run } from "./record.js" */

/** @typedef {ReturnType<typeof createKeeper>} Keeper */

/** A run that rests this long is not between two single steps. */
const RESTS_MS = 300;
/** Where the page is never idle, it is written after this time. */
const IDLE_WITHIN_MS = 1000;
/** What this tab kept last, over a reload: one that a person removed does not come back by being replayed. */
const KEPT_LAST = "initscope-kept";

/** Soon, when nothing else is to be done; not every browser says when that is. @param {() => void} work */
const whenIdle = (work) =>
  typeof requestIdleCallback === "function"
    ? requestIdleCallback(work, { timeout: IDLE_WITHIN_MS })
    : setTimeout(work, RESTS_MS);

/** @param {App} app */
export function createKeeper({ core, store, sight, links, frames, messages }) {
  const both = combine(store, sight);
  /** @type {Run[]} */
  let waiting = [];
  /** What was taken last, and need not be again. */
  let last = keptLast();
  /** @type {string | null} */
  let trouble = null;
  let told = false;
  let isBlocked = false;
  let writing = Promise.resolve();
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let blocked = () => {};
  const shelf = createShelf(core, (is) => {
    isBlocked = is;
    blocked();
  });

  /** Takes the run as it rests, if its frame is there and it was not taken yet. */
  function take() {
    const state = both.get();
    const frame = frames.newest();
    if (!isToKeep(state) || state.awaited || frame === null || frame.step !== state.step) return;
    const link = new URL(links.toStep(state.step, state.sum)).hash;
    const what = `${link} ${state.evaluations.at(-1)?.step ?? ""}`;
    // No link can name a step beyond ten million.
    if (what === last || core.parseLink(link).step !== state.step) return;
    last = what;
    place(core, waiting, taken(frame, state, link, Date.now()));
  }

  async function write() {
    await links.packText();
    take();
    if (waiting.length === 0) return;
    const runs = waiting;
    waiting = [];
    const what = last;
    try {
      await shelf.merge(runs);
      trouble = null;
      keepLast(what);
    } catch (thrown) {
      // Once: whoever knows that nothing is kept need not be told at each rest, and the dialog says it again.
      if (!told) messages.addStatus(`This run is not kept. ${whyNot(thrown)}`);
      told = true;
      trouble = whyNot(thrown);
      // They wait on, with those that came meanwhile.
      const later = waiting;
      waiting = runs;
      for (const run of later) place(core, waiting, run);
      waiting = waiting.slice(-MOST_RUNS);
    }
  }

  /** Writes what waits, and is done when it is written. */
  function flush() {
    clearTimeout(timer);
    writing = writing.then(write);
    return writing;
  }

  both.subscribe((state, changed) => {
    if (!["mode", "sum", "evaluations"].some((key) => changed.has(/** @type {"sum"} */ (key))) || !isToKeep(state)) {
      return;
    }
    if (links.isTextPacked()) take();
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(flush), RESTS_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) flush();
  });

  return {
    shelf,
    flush,
    /** Why the last run is not kept, if it isn't. */
    trouble: () => trouble,
    /** Whether another tab holds an older version. */
    isBlocked: () => isBlocked,
    /** @param {() => void} hears when another tab holds an older version, or no longer does */
    onBlocked(hears) {
      blocked = hears;
    },
  };
}

function keptLast() {
  try {
    return sessionStorage.getItem(KEPT_LAST) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} what */
function keepLast(what) {
  try {
    sessionStorage.setItem(KEPT_LAST, what);
  } catch {
    // Denied storage costs no more than this.
  }
}
