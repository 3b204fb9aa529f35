// Lessons: the button, and a link that names one. What plays them is loaded then.

import { button } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */
/** @import { createPlayer } from "./player.js" */

/** Keys of a link that concern the page and not the run. */
const PAGE_KEYS = ["v", "lesson", "focus", "hide", "embed"];

/** @param {App} app @param {Panels} panels */
export function createLessons(app, panels) {
  /** @type {ReturnType<typeof createPlayer> | null} */
  let player = null;
  /** @type {Promise<ReturnType<typeof createPlayer> | null> | null} */
  let fetching = null;

  /** The player, loaded once; null if it can't be loaded. */
  function loadPlayer() {
    fetching ??= import("./player.js").then(
      ({ createPlayer }) => {
        player = createPlayer(app, panels);
        return player;
      },
      (/** @type {unknown} */ reason) => {
        fetching = null;
        app.messages.unfetched("The lessons", reason);
        return null;
      },
    );
    return fetching;
  }

  button("lessons").addEventListener("click", async () => (await loadPlayer())?.list());
  app.sight.subscribe(async ({ lesson }, changed) => {
    if (!changed.has("lesson") || (lesson === null && fetching === null)) return;
    // A link without a run opens the lesson's own networks; with a run, the lesson keeps that network.
    const keys = [...new URLSearchParams(location.hash.slice(1)).keys()];
    const hasNoRun = keys.every((key) => PAGE_KEYS.includes(key));
    (await loadPlayer())?.open(lesson, hasNoRun);
  });
  app.frames.subscribe(() => player?.follow());
}
