// Lessons: the button, and a link that names one. What plays them is loaded then.

import { button } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";

/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */

/** What a link says of the page, and not of the run. */
const OF_THE_PAGE = ["v", "lesson", "focus", "hide", "embed"];

/** @param {App} app @param {Panels} panels */
export function createLessons(app, panels) {
  const player = createLazy(
    async () => (await import("./player.js")).createPlayer(app, panels),
    (reason) => app.messages.unfetched("The lessons", reason),
  );

  button("lessons").addEventListener("click", async () => (await player.load())?.list());
  app.sight.subscribe(async ({ lesson }, changed) => {
    if (!changed.has("lesson") || (lesson === null && !player.isBegun())) return;
    // A link that says nothing of a run asks for the lesson's own networks; with one that does, its network is kept.
    const keys = [...new URLSearchParams(location.hash.slice(1)).keys()];
    const bare = keys.every((key) => OF_THE_PAGE.includes(key));
    (await player.load())?.open(lesson, bare);
  });
  app.frames.subscribe(() => player.loaded()?.follow());
}
