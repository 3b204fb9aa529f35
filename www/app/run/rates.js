// The learning rate of a run under way: set from its current step on, moved under a finger, or planned for later. Restarts
// nothing.

import { hasWorker } from "./messages.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Client } from "./client.js" */
/** @import { Messages } from "./messages.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Run, Store } from "./store.js" */

/** @typedef {ReturnType<typeof createRates>} Rates */

/** A rate under a moving finger would fill the schedule with changes: it is set when the finger has paused this long. */
const PAUSE_MS = 200;

/**
 * A schedule with another rate from a step on, as Rust makes it.
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

/** @param {{core: Core, store: Store<Run>, messages: Messages, client: Client, replay: LinkReplay}} parts */
export function createRates({ core, store, messages, client, replay }) {
  /** One that is moved under a finger. @type {number | null} */
  let moving = null;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  function forget() {
    clearTimeout(timer);
    moving = null;
  }

  /** Shows a schedule before the worker's own answer comes, so that what is changed meanwhile keeps it. @param {Config["lr"]} lr */
  function expect(lr) {
    const { config } = store.get();
    const expected = { ...config, lr };
    store.set({ config: core.printLink(expected).errors === null ? expected : config });
  }

  /** From the current step on. @param {number} rate */
  function set(rate) {
    forget();
    const { config } = store.get();
    if (!hasWorker(store, messages, `The learning rate is not set to ${rate}.`)) {
      store.set({ config: { ...config }, pendingRate: null });
      return;
    }
    messages.clear();
    store.set({ pendingRate: rate });
    expect(rateFrom(config.lr, client.position(), rate));
    client.setLearningRate(rate);
    replay.detachFromLink();
  }

  /** Sets the rate that is being moved, before something else is done. */
  function commit() {
    if (moving !== null) set(moving);
  }

  return {
    set,
    commit,
    forget,
    isMoving: () => moving !== null,
    /**
     * Shows a rate now, and sets it when the finger pauses. A held key pauses before its first repeat too, for longer than a
     * finger: there only its release counts.
     * @param {number} rate
     * @param {boolean} keyHeld
     */
    move(rate, keyHeld) {
      forget();
      moving = rate;
      if (!keyHeld) timer = setTimeout(commit, PAUSE_MS);
      store.set({ pendingRate: rate });
    },
    /**
     * What the rate is to be later, after the current step.
     * @param {string} typed as a link has it: `100000:0.01,150000:0.001`
     * @returns {boolean} whether it can be used; what is wrong with it is reported otherwise
     */
    plan(typed) {
      commit();
      const { config } = store.get();
      const text = typed.replaceAll(/\s/g, "");
      const { changes, errors } = core.readPlan(config.lr.initial, text);
      const early = changes.find(([from]) => from <= client.position());
      if (early) {
        const expected = `changes after step ${client.position()}`;
        errors.push({ field: "lr", expected, got: early.join(":") });
      }
      if (errors.length > 0) messages.errors("Invalid schedule; the previous one is kept", errors);
      if (errors.length > 0 || !hasWorker(store, messages, "The planned learning rates stay as they are."))
        return false;
      messages.clear();
      const past = config.lr.changes.filter(([from]) => from <= client.position());
      expect({ initial: config.lr.initial, changes: [...past, ...changes] });
      client.setPlan(text, changes);
      replay.detachFromLink();
      return true;
    },
  };
}
