// The button of the sweep map. Loads the dialog when first opened.

import { button } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createMap(app) {
  const opener = button("map");
  const dialog = createLazy(
    async () => {
      const style = styled(new URL("./map.css", import.meta.url), "map.css");
      const [{ createMapDialog }] = await Promise.all([import("./dialog.js"), style]);
      return createMapDialog(app);
    },
    (reason) => app.messages.unfetched("The map", reason),
  );
  opener.addEventListener("click", async () => (await dialog.load())?.open());
  app.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
