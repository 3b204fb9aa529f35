// Asks for the run as it was, and gives what comes to the view: under a moving finger the nearest that is recorded, one
// question at a time; at rest the step itself. Knows no element.

import { isAsked } from "../panels/answers.js";

/** @import { Parts } from "./index.js" */

/** @param {Parts} parts */
export function createLooking({ store, experiment, messages, view }) {
  /** Questions are counted: an answer counts if it is to none that was left, and to none before one that was answered. */
  let asked = 0;
  let settled = 0;
  /** The newest question, while it is open. @type {{exact: boolean} | null} */
  let open = null;
  /** Asked next, once the answer to an inexact one has come. @type {number | null} */
  let next = null;
  /** The step that a person wants to see, until it is the one on the screen. @type {number | null} */
  let wanted = null;

  /**
   * What came, if it was shown.
   * @param {number} step
   * @param {boolean} exact
   * @returns {Promise<{step: number, exact: boolean} | null>}
   */
  async function ask(step, exact) {
    wanted = step;
    if (!exact && open?.exact === false) {
      next = step;
      return null;
    }
    asked += 1;
    const mine = asked;
    open = { exact };
    next = null;
    try {
      const found = await experiment.back(step, exact, (done, total) => {
        if (mine === asked) store.set({ recalling: { done, total } });
      });
      if (mine <= settled) return null;
      settled = mine;
      if (found.step === wanted && (found.exact || !exact)) wanted = null;
      view.lookBack(found.frame);
      store.set({ past: { step: found.step, verdicts: found.verdicts } });
      return found;
    } catch (thrown) {
      if (mine !== asked || mine <= settled) return null;
      wanted = null;
      const { mode } = store.get();
      const { name = "", message = String(thrown) } = /** @type {Partial<Error>} */ (thrown);
      // One that was left for another question is not missed, and a worker that failed has said so.
      if (name !== "AbortError" && mode !== "replaying" && mode !== "broken") {
        messages.trouble("That step can't be shown", message);
      }
      return null;
    } finally {
      if (mine === asked) {
        open = null;
        if (store.get().recalling !== null) store.set({ recalling: null });
        if (next !== null) ask(next, false);
      }
    }
  }

  /** What is on its way counts no longer. */
  function drop() {
    const { recalling, ...others } = store.get();
    // What else is being asked of the run would be left with it: then it is made, and not shown.
    const replays = open?.exact === true && !isAsked({ ...others, recalling: null });
    asked += 1;
    settled = asked;
    open = null;
    next = null;
    wanted = null;
    // Only this run was asked.
    if (replays) experiment.ask({ kind: "cancel" });
    if (recalling !== null) store.set({ recalling: null });
  }

  return {
    ask,
    drop,
    /** The step that is to be seen, while another is. */
    wanted: () => wanted,
    /** Back to where the run is now. */
    leave() {
      drop();
      store.set({ past: null });
    },
  };
}
