// The page's state in one object, and who wants to hear of its changes. Knows no DOM, worker or URL.

/** @import { Config, TextInfo } from "../shared/protocol.js" */

/**
 * @typedef {object} State
 * @property {Config} config as the controls show it
 * @property {string} textName
 * @property {boolean} textIsBuiltIn
 * @property {TextInfo | null} text null until the worker has read it
 * @property {"starting" | "resting" | "training" | "replaying" | "broken"} mode
 * @property {boolean} awaited whether the first frame of the network at hand has yet to come
 * @property {number} step where the run last rested
 * @property {string | null} sum the checksum there; null while the run moves
 * @property {{step: number, sum: string | null} | null} replay what a replay is bound for
 * @property {number | null} rate the learning rate of the step at hand
 * @property {number | null} rateAsked one asked for that the run does not have yet
 * @property {number} layer the layer of the saturation map
 */

/** @typedef {(state: Readonly<State>, changed: ReadonlySet<keyof State>) => void} Listener */

/** @typedef {ReturnType<typeof createStore>} Store */

/** @param {State} initial */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<Listener>} */
  const listeners = new Set();
  return {
    get: () => /** @type {Readonly<State>} */ (state),
    /** @param {Partial<State>} patch */
    set(patch) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(patch));
      const changed = new Set(keys.filter((key) => !Object.is(state[key], patch[key])));
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    /** Hears of every later change, and now of the state as it is. @param {Listener} listener */
    subscribe(listener) {
      listeners.add(listener);
      listener(state, new Set(/** @type {(keyof State)[]} */ (Object.keys(state))));
    },
  };
}
