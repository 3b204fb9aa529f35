// Saved runs, until they are needed: loads keeper.js at the first pause, and the dialog when first opened. Used by main.js.

import { combine } from "../run/store.js";
import { button, element, setText } from "../ui/elements.js";
import { createLazy, notLoaded } from "../ui/lazy.js";
import { isToKeep } from "./to-keep.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createRuns(app) {
  const opener = button("runs");
  /** Why the keeper could not be loaded. @type {unknown} */
  let reason = null;
  // Where it can't be loaded, the next idle run tries again, and the dialog shows why.
  const keeper = createLazy(
    async () => (await import("./keeper.js")).createKeeper(app),
    (thrown) => {
      reason = thrown;
    },
  );
  const dialog = createLazy(
    async () => {
      const [kept, { createRunsDialog }] = await Promise.all([keeper.load(), import("./dialog.js")]);
      if (kept === null) throw reason;
      return createRunsDialog(app, kept);
    },
    (thrown) => setText(element("runs-trouble"), notLoaded(thrown)),
  );

  opener.disabled = false;
  opener.addEventListener("click", async () => (await dialog.load())?.opened());
  combine(app.store, app.sight).subscribe((state, changed) => {
    if (changed.has("embed")) opener.hidden = state.embed;
    if (!keeper.isBegun() && isToKeep(state)) keeper.load();
  });
}
