// The pinned runs: one worker for each pin of the store, moved with the main run by lockstep.js. Fetched with the first pin,
// by group.js.

import { isFailed, isIdle, isReplaying, isTraining } from "../selectors.js";
import { createDrawingClock, SHOW_EVERY_MS } from "./drawing-clock.js";
import { createLockstep } from "./lockstep.js";
import { usualName } from "./names.js";
import { createPinnedRun, patchPin, pinOf } from "./pin.js";

/** @import { Config, Frame, Look, Question } from "../../../shared/protocol.js" */
/** @import { Text } from "../texts.js" */
/** @import { Runner } from "./lockstep.js" */
/** @import { GroupParts, PinnedRun } from "./pin.js" */

/** @typedef {(config: Config, at: {step: number, sum: string | null}) => void} ReplaceMain replays another run as the main one */

/** @param {GroupParts} parts */
export function createPins(parts) {
  const { core, store, client: main, frames, links, arrive, screen } = parts;
  /** By the pins' numbers. @type {Map<number, PinnedRun>} */
  const runs = new Map();
  /** @type {Look} */
  let looked = {};
  /** Where the main run has stopped, which is not reported before the others have. @type {{step: number, sum: string} | null} */
  let mainStop = null;
  /** Whether the main run reports its stop right now. */
  let reporting = false;
  let swapping = false;
  let flushSoon = false;
  /** Names that people gave, by the links of their Configs. @type {Map<string, string>} */
  const names = new Map();
  const clock = createDrawingClock(screen.nextFrame);

  const lockstep = createLockstep({
    runners,
    inLockstep: () => store.get().lockstep,
    now: () => performance.now(),
    canShow: clock.isDue,
    show(set) {
      clock.measure();
      for (const run of runs.values()) {
        const frame = set.get(run.runner);
        if (frame !== undefined) run.hold(frame);
      }
      flush();
      const frame = set.get(main);
      if (frame !== undefined) frames.receive(frame);
    },
    idle() {
      const at = mainStop;
      mainStop = null;
      for (const pin of store.get().pins) if (isTraining(pin)) patchPin(store, pin.id, { mode: "idle" });
      if (reporting) return;
      if (at !== null) arrive(at);
      else if (isTraining(store.get())) main.pause();
    },
  });

  /** The main run, and the pinned ones that can train now. @returns {Runner[]} */
  function runners() {
    const pinned = store.get().pins.flatMap((pin) => {
      const run = runs.get(pin.id);
      return run !== undefined && (isIdle(pin) || isTraining(pin)) ? [run.runner] : [];
    });
    return [main, ...pinned];
  }

  /** Shows what came since the last time, all at once. */
  function flush() {
    /** @type {[PinnedRun, Frame][]} */
    const old = [];
    const pins = store.get().pins.map((pin) => {
      const run = runs.get(pin.id);
      const frame = run?.take() ?? null;
      if (run === undefined || frame === null) return pin;
      if (pin.frame !== null) old.push([run, pin.frame]);
      // The frame of where it stopped may not have arrived.
      return { ...pin, frame, step: isIdle(pin) ? pin.step : frame.step };
    });
    store.set({ pins });
    for (const [{ client }, frame] of old) client.recycle(frame);
  }

  function frameCame() {
    if (flushSoon) return;
    flushSoon = true;
    setTimeout(() => {
      flushSoon = false;
      flush();
    }, SHOW_EVERY_MS);
  }

  /** Names those that nobody has named. */
  function name() {
    for (const { id, config, name: given } of store.get().pins) {
      if (given !== "") continue;
      const taken = store.get().pins.map((pin) => pin.name);
      patchPin(store, id, { name: usualName(core, config, taken) });
      links.updateAddress();
    }
  }

  /** What all were doing together is over. */
  function abort() {
    lockstep.abort();
    mainStop = null;
  }

  return {
    name,
    /** Starts a worker on this text for each pin of the store, and ends all others. @param {Text} text */
    use(text) {
      name();
      const { pins } = store.get();
      for (const [id, { client, runner }] of runs) {
        if (pins.some((pin) => pin.id === id)) continue;
        lockstep.leave(runner);
        client.close();
        runs.delete(id);
      }
      // The main run has started again with it.
      if ([...runs.values()].some((run) => !run.usesText(text))) abort();
      for (const pin of pins) {
        const run = runs.get(pin.id);
        if (run === undefined) runs.set(pin.id, createPinnedRun(pin, text, looked, { ...parts, lockstep, frameCame }));
        else if (!run.usesText(text)) run.start(pin.target ?? 0, { text });
      }
    },
    /** @param {Frame} frame of the main run @param {number} worked */
    keeps: (frame, worked) => lockstep.frame(main, frame, worked),
    /** @param {{step: number, sum: string}} at where the main run has stopped */
    holds(at) {
      if (!lockstep.has(main)) return false;
      mainStop = at;
      reporting = true;
      lockstep.rested(main);
      reporting = false;
      if (lockstep.isIdle()) mainStop = null;
      return !lockstep.isIdle();
    },
    /** @param {number} until */
    run: (until) => lockstep.run(until),
    /** The main run trains already. @param {number} until */
    adopt: (until) => lockstep.adopt(main, until),
    pause() {
      if (lockstep.stop()) return;
      main.pause();
      for (const pin of store.get().pins) if (isReplaying(pin)) runs.get(pin.id)?.client.pause();
    },
    step() {
      for (const pin of store.get().pins) {
        if (!isIdle(pin) && !isTraining(pin)) continue;
        // Its worker drops what is being asked of it.
        patchPin(store, pin.id, { evaluating: null });
        runs.get(pin.id)?.client.step();
      }
    },
    unevenTo() {
      const steps = runners().map((runner) => runner.position());
      const furthest = Math.max(...steps);
      return store.get().lockstep && Math.min(...steps) < furthest ? furthest + 1 : null;
    },
    /** @param {"in lockstep" | "all" | "none"} which start again too */
    restarted(which) {
      abort();
      for (const pin of swapping ? [] : store.get().pins) {
        const run = runs.get(pin.id);
        if (which === "all" || (which === "in lockstep" && store.get().lockstep)) {
          if (!isIdle(pin) || pin.step > 0 || (run && run.client.position() > 0)) run?.start(0);
        } else if (isTraining(pin)) run?.client.pause();
      }
    },
    failed() {
      mainStop = null;
      lockstep.leave(main);
      lockstep.stop();
    },
    /** @param {Look} look */
    look(look) {
      looked = { ...looked, ...look };
      for (const { client } of runs.values()) client.look(look);
    },
    /** @param {Question | {kind: "cancel"}} question */
    ask(question) {
      for (const pin of store.get().pins) {
        if (isFailed(pin) || isReplaying(pin)) continue;
        if (question.kind === "evaluate") patchPin(store, pin.id, { evaluating: { done: 0, total: 1 } });
        if (question.kind === "cancel") patchPin(store, pin.id, { evaluating: null });
        runs.get(pin.id)?.client.ask(question);
      }
    },
    /** How the runs train has changed. */
    regroup: () => lockstep.regroup(),
    /** A pin is gone from the store. @param {number} id */
    removed(id) {
      const run = runs.get(id);
      if (run !== undefined) {
        runs.delete(id);
        lockstep.leave(run.runner);
        run.client.close();
      }
      // The main run, left alone, goes on by itself.
      if (store.get().pins.length === 0) lockstep.regroup();
    },
    /** @param {number} id @param {ReplaceMain} replaceMain */
    swap(id, replaceMain) {
      const pin = pinOf(store, id);
      const run = runs.get(id);
      if (pin === undefined || isFailed(pin)) return;
      const { config } = store.get();
      const linkOf = (/** @type {Config} */ of) => core.printLink(of).fragment ?? "";
      const step = main.position();
      const at = pin.target ?? run?.client.position() ?? 0;
      names.set(linkOf(pin.config), pin.name);
      abort();
      for (const other of store.get().pins) if (isTraining(other)) runs.get(other.id)?.client.pause();
      swapping = true;
      replaceMain(pin.config, { step: at, sum: isIdle(pin) ? pin.sum : null });
      swapping = false;
      run?.start(step, { config, name: names.get(linkOf(config)) ?? "" });
      name();
      links.updateAddress();
    },
  };
}
