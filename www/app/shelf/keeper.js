// Saves each run that pauses: copies it at once, since the next frame invalidates the current one, and writes it to storage
// when the page is idle. Loaded by index.js.

import { combine } from "../run/store.js";
import { place, taken } from "./record.js";
import { createShelf, MAX_RUNS, whyNot } from "./shelf.js";
import { isToKeep } from "./to-keep.js";

/** @import { App } from "../page/app.js" */
/** @import { Run } from "./record.js" */

/** @typedef {ReturnType<typeof createKeeper>} Keeper */

/** A run that is paused for this long is not between two single steps. */
const PAUSED_MS = 300;
/** If the page is never idle, the run is written after this time. */
const IDLE_WITHIN_MS = 1000;
/** Storage key of the last run that this tab saved, so that a removed run is not saved again when a reload replays it. */
const LAST_SAVED = "initscope-kept";

/** Calls back when the page is idle; not every browser has requestIdleCallback. @param {() => void} work */
const whenIdle = (work) =>
  typeof requestIdleCallback === "function"
    ? requestIdleCallback(work, { timeout: IDLE_WITHIN_MS })
    : setTimeout(work, PAUSED_MS);

/** @param {App} app */
export function createKeeper({ core, store, sight, links, frames, messages }) {
  const both = combine(store, sight);
  /** @type {Run[]} */
  let waiting = [];
  /** The last run taken, which need not be taken again. */
  let last = readLastSaved();
  /** @type {string | null} */
  let trouble = null;
  let isReported = false;
  let isBlocked = false;
  let writing = Promise.resolve();
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let blocked = () => {};
  const shelf = createShelf(core, (is) => {
    isBlocked = is;
    blocked();
  });

  /** Copies the paused run, if its frame has arrived and it has not been taken yet. */
  function take() {
    const state = both.get();
    const frame = frames.newest();
    if (!isToKeep(state) || state.awaited || frame === null || frame.step !== state.step) return;
    const link = new URL(links.toStep(state.step, state.sum)).hash;
    const what = `${link} ${state.evaluations.at(-1)?.step ?? ""}`;
    // A link cannot contain a step beyond ten million.
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
      writeLastSaved(what);
    } catch (thrown) {
      // Reported once, not at each pause; the dialog shows it again.
      if (!isReported) messages.addStatus(`This run is not saved. ${whyNot(thrown)}`);
      isReported = true;
      trouble = whyNot(thrown);
      // They keep waiting, together with those taken in the meantime.
      const later = waiting;
      waiting = runs;
      for (const run of later) place(core, waiting, run);
      waiting = waiting.slice(-MAX_RUNS);
    }
  }

  /** Writes the waiting runs. */
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
    timer = setTimeout(() => whenIdle(flush), PAUSED_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) flush();
  });

  return {
    shelf,
    flush,
    /** Why the last run could not be saved, or null. */
    trouble: () => trouble,
    /** Whether another tab blocks the database with an older version. */
    isBlocked: () => isBlocked,
    /** @param {() => void} listener called when that changes */
    onBlocked(listener) {
      blocked = listener;
    },
  };
}

function readLastSaved() {
  try {
    return sessionStorage.getItem(LAST_SAVED) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} what */
function writeLastSaved(what) {
  try {
    sessionStorage.setItem(LAST_SAVED, what);
  } catch {
    // Storage may be denied; then a removed run may be saved again after a reload.
  }
}
