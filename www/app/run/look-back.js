// Asks for the run as it was: under a moving finger the nearest step that is recorded, one question at a time; when the
// finger pauses the step itself. The frame found becomes the store's `past`. A part of questions.js.

import { count } from "../words/format.js";
import { isFailed, isReplaying, isTraining } from "./selectors.js";

/** @import { Client } from "./client.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Asked, Run, Store } from "./store.js" */

/** @param {{store: Store<Run>, client: Client, messages: Messages}} parts */
export function createLookBack({ store, client, messages }) {
  /** Questions are counted: an answer counts if its question was not dropped, and none after it is answered already. */
  let asked = 0;
  let answered = 0;
  /** The newest question, while it is open. @type {{exact: boolean} | null} */
  let open = null;
  /** Asked next, once the answer to an inexact one has come. @type {number | null} */
  let next = null;
  /** The step that a person wants to see, until it is the one on the screen. @type {number | null} */
  let wanted = null;
  /** The long question that the worker goes on with when it has computed the step. @type {Asked | null} */
  let interrupted = null;

  /** @param {number} done @param {number} total */
  function showProgress(done, total) {
    const { question } = store.get();
    if (question?.kind !== "look-back") interrupted = question;
    store.set({ question: { kind: "look-back", done, total } });
  }

  function endProgress() {
    if (store.get().question?.kind === "look-back") store.set({ question: interrupted });
  }

  /**
   * @param {number} step
   * @param {boolean} exact
   * @returns {Promise<{step: number, exact: boolean} | null>} what was found, if it is shown
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
      const found = await client.requests.back(step, exact, (done, total) => {
        if (mine === asked) showProgress(done, total);
      });
      if (mine <= answered) return null;
      answered = mine;
      if (found.step === wanted && (found.exact || !exact)) wanted = null;
      const { frame, verdicts } = found;
      store.set({ past: { step: found.step, verdicts, frame } });
      return found;
    } catch (thrown) {
      if (mine !== asked || mine <= answered) return null;
      wanted = null;
      const { name = "", message = String(thrown) } = /** @type {Partial<Error>} */ (thrown);
      const state = store.get();
      // One that another question took the place of is not missed, and a worker's failure has been reported.
      if (name !== "AbortError" && !isReplaying(state) && !isFailed(state)) {
        messages.trouble("That step can't be shown", message);
      }
      return null;
    } finally {
      if (mine === asked) {
        open = null;
        endProgress();
        if (next !== null) ask(next, false);
      }
    }
  }

  /** Ignores the answer to the pending question. */
  function drop() {
    const { question } = store.get();
    // A cancel would end another long question too: then the step is computed, and not shown.
    const others = question?.kind === "look-back" ? interrupted : question;
    const cancels = open?.exact === true && others === null;
    asked += 1;
    answered = asked;
    open = null;
    next = null;
    wanted = null;
    // Pinned runs were not asked.
    if (cancels && !isFailed(store.get())) client.ask({ kind: "cancel" });
    endProgress();
  }

  /** Back to where the run is now. */
  function leave() {
    drop();
    store.set({ past: null });
  }

  /** Back to the newest step, with a message if another was shown or asked for. @param {number} newest */
  function goToLatest(newest) {
    const isBack = store.get().past !== null || wanted !== null;
    leave();
    if (isBack) messages.status(isTraining(store.get()) ? "Training." : `Back at the latest step, ${count(newest)}.`);
  }

  /** Shows a step; the newest one is the run itself. @param {number} step @param {number} newest @param {boolean} exact */
  function go(step, newest, exact) {
    if (step >= newest) return goToLatest(newest);
    ask(step, exact);
    if (exact) messages.status(`Looking back at step ${count(step)}.`);
  }

  /** Called when a step is chosen elsewhere than on the timeline. @type {() => void} */
  let visited = () => {};

  return {
    ask,
    drop,
    leave,
    go,
    goToLatest,
    /** @param {() => void} listener */
    onVisit(listener) {
      visited = listener;
    },
    /** Shows a step that was chosen in a picture. @param {number} step @param {number} newest */
    visit(step, newest) {
      visited();
      go(step, newest, true);
    },
    /** The step that is to be seen, while another is. */
    wanted: () => wanted,
  };
}
