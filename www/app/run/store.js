// The page's state in one object, and who wants to hear of its changes. Knows no DOM, worker or URL.

/** @import { Answer, Config, Coupled, FieldError, Frame, StripsInfo, TextInfo, Verdict } from "../../shared/protocol.js" */
/** @import { LinkPin } from "../engine/core.js" */
/** @import { Panel } from "../words/panels.js" */

/** @typedef {"forward" | "norm" | "backward" | "update"} Phase of a step that is shown slowly */
/** @typedef {"loss" | "layers" | "norm" | "text" | "compare"} Pane of a small screen */
/** @typedef {{done: number, total: number}} Progress */
/** @typedef {{step: number, verdicts: Verdict[]}} Past the step on the screen, and what was to be said of it */
/** @typedef {{step: number, sum: string | null, named: boolean, faults: FieldError[]}} Replay `named` where the link says which text it means; `faults` are what could not be read of it */

/** @typedef {{step: number, train: number, val: number}[]} Evaluations by their steps */

/**
 * @typedef {object} Pin A run beside the present one
 * @property {number} id
 * @property {0 | 1 | 2} color which of the three; a link says it by `pin1` to `pin3`
 * @property {string} name
 * @property {Config} config
 * @property {"resting" | "training" | "replaying" | "broken"} mode
 * @property {number} step of the frame, or where the run last rested
 * @property {string | null} sum the checksum there; null while the run moves
 * @property {number | null} bound what a replay is bound for
 * @property {Frame | null} frame the one to be drawn; it stays as it is while it is here
 * @property {Evaluations} evaluations
 * @property {Progress | null} evaluating
 * @property {string | null} trouble what went wrong with its worker
 */

/**
 * @typedef {object} Run What is known of the run
 * @property {Config} config as the controls show it
 * @property {string} textName
 * @property {boolean} textIsBuiltIn
 * @property {TextInfo | null} text null until the worker has read it
 * @property {"starting" | "resting" | "training" | "slow" | "replaying" | "broken"} mode
 * @property {boolean} awaited whether the first frame of the network at hand has yet to come
 * @property {number} step where the run last rested
 * @property {string | null} sum the checksum there; null while the run moves
 * @property {Replay | null} replay what a replay is bound for
 * @property {{file: string, config: Config, replay: Replay | null, pins: LinkPin[], lockstep: boolean} | null} wanted the run of a link whose text is not here: its hash and length
 * @property {number | null} goal the step that training runs to; null where it runs until it is paused
 * @property {Phase | null} phase while steps are shown slowly
 * @property {number | null} rate the learning rate of the step at hand
 * @property {number} passed how many changes of the learning rate lie behind it
 * @property {number | null} rateAsked one asked for that the run does not have yet
 * @property {Verdict[]} verdicts of the newest frame
 * @property {Past | null} past the step looked back at; null in the present
 * @property {Progress | null} evaluating
 * @property {Evaluations} evaluations of this run
 * @property {Progress | null} surveying
 * @property {{step: number, dead: number[][]} | null} survey the neurons of each hidden layer that are dead over the whole training split
 * @property {Progress | null} comparing the four ways to evaluate
 * @property {Extract<Answer, {kind: "ways"}> | null} ways what has come of them
 * @property {Progress | null} coupling one example with others of its batch
 * @property {Progress | null} recalling a step that is looked back at, and computed anew
 * @property {(Coupled & {step: number, tokens: number[], target: number}) | null} coupled
 * @property {{step: number, items: string[]} | null} samples
 * @property {{info: StripsInfo, values: Uint8Array} | null} strips
 * @property {Pin[]} pins by their colours
 * @property {boolean} lockstep whether all train together, step by step
 */

/**
 * @typedef {object} Sight What is looked at
 * @property {number} layer the layer in the drawer
 * @property {number} neuron the one read in it
 * @property {number | null} example the one read, while a cell is
 * @property {boolean} drawer whether it is open
 * @property {"now" | "time" | "norm" | "hand" | "compare"} tab of the middle column
 * @property {number} threshold the |h| beyond which an activation counts as saturated
 * @property {boolean} preactivations whether the rows show them
 * @property {boolean} lecture whether the map is black and white as in the lecture
 * @property {boolean} logLoss whether the loss has a log axis
 * @property {number} hide how many first steps the loss chart leaves out
 * @property {string | null} lesson the one that is open
 * @property {Panel | null} focus the panel that a link points at
 * @property {Panel[] | null} hidden the panels left out; null where nothing is said of it
 * @property {boolean} embed whether the page is a small one within another
 * @property {boolean} pocket whether the screen is small, and shows one pane at a time
 * @property {Pane} pane
 */

/** @typedef {Run & Sight} State */

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
