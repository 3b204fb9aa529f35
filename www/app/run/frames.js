// The frames of the run: the newest that arrived, the one on the screen, and the one looked back at. Whoever wants each
// frame subscribes; the view takes the newest when it draws, which gives the one before back to the worker. Created by
// index.js.

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Client } from "./client.js" */
/** @import { ReadStore, Run } from "./store.js" */

/** @typedef {ReturnType<typeof createFrames>} Frames */

/** @param {ReadStore<Run>} store @param {Client} client */
export function createFrames(store, client) {
  /** @type {Set<(frame: Frame) => void>} */
  const listeners = new Set();
  /** Arrived, and not drawn yet. @type {Frame | null} */
  let waiting = null;
  /** @type {Frame | null} */
  let shown = null;

  function dropWaiting() {
    if (waiting !== null) client.recycle(waiting);
    waiting = null;
  }

  // What waits when another network is awaited is of the one before. Its first frame is drawn all the same: under a moving
  // finger, a network is asked for in every frame of the screen, and none would ever be seen.
  store.subscribe(({ awaited }, changed) => {
    if (!changed.has("awaited") || !awaited || waiting === null) return;
    if (waiting.step > 0 || waiting.epoch === shown?.epoch) dropWaiting();
  });

  return {
    /** Calls a listener with every frame that arrives; it is dead once the next is drawn. @param {(frame: Frame) => void} listener */
    subscribe(listener) {
      listeners.add(listener);
    },
    /** @param {Frame} frame */
    receive(frame) {
      dropWaiting();
      waiting = frame;
      for (const listener of listeners) listener(frame);
    },
    waiting: () => waiting,
    /** Takes the newest to draw it, where one waits. */
    take() {
      if (waiting === null) return shown;
      if (shown !== null) client.recycle(shown);
      shown = waiting;
      waiting = null;
      return shown;
    },
    shown: () => shown,
    /** The run's newest, drawn or not; dead after the next arrives. */
    newest: () => waiting ?? shown,
    /** The one on the screen, of the past or of the run; dead after the next is drawn. */
    current: () => store.get().past?.frame ?? shown,
  };
}
