// How fast this machine trains, measured on the runs so far, and how long that makes a play. Without a clock of its own.
// Created by player.js, which passes it to ladder.js.

/** @import { Config } from "../../shared/protocol.js" */

/** @typedef {ReturnType<typeof createPace>} Pace */

/** A speed is measured over at least this time, and over no more than the last of the longer one. */
const LEAST_MS = 250;
const MOST_MS = 2000;
/** A longer gap between frames means that the tab was hidden, or the machine slept. */
const MAX_GAP_MS = 5000;

/**
 * The work of one step, to compare networks: the multiplications of its forward pass.
 * @param {Pick<Config, "batch" | "context" | "emb" | "hidden">} config
 * @param {number} vocabulary
 */
export function workOf({ batch, context, emb, hidden }, vocabulary) {
  const sizes = [context * emb, ...hidden, vocabulary];
  return batch * sizes.slice(1).reduce((sum, size, i) => sum + size * sizes[i], 0);
}

export function createPace() {
  /** Work per millisecond. @type {number | null} */
  let speed = null;
  /** Frames of the run that is training. @type {{step: number, at: number}[]} */
  let passed = [];
  return {
    /** A frame has arrived while the run was training. @param {number} step @param {number} at in ms @param {number} work of a step */
    saw(step, at, work) {
      const last = passed.at(-1);
      if (last !== undefined && step === last.step) return;
      if (last !== undefined && (step < last.step || at - last.at > MAX_GAP_MS)) passed = [];
      passed.push({ step, at });
      while (passed.length > 2 && at - passed[1].at >= MOST_MS) passed.shift();
      const [from] = passed;
      if (at - from.at >= LEAST_MS) speed = (work * (step - from.step)) / (at - from.at);
    },
    /** The run has stopped: what comes next is measured again from the start. */
    stopped() {
      passed = [];
    },
    /** How long so much work takes, in seconds; null before any was measured. @param {number} work */
    seconds: (work) => (speed === null ? null : work / speed / 1000),
  };
}
