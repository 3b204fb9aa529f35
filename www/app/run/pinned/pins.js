// Pinned runs: each with a worker of its own, kept as the store's pins say, and what a person can do to them. Fetched with the
// first pin. Draws nothing.

import { createChips } from "../../panels/compare/chips.js";
import { count, lacksMemory } from "../../words/format.js";
import { Client } from "../client.js";
import { named } from "./group.js";
import { createPace } from "./lockstep.js";

/** @import { Frame, Look, Question } from "../../../shared/protocol.js" */
/** @import { ClientEvents, Text } from "../client.js" */
/** @import { Present } from "./group.js" */
/** @import { Core } from "../../engine/core.js" */
/** @import { Messages } from "../../ui/messages.js" */
/** @import { Evaluations, Pin, State, Store } from "../store.js" */
/** @import { Runner } from "./lockstep.js" */

/** Runs side by side are drawn this seldom while they train: a picture of four costs as much as many steps. */
const SHOWN_EVERY_MS = 100;
/** Where the page takes longer to draw, it rests so many times as long. */
const DRAWING_RESTS = 3;
/** Longer than this nothing is drawn: the machine slept meanwhile. */
const LONGEST_DRAWING_MS = 1000;

/** @typedef {{client: Client, runner: Runner, text: Text, step: number, newest: Frame | null, mended: Evaluations | null}} Worked what the store does not have of a pin; `mended` were made before its worker failed */

/**
 * @param {object} parts
 * @param {Core} parts.core
 * @param {Store} parts.store
 * @param {Messages} parts.messages
 * @param {Present} parts.present
 * @param {(config: State["config"]) => string} parts.usualName
 */
