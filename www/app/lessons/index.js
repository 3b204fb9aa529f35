// Lessons as the page sees them until one is wanted: the button, and a link that names one. What plays them is fetched then.

import { button } from "../ui/elements.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Panels } from "../page/panels.js" */
/** @import { createPlayer } from "./player.js" */
/** @import { Store } from "../run/store.js" */

/**
 * @typedef {object} Page what a lesson plays on
 * @property {Core} core
 * @property {Store} store
 * @property {Experiment} experiment
 * @property {Messages} messages
 * @property {Panels} panels
 * @property {() => Frame | null} frame the newest
 */

/** What a link says of the page, and not of the run. */
const OF_THE_PAGE = ["v", "lesson", "focus", "hide", "embed"];

/** @param {Page} page */
export function createLessons(page) {
  /** @type {ReturnType<typeof createPlayer> | null} */
  let player = null;
  /** @type {Promise<ReturnType<typeof createPlayer> | null> | null} */
  let fetching = null;

  /** The player, fetched once; null where it can't be. */
  function fetched() {
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

  button("lessons").addEventListener("click", async () => (await fetched())?.list());
  page.store.subscribe(async ({ lesson }, changed) => {
    if (!changed.has("lesson") || (lesson === null && fetching === null)) return;
    // A link that says nothing of a run asks for the lesson's own networks; with one that does, its network is kept.
    const keys = [...new URLSearchParams(location.hash.slice(1)).keys()];
    const bare = keys.every((key) => OF_THE_PAGE.includes(key));
    (await fetched())?.open(lesson, bare);
  });
  return {
    /** A frame has come. */
    frame() {
      player?.settle();
    },
  };
}
