// The learning rate of a run under way: set from its current step on, moved under a finger, or planned for later. Restarts
// nothing. Created by index.js.

import { hasWorker } from "./messages.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Client } from "./client.js" */
/** @import { Messages } from "./messages.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Run, Store } from "./store.js" */

/** @typedef {ReturnType<typeof createRates>} Rates */

/** A rate under a moving finger would fill the schedule with changes: it is set when the finger has paused this long. */
const PAUSE_MS = 200;

/** @param {{core: Core, store: Store<Run>, messages: Messages, client: Client, replay: LinkReplay}} parts */
export function createRates({ core, store, messages, client, replay }) {
  /** One that is moved under a finger. @type {number | null} */
  let moving = null;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  function forget() {
    clearTimeout(timer);
    moving = null;
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
    // Shown before the worker's own answer comes, so that what is changed meanwhile keeps it.
    const { value } = core.withRate(config, client.position(), rate);
    store.set({ pendingRate: rate, config: value ?? config });
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
     * @returns {FieldError | null} what is wrong with it
     */
    plan(typed) {
      commit();
      const { config } = store.get();
      const text = typed.replaceAll(/\s/g, "");
      const { value, errors } = core.withPlan(config, client.position(), text);
      if (errors !== null) return errors[0];
      if (!hasWorker(store, messages, "The planned learning rates stay as they are.")) {
        store.set({ config: { ...config } });
        return null;
      }
      messages.clear();
      store.set({ config: value });
      client.setPlan(text, value.lr.changes);
      replay.detachFromLink();
      return null;
    },
  };
}