export function createPins({ core, store, messages, present, usualName }) {
  /** By the pins' numbers. @type {Map<number, Worked>} */
  const workers = new Map();
  /** @type {Look} */
  let looked = {};
  /** Where the present run rests, and is not told of it before the others rest too. @type {{step: number, sum: string} | null} */
  let held = null;
  /** Whether the present run's rest is being told of right now. */
  let telling = false;
  let swapping = false;
  let flushing = false;
  /** Whether what was shown has yet to be drawn, and when there is time for the next. */
  let drawing = false;
  let dueAt = 0;
  /** Names that people gave, by the links of their Configs. @type {Map<string, string>} */
  const names = new Map();

  const { client: main } = present;
  /** @type {Runner} */
  const mine = {
    step: present.step,
    run: (until) => main.run(until),
    pace: (limit) => main.pace(limit),
    pause: () => main.pause(),
    recycle: (frame) => main.recycle(frame),
  };
  const pace = createPace({
    runners: () => [mine, ...rested().map(({ runner }) => runner)],
    inLockstep: () => store.get().lockstep,
    now: () => performance.now(),
    sees: () => !drawing && performance.now() >= dueAt,
    show(set) {
      watchDrawing();
      for (const worked of workers.values()) {
        const frame = set.get(worked.runner);
        if (frame !== undefined) hold(worked, frame);
      }
      flush();
      const frame = set.get(mine);
      if (frame !== undefined) present.show(frame);
    },
    idle() {
      const at = held;
      held = null;
      for (const { id, mode } of store.get().pins) if (mode === "training") patch(id, { mode: "resting" });
      if (telling) return;
      if (at !== null) present.rest(at);
      else if (store.get().mode === "training") main.pause();
    },
  });

  /** Workers of the pins in the store that can train now. */
  function rested() {
    return store.get().pins.flatMap(({ id, mode }) => {
      const worked = workers.get(id);
      return worked !== undefined && (mode === "resting" || mode === "training") ? [worked] : [];
    });
  }

  /** @param {number} id */
  const pinOf = (id) => store.get().pins.find((pin) => pin.id === id);

  /** @param {number} id @param {Partial<Pin>} changed */
  function patch(id, changed) {
    store.set({ pins: store.get().pins.map((pin) => (pin.id === id ? { ...pin, ...changed } : pin)) });
  }

  /** The next to be shown. @param {Worked} worked @param {Frame} frame */
  function hold(worked, frame) {
    unhold(worked);
    worked.newest = frame;
  }

  /** Finds how long the page takes to draw what is being shown: the runs need the cores too. */
  function watchDrawing() {
    if (drawing) return;
    drawing = true;
    const asked = performance.now();
    requestAnimationFrame(() => {
      const from = performance.now();
      // After what the view draws in this very frame.
      setTimeout(() => {
        const now = performance.now();
        drawing = false;
        const took = Math.min(LONGEST_DRAWING_MS, now - from);
        dueAt = Math.max(asked + SHOWN_EVERY_MS, now + DRAWING_RESTS * took);
      });
    });
  }

  /** What came of a run that is over is not to be shown. @param {Worked} worked */
  function unhold(worked) {
    if (worked.newest !== null) worked.client.recycle(worked.newest);
    worked.newest = null;
  }

  /** Shows what came since the last time, all at once. */
  function flush() {
    /** @type {[Worked, Frame][]} */
    const old = [];
    const pins = store.get().pins.map((pin) => {
      const worked = workers.get(pin.id);
      if (worked === undefined || worked.newest === null) return pin;
      const frame = worked.newest;
      worked.newest = null;
      if (pin.frame !== null) old.push([worked, pin.frame]);
      // The frame of where it rests may be yet to come.
      return { ...pin, frame, step: pin.mode === "resting" ? pin.step : frame.step };
    });
    store.set({ pins });
    for (const [{ client }, frame] of old) client.recycle(frame);
  }

  /** Makes the worker of a pin. @param {Pin} pin @param {Text} text @returns {Worked} */
  function work({ id, config, bound }, text) {
    /** @type {ClientEvents} */
    const events = {
      started() {
        worked.step = 0;
        patch(id, { sum: null, evaluations: [], evaluating: null });
      },
      frame(frame, _, time) {
        worked.step = frame.step;
        if (pace.frame(worked.runner, frame, time)) return;
        hold(worked, frame);
        if (flushing) return;
        flushing = true;
        setTimeout(() => {
          flushing = false;
          flush();
        }, SHOWN_EVERY_MS);
      },
      rested({ step, sum }) {
        worked.step = step;
        const { mode: was, bound = null } = pinOf(id) ?? {};
        if (was === "training") pace.rested(worked.runner);
        const mode = pace.goesOn(worked.runner) ? "training" : "resting";
        patch(id, { mode, step, sum, bound: null });
        if (worked.mended !== null) patch(id, { evaluations: worked.mended.filter((known) => known.step <= step) });
        worked.mended = null;
        // One that was bound for step 0 is not said to replay.
        if (was !== "training" && bound !== null) join(id);
        // The present run may have rested before.
        if (mode === "resting") present.write();
      },
      config: (config) => patch(id, { config }),
      refused(what, errors) {
        const said = errors.map(({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`).join("; ");
        if (what === "question") patch(id, { evaluating: null });
        else break_(`${said}.`);
      },
      answered(answer) {
        const pin = pinOf(id);
        if (answer.kind !== "evaluation" || !pin?.evaluating) return;
        const { step, done, total, train, val } = answer;
        if (train === null || val === null) return patch(id, { evaluating: { done, total } });
        const evaluations = [...pin.evaluations.filter((earlier) => earlier.step !== step), { step, train, val }];
        patch(id, { evaluating: null, evaluations: evaluations.sort((a, b) => a.step - b.step) });
      },
      neverStarted: break_,
      failed(message, step, again) {
        const pin = pinOf(id);
        if (pin === undefined) return;
        if (again) return break_(message);
        pace.leave(worked.runner);
        worked.mended ??= pin.evaluations;
        const bound = pin.bound ?? step;
        patch(id, { mode: "replaying", sum: null, bound, evaluating: null, trouble: message });
        messages.say(`The worker of “${pin.name}” failed; it is being replayed to step ${count(bound)}.`);
        client.restart(bound);
      },
    };
    const client = new Client(core.module, text, config, events, true);
    /** @param {string} message */
    function break_(message) {
      pace.leave(worked.runner);
      patch(id, { mode: "broken", sum: null, bound: null, evaluating: null, trouble: message });
      messages.say(
        `“${pinOf(id)?.name}” can't go on: ${lacksMemory(message) ? "there is not enough memory." : message}`,
        "bad",
      );
    }
    /** @type {Runner} */
    const runner = {
      step: () => worked.step,
      run(until) {
        patch(id, { mode: "training", sum: null });
        client.run(until);
      },
      pace: (limit) => client.pace(limit),
      pause: () => client.pause(),
      recycle: (frame) => client.recycle(frame),
    };
    /** @type {Worked} */
    const worked = { client, runner, text, step: 0, newest: null, mended: null };
    client.look(looked);
    client.restart(bound ?? 0);
    return worked;
  }

  /** One that has just come to where it was bound trains along. @param {number} id */
  function join(id) {
    const worked = workers.get(id);
    if (worked !== undefined && store.get().mode === "training") pace.join(worked.runner);
  }

  /** Begins a pin's run at step 0, and replays it to a step. @param {number} id @param {number} bound @param {Partial<Pin>} [further] */
  function begin(id, bound, further = {}) {
    const pin = pinOf(id);
    const worked = workers.get(id);
    if (pin === undefined || worked === undefined) return;
    worked.step = 0;
    worked.mended = null;
    unhold(worked);
    // A frame of another network would not go with its Config.
    if (further.config !== undefined && pin.frame !== null) worked.client.recycle(pin.frame);
    if (further.config !== undefined) further = { ...further, frame: null };
    const mode = bound > 0 ? "replaying" : "resting";
    patch(id, { ...further, mode, step: 0, sum: null, bound, evaluations: [], trouble: null });
    worked.client.configure(further.config ?? pin.config, bound);
  }

  /** What all were doing together is over. */
  function forget() {
    pace.abort();
    held = null;
  }

  const pins = {
    /** Has a worker for each pin of the store, on this text, and for no other. @param {Text} text */
    use(text) {
      const here = store.get().pins;
      for (const [id, { client, runner }] of workers) {
        if (here.some((pin) => pin.id === id)) continue;
        pace.leave(runner);
        client.close();
        workers.delete(id);
      }
      // The present run has begun anew with it.
      if ([...workers.values()].some((worked) => worked.text !== text)) forget();
      for (const pin of here) {
        const worked = workers.get(pin.id);
        if (worked === undefined) workers.set(pin.id, work(pin, text));
        else if (worked.text !== text) {
          worked.text = text;
          worked.mended = null;
          unhold(worked);
          const bound = pin.bound ?? 0;
          const mode = bound > 0 ? "replaying" : "resting";
          patch(pin.id, { mode, step: 0, sum: null, bound, evaluations: [], trouble: null });
          worked.client.open(text, pin.config, bound);
        }
      }
    },
    /** @param {Frame} frame @param {number} worked */
    keeps: (frame, worked) => pace.frame(mine, frame, worked),
    /** @param {{step: number, sum: string}} at */
    holds(at) {
      if (!pace.has(mine)) return false;
      held = at;
      telling = true;
      pace.rested(mine);
      telling = false;
      if (pace.isIdle()) held = null;
      return !pace.isIdle();
    },
    /** @param {number} until */
    run: (until) => pace.run(until),
    /** The present run trains already. @param {number} until */
    adopt: (until) => pace.adopt(mine, until),
    pause() {
      if (pace.stop()) return;
      main.pause();
      for (const { id, mode } of store.get().pins) if (mode === "replaying") workers.get(id)?.client.pause();
    },
    step() {
      for (const { id, mode } of store.get().pins) {
        if (mode !== "resting" && mode !== "training") continue;
        // What is being asked of it is left by its worker.
        patch(id, { evaluating: null });
        workers.get(id)?.client.step();
      }
    },
    unevenTo() {
      const steps = [mine, ...rested().map(({ runner }) => runner)].map((runner) => runner.step());
      const furthest = Math.max(...steps);
      return store.get().lockstep && Math.min(...steps) < furthest ? furthest + 1 : null;
    },
    /** @param {boolean} all whether runs that go freely begin anew too */
    restarted(all) {
      forget();
      for (const { id, mode, step } of swapping ? [] : store.get().pins) {
        const worked = workers.get(id);
        if (all || store.get().lockstep) {
          if (mode !== "resting" || step > 0 || (worked && worked.step > 0)) begin(id, 0);
        } else if (mode === "training") {
          worked?.client.pause();
        }
      }
    },
    failed() {
      held = null;
      pace.leave(mine);
      pace.stop();
    },
    /** @param {Look} look */
    look(look) {
      looked = { ...looked, ...look };
      for (const { client } of workers.values()) client.look(look);
    },
    /** @param {Question | {kind: "cancel"}} question */
    ask(question) {
      for (const { id, mode } of store.get().pins) {
        if (mode === "broken" || mode === "replaying") continue;
        if (question.kind === "evaluate") patch(id, { evaluating: { done: 0, total: 1 } });
        if (question.kind === "cancel") patch(id, { evaluating: null });
        workers.get(id)?.client.ask(question);
      }
    },

    /** @param {number} id @param {string} name an empty one is the usual one */
    rename(id, name) {
      const pin = pinOf(id);
      if (pin === undefined) return;
      patch(id, { name: named(name) || usualName(pin.config) });
      present.write();
    },
    /** The pin becomes the present run, and that the pin; both are replayed to where they were. @param {number} id */
    swap(id) {
      const pin = pinOf(id);
      if (pin === undefined || pin.mode === "broken") return;
      const { config } = store.get();
      const link = (/** @type {State["config"]} */ of) => core.printLink(of).fragment ?? "";
      const step = present.step();
      const at = pin.bound ?? workers.get(id)?.step ?? 0;
      names.set(link(pin.config), pin.name);
      forget();
      for (const other of store.get().pins) if (other.mode === "training") workers.get(other.id)?.client.pause();
      swapping = true;
      present.begin(pin.config, { step: at, sum: pin.mode === "resting" ? pin.sum : null });
      swapping = false;
      begin(id, step, { config, name: names.get(link(config)) ?? usualName(config) });
      present.write();
    },
    /** @param {number} id */
    remove(id) {
      const worked = workers.get(id);
      store.set({ pins: store.get().pins.filter((pin) => pin.id !== id) });
      if (worked !== undefined) {
        workers.delete(id);
        pace.leave(worked.runner);
        worked.client.close();
      }
      // The present run, left alone, goes on by itself.
      if (store.get().pins.length === 0) pace.again();
      present.write();
    },
    /** @param {boolean} lockstep */
    march(lockstep) {
      store.set({ lockstep });
      pace.again();
      present.write();
    },
  };
  createChips(store, pins);
  return pins;
}
