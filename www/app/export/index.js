// The Export button. Loads the dialog's code when first pressed. Used by main.js.

import { button, element } from "../ui/elements.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Store } from "../run/store.js" */
/** @import { createView } from "../panels/view.js" */

/** @typedef {{core: Core, store: Store, experiment: Experiment, view: ReturnType<typeof createView>}} Parts */

/** @param {Parts} parts */
export function createExport(parts) {
  const opener = button("export");
  const all = element("export-all", HTMLFieldSetElement);
  /** @type {ReturnType<typeof import("./dialog.js").createExportDialog> | null} */
  let opened = null;
  opener.addEventListener("click", async () => {
    try {
      if (opened === null) {
        const { createExportDialog } = await import("./dialog.js");
        opened ??= createExportDialog(parts);
      }
      opened.opened();
      all.disabled = false;
    } catch (thrown) {
      element("export-said").textContent =
        `The export could not be loaded: ${thrown}. Check the connection and reload the page.`;
    }
  });
  parts.store.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
  });
}
