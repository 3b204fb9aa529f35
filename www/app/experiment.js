// What a person can do to the run: change it, train it, step it, open a link, bring a text. Joins store, client and
// address; draws nothing and knows no element.

import { Client } from "./client.js";
import { count, replayed, textFacts } from "./wording.js";

/** @import { Config } from "../shared/protocol.js" */
/** @import { Core } from "./core.js" */
/** @import { ClientEvents, Text } from "./client.js" */
/** @import { Messages } from "./messages.js" */
/** @import { State, Store } from "./store.js" */
/** @import { createAddress } from "./url.js" */

/** @typedef {ReturnType<typeof createExperiment>} Experiment */

/** A run that nobody pauses ends here: the largest step that fits the worker's count of steps left. */
const FOREVER = 0xffff_ffff;
/** A rate under a moving finger would fill the schedule with changes: it is set when the finger rests. */
const RATE_RESTS_MS = 200;

const REFUSED = {
  config: "This can't be run",
  text: "This text can't be used; the old one stays",
  rate: "This learning rate can't be used",
};

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
 * @param {Core} core
 * @param {Store} store
 * @param {ReturnType<typeof createAddress>} address
 * @param {Messages} messages
 * @param {Text} text the built-in one
 * @param {ClientEvents["frame"]} onFrame
 */
