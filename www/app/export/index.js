// The Export button. Loads the dialog's code when first pressed. Used by main.js.

import { button, element } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createExport(app) {
  const opener = button("export");
  const all = element("export-all", HTMLFieldSetElement);
  /** @type {ReturnType<typeof import("./dialog.js").createExportDialog> | null} */
  let opened = null;
  opener.addEventListener("click", async () => {
    try {
      if (opened === null) {
        const { createExportDialog } = await import("./dialog.js");
        opened ??= createExportDialog(app);
      }
      opened.opened();
      all.disabled = false;
    } catch (thrown) {
      element("export-said").textContent =
        `The export could not be loaded: ${thrown}. Check the connection and reload the page.`;
    }
  });
  app.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
