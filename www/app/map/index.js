// The button of the sweep map. Loads the dialog when first opened.

import { button } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createMap(app) {
  const opener = button("map");
  /** @type {Promise<{open: () => void}> | null} */
  let fetching = null;
  opener.addEventListener("click", async () => {
    fetching ??= import("./dialog.js").then(({ createMapDialog }) => createMapDialog(app));
    try {
      (await fetching).open();
    } catch (thrown) {
      fetching = null;
      app.messages.unfetched("The map", thrown);
    }
  });
  app.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