export function createExperiment(core, store, address, messages, text, onFrame) {
  const builtIn = text;
  let textInUse = text;
  /** What a text that has just come in is, to be told with where the run stands. */
  let news = "";
  /** What a link promised and the text in use did not keep: the next text is replayed to it. @type {State["replay"]} */
  let broken = null;
  /** A learning rate on its way under a finger. @type {number | null} */
  let movingRate = null;
  let rateTimer = 0;
  /** The step of the newest frame. */
  let lastStep = 0;
  /** Where a text that comes in now is to be taken. */
  const goal = () => store.get().replay ?? broken;

  const client = new Client(core.module, text, store.get().config, {
    frame(frame) {
      // Rust trains in f32: seven digits say it all, and 0.1 is again 0.1.
      store.set({ rate: Number(frame.learning_rate[0].toPrecision(7)), awaited: false });
      lastStep = frame.step;
      onFrame(frame);
    },
    started(config, used, info) {
      const { name: textName, builtIn: textIsBuiltIn } = used;
      store.set({ config, textName, textIsBuiltIn, text: info, awaited: true, step: 0, sum: null });
      if (movingRate === null) store.set({ rateAsked: null });
      if (used !== textInUse) {
        textInUse = used;
        news = `${textFacts(used.name, info)}. `;
        replayWithNewText();
      }
      writeAddress();
    },
    rested(at) {
      const { replay, mode } = store.get();
      const arrived = replay !== null && at.step >= replay.step;
      store.set({ mode: "resting", step: at.step, sum: at.sum, replay: null });
      if (replay !== null) {
        // The address keeps the link that came, for whoever brings its text and tries again.
        if (judge(replay, at, arrived) === "differs") return;
      } else if (at.step > 0) messages.say(`${mode === "training" ? "Paused at" : "At"} step ${count(at.step)}.`);
      else messages.say(`${news}At step 0: the untrained network.`);
      news = "";
      writeAddress();
    },
    config(config) {
      const { rate, rateAsked } = store.get();
      store.set({ config });
      if (movingRate === null) store.set({ rate: rateAsked ?? rate, rateAsked: null });
      writeAddress();
    },
    refused(what, errors, kept) {
      messages.errors(REFUSED[what], errors);
      store.set({ config: { ...kept }, awaited: false, rateAsked: null });
      if (what === "config") client.pause();
    },
    failed(message, step, again) {
      const { replay } = store.get();
      messages.say("");
      store.set({ mode: again ? "broken" : "replaying", sum: null });
      if (again) {
        messages.trouble("The training worker failed again", message, "Press Reset, or reload the page.");
        return;
      }
      messages.trouble(
        "The training worker failed; the run is being replayed",
        message,
        "Nothing is lost: the same settings give the same numbers.",
      );
      client.restart(replay?.step ?? step);
    },
  });

  function replayWithNewText() {
    const replay = goal();
    broken = null;
    if (replay === null) return;
    store.set({ replay, mode: "replaying" });
    messages.say(`${news}Replaying to step ${count(replay.step)}.`);
  }

  /**
   * @param {{step: number, sum: string | null}} replay
   * @param {{step: number, sum: string}} at
   * @param {boolean} arrived
   */
  function judge(replay, at, arrived) {
    const outcome = !arrived
      ? "cancelled"
      : replay.sum === null
        ? "unchecked"
        : replay.sum === at.sum
          ? "matched"
          : "differs";
    const tone = outcome === "matched" ? "good" : outcome === "differs" ? "bad" : "plain";
    if (outcome === "differs") broken = replay;
    messages.say(replayed({ outcome, step: at.step, sum: at.sum, expected: replay.sum }), tone);
    return outcome;
  }

  /** The address always holds the run as it is, so that a reload restores it; a moving step would only chase it. */
  function writeAddress() {
    const { config, mode, step, sum, replay } = store.get();
    if (mode === "replaying" || mode === "broken" || replay !== null) return;
    const rests = mode === "resting" && step > 0 && sum !== null;
    address.write(rests ? core.printLinkAt(config, step, sum).fragment : (core.printLink(config).fragment ?? ""));
  }

  /** @param {Config} config @param {number} until */
  function restart(config, until) {
    broken = null;
    forgetMovingRate();
    lastStep = 0;
    store.set({
      config,
      mode: until > 0 ? "replaying" : "resting",
      awaited: true,
      step: 0,
      sum: null,
      rateAsked: null,
    });
    client.configure(config, until);
  }

  /** Restarts at step 0 with a Config, unless no link could say it. @param {Config} config */
  function change(config) {
    const { errors } = core.printLink(config);
    if (errors !== null) {
      messages.errors("This setting can't be run", errors);
      store.set({ config: { ...store.get().config } });
      return;
    }
    messages.clear();
    store.set({ replay: null });
    restart(config, 0);
  }

  /**
   * Whether there is a worker to do it; without one, says what was not done.
   * @param {string} undone
   */
  function canAnswer(undone) {
    if (store.get().mode !== "broken") return true;
    messages.trouble("The training worker failed again", undone, "Press Reset, or reload the page.");
    return false;
  }

  /** From the current step on, without a restart. @param {number} rate */
  function setLearningRate(rate) {
    forgetMovingRate();
    const { config, replay } = store.get();
    if (!canAnswer(`The learning rate is not set to ${rate}.`)) {
      store.set({ config: { ...config }, rateAsked: null });
      return;
    }
    messages.clear();
    broken = null;
    // What is changed before the worker's own answer comes is to hold this rate too.
    const expected = { ...config, lr: rateFrom(config.lr, lastStep, rate) };
    store.set({ rateAsked: rate, config: core.printLink(expected).errors === null ? expected : config });
    client.setLearningRate(rate);
    // From here on the run is no longer the link's.
    if (replay !== null) {
      store.set({ replay: null });
      client.pause();
    }
  }

  /** Sets the rate that was on its way, before something else is done. */
  function settleLearningRate() {
    if (movingRate !== null) setLearningRate(movingRate);
  }

  function forgetMovingRate() {
    clearTimeout(rateTimer);
    movingRate = null;
  }

  return {
    change,
    /** Restarts at step 0 with some of the Config changed. @param {Partial<Config>} changed */
    adjust(changed) {
      settleLearningRate();
      change({ ...store.get().config, ...changed });
    },
    reset() {
      settleLearningRate();
      messages.clear();
      store.set({ replay: null });
      restart(store.get().config, 0);
    },
    train() {
      settleLearningRate();
      broken = null;
      store.set({ mode: "training", sum: null, replay: null });
      messages.say("Training.");
      writeAddress();
      client.run(FOREVER);
    },
    pause() {
      client.pause();
    },
    step() {
      settleLearningRate();
      broken = null;
      client.step();
    },
    setLearningRate,
    settleLearningRate,
    /**
     * A rate on its way: shown now, set when the finger rests. A held key rests before its first repeat too, for longer
     * than a finger: there only letting go counts.
     * @param {number} rate
     * @param {boolean} keyHeld
     */
    moveLearningRate(rate, keyHeld) {
      forgetMovingRate();
      movingRate = rate;
      if (!keyHeld) rateTimer = setTimeout(settleLearningRate, RATE_RESTS_MS);
      store.set({ rateAsked: rate });
    },
    /** @param {number} threshold */
    setThreshold(threshold) {
      client.setThreshold(threshold);
    },
    /** @param {string} fragment */
    open(fragment) {
      const link = core.parseLink(fragment);
      if (link.errors.length > 0) messages.errors("Parts of this link can't be used; the rest holds", link.errors);
      else messages.clear();
      const step = link.step ?? 0;
      store.set({ replay: step > 0 || link.sum !== null ? { step, sum: link.sum } : null });
      if (step > 0) messages.say(`Replaying to step ${count(step)}.`);
      restart(link.config, step);
    },
    /** @param {string} name @param {Uint8Array} bytes */
    useText(name, bytes) {
      if (!canAnswer(`${name} is not used.`)) return;
      settleLearningRate();
      messages.clear();
      client.setText({ name, bytes, builtIn: false }, goal()?.step ?? 0);
    },
    useBuiltInText() {
      if (!canAnswer("The text stays as it is.")) return;
      settleLearningRate();
      messages.clear();
      client.setText(builtIn, goal()?.step ?? 0);
    },
    /** A link to the run as it is now; `whole` with step and checksum. */
    async link() {
      settleLearningRate();
      const { step, sum } = await client.checksum();
      const { fragment, whole } = core.printLinkAt(store.get().config, step, sum);
      return { href: address.link(fragment), step, whole };
    },
    recycle: /** @param {{buffer: ArrayBuffer}} frame */ (frame) => client.recycle(frame),
  };
}
