// The learning rate of a run under way: set from the step at hand, on its way under a finger, or planned for later. Restarts
// nothing.

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Client } from "./client.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Store } from "./store.js" */

/** A rate under a moving finger would fill the schedule with changes: it is set when the finger rests. */
const RATE_RESTS_MS = 200;

/**
 * A schedule with another rate from a step on, as Rust makes it of the step that the run is at.
 * @param {Config["lr"]} lr
 * @param {number} step
 * @param {number} rate
 * @returns {Config["lr"]}
 */
function rateFrom({ initial, changes }, step, rate) {
  if (step === 0) return { initial: rate, changes };
  const others = changes.filter(([from]) => from !== step);
  return { initial, changes: [...others, /** @type {[number, number]} */ ([step, rate])].sort(([a], [b]) => a - b) };
}

/**
 * @param {object} run
 * @param {Core} run.core
 * @param {Store} run.store
 * @param {Messages} run.messages
 * @param {Client} run.client
 * @param {(undone: string) => boolean} run.canAnswer whether there is a worker to do it; says what was not done otherwise
 * @param {() => void} run.part from a link that is being replayed
 * @param {() => number} run.step of the newest frame
 */
export function createRates({ core, store, messages, client, canAnswer, part, step }) {
  /** One on its way under a finger. @type {number | null} */
  let moving = null;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  function forget() {
    clearTimeout(timer);
    moving = null;
  }

  /** What is changed before the worker's own answer comes is to hold this too. @param {Config["lr"]} lr */
  function expect(lr) {
    const { config } = store.get();
    const expected = { ...config, lr };
    store.set({ config: core.printLink(expected).errors === null ? expected : config });
  }

  /** From the current step on. @param {number} rate */
  function set(rate) {
    forget();
    const { config } = store.get();
    if (!canAnswer(`The learning rate is not set to ${rate}.`)) {
      store.set({ config: { ...config }, rateAsked: null });
      return;
    }
    messages.clear();
    store.set({ rateAsked: rate });
    expect(rateFrom(config.lr, step(), rate));
    client.setLearningRate(rate);
    part();
  }

  /** Sets the rate that was on its way, before something else is done. */
  function settle() {
    if (moving !== null) set(moving);
  }

  return {
    set,
    settle,
    forget,
    isMoving: () => moving !== null,
    /**
     * On its way: shown now, set when the finger rests. A held key rests before its first repeat too, for longer than a
     * finger: there only letting go counts.
     * @param {number} rate
     * @param {boolean} keyHeld
     */
    move(rate, keyHeld) {
      forget();
      moving = rate;
      if (!keyHeld) timer = setTimeout(settle, RATE_RESTS_MS);
      store.set({ rateAsked: rate });
    },
    /**
     * What the rate is to be later, after the current step.
     * @param {string} typed as a link has it: `100000:0.01,150000:0.001`
     * @returns {boolean} whether it can be used; what is wrong with it has been said otherwise
     */
    plan(typed) {
      settle();
      const { config } = store.get();
      const text = typed.replaceAll(/\s/g, "");
      const { changes, errors } = core.readPlan(config.lr.initial, text);
      const early = changes.find(([from]) => from <= step());
      if (early) {
        const expected = `changes after step ${step()}`;
        errors.push({ field: "lr", expected, got: early.join(":") });
      }
      if (errors.length > 0) messages.errors("This schedule can't be used; the old one stays", errors);
      if (errors.length > 0 || !canAnswer("The planned learning rates stay as they are.")) return false;
      messages.clear();
      const past = config.lr.changes.filter(([from]) => from <= step());
      expect({ initial: config.lr.initial, changes: [...past, ...changes] });
      client.setPlan(text, changes);
      part();
      return true;
    },
  };
}
