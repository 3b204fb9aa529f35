// What a person can do to the run: change it, train it, step it. Joins store, client and address; draws nothing and knows no
// element.

import { isAsked, learned, NOTHING_ASKED, NOTHING_KNOWN, regained } from "../panels/answers.js";
import { count, failedWords, REFUSED, replayed, textFacts } from "../words/format.js";
import { Client } from "./client.js";
import { forked } from "./fork.js";
import { createLinks } from "./links.js";
import { createOpening } from "./opening.js";
import { createCompany } from "./pinned/group.js";
import { createRates } from "./rates.js";

/** @import { Config, Frame, Look, Question } from "../../shared/protocol.js" */
/** @import { Core, LinkView } from "../engine/core.js" */
/** @import { Text } from "./client.js" */
/** @import { Changes } from "./fork.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Texts } from "./opening.js" */
/** @import { OnProgress } from "./requests.js" */
/** @import { Replay, State, Store } from "./store.js" */
/** @import { createAddress } from "../page/address.js" */

/** @typedef {ReturnType<typeof createExperiment>} Experiment */

/** A run that nobody pauses ends here: the largest step that fits the worker's count of steps left. */
const FOREVER = 0xffff_ffff;
/** Steps that a person may run to: far beyond any run, and within the worker's count. */
const MOST_STEPS = 1_000_000_000;

/**
 * @param {Core} core
 * @param {Store} store
 * @param {ReturnType<typeof createAddress>} address
 * @param {Messages} messages
 * @param {Text} text the built-in one
 * @param {(frame: Frame) => void} onFrame
 */
