// The Export button, which loads the dialog's code when it is first pressed, and printing, whose code is loaded once the page
// is idle. Used by main.js.

import { onceIdle } from "../page/idle.js";
import { button, element, setText } from "../ui/elements.js";
import { createLazy, notLoaded } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createExport(app) {
  const opener = button("export");
  const said = element("export-said");
  const print = createLazy(
    async () => {
      const style = styled(new URL("./export.css", import.meta.url), "export.css");
      const [{ createPrint }] = await Promise.all([import("./print.js"), style]);
      return createPrint(app);
    },
    // Without it, printing prints the page as it is.
    () => {},
  );
  const dialog = createLazy(
    async () => {
      const [{ createExportDialog }] = await Promise.all([import("./dialog.js"), print.load()]);
      return createExportDialog(app, print.load);
    },
    (reason) => setText(said, notLoaded(reason)),
  );
  opener.addEventListener("click", async () => (await dialog.load())?.opened());
  // A browser that prints does not wait for what is fetched then. Within another page, that one is printed.
  if (window.parent === window) onceIdle(app, () => void print.load());
  app.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
