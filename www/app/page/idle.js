// Waits until the first network is drawn and the page is idle, for what must not delay that. Used by offline/index.js and
// export/index.js.

import { isStarting } from "../run/selectors.js";

/** @import { App } from "./app.js" */

/** While the page trains, it may never be idle. */
const LATEST_MS = 5000;
/** For browsers without requestIdleCallback. */
const LATER_MS = 1000;

/** @param {App} app @param {() => void} then called once */
export function onceIdle(app, then) {
  let waits = true;
  app.store.subscribe((state) => {
    if (!waits || state.awaited || isStarting(state)) return;
    waits = false;
    if ("requestIdleCallback" in window) requestIdleCallback(then, { timeout: LATEST_MS });
    else setTimeout(then, LATER_MS);
  });
}
