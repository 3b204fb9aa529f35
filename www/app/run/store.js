// A store: one object of state, changed by patches, and its listeners. Also what the state of the run is made of: the store
// of type Run is written in run/ only; what is looked at is another store, page/sight.js.

/** @import { Answer, Config, Coupled, FieldError, Frame, LongQuestion, StripsInfo, TextInfo, Verdict } from "../../shared/protocol.js" */
/** @import { Core, LinkPin } from "../engine/core.js" */
/** @import { Text } from "./texts.js" */

/** @typedef {{done: number, total: number}} Progress */
/** @typedef {Progress & {kind: LongQuestion["kind"] | "look-back"}} Asked a long question that is being answered; "look-back" is a step of the past that is computed again */
/** @typedef {{step: number, verdicts: Verdict[], frame: Frame}} PastMoment the step looked back at */
/** @typedef {{step: number, sum: string | null, named: boolean, faults: FieldError[]}} Replay `named` where the link names its text; `faults` are its fields that could not be read */
/** @typedef {{step: number, train: number, val: number}[]} Evaluations by their steps */

/**
 * @typedef {object} Pin A pinned run
 * @property {number} id
 * @property {0 | 1 | 2} color which of the three; in links, the key `pin1` to `pin3`
 * @property {string} name
 * @property {Config} config
 * @property {"idle" | "training" | "replaying" | "failed"} mode
 * @property {number} step of the frame, or where the run last stopped
 * @property {string | null} sum the checksum there; null while the run moves
 * @property {number | null} target the step that a replay goes to
 * @property {Frame | null} frame the one to be drawn; its buffer is not reused while it is here
 * @property {Evaluations} evaluations
 * @property {Progress | null} evaluating
 * @property {string | null} failure the message of its worker's failure
 */

/**
 * @typedef {object} SetAside A run that a control, or another text, has replaced
 * @property {Config} config
 * @property {Text} text
 * @property {number} step where it stood, or where it was being replayed to
 * @property {string | null} sum the checksum there, if it is known
 * @property {{id: number, step: number}[]} pins where the pinned runs stood
 */

/**
 * @typedef {object} Run What is known of the run
 * @property {Config} config as the controls show it
 * @property {string} textName
 * @property {boolean} textIsBuiltIn
 * @property {TextInfo | null} text null until the worker has read it
 * @property {"starting" | "idle" | "training" | "slow" | "replaying" | "failed"} mode selectors.js has what depends on it
 * @property {boolean} awaited whether the first frame of the current network has yet to arrive
 * @property {boolean} replaces whether a person's change of settings put it in place of the run before; not a link or a lesson
 * @property {number} step where the run last stopped
 * @property {string | null} sum the checksum there; null while the run moves
 * @property {Replay | null} replay the step that a link's run is replayed to, and the checksum expected there
 * @property {{file: string, config: Config, replay: Replay | null, pins: LinkPin[], lockstep: boolean} | null} missingText the run of a link whose text is not here: `file` is the text's hash and length
 * @property {number | null} goal the step that training runs to; null where it runs until it is paused
 * @property {number | null} rate the learning rate of the newest frame's step
 * @property {number} pastRateChanges how many changes of the learning rate the run has passed
 * @property {number | null} pendingRate one asked for that the run does not have yet
 * @property {Verdict[]} verdicts of the newest frame
 * @property {PastMoment | null} past null while the newest frame is shown
 * @property {Asked | null} question only one is answered at a time: a newer one takes its place
 * @property {Evaluations} evaluations of this run
 * @property {{step: number, dead: number[][]} | null} survey the neurons of each hidden layer that are dead over the whole training split
 * @property {Extract<Answer, {kind: "ways"}> | null} ways the losses of the four ways to evaluate
 * @property {(Coupled & {step: number, tokens: number[], target: number}) | null} coupled
 * @property {{step: number, items: string[], known: boolean[]} | null} samples `known` are those that are in the text
 * @property {{info: StripsInfo, values: Uint8Array} | null} strips
 * @property {SetAside | null} setAside the run that a control has replaced, while it can come back
 * @property {Pin[]} pins by their colors
 * @property {boolean} lockstep whether all runs train together, step by step
 */

/** @template T @typedef {(state: Readonly<T>, changed: ReadonlySet<keyof T>) => void} Listener */

/**
 * @template T
 * @typedef {object} ReadStore
 * @property {() => Readonly<T>} get
 * @property {(listener: Listener<T>) => void} subscribe calls the listener at once with all keys, then after every change
 */

/** @template T @typedef {ReadStore<T> & {set: (patch: Partial<T>) => void}} Store */

/** @template {object} T @param {T} initial @returns {Store<T>} */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<Listener<T>>} */
  const listeners = new Set();
  const keysOf = (/** @type {Partial<T>} */ of) => /** @type {(keyof T)[]} */ (Object.keys(of));
  return {
    get: () => state,
    set(patch) {
      const changed = new Set(keysOf(patch).filter((key) => !Object.is(state[key], patch[key])));
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state, new Set(keysOf(state)));
    },
  };
}

/** Whether any of these has changed. @template T @param {ReadonlySet<T>} changed @param {...NoInfer<T>} keys */
export const hasAny = (changed, ...keys) => keys.some((key) => changed.has(key));

/**
 * Two stores as one that can be read: for what shows both.
 * @template {object} A
 * @template {object} B
 * @param {ReadStore<A>} one
 * @param {ReadStore<B>} other
 * @returns {ReadStore<A & B>}
 */
export function combine(one, other) {
  const get = () => ({ ...one.get(), ...other.get() });
  return {
    get,
    subscribe(listener) {
      one.subscribe((_, changed) => listener(get(), changed));
      other.subscribe((_, changed) => listener(get(), changed));
    },
  };
}

/**
 * What is known of a run that has just begun. What is soon known again without being asked for (verdicts, samples, strips)
 * is kept until then: the page would jump without it.
 */
export const NOTHING_KNOWN = {
  question: null,
  evaluations: [],
  survey: null,
  ways: null,
  coupled: null,
  past: null,
};

/** The newest of each step, by their steps. @param {Evaluations} evaluations @param {Evaluations[number]} newest */
export const withEvaluation = (evaluations, newest) =>
  [...evaluations.filter(({ step }) => step !== newest.step), newest].sort((a, b) => a.step - b.step);

/** A page that has just been opened. @param {Core} core @param {string} textName @returns {Run} */
export const initialRun = (core, textName) => ({
  config: core.parseLink("").config,
  textName,
  textIsBuiltIn: true,
  text: null,
  mode: "starting",
  awaited: true,
  replaces: false,
  step: 0,
  sum: null,
  replay: null,
  missingText: null,
  goal: null,
  rate: null,
  pastRateChanges: 0,
  pendingRate: null,
  verdicts: [],
  ...NOTHING_KNOWN,
  samples: null,
  strips: null,
  setAside: null,
  pins: [],
  lockstep: true,
});
