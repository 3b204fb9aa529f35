// The runs that this browser keeps: what keeps them is loaded at the first rest, their dialog when it is first opened.

import { isSettled } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { button, element, tell } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */
/** @import { State } from "../page/sight.js" */

/** A few single steps, as a lesson makes them, are no run to come back to. */
const MIN_STEPS = 10;

/** Whether a run is one to keep, as it stands. @param {Readonly<State>} state */
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
      tell(element("runs-trouble"), `This could not be loaded: ${thrown}. Check the connection and reload the page.`);
    }
  });
  combine(app.store, app.sight).subscribe((state, changed) => {
    if (changed.has("embed")) opener.hidden = state.embed;
    // Where it can't be fetched, the next rest tries again, and the dialog says so.
    if (keeper === null && isToKeep(state)) load().catch(() => {});
  });
}
