// The long questions about a run, worked on in slices: evaluation of both splits, also by every way to use a batch norm,
// the survey of dead neurons, and one example among changing batch-mates. While one is under way the network must not
// move, so the message loop lets training wait. Knows no queue and no page.

/** @import { Answer, LongQuestion } from "../../shared/protocol.js" */
/** @import { openSession } from "../session.js" */

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

  /** @param {Session} session @param {number} epoch */
  function ways(session, epoch) {
    const step = session.step();
    session.ways();
    return (/** @type {number} */ milliseconds) => {
      const state = session.waysFor(milliseconds);
      if (state === null) return false;
      post({ kind: "ways", epoch, step, ...state });
      return state.done < state.total;
    };
  }

  /** @param {Extract<LongQuestion, {kind: "couple"}>} question @param {Session} session @param {number} epoch */
  function coupling(question, session, epoch) {
    const { tokens, target } = question;
    const at = { kind: /** @type {const} */ ("coupled"), epoch, step: session.step(), tokens, target };
    session.couple(question);
    return (/** @type {number} */ milliseconds) => {
      const state = session.coupleFor(milliseconds);
      if (state === null) return false;
      const more = state.done < state.total;
      const unknown = { evaluation: null, training: null, probabilities: null };
      post({ ...at, ...state, ...(more ? unknown : session.coupling()) });
      return more;
    };
  }

  /** @param {LongQuestion} question @param {Session} session @param {number} epoch */
  function begun(question, session, epoch) {
    switch (question.kind) {
      case "evaluate":
        return evaluation(session, epoch);
      case "survey":
        return survey(session, epoch);
      case "ways":
        return ways(session, epoch);
      case "couple":
        return coupling(question, session, epoch);
    }
  }

  return {
    /** One at a time: a newer question takes the place of the one under way, even if it is refused. @param {LongQuestion} question @param {Session} session @param {number} epoch */
    begin(question, session, epoch) {
      work = null;
      work = begun(question, session, epoch);
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
