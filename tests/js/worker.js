// The worker's own message loop in Node: messages go in and out one at a time, as in a browser.

import { module, names } from "./engine.js";

/** @import { Config, FromWorker, ToWorker } from "../../www/shared/protocol.js" */

/** @typedef {{onmessage: ((event: {data: unknown}) => void) | null}} Port */

/** A MessageChannel that keeps Node running no longer than its messages. */
class Channel {
  /** @type {Port} */
  port1 = { onmessage: null };
  port2 = {
    /** @param {unknown} data */
    postMessage: (data) => void setImmediate(() => this.port1.onmessage?.({ data })),
  };
}

/**
 * Loads the worker, once per test file.
 */
export async function startWorker() {
  /** @type {FromWorker[]} */
  const inbox = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {((message: FromWorker) => void) | null} */
  let listener = null;
  // Wasm reads its clock from `self`.
  Object.assign(globalThis, {
    self: globalThis,
    MessageChannel: Channel,
    /** @param {FromWorker} message */
    postMessage(message) {
      const sent = structuredClone(message);
      if (listener !== null) return listener(sent);
      inbox.push(sent);
      for (const wake of waiting.splice(0)) wake();
    },
    close() {},
    addEventListener() {},
  });
  await import("../../www/worker/training/worker.js");
  return {
    ...driverOf(/** @type {Port} */ (/** @type {unknown} */ (globalThis)), inbox, waiting),
    /**
     * Passes the worker's messages to `callback` from here on, instead of the inbox.
     * @param {(message: FromWorker) => void} callback
     */
    listen(callback) {
      listener = callback;
    },
  };
}

/**
 * Provides the Worker class that the client uses: the message loop, behind a queue.
 * @returns the workers, in the order in which they were made
 */
export async function provideWorkers() {
  const loop = await startWorker();
  /** @type {{onmessage: ((event: {data: FromWorker}) => void) | null}[]} */
  const workers = [];
  Object.assign(globalThis, {
    Worker: class {
      /** @type {((event: {data: FromWorker}) => void) | null} */
      onmessage = null;
      constructor() {
        workers.push(this);
        loop.listen((data) => setImmediate(() => this.onmessage?.({ data })));
      }
      /** @param {ToWorker} message */
      postMessage(message) {
        const sent = structuredClone(message);
        setImmediate(() => loop.send(sent));
      }
      addEventListener() {}
      terminate() {}
    },
  });
  return workers;
}

/** @param {Port} self @param {FromWorker[]} inbox @param {(() => void)[]} waiting */
function driverOf(self, inbox, waiting) {
  let [epoch, order, request] = [0, 0, 0];

  /** @param {ToWorker} message */
  const send = (message) => self.onmessage?.({ data: message });

  /** @param {FromWorker} message */
  function recycle(message) {
    if (message.kind === "frame") send({ kind: "recycle", buffer: message.buffer.slice(0) });
  }

  /**
   * The next matching message; messages before it are dropped, and frames are recycled.
   * @template {FromWorker} T
   * @param {(message: FromWorker) => message is T} is
   * @returns {Promise<T>}
   */
  async function next(is) {
    for (;;) {
      const message = inbox.shift();
      if (message === undefined) await new Promise((resolve) => waiting.push(() => resolve(null)));
      else {
        recycle(message);
        if (message.kind === "failed") throw new Error(message.message);
        if (is(message)) return message;
      }
    }
  }

  /**
   * @template {FromWorker["kind"]} K
   * @param {K[]} kinds
   */
  const one = (...kinds) =>
    next(
      /** @type {(message: FromWorker) => message is Extract<FromWorker, {kind: K}>} */
      (message) => kinds.some((kind) => kind === message.kind),
    );

  return {
    send,
    one,
    /** Starts a run and waits until it pauses at a step. @param {Config} config @param {number} [until] */
    async begin(config, until = 0) {
      epoch += 1;
      order += 1;
      inbox.splice(0).forEach(recycle);
      if (epoch === 1) send({ kind: "start", module, text: names, config, epoch, until, order });
      else send({ kind: "configure", config, epoch, until, order });
      return one("rested");
    },
    /** @param {number} until */
    run(until) {
      order += 1;
      send({ kind: "run", until, order });
    },
    /** Asks for a step, and returns the request's number. @param {number} step @param {boolean} exact */
    ask(step, exact) {
      request += 1;
      send({ kind: "back", step, exact, request });
      return request;
    },
    /** @param {number} step @param {boolean} exact */
    async back(step, exact) {
      this.ask(step, exact);
      return one("past");
    },
    async timeline() {
      request += 1;
      send({ kind: "timeline", request });
      return one("timeline");
    },
  };
}
