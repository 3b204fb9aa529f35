// The Lessons button, and links that open a lesson. Loads the player when either is used. Used by main.js.

import { button } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */

/** @param {App} app @param {Panels} panels */
export function createLessons(app, panels) {
  const player = createLazy(
    async () => {
      const styles = [
        styled(new URL("./card.css", import.meta.url), "card.css"),
        styled(new URL("./enlarged.css", import.meta.url), "enlarged.css"),
      ];
      const [{ createPlayer }] = await Promise.all([import("./player.js"), ...styles]);
      return createPlayer(app, panels);
    },
    (reason) => app.messages.unfetched("The lessons", reason),
  );

  button("lessons").addEventListener("click", async () => (await player.load())?.list());
  app.sight.subscribe(async ({ lesson }, changed) => {
    if (!changed.has("lesson") || (lesson === null && !player.isBegun())) return;
    // A link without a run opens the lesson's own networks; with a run, the lesson keeps that network.
    const keys = [...new URLSearchParams(location.hash.slice(1)).keys()];
    const ofPage = ["v", "view", "lesson", "focus", "hide", "embed"];
    const hasNoRun = keys.every((key) => ofPage.includes(key));
    (await player.load())?.open(lesson, hasNoRun);
  });
  app.frames.subscribe(() => player.loaded()?.follow());

  return {
    /** Opens a lesson at its first card; its end leads back to the run and the view of now. @param {string} id */
    async open(id) {
      (await player.load())?.choose(id);
    },
  };
}
