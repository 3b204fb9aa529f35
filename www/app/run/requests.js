// Questions to the worker whose answers are for whoever asked, as promises: numbered ones, and the checksum of the run as it
// is. A part of client.js.

import { frameReader } from "../../shared/protocol.js";
import { faultWords } from "../words/format.js";

/** @import { Answer, Frame, FromWorker, Past, PastQuestion, Question, Timeline, Verdict, Weights } from "../../shared/protocol.js" */

/** @typedef {Extract<Answer, {kind: "samples"}>} Samples */
/** @typedef {Samples | Weights | Past | Timeline} Requested */
/** @typedef {(done: number, total: number) => void} OnProgress */
/** @typedef {{frame: Frame, verdicts: Verdict[], exact: boolean, step: number}} LookedBack `step` is the frame's own; its buffer need not be given back */
/** @typedef {{step: number, sum: string}} At */
/** @typedef {Extract<FromWorker, {kind: "checksum" | "past-progress" | "past-left" | "weights" | "past" | "timeline"}>} Own messages that are always an answer to one of these */

/** @template T @typedef {{resolve: (answer: T) => void, reject: (reason: Error) => void}} Requester */

/**
 * @param {object} client
 * @param {() => boolean} client.isOpen whether there is a worker
 * @param {() => boolean} client.isHeld whether a Config waits that the worker does not have yet
 * @param {(question: Question | PastQuestion) => void} client.post
 * @param {() => ((buffer: ArrayBuffer) => Frame) | undefined} client.reader of the run's frames
 */
export function createRequests({ isOpen, isHeld, post, reader }) {
  let requests = 0;
  /** By their numbers. @type {Map<number, Requester<Requested> & {progress?: OnProgress}>} */
  const waiting = new Map();
  /** @type {Requester<At>[]} */
  let checksumWaiters = [];

  /**
   * @param {(request: number) => Question | PastQuestion} question
   * @param {OnProgress} [progress]
   * @returns {Promise<Requested>} rejected if the worker fails or another run begins meanwhile
   */
  const ask = (question, progress) =>
    new Promise((resolve, reject) => {
      if (!isOpen()) return reject(new Error("there is no worker"));
      requests += 1;
      waiting.set(requests, { resolve, reject, progress });
      post(question(requests));
    });

  /** While a Config waits, its own run is the one to ask about. */
  function askChecksum() {
    if (checksumWaiters.length > 0 && !isHeld()) post({ kind: "checksum" });
  }

  /** @param {number} [request] */
  function take(request = 0) {
    const requester = waiting.get(request);
    waiting.delete(request);
    return requester;
  }

  return {
    /** Whether anybody waits. */
    any: () => waiting.size > 0 || checksumWaiters.length > 0,
    /** The Config that waited is with the worker. */
    released: askChecksum,
    /** @returns {Promise<At>} where the run is now; rejected if the worker fails meanwhile */
    checksum: () =>
      new Promise((resolve, reject) => {
        if (!isOpen()) return reject(new Error("there is no worker"));
        checksumWaiters.push({ resolve, reject });
        askChecksum();
      }),
    /** New items, not to be shown on the page. @param {number} count */
    sample: (count) => /** @type {Promise<Samples>} */ (ask((request) => ({ kind: "sample", count, request }))),
    /** The network's numbers as it stands. */
    weights: () => /** @type {Promise<Weights>} */ (ask((request) => ({ kind: "weights", request }))),
    /** The recorded steps, and what stands out in the run. */
    timeline: () => /** @type {Promise<Timeline>} */ (ask((request) => ({ kind: "timeline", request }))),
    /**
     * The run as it was at an earlier step. If it need not be exact, the last recorded step before that one may stand for it,
     * and comes at once. Rejected also where a newer call, a question that was canceled or another run took its place.
     * @param {number} step
     * @param {boolean} exact
     * @param {OnProgress} [progress] while the step is computed again
     * @returns {Promise<LookedBack>}
     */
    async back(step, exact, progress) {
      const answer = await ask((request) => ({ kind: "back", step, exact, request }), progress);
      const { buffer, layout, verdicts, ...found } = /** @type {Past} */ (answer);
      const read = layout ? frameReader(layout) : reader();
      if (read === undefined) throw new Error("there is no run");
      return { frame: read(buffer), verdicts, exact: found.exact, step: found.step };
    },
    /**
     * @param {FromWorker} message
     * @param {(epoch: number) => boolean} isCurrent whether an epoch is of the current run
     * @returns {message is Own} whether it is an answer to one of these
     */
    receive(message, isCurrent) {
      switch (message.kind) {
        case "checksum":
          if (isHeld() || !isCurrent(message.epoch)) askChecksum();
          else for (const { resolve } of checksumWaiters.splice(0)) resolve(message);
          return true;
        case "past-progress":
          waiting.get(message.request)?.progress?.(message.done, message.total);
          return true;
        case "past-left":
          take(message.request)?.reject(new DOMException("another question took its place", "AbortError"));
          return true;
        case "samples":
        case "weights":
        case "past":
        case "timeline": {
          if (message.request === undefined) return false;
          const requester = take(message.request);
          if (isCurrent(message.epoch)) requester?.resolve(message);
          else requester?.reject(new Error("another run began meanwhile"));
          return true;
        }
        case "refused":
          if (message.request === undefined) return false;
          take(message.request)?.reject(new Error(message.errors.map(faultWords).join("; ")));
          return true;
        default:
          return false;
      }
    },
    /** Nobody will answer. @param {Error} reason */
    refuseAll(reason) {
      const all = [...checksumWaiters, ...waiting.values()];
      checksumWaiters = [];
      waiting.clear();
      for (const { reject } of all) reject(reason);
    },
  };
}
