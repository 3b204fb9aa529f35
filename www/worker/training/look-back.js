// Looks back at an earlier step: takes the recorder's frame, or recomputes the step in slices, without changing the run. Used by
// worker.js.

import { Refusal } from "../session.js";
import { createRecorder } from "./recorder.js";

/** @import { FromWorker, Look, ToWorker } from "../../shared/protocol.js" */
/** @import { OpenSession } from "../session.js" */

/** @param {(message: FromWorker, transfer?: Transferable[]) => void} post */
export function createLookBack(post) {
  const recorder = createRecorder();
  /** Whether the run is recorded. */
  let remembers = true;
  /** Counts changes of the Look: frames written for an older one may show less, or other things. */
  let look = 0;
  /** The Look since the run started. @type {Look} */
  let seen = {};
  /** The step being recomputed, and for which request. @type {{epoch: number, step: number, request: number} | null} */
  let sought = null;

  /** Records the current step if it is due, with the current Look. @param {OpenSession} session */
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
    /** The step at which a slice must stop to record it. */
    next: () => (remembers ? recorder.next() : Number.POSITIVE_INFINITY),
    /** Records nothing, for a run that is never looked back at. */
    forget() {
      remembers = false;
    },
    /** To be called when a run starts. */
    clear() {
      drop();
      recorder.clear();
      seen = {};
    },
    /** Changes the Look. @param {Look} to */
    looked(to) {
      const next = { ...seen, ...to };
      // A panel may send the same Look again when it is opened.
      if (JSON.stringify(next) !== JSON.stringify(seen)) look += 1;
      seen = next;
    },
    /**
     * Answers with the frame of a step or, unless `exact`, with the last recorded one before it. A newer question replaces the
     * open one.
     * @param {Extract<ToWorker, {kind: "back"}>} question
     * @param {OpenSession} session
     * @param {number} epoch
     * @returns {boolean} whether the step must be recomputed, in slices
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
    /** Recomputes for a slice; returns whether there was something to do. @param {number} milliseconds @param {OpenSession} session */
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
    /** Answers with the recorded steps and the markers. @param {number} request @param {OpenSession} session @param {number} epoch */
    timeline(request, session, epoch) {
      keep(session);
      const [steps, stride] = [recorder.steps(), recorder.stride()];
      post({ kind: "timeline", epoch, step: session.step(), steps, stride, marks: session.marks(), request });
    },
  };
}
