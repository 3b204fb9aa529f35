// The long questions about a run, worked on in slices: evaluation of both splits, and the survey of dead neurons. While
// one is under way the network must not move, so the message loop lets training wait. Knows no queue and no page.

/** @import { Answer } from "../shared/protocol.js" */
/** @import { openSession } from "./session.js" */

/** @typedef {ReturnType<typeof openSession>} Session */

/** @param {(answer: Answer) => void} post */
export function createTasks(post) {
  /** @type {((milliseconds: number) => boolean) | null} Whether there is more to do. */
  let work = null;

  /** @param {Session} session @param {number} epoch */
  function evaluation(session, epoch) {
    const { train: trained, val: validated } = session.textInfo();
    const at = { kind: /** @type {const} */ ("evaluation"), epoch, step: session.step(), total: trained + validated };
    /** @type {number | null} */
    let train = null;
    session.evaluate("train");
    return (/** @type {number} */ milliseconds) => {
      const state = session.evaluateFor(milliseconds);
      if (state === null) return false;
      const { done, total, loss } = state;
      if (train === null) {
        post({ ...at, done, train, val: null });
        if (done < total) return true;
        train = loss;
        session.evaluate("val");
        return true;
      }
      post({ ...at, done: trained + done, train, val: done < total ? null : loss });
      return done < total;
    };
  }

  /** @param {Session} session @param {number} epoch */
  function survey(session, epoch) {
    const step = session.step();
    session.survey();
    return (/** @type {number} */ milliseconds) => {
      const state = session.surveyFor(milliseconds);
      if (state === null) return false;
      post({ kind: "surveyed", epoch, step, ...state });
      return state.done < state.total;
    };
  }

  return {
    /** One at a time: a newer question takes the place of the one under way. @param {"evaluate" | "survey"} kind @param {Session} session @param {number} epoch */
    begin(kind, session, epoch) {
      work = (kind === "evaluate" ? evaluation : survey)(session, epoch);
    },
    drop() {
      work = null;
    },
    /** Whether a slice was spent on one. @param {number} milliseconds */
    advance(milliseconds) {
      if (work === null) return false;
      if (!work(milliseconds)) work = null;
      return true;
    },
  };
}
