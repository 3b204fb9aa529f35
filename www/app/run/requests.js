// Who waits for the answer to a numbered question. Used by client.js.

/** @import { Answer, Past, Timeline, Weights } from "../../shared/protocol.js" */

/** @typedef {Extract<Answer, {kind: "samples"}>} Samples */
/** @typedef {Samples | Weights | Past | Timeline} Requested */
/** @typedef {(done: number, total: number) => void} OnProgress */
/** @typedef {{resolve: (answer: Requested) => void, reject: (reason: Error) => void, progress?: OnProgress}} Requester */

export function createRequests() {
  let requests = 0;
  /** @type {Map<number, Requester>} */
  const waiting = new Map();

  /** @param {number} request */
  function take(request) {
    const requester = waiting.get(request);
    waiting.delete(request);
    return requester;
  }

  return {
    /** Whether anybody waits. */
    any: () => waiting.size > 0,
    /** The number of a new one. @param {Requester} requester */
    add(requester) {
      requests += 1;
      waiting.set(requests, requester);
      return requests;
    },
    /** @param {{request: number, done: number, total: number}} at */
    progress: ({ request, done, total }) => waiting.get(request)?.progress?.(done, total),
    /** @param {Requested} answer @param {boolean} isCurrent whether it is of the current run */
    answer(answer, isCurrent) {
      const requester = take(answer.request ?? 0);
      if (isCurrent) requester?.resolve(answer);
      else requester?.reject(new Error("another run began meanwhile"));
    },
    /** @param {number} request @param {Error} reason */
    refuse(request, reason) {
      take(request)?.reject(reason);
    },
    /** Nobody will answer. @param {Error} reason */
    refuseAll(reason) {
      for (const request of [...waiting.keys()]) take(request)?.reject(reason);
    },
  };
}
