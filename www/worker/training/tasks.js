// The long question under way, answered in slices. While there is one the network must not change, so the message loop
// pauses training. Used by worker.js.

/** @import { Answer, LongQuestion } from "../../shared/protocol.js" */
/** @import { OpenSession } from "../session.js" */

const UNKNOWN = { evaluation: null, training: null, probabilities: null };

/** @param {(answer: Answer) => void} post */
export function createTasks(post) {
  /** @type {{question: LongQuestion, session: OpenSession, epoch: number} | null} */
  let current = null;

  return {
    /** One at a time: a newer question replaces the one under way, even if it is refused. @param {LongQuestion} question @param {OpenSession} session @param {number} epoch */
    begin(question, session, epoch) {
      current = null;
      session.ask(question);
      current = { question, session, epoch };
    },
    drop() {
      current = null;
    },
    /** Whether a slice was spent on one. @param {number} milliseconds */
    advance(milliseconds) {
      if (current === null) return false;
      const { question, session, epoch } = current;
      const known = session.answerFor(milliseconds);
      const finished = known === null || known.done === known.total;
      if (finished) current = null;
      if (known === null) return true;
      const at = { epoch, step: session.step() };
      if (known.kind === "coupled" && question.kind === "couple") {
        const { tokens, target } = question;
        post({ ...known, ...at, tokens, target, ...(finished ? session.coupling() : UNKNOWN) });
      } else if (known.kind !== "coupled") post({ ...known, ...at });
      return true;
    },
  };
}
