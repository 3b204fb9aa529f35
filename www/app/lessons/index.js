// Lessons: the button, and a link that names one. What plays them is loaded then.

import { button } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */
/** @import { createPlayer } from "./player.js" */

/** What a link says of the page, and not of the run. */
const OF_THE_PAGE = ["v", "lesson", "focus", "hide", "embed"];

/** @param {App} app @param {Panels} panels */
export function createLessons(app, panels) {
  /** @type {ReturnType<typeof createPlayer> | null} */
  let player = null;
  /** @type {Promise<ReturnType<typeof createPlayer> | null> | null} */
  let fetching = null;

  /** The player, fetched once; null where it can't be. */
  function fetched() {
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

  button("lessons").addEventListener("click", async () => (await fetched())?.list());
  app.sight.subscribe(async ({ lesson }, changed) => {
    if (!changed.has("lesson") || (lesson === null && fetching === null)) return;
    // A link that says nothing of a run asks for the lesson's own networks; with one that does, its network is kept.
    const keys = [...new URLSearchParams(location.hash.slice(1)).keys()];
    const bare = keys.every((key) => OF_THE_PAGE.includes(key));
    (await fetched())?.open(lesson, bare);
  });
  app.frames.subscribe(() => player?.follow());
}
