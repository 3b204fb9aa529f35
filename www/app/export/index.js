// The Export dialog, whose buttons are loaded when it is first opened.

import { button, element, tell } from "../ui/elements.js";
import { createLazy, notLoaded } from "../ui/lazy.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createExport(app) {
  const opener = button("export");
  const all = element("export-all", HTMLFieldSetElement);
  const dialog = createLazy(
    async () => (await import("./dialog.js")).createExportDialog(app),
    (reason) => tell(element("export-said"), notLoaded(reason)),
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
