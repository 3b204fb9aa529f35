// The Export button. Loads the dialog's code when first pressed. Used by main.js.

import { button, element, setText } from "../ui/elements.js";
import { createLazy, notLoaded } from "../ui/lazy.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createExport(app) {
  const opener = button("export");
  const all = element("export-all", HTMLFieldSetElement);
  const dialog = createLazy(
    async () => (await import("./dialog.js")).createExportDialog(app),
    (reason) => setText(element("export-said"), notLoaded(reason)),
  );
  opener.addEventListener("click", async () => {
    const made = await dialog.load();
    if (made === null) return;
    made.opened();
    all.disabled = false;
  });
  app.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
