// Decides when the offline copy of the site is made: once the first network is drawn and the page is idle, so that it does
// not delay what the reader waits for. Never inside another page's iframe, nor on the development server. Used by main.js.

import { isStarting } from "../run/selectors.js";

/** @import { App } from "../page/app.js" */

/** While the page trains, it may never be idle. */
const LATEST_MS = 5000;
/** For browsers without requestIdleCallback. */
const LATER_MS = 1000;

/** @param {App} app @param {string} script the address of the page's script, which no other version has */
export function createOffline(app, script) {
  if (import.meta.env.MODE !== "production" || window.parent !== window) return;
  let started = false;

  async function start() {
    // If it can't be loaded, the page works without an offline copy.
    const keeping = await import("./keeping.js").catch(() => null);
    await keeping?.keep(app, script);
  }

  app.store.subscribe((state) => {
    if (started || state.awaited || isStarting(state)) return;
    started = true;
    if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: LATEST_MS });
    else setTimeout(start, LATER_MS);
  });
}
