// The button of the sweep map. Loads the dialog when first opened.

import { button } from "../ui/elements.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Store } from "../run/store.js" */

/** @typedef {{core: Core, store: Store, experiment: Experiment, messages: Messages}} Page */

/** @param {Page} page */
export function createMap(page) {
  const opener = button("map");
  /** @type {Promise<{open: () => void}> | null} */
  let fetching = null;
  opener.addEventListener("click", async () => {
    fetching ??= import("./dialog.js").then(({ createMapDialog }) => createMapDialog(page));
    try {
      (await fetching).open();
    } catch (thrown) {
      fetching = null;
      page.messages.unfetched("The map", thrown);
    }
  });
  page.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
