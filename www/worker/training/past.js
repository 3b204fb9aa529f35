// What a run was at an earlier step: from the recorder's frames, and between them by running again up to there, in slices and
// beside the run, which stays as it is. Knows no queue and no page.

import { Refusal } from "../session.js";
import { createRecorder } from "./recorder.js";

/** @import { FromWorker, Look, ToWorker } from "../../shared/protocol.js" */
/** @import { openSession } from "../session.js" */

/** @typedef {ReturnType<typeof openSession>} Session */

/** @param {(message: FromWorker, transfer?: Transferable[]) => void} post */
export function createPast(post) {
  const recorder = createRecorder();
  /** Whether the run is recorded. */
  let remembers = true;
  /** Counts the ways in which the run was looked at: a frame written by an older one shows less, or other things. */
  let look = 0;
  /** How it was last said to be looked at, since the run began. @type {Look} */
  let seen = {};
  /** Where a step is being run to again, for whom. @type {{epoch: number, step: number, request: number} | null} */
  let sought = null;

  /** Records the step at hand where that is due, as it is looked at now. @param {Session} session */
  function keep(session) {
    const step = session.step();
    if (!remembers || !recorder.wants(step)) return;
    const buffer = session.copyFrame(recorder.spare());
    recorder.put({ step, buffer, verdicts: session.verdicts(), layout: session.layout(), look });
  }

  function drop() {
    if (sought !== null) post({ kind: "past-left", request: sought.request });
    sought = null;
  }

  return {
    keep,
    drop,
    /** The step at which a slice is to stop, so that it is recorded. */
    next: () => (remembers ? recorder.next() : Number.POSITIVE_INFINITY),
    /** Records nothing: nobody will look back at this run. */
    forget() {
      remembers = false;
    },
    /** For a run that begins. */
    clear() {
      drop();
      recorder.clear();
      seen = {};
    },
    /** From here on the run is looked at so. @param {Look} to */
    looked(to) {
      const next = { ...seen, ...to };
      // A panel that is opened says again what is known.
      if (JSON.stringify(next) !== JSON.stringify(seen)) look += 1;
      seen = next;
    },
    /**
     * Answers with the frame of a step or, if that may be inexact, with the last recorded one before it. A newer question
     * takes the place of one that is being sought.
     * @param {Extract<ToWorker, {kind: "back"}>} question
     * @param {Session} session
     * @param {number} epoch
     * @returns {boolean} whether the step is yet to be sought, in slices
     */
    back({ step, exact, request }, session, epoch) {
      drop();
      const now = session.step();
      if (!(Number.isInteger(step) && step >= 0 && step <= now)) {
        throw new Refusal([{ field: "step", expected: `a whole number from 0 to ${now}`, got: String(step) }]);
      }
      const layout = session.layout();
      if (step === now) {
        const buffer = session.copyFrame(undefined);
        post({ kind: "past", epoch, step, exact: true, buffer, verdicts: session.verdicts(), request }, [buffer]);
        return false;
      }
      keep(session);
      const found = recorder.at(step);
      const isIt = found?.step === step && found.look === look;
      if (found === undefined || (exact && !isIt)) {
        session.lookBack(step);
        sought = { epoch, step, request };
        return true;
      }
      const buffer = found.buffer.slice(0);
      const other = found.layout === layout ? {} : { layout: found.layout };
      const { verdicts } = found;
      post({ kind: "past", epoch, step: found.step, exact: isIt, buffer, verdicts, ...other, request }, [buffer]);
      return false;
    },
    /** Whether a slice was spent on it. @param {number} milliseconds @param {Session} session */
    advance(milliseconds, session) {
      if (sought === null) return false;
      const { request } = sought;
      const state = session.lookBackFor(milliseconds);
      if (state !== null && state.done < state.total) {
        post({ kind: "past-progress", ...state, request });
        return true;
      }
      const { buffer, verdicts, layout } = session.pastFrame();
      const other = layout.words === session.layout().words ? {} : { layout };
      post({ kind: "past", ...sought, exact: true, buffer, verdicts, ...other }, [buffer]);
      sought = null;
      return true;
    },
    /** What of the run is recorded, and what stands out in it. @param {number} request @param {Session} session @param {number} epoch */
    timeline(request, session, epoch) {
      keep(session);
      const [steps, stride] = [recorder.steps(), recorder.stride()];
      post({ kind: "timeline", epoch, step: session.step(), steps, stride, marks: session.marks(), request });
    },
  };
}
