// The runs that this browser keeps: what keeps them is loaded at the first rest, their dialog when it is first opened.

import { button, element, tell } from "../ui/elements.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { State, Store } from "../run/store.js" */
/** @import { createView } from "../panels/view.js" */

/** @typedef {{core: Core, store: Store, experiment: Experiment, messages: Messages, view: ReturnType<typeof createView>}} Parts */

/** A few single steps, as a lesson makes them, are no run to come back to. */
const FEWEST_STEPS = 10;

/** Whether a run is one to keep, as it stands. @param {Readonly<State>} state */
export const isToKeep = ({ embed, mode, sum, step }) =>
  !embed && mode === "resting" && sum !== null && step >= FEWEST_STEPS;

/** @param {Parts} parts */
export function createRuns(parts) {
  const opener = button("runs");
  /** @type {Promise<import("./keeper.js").Keeper> | null} */
  let keeper = null;
  /** @type {ReturnType<typeof import("./dialog.js").createRunsDialog> | null} */
  let dialog = null;

  function load() {
    keeper ??= import("./keeper.js").then(
      ({ createKeeper }) => createKeeper(parts),
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
      dialog ??= createRunsDialog(parts, kept);
      await dialog.opened();
    } catch (thrown) {
      tell(element("runs-trouble"), `This could not be loaded: ${thrown}. Check the connection and reload the page.`);
    }
  });
  parts.store.subscribe((state, changed) => {
    if (changed.has("embed")) opener.hidden = state.embed;
    // Where it can't be fetched, the next rest tries again, and the dialog says so.
    if (keeper === null && isToKeep(state)) load().catch(() => {});
  });
}
