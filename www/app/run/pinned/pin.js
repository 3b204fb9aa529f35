// One pinned run: its worker, whose reports become the store's pin, and the frame that is shown next. Used by pins.js.

import { count, faultWords, lacksMemory } from "../../words/format.js";
import { Client } from "../client.js";
import { isTraining } from "../selectors.js";
import { withEvaluation } from "../store.js";

/** @import { Config, Frame, Look } from "../../../shared/protocol.js" */
/** @import { Core } from "../../engine/core.js" */
/** @import { Arrive } from "../arrival.js" */
/** @import { Frames } from "../frames.js" */
/** @import { Links } from "../links.js" */
/** @import { Messages } from "../messages.js" */
/** @import { Evaluations, Pin, Run, Store } from "../store.js" */
/** @import { Text } from "../texts.js" */
/** @import { createLockstep, Runner } from "./lockstep.js" */

/** @typedef {ReturnType<typeof createPinnedRun>} PinnedRun */
/** @typedef {{isHidden: () => boolean, nextFrame: (draw: () => void) => void}} Screen whether the page is hidden, and what calls back before it is next drawn */

/**
 * @typedef {object} GroupParts
 * @property {Core} core
 * @property {Store<Run>} store
 * @property {Messages} messages
 * @property {Client} client of the main run
 * @property {Frames} frames of the main run
 * @property {Links} links
 * @property {Arrive} arrive the main run has stopped
 * @property {Screen} screen
 */

/** @param {Store<Run>} store @param {number} id */
export const pinOf = (store, id) => store.get().pins.find((pin) => pin.id === id);

/** @param {Store<Run>} store @param {number} id @param {Partial<Pin>} changed */
export function patchPin(store, id, changed) {
  store.set({ pins: store.get().pins.map((pin) => (pin.id === id ? { ...pin, ...changed } : pin)) });
}

/**
 * Starts the worker of a pin.
 * @param {Pin} pin
 * @param {Text} text
 * @param {Look} looked how it is looked at
 * @param {Pick<GroupParts, "core" | "store" | "messages" | "links" | "screen"> & {lockstep: ReturnType<typeof createLockstep>, frameCame: () => void}} parts
 */
export function createPinnedRun({ id, config, target }, text, looked, parts) {
  const { core, store, messages, links, screen, lockstep, frameCame } = parts;
  const client = new Client({ module: core.module, text, config, isHidden: screen.isHidden, forgets: true });
  /** The next to be shown. @type {Frame | null} */
  let waiting = null;
  /** What was known before its worker failed. @type {Evaluations | null} */
  let evaluationsBeforeCrash = null;

  const pin = () => pinOf(store, id);
  const patch = (/** @type {Partial<Pin>} */ changed) => patchPin(store, id, changed);

  function dropWaiting() {
    if (waiting !== null) client.recycle(waiting);
    waiting = null;
  }

  /** Keeps a frame to be shown next. @param {Frame} frame */
  function hold(frame) {
    dropWaiting();
    waiting = frame;
  }

  /** @type {Runner} */
  const runner = {
    position: () => client.position(),
    run(until) {
      patch({ mode: "training", sum: null });
      client.run(until);
    },
    barrier: (step) => client.barrier(step),
    pause: () => client.pause(),
    recycle: (frame) => client.recycle(frame),
  };

  /** @param {string} message */
  function giveUp(message) {
    lockstep.leave(runner);
    patch({ mode: "failed", sum: null, target: null, evaluating: null, failure: message });
    const why = lacksMemory(message) ? "there is not enough memory." : message;
    messages.status(`“${pin()?.name}” can't continue: ${why}`, "bad");
  }

  client.listen({
    started: () => patch({ sum: null, evaluations: [], evaluating: null }),
    frame(frame, _, worked) {
      if (lockstep.frame(runner, frame, worked)) return;
      hold(frame);
      frameCame();
    },
    rested({ step, sum }) {
      const before = pin();
      const trained = before !== undefined && isTraining(before);
      if (trained) lockstep.rested(runner);
      const mode = lockstep.continues(runner) ? "training" : "idle";
      patch({ mode, step, sum, target: null });
      const known = evaluationsBeforeCrash;
      if (known !== null) patch({ evaluations: known.filter((evaluation) => evaluation.step <= step) });
      evaluationsBeforeCrash = null;
      // One that has been replayed trains along, if the others do. One that goes to step 0 has a target too.
      const replayed = !trained && before !== undefined && before.target !== null;
      if (replayed && isTraining(store.get())) lockstep.join(runner);
      // The main run may have stopped before.
      if (mode === "idle") links.updateAddress();
    },
    config: (config) => patch({ config }),
    refused(what, errors) {
      if (what === "question") patch({ evaluating: null });
      else giveUp(`${errors.map(faultWords).join("; ")}.`);
    },
    answered(answer) {
      const asked = pin();
      if (answer.kind !== "evaluation" || !asked?.evaluating) return;
      const { step, done, total, train, val } = answer;
      if (train === null || val === null) return patch({ evaluating: { done, total } });
      patch({ evaluating: null, evaluations: withEvaluation(asked.evaluations, { step, train, val }) });
    },
    neverStarted: giveUp,
    failed(message, step, repeated) {
      const before = pin();
      if (before === undefined) return;
      if (repeated) return giveUp(message);
      lockstep.leave(runner);
      evaluationsBeforeCrash ??= before.evaluations;
      const target = before.target ?? step;
      patch({ mode: "replaying", sum: null, target, evaluating: null, failure: message });
      messages.status(`The worker of “${before.name}” failed; it is being replayed to step ${count(target)}.`);
      client.restart(target);
    },
  });
  client.look(looked);
  client.restart(target ?? 0);

  return {
    client,
    runner,
    hold,
    /** The frame that is to be shown, if there is one. */
    take() {
      const frame = waiting;
      waiting = null;
      return frame;
    },
    usesText: (/** @type {Text} */ used) => text === used,
    /**
     * Starts again at step 0, and is replayed to a step.
     * @param {number} target
     * @param {{text?: Text, config?: Config, name?: string}} [changed]
     */
    start(target, { text: used = text, ...changed } = {}) {
      const before = pin();
      if (before === undefined) return;
      evaluationsBeforeCrash = null;
      dropWaiting();
      /** @type {Partial<Pin>} */
      const further = changed;
      if (changed.config !== undefined) {
        // A frame of another network would not go with its Config.
        if (before.frame !== null) client.recycle(before.frame);
        further.frame = null;
      }
      const mode = target > 0 ? "replaying" : "idle";
      patch({ ...further, mode, step: 0, sum: null, target, evaluations: [], failure: null });
      const next = changed.config ?? before.config;
      if (used === text) client.configure(next, target);
      else client.open(used, next, target);
      text = used;
    },
  };
}
