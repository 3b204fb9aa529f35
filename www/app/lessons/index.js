// The Lessons button, and links that open a lesson. Loads the player when either is used. Used by main.js.

import { button } from "../ui/elements.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Panels } from "../page/panels.js" */
/** @import { createPlayer } from "./player.js" */
/** @import { Store } from "../run/store.js" */

/**
 * @typedef {object} Page what the player needs of the page
 * @property {Core} core
 * @property {Store} store
 * @property {Experiment} experiment
 * @property {Messages} messages
 * @property {Panels} panels
 * @property {() => Frame | null} frame the newest
 */

/** Keys of a link that concern the page and not the run. */
const PAGE_KEYS = ["v", "lesson", "focus", "hide", "embed"];

/** @param {Page} page */
export function createLessons(page) {
  /** @type {ReturnType<typeof createPlayer> | null} */
  let player = null;
  /** @type {Promise<ReturnType<typeof createPlayer> | null> | null} */
  let fetching = null;

  /** The player, loaded once; null if it can't be loaded. */
  function loadPlayer() {
    fetching ??= import("./player.js").then(
      ({ createPlayer }) => {
        player = createPlayer(page);
        return player;
      },
      (/** @type {unknown} */ reason) => {
        fetching = null;
        page.messages.unfetched("The lessons", reason);
        return null;
      },
    );
    return fetching;
  }

  button("lessons").addEventListener("click", async () => (await loadPlayer())?.list());
  page.store.subscribe(async ({ lesson }, changed) => {
    if (!changed.has("lesson") || (lesson === null && fetching === null)) return;
    // A link without a run opens the lesson's own networks; with a run, the lesson keeps that network.
    const keys = [...new URLSearchParams(location.hash.slice(1)).keys()];
    const hasNoRun = keys.every((key) => PAGE_KEYS.includes(key));
    (await loadPlayer())?.open(lesson, hasNoRun);
  });
  return {
    /** To be called for each new frame. */
    frame() {
      player?.settle();
    },
  };
}
