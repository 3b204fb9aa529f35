// Looks back: asks the worker for frames of the past and passes them to the view. During a drag it asks for the nearest
// recorded step, one question at a time; after it, for the exact step. Used by timeline.js.

import { isAsked } from "../panels/answers.js";

/** @import { Parts } from "./index.js" */

/** @param {Parts} parts */
export function createLooking({ store, experiment, messages, view }) {
  /** Questions are numbered. An answer is used unless its question was canceled or a later one has been answered already. */
  let asked = 0;
  let settled = 0;
  /** The newest question, while it is open. @type {{exact: boolean} | null} */
  let open = null;
  /** The step to ask for after the open inexact question. @type {number | null} */
  let next = null;
  /** The requested step, until it is displayed. @type {number | null} */
  let wanted = null;

  /**
   * Resolves to what is displayed; null if the answer was not used.
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
      // A canceled question needs no message, and a failed worker has been reported already.
      if (name !== "AbortError" && mode !== "replaying" && mode !== "broken") {
        messages.trouble("This step can't be displayed", message);
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

  /** Ignores the answers that are still to come. */
  function drop() {
    const { recalling, ...others } = store.get();
    // Cancel would also cancel other open questions; then the frame is computed and ignored.
    const replays = open?.exact === true && !isAsked({ ...others, recalling: null });
    asked += 1;
    settled = asked;
    open = null;
    next = null;
    wanted = null;
    // The question went to this run only, not to pinned ones.
    if (replays) experiment.ask({ kind: "cancel" });
    if (recalling !== null) store.set({ recalling: null });
  }

  return {
    ask,
    drop,
    /** The requested step, while another one is displayed. */
    wanted: () => wanted,
    /** Returns to the run's latest step. */
    stop() {
      drop();
      store.set({ past: null });
    },
  };
}
