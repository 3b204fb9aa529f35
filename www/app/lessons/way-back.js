// The way back from a lesson: the run and the view from which a person opened it. Used by player.js.

import { linkedView } from "../page/sight.js";

/** @import { LinkView, View } from "../engine/core.js" */
/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createWayBack({ sight, links, address, commands }) {
  /** Where the lesson was opened; null for one that a link has opened. @type {{link: string, shown: LinkView, view: View} | null} */
  let from = null;

  return {
    /** A lesson is about to be opened here. The address is brought up to date, so that the browser's Back leads here too. */
    async keep() {
      await commands.stop();
      links.updateAddress();
      address.flush();
      const shown = linkedView(sight.get());
      from = { link: links.toNow(shown), shown, view: sight.get().view };
    },
    forget() {
      from = null;
    },
    /**
     * Closes the lesson and goes back, in another view if one is given.
     * @param {View} [chosen]
     */
    go(chosen) {
      const home = from;
      from = null;
      const view = chosen ?? home?.view ?? sight.get().view;
      if (home === null || links.toNow(home.shown) === home.link) {
        sight.set({ lesson: null, view });
        links.updateAddress();
        return;
      }
      const { hash } = new URL(home.link);
      address.enter(hash, true);
      commands.open(hash, true);
      sight.set({ view });
    },
  };
}
