// Decides when the offline copy of the site is made: once the first network is drawn and the page is idle, so that it does
// not delay what the reader waits for. Never inside another page's iframe, nor on the development server.

/** @import { Away } from "./keeping.js" */

/** While the page trains, it may never be idle. */
const LATEST_MS = 5000;
/** For browsers without requestIdleCallback. */
const LATER_MS = 1000;

/** @param {Away} page */
export function createOffline(page) {
  if (import.meta.env.MODE !== "production" || window.parent !== window) return;
  let started = false;

  async function start() {
    // If it can't be loaded, the page works without an offline copy.
    const keeping = await import("./keeping.js").catch(() => null);
    await keeping?.keep(page);
  }

  page.store.subscribe(({ mode, awaited }) => {
    if (started || awaited || mode === "starting") return;
    started = true;
    if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: LATEST_MS });
    else setTimeout(start, LATER_MS);
  });
}
