// One worker after another: starts it, posts to it, and ends it where it fails or falls silent. Used by client.js.

import { createWatchdog, SILENT } from "./watchdog.js";
import { newWorker } from "./workers.js";

/** @import { FromWorker, ToWorker } from "../../shared/protocol.js" */

/**
 * @param {object} parts
 * @param {() => boolean} parts.isHidden whether the page is
 * @param {(message: FromWorker) => void} parts.receive
 * @param {() => boolean} parts.isWaiting whether a message is still awaited
 * @param {(message: string, everHeard: boolean) => void} parts.failed the worker is gone; `everHeard` is whether any has ever answered
 */
export function createConnection({ isHidden, receive, isWaiting, failed }) {
  /** @type {Worker | undefined} */
  let worker;
  let everHeard = false;
  const watchdog = createWatchdog({ isHidden, ask: () => post({ kind: "ping" }), giveUp: () => fail(SILENT) });

  /** @param {ToWorker} message @param {Transferable[]} [transfer] */
  function post(message, transfer = []) {
    worker?.postMessage(message, transfer);
  }

  function close() {
    worker?.terminate();
    worker = undefined;
    watchdog.stop();
  }

  /** @param {string} message */
  function fail(message) {
    close();
    failed(message, everHeard);
  }

  return {
    post,
    close,
    fail,
    isOpen: () => worker !== undefined,
    /** Posts what will be answered. @param {ToWorker} message */
    postAwaited(message) {
      if (worker !== undefined) watchdog.watch();
      post(message);
    },
    /** Starts a worker. @returns {boolean} whether there is one; its failure is reported otherwise */
    open() {
      /** @type {Worker} */
      let started;
      try {
        started = newWorker();
      } catch (thrown) {
        // A page without an origin, as in a sandbox, may start none.
        fail(thrown instanceof Error ? thrown.message : String(thrown));
        return false;
      }
      started.onmessage = (/** @type {MessageEvent<FromWorker>} */ { data }) => {
        everHeard = true;
        watchdog.heard();
        receive(data);
        if (!isWaiting()) watchdog.stop();
      };
      started.onerror = (event) => {
        event.preventDefault();
        fail(event.message || "the worker could not be loaded");
      };
      // Chromium's workers have no property for this.
      started.addEventListener("messageerror", () => fail("a message from the worker could not be read"));
      worker = started;
      return true;
    },
  };
}