export function createExperiment(core, store, address, messages, text, onFrame) {
  /** @type {Texts} */
  const texts = { builtIn: text, inUse: text, own: null };
  /** What a text that has just come in is, to be told with where the run stands. */
  let news = "";
  /** What a link promised and the text in use did not keep: the next text is replayed to it. @type {State["replay"]} */
  let broken = null;
  /** The step of the newest frame. */
  let lastStep = 0;
  /** What was known of a run whose worker failed, until the next has computed it again. @type {Readonly<State> | null} */
  let mended = null;
  /** Whether the address is to get an entry of its own in the history: a run was begun by a person. */
  let begun = false;
  /** Where a text that comes in now is to be taken. */
  const goal = () => store.get().replay ?? broken;
  /** How many changes of the learning rate lie behind the newest frame. @param {Config} config */
  const passedOf = ({ lr }) => lr.changes.filter(([from]) => from <= lastStep).length;

  const links = createLinks(core, store, address, () => texts.inUse);
  const client = new Client(core.module, text, store.get().config, {
    frame(frame, verdicts, worked) {
      // Rust trains in f32: seven digits say it all, and 0.1 is again 0.1.
      lastStep = frame.step;
      const rate = Number(frame.learning_rate[0].toPrecision(7));
      store.set({ rate, passed: passedOf(store.get().config), awaited: false });
      if (verdicts !== null) store.set({ verdicts });
      if (!company.keeps(frame, worked)) onFrame(frame);
    },
    started(config, used, info) {
      const { name: textName, builtIn: textIsBuiltIn } = used;
      const known = store.get();
      // Mostly it is the Config that was asked for: the controls show it already.
      const asked = JSON.stringify(known.config) === JSON.stringify(config);
      store.set({ ...NOTHING_KNOWN, textName, textIsBuiltIn, text: info, awaited: true, step: 0, sum: null });
      if (!asked) store.set({ config });
      if (!rates.isMoving()) store.set({ rateAsked: null });
      if (used !== texts.inUse) {
        mended = null;
        texts.inUse = used;
        if (!used.builtIn) {
          texts.own = used;
          links.carried(used).then(writeAddress);
        }
        news = `${textFacts(used.name, info)}. `;
        replayWithNewText();
      }
      company.started(used);
      writeAddress();
    },
    rested(at) {
      lastStep = at.step;
      if (!company.holds(at)) rest(at);
    },
    config(config) {
      mended = null;
      const { rate, rateAsked } = store.get();
      store.set({ config, passed: passedOf(config) });
      if (!rates.isMoving()) store.set({ rate: rateAsked ?? rate, rateAsked: null });
      writeAddress();
    },
    refused(what, errors, kept) {
      // A question that was left meanwhile, as when another text came before it, needs no answer.
      if (what === "question" && !isAsked(store.get())) return;
      if (what === "open") opening.refuseText(errors);
      else messages.errors(REFUSED[what], errors);
      if (what === "question") return store.set(NOTHING_ASKED);
      store.set({ config: { ...kept }, awaited: false, rateAsked: null });
      if (what === "config") client.pause();
      if (what === "open") restart(kept, 0, { replay: null });
    },
    answered(answer) {
      store.set(learned(answer, store.get()));
    },
    neverStarted(message) {
      store.set({ mode: "broken" });
      // As in a frame whose sandbox does not allow the same origin.
      if (origin === "null") messages.unsupported("an origin, without which no worker starts");
      else messages.unsupported(`a worker made of modules, or the network to load it with (${message})`, true);
    },
    failed(message, step, again) {
      const { replay, mode, goal: bound, awaited } = store.get();
      // What is known while another network is awaited is of the one before.
      mended ??= awaited ? null : { ...store.get() };
      messages.say("");
      const until = replay?.step ?? (mode === "replaying" ? bound : null) ?? step;
      const goal = again ? null : until;
      store.set({ mode: again ? "broken" : "replaying", sum: null, past: null, goal, ...NOTHING_ASKED });
      if (again) {
        messages.trouble(...failedWords(message, true));
        company.failed();
        return;
      }
      messages.trouble(...failedWords(message, false));
      client.restart(until);
      company.failed();
    },
  });

  /** The run has come to stand at a step. @param {{step: number, sum: string}} at */
  function rest(at) {
    const { replay, mode, goal: bound } = store.get();
    if (mode === "slow") {
      store.set({ step: at.step, sum: at.sum });
      return;
    }
    const arrived = at.step >= (replay?.step ?? bound ?? 0);
    const paused = mode === "training" && (bound === null || !arrived);
    const known = mended === null ? {} : regained(mended, at.step);
    mended = null;
    store.set({ mode: "resting", step: at.step, sum: at.sum, replay: null, goal: null, ...known });
    if (replay !== null) {
      // The address keeps the link that came, for whoever brings its text and tries again.
      if (judge(replay, at, arrived) === "differs") return;
    } else if (at.step > 0) messages.say(`${paused ? "Paused at" : "At"} step ${count(at.step)}.`);
    else messages.say(`${news}At step 0: the untrained network.`);
    news = "";
    writeAddress();
  }

  function replayWithNewText() {
    const replay = goal();
    broken = null;
    if (replay === null) return;
    store.set({ replay, mode: "replaying" });
    messages.say(`${news}Replaying to step ${count(replay.step)}.`);
  }

  /**
   * @param {Replay} replay
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
    if (outcome === "differs" && !replay.named) broken = replay;
    messages.say(replayed({ ...replay, outcome, step: at.step, sum: at.sum, expected: replay.sum }), tone);
    return outcome;
  }

  function writeAddress() {
    if (links.write(begun)) begun = false;
  }

  /**
   * @param {Config} config
   * @param {number} until
   * @param {Partial<State>} [further] what changes along with it
   * @param {Text} [text] another one
   * @param {boolean} [all] whether the runs beside it begin anew in any case
   */
  function restart(config, until, further = {}, text = client.textToCome(), all = false) {
    broken = null;
    mended = null;
    opening.supersede();
    rates.forget();
    lastStep = 0;
    store.set({
      config,
      mode: until > 0 ? "replaying" : "resting",
      awaited: true,
      step: 0,
      sum: null,
      past: null,
      rateAsked: null,
      goal: null,
      wanted: null,
      ...NOTHING_ASKED,
      ...further,
    });
    company.restarted(all);
    if (text === client.textToCome()) client.configure(config, until);
    else client.open(text, config, until);
  }

  /**
   * Restarts with a Config and goes to a step, unless no link could say it.
   * @param {Config} config
   * @param {number} [until]
   * @returns {boolean} whether it does
   */
  function change(config, until = 0) {
    const { errors } = core.printLink(config);
    if (errors !== null) {
      messages.errors("This setting can't be run", errors);
      store.set({ config: { ...store.get().config } });
      return false;
    }
    messages.clear();
    begun = true;
    restart(config, until, { replay: null, goal: until > 0 ? until : null });
    return true;
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

  /** What a link named and is not here is asked for no longer. */
  function leave() {
    broken = null;
    opening.supersede();
    store.set({ wanted: null });
  }

  /** From here on the run is no longer the link's. */
  function part() {
    leave();
    if (store.get().replay === null) return;
    store.set({ replay: null });
    client.pause();
  }

  const rates = createRates({ core, store, messages, client, canAnswer, part, step: () => lastStep });
  const company = createCompany(core, store, messages, {
    client,
    step: () => lastStep,
    show: onFrame,
    rest,
    begin(config, { step, sum }) {
      rates.settle();
      messages.clear();
      begun = true;
      // The text is the one in use: nothing of it is to be judged.
      const replay = step > 0 ? { step, sum, named: true, faults: [] } : null;
      if (step > 0) messages.say(`Replaying to step ${count(step)}.`);
      restart(config, step, { replay });
    },
    write: writeAddress,
  });
  const opening = createOpening({
    core,
    store,
    messages,
    client,
    links,
    texts,
    rates,
    restart,
    canAnswer,
    goal,
    company,
  });

  return {
    change,
    /** Restarts at step 0 with some of the Config changed. @param {Partial<Config>} changed */
    adjust(changed) {
      rates.settle();
      change({ ...store.get().config, ...changed });
    },
    /**
     * Begins a run that is this one up to a step, and goes there.
     * @param {number} step
     * @param {Changes} changes what holds from there on
     * @returns {boolean} whether a link can say it
     */
    fork(step, changes) {
      rates.settle();
      return change(forked(store.get().config, step, changes), step);
    },
    reset() {
      rates.settle();
      messages.clear();
      begun = true;
      restart(store.get().config, 0, { replay: null }, undefined, true);
    },
    /** @param {number | null} [goal] the step to run to; null runs until it is paused */
    train(goal = null) {
      rates.settle();
      leave();
      store.set({ mode: "training", sum: null, replay: null, goal });
      messages.clear();
      messages.say(goal === null ? "Training." : `Training to step ${count(goal)}.`);
      writeAddress();
      company.run(goal ?? FOREVER);
    },
    /**
     * Trains to a step that lies ahead, as a person types it.
     * @param {string} text
     */
    runTo(text) {
      const digits = text.replaceAll(/[\s,_]/g, "");
      const goal = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
      if (goal > lastStep && goal <= MOST_STEPS) {
        messages.clear();
        this.train(goal);
        return;
      }
      const expected = `a whole number from ${count(lastStep + 1)} to ${count(MOST_STEPS)}`;
      messages.errors("There is nothing to run to", [
        { field: "Run to", expected, got: text.slice(0, 60) || "nothing" },
      ]);
    },
    pause() {
      if (store.get().mode === "slow") store.set({ mode: "resting", phase: null });
      company.pause();
    },
    step() {
      rates.settle();
      // Those that go together come together first.
      const together = store.get().mode === "slow" ? null : company.unevenTo();
      if (together !== null) return this.train(together);
      leave();
      store.set({ ...NOTHING_ASKED, replay: null });
      company.step();
    },
    /** Steps are made one by one from here on, by whoever shows them. */
    slow() {
      rates.settle();
      messages.clear();
      leave();
      if (store.get().mode === "training") company.pause();
      store.set({ mode: "slow", past: null, replay: null, goal: null });
      messages.say("Step by step: forward, norm, backward, update.");
    },
    setLearningRate: rates.set,
    moveLearningRate: rates.move,
    settleLearningRate: rates.settle,
    setPlan: rates.plan,
    /** @param {Look} look */
    look(look) {
      company.look(look);
    },
    /** Asks something of the run as it stands. @param {Question | {kind: "cancel"}} question */
    ask(question) {
      if (store.get().mode === "broken") return;
      client.ask(question);
    },
    /** Asks for the loss over both splits, of every run. */
    evaluate() {
      store.set({ ...NOTHING_ASKED, evaluating: { done: 0, total: 1 } });
      this.ask({ kind: "evaluate" });
      company.ask({ kind: "evaluate" });
    },
    /** Leaves the long question that is being answered. */
    cancelQuestion() {
      client.ask({ kind: "cancel" });
      // Of the long questions, only this one is put to those beside it too.
      if (store.get().evaluating !== null) company.ask({ kind: "cancel" });
      store.set(NOTHING_ASKED);
    },
    /** Keeps the run beside the next one. */
    pin: company.pin,
    open: opening.open,
    /**
     * Opens a run beside those that are pinned, as an entry of the history; one that names no text is of the built-in one.
     * @param {string} fragment that Rust has no fault with
     */
    visit(fragment) {
      const { config, text, step, sum } = core.parseLink(fragment);
      const link = core.linkOf(config, { ...links.beside(), text, step, sum }).fragment;
      address.enter(link, true);
      opening.open(link, true);
    },
    useText: opening.useText,
    useBuiltInText: opening.useBuiltInText,
    /** Changes what is looked at as a link says it. @param {Partial<Pick<State, "lesson" | "focus" | "hidden">>} sight */
    sight(sight) {
      store.set(sight);
      writeAddress();
    },
    /** Leaves a link's text for the one in use. */
    goOn() {
      leave();
      messages.clear();
      writeAddress();
    },
    /** What links to the run as it is now are made of, or to the one whose text is asked for. */
    async here() {
      rates.settle();
      const { wanted } = store.get();
      if (wanted !== null) return links.asked(wanted);
      if (!texts.inUse.builtIn) await links.carried(texts.inUse);
      // Last, so that what is in the store is of this step.
      const { step, sum } = await client.checksum();
      const { config, textName } = store.get();
      return { config, step, sum, ...links.beside(), text: links.text(), textName, bytes: texts.inUse.bytes.length };
    },
    /** The whole link of the run as it is, with some of what is looked at changed. @param {Partial<LinkView>} view */
    linkNow: (view) => address.link(links.fragment(view)),
    /** A link to a step that the run has come by. @param {number} step @param {string | null} sum its checksum, if known */
    linkTo(step, sum) {
      return this.linkOf(store.get().config, step > 0 ? step : null, step > 0 ? sum : null);
    },
    /** A link to a run of any Config on this text. @param {Config} config @param {number | null} step @param {string | null} sum */
    linkOf: (config, step, sum) => address.link(core.linkOf(config, { text: links.text(), step, sum }).fragment),
    text: () => client.text(),
    /** When links carry the text in use, if it is short enough. */
    carried: () => links.carried(texts.inUse),
    /** The network's numbers as it stands. */
    weights: () => client.weights(),
    /** The run as it was at an earlier step. @param {number} step @param {boolean} exact @param {OnProgress} [progress] */
    back: (step, exact, progress) => client.back(step, exact, progress),
    timeline: () => client.timeline(),
    /** Items for a person to keep; those on the page stay. @param {number} count */
    sample: (count) => client.sample(count),
    recycle: /** @param {{buffer: ArrayBuffer}} frame */ (frame) => client.recycle(frame),
  };
}
