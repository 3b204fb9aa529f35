// When the page begins to be kept for later: not before it has drawn its first network and has nothing to do, since what a
// person waits for comes first. Not in a frame of another page, nor from the development server.

import { isStarting } from "../run/selectors.js";

/** @import { App } from "../page/app.js" */

/** A page that trains may always have something to do. */
const LATEST_MS = 5000;
/** Where the browser does not say when there is nothing to do. */
const LATER_MS = 1000;

/** @param {App} app @param {string} script the address of the page's script, which no other version has */
export function createOffline(app, script) {
  if (import.meta.env.MODE !== "production" || window.parent !== window) return;
  let begun = false;

  async function begin() {
    // Where it can't be fetched, the page goes on as it is.
    const keeping = await import("./keeping.js").catch(() => null);
    await keeping?.keep(app, script);
  }

  app.store.subscribe((state) => {
    if (begun || state.awaited || isStarting(state)) return;
    begun = true;
    if ("requestIdleCallback" in window) requestIdleCallback(begin, { timeout: LATEST_MS });
    else setTimeout(begin, LATER_MS);
  });
}
