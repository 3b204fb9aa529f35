// Saved runs, until they are needed: loads keeper.js at the first pause, and the dialog when first opened. Used by main.js.

import { isSettled } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { button, element, setText } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */
/** @import { State } from "../page/sight.js" */

/** Shorter runs, such as a few single steps, are not worth saving. */
const MIN_STEPS = 10;

/** Whether the run, in its current state, is to be saved. @param {Readonly<State>} state */
export const isToKeep = (state) => !state.embed && isSettled(state) && state.step >= MIN_STEPS;

/** @param {App} app */
export function createRuns(app) {
  const opener = button("runs");
  /** @type {Promise<import("./keeper.js").Keeper> | null} */
  let keeper = null;
  /** @type {ReturnType<typeof import("./dialog.js").createRunsDialog> | null} */
  let dialog = null;

  function load() {
    keeper ??= import("./keeper.js").then(
      ({ createKeeper }) => createKeeper(app),
      (/** @type {unknown} */ thrown) => {
        keeper = null;
        throw thrown;
      },
    );
    return keeper;
  }

  opener.disabled = false;
  opener.addEventListener("click", async () => {
    try {
      const [kept, { createRunsDialog }] = await Promise.all([load(), import("./dialog.js")]);
      dialog ??= createRunsDialog(app, kept);
      await dialog.opened();
    } catch (thrown) {
      setText(
        element("runs-trouble"),
        `The saved runs could not be loaded: ${thrown}. Check the connection and reload the page.`,
      );
    }
  });
  combine(app.store, app.sight).subscribe((state, changed) => {
    if (changed.has("embed")) opener.hidden = state.embed;
    // If it can't be loaded, the next pause tries again, and the dialog shows the error.
    if (keeper === null && isToKeep(state)) load().catch(() => {});
  });
}
