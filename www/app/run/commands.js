// What a person can do: change the run, train it, step it, open another, pin it. Each command goes to the part of run/ that
// does it; what the worker then reports is handled in events.js. Created by index.js.

import { count, wholeNumber } from "../words/format.js";
import { canPause, isFailed, isIdle, isSlow, isTraining } from "./selectors.js";
import { nextSetAside } from "./set-aside.js";

/** @import { Config, FieldError, Look } from "../../shared/protocol.js" */
/** @import { Core, ChangeableSettings } from "../engine/core.js" */
/** @import { Client } from "./client.js" */
/** @import { Links } from "./links.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Opening } from "./opening.js" */
/** @import { Interruption, Motion } from "./interruption.js" */
/** @import { Group } from "./pinned/group.js" */
/** @import { Questions } from "./questions.js" */
/** @import { Rates } from "./rates.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Start } from "./start.js" */
/** @import { Run, Store } from "./store.js" */

/** A run that nobody pauses ends here: the largest step that fits the worker's count of steps left. */
const FOREVER = 0xffff_ffff;

/** @param {{core: Core, store: Store<Run>, messages: Messages, client: Client, group: Group, links: Links, replay: LinkReplay, rates: Rates, questions: Questions, start: Start, interruption: Interruption, opening: Opening}} parts */
export function createCommands(parts) {
  const { core, store, messages, client, group, links, replay, rates, questions, start, interruption } = parts;
  const { opening } = parts;

  /** The controls show the run's own settings again. @param {FieldError[]} errors */
  function refuse(errors) {
    messages.refused(errors);
    store.set({ config: { ...store.get().config } });
    return false;
  }

  /**
   * Restarts with a Config and goes to a step, unless no link could hold it.
   * @param {Config} config
   * @param {number} [until]
   * @param {Partial<Run>} [further] what changes along with it
   * @param {"in lockstep" | "none"} [pins] which pinned runs start again too
   * @returns {boolean} whether it does
   */
  function change(config, until = 0, further = {}, pins = "in lockstep") {
    const { errors } = core.printLink(config);
    if (errors !== null) return refuse(errors);
    messages.clear();
    links.startEntry();
    start(config, until, { pins, further: { goal: until > 0 ? until : null, ...further } });
    return true;
  }

  /**
   * Restarts with a Config that a person has chosen in place of the run's own. A run that trains goes on from step 0; one that
   * stands is set aside.
   * @param {Config} config
   * @param {object} [how]
   * @param {number | null} [how.until] the step that it is trained to, and stands at
   * @param {Motion | null} [how.motion] of the control: training goes on after it
   * @returns {boolean} whether it does, or no link could hold that Config
   */
  function replace(config, { until = null, motion = null } = {}) {
    const state = store.get();
    const training = isTraining(state) ? { goal: state.goal } : interruption.training();
    const goesOn = until === null ? training : null;
    const setAside = goesOn === null ? nextSetAside(state, client) : state.setAside;
    if (!change(config, until ?? 0, { setAside, replaces: true })) return false;
    if (goesOn !== null) interruption.begin(goesOn, motion, ({ goal }) => isFailed(store.get()) || train(goal));
    return true;
  }

  /** @param {number | null} [goal] the step to run to; null runs until it is paused */
  function train(goal = null) {
    interruption.forget();
    rates.commit();
    replay.leave();
    // Whoever trains wants to see it.
    questions.lookBack.leave();
    store.set({ mode: "training", sum: null, replay: null, goal });
    messages.clear();
    messages.status(goal === null ? "Training." : `Training to step ${count(goal)}.`);
    links.updateAddress();
    group.run(goal ?? FOREVER);
  }

  /** Who waits until the run has stopped. @type {(() => void)[]} */
  const waiting = [];
  store.subscribe((run) => {
    if (canPause(run) || (isIdle(run) && run.sum === null)) return;
    for (const stopped of waiting.splice(0)) stopped();
  });

  function pause() {
    interruption.forget();
    if (isSlow(store.get())) store.set({ mode: "idle" });
    group.pause();
  }

  return {
    /** Opens a network at step 0 without a word about the run before, as a lesson does. */
    change,
    replace,
    train,
    /** Restarts at step 0 with some of the Config changed. @param {Partial<Config>} changed @param {Motion | null} [motion] of the control */
    adjust(changed, motion = null) {
      rates.commit();
      replace({ ...store.get().config, ...changed }, { motion });
    },
    /** The control that moved is released. */
    released: interruption.end,
    /**
     * Starts a run that is this one up to a step, and goes there. This one stays as a pinned run, if there is room for it.
     * @param {number} step
     * @param {Partial<ChangeableSettings>} settings that change there
     * @returns {boolean} whether a link can hold it
     */
    fork(step, settings) {
      rates.commit();
      const { config } = store.get();
      const run = { config, step: client.position() };
      const { value, errors } = core.fork(config, step, settings);
      if (errors !== null) return refuse(errors);
      if (!change(value, step, {}, "none")) return false;
      group.pin(run);
      return true;
    },
    reset() {
      rates.commit();
      messages.clear();
      links.startEntry();
      const setAside = nextSetAside(store.get(), client);
      start(store.get().config, 0, { pins: "all", further: { setAside } });
    },
    /** The run that was set aside comes back, by replay, and the pinned runs with it. */
    undo() {
      const { setAside, pins, lockstep } = store.get();
      if (setAside === null) return;
      const { config, text, step, sum } = setAside;
      messages.clear();
      links.startEntry();
      messages.status(`Replaying to step ${count(step)}.`);
      const further = { replay: { step, sum, named: true, faults: [] }, replaces: true };
      start(config, step, { text, pins: "none", further });
      const stood = (/** @type {number} */ id) => setAside.pins.find((pin) => pin.id === id)?.step;
      group.restore(
        pins.map((pin) => ({ ...pin, step: stood(pin.id) ?? pin.target ?? pin.step })),
        lockstep,
        step,
      );
    },
    /**
     * Trains to a step that lies ahead.
     * @param {string} text as a person types it
     * @returns {FieldError | null} what is wrong with it
     */
    runTo(text) {
      const goal = wholeNumber(text);
      const least = client.position() + 1;
      if (goal >= least && goal <= core.limits.steps) {
        messages.clear();
        train(goal);
        return null;
      }
      const expected = `a whole number from ${count(least)} to ${count(core.limits.steps)}`;
      return { field: "Run to", expected, got: text.slice(0, 60) || "nothing" };
    },
    pause,
    /** Pauses a run that is being trained, and waits until it has stopped and its checksum is known. */
    async stop() {
      if (!canPause(store.get())) return;
      // Registered first: slow steps stop at once.
      const stopped = new Promise((/** @type {(stopped: null) => void} */ resolve) => {
        waiting.push(() => resolve(null));
      });
      pause();
      await stopped;
    },
    step() {
      interruption.forget();
      rates.commit();
      // In lockstep, all runs are brought to one step first.
      const together = isSlow(store.get()) ? null : group.unevenTo();
      if (together !== null) return train(together);
      replay.leave();
      store.set({ question: null, replay: null });
      group.step();
    },
    /** Steps are made one by one from here on, by controls/slow.js. */
    slow() {
      interruption.forget();
      rates.commit();
      messages.clear();
      replay.leave();
      if (isTraining(store.get())) group.pause();
      store.set({ mode: "slow", past: null, replay: null, goal: null });
      messages.status("Step by step: forward, norm, backward, update.");
    },
    setLearningRate: rates.set,
    moveLearningRate: rates.move,
    /** Sets the learning rate that is being moved. */
    commitLearningRate: rates.commit,
    setPlan: rates.plan,
    /** How the runs are looked at, which decides what is measured. @param {Look} look */
    look(look) {
      if (look.threshold !== undefined) questions.forgetSurvey();
      group.look(look);
    },
    open: opening.open,
    useText: opening.useText,
    useBuiltInText: opening.useBuiltInText,
    /** Opens a run as the main one among those that are pinned, as an entry of the history. @param {string} fragment that Rust has no error in */
    visit: (fragment) => opening.open(links.enter(fragment), true),
    /** Keeps the text in use, in place of the one that a link asks for. */
    leaveLink() {
      replay.leave();
      messages.clear();
      links.updateAddress();
    },
    pin: () => group.pin(),
    renamePin: group.rename,
    removePin: group.remove,
    setLockstep: group.setLockstep,
    /** The pinned run becomes the main one, and that is pinned; both are replayed to where they were. @param {number} id */
    swapPin(id) {
      group.swap(id, (config, { step, sum }) => {
        rates.commit();
        messages.clear();
        links.startEntry();
        // The text is the one in use: nothing of it is to be judged.
        const replayed = step > 0 ? { step, sum, named: true, faults: [] } : null;
        if (step > 0) messages.status(`Replaying to step ${count(step)}.`);
        start(config, step, { further: { replay: replayed } });
      });
    },
  };
}
