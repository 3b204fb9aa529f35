// What can be taken along: loaded when its dialog is first opened, since few need it.

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
        `This could not be loaded: ${thrown}. Check the connection and reload the page.`;
    }
  });
  app.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
