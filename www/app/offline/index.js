// Decides when the offline copy of the site is made: once the first network is drawn and the page is idle, so that it does
// not delay what the reader waits for. Never inside another page's iframe, nor on the development server. Used by main.js.

import { onceIdle } from "../page/idle.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @param {string} script the address of the page's script, which no other version has */
export function createOffline(app, script) {
  if (import.meta.env.MODE !== "production" || window.parent !== window) return;
  onceIdle(app, async () => {
    // If it can't be loaded, the page works without an offline copy.
    const keeping = await import("./keeping.js").catch(() => null);
    await keeping?.keep(app, script);
  });
}
