// Workers that share the cells of a sweep: hands out small portions, so that all end together, and does the cells of one
// that died again in a new one. Knows no axis and no picture; a cell is a number.

import { createWatchdog, SILENT } from "../run/watchdog.js";

/** @import { Config, FieldError, FromSweeper, Measure, ToSweeper } from "../../shared/protocol.js" */

/** @typedef {{value: number, healthy: boolean, sum: string} | {errors: FieldError[]} | {failed: string}} Outcome what a cell came to; `errors` where there is no such network */
/** @typedef {Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror" | "addEventListener">} Hand a worker, as far as it is used */
/** @typedef {{measure: Measure, steps: number, cells: number[], configOf: (id: number) => Config}} Job `configOf` throws FieldError[] where a cell can't be */

/**
 * @typedef {object} PoolEvents
 * @property {(id: number, outcome: Outcome) => void} found
 * @property {(id: number, part: number) => void} underWay
 * @property {() => void} ended every cell has its outcome
 * @property {(message: string) => void} broken no worker starts
 */

/** @typedef {{hand: Hand, ready: boolean, held: number[], asked: number, pace: number, watchdog: ReturnType<typeof createWatchdog>}} Member `held` are its cells, the one under way first; `pace` is milliseconds a cell */

/** Work for so long lies with a worker: it never idles, and little is done twice when it dies. */
const PORTION_MS = 40;
const LARGEST_PORTION = 16;
/** A cell in which this many workers died is given up, and so is a pool of which this many in turn never started. */
const MOST_DEATHS = 3;

/** As many as leave the page a core, and a machine its memory. @param {number} cores */
export const poolSize = (cores) => Math.min(8, Math.max(1, cores - 1));

/**
 * @param {object} options
 * @param {number} options.size how many workers
 * @param {() => Hand} options.spawn a new one, not yet started
 * @param {Extract<ToSweeper, {kind: "start"}>} options.start its first message
 * @param {PoolEvents} options.events
 */
export function createPool({ size, spawn, start, events }) {
  /** @type {Set<Member>} */
  const members = new Set();
  /** @type {Job | null} */
  let job = null;
  let number = 0;
  let waiting = /** @type {number[]} */ ([]);
  let left = 0;
  let held = false;
  /** @type {Map<number, number>} */
  const deaths = new Map();
  let stillborn = 0;

  function hire() {
    /** @type {Hand} */
    let hand;
    // One at work has something to say many times a second, and is not asked.
    const watchdog = createWatchdog({
      // Node has no document.
      isHidden: () => globalThis.document?.hidden === true,
      ask: () => {},
      giveUp: () => died(member, SILENT),
    });
    try {
      hand = spawn();
    } catch (thrown) {
      // A page without an origin, as in a sandbox, may start none.
      giveUp(thrown instanceof Error ? thrown.message : String(thrown));
      return;
    }
    /** @type {Member} */
    const member = { hand, ready: false, held: [], asked: 0, pace: PORTION_MS, watchdog };
    hand.onmessage = (/** @type {MessageEvent<FromSweeper>} */ { data }) => receive(member, data);
    hand.onerror = (/** @type {ErrorEvent} */ event) => {
      event.preventDefault();
      died(member, event.message || "the worker could not be loaded");
    };
    hand.addEventListener("messageerror", () => died(member, "a message from the worker could not be read"));
    members.add(member);
    post(member, start);
    if (held) post(member, { kind: "hold", held });
    feed(member);
  }

  /** @param {Member} member @param {ToSweeper} message */
  function post(member, message) {
    member.hand.postMessage(message);
  }

  /** Hands out cells where few are left. @param {Member} member */
  function feed(member) {
    if (job === null || held) return;
    const portion = Math.min(LARGEST_PORTION, Math.max(1, Math.round(PORTION_MS / member.pace)));
    if (member.held.length > portion / 2) return;
    const cells = [];
    while (cells.length < portion && waiting.length > 0) {
      const id = /** @type {number} */ (waiting.shift());
      try {
        cells.push({ id, config: job.configOf(id) });
      } catch (thrown) {
        if (!Array.isArray(thrown)) throw thrown;
        settle(id, { errors: thrown });
        if (job === null) return;
      }
    }
    if (cells.length === 0) return;
    if (member.held.length === 0) member.asked = performance.now();
    member.held.push(...cells.map(({ id }) => id));
    post(member, { kind: "cells", job: number, measure: job.measure, steps: job.steps, cells });
    if (member.ready) member.watchdog.watch();
  }

  /** @param {Member} member @param {FromSweeper} message */
  function receive(member, message) {
    if (!members.has(member)) return;
    member.watchdog.heard();
    switch (message.kind) {
      case "ready":
        member.ready = true;
        if (member.held.length > 0 && !held) member.watchdog.watch();
        member.asked = performance.now();
        stillborn = 0;
        break;
      case "failed":
        died(member, message.message);
        break;
      case "under-way":
        if (message.job === number) events.underWay(message.id, message.part);
        break;
      case "found":
      case "refused": {
        if (message.job !== number) return;
        member.held.splice(member.held.indexOf(message.id), 1);
        const now = performance.now();
        member.pace = 0.7 * member.pace + 0.3 * (now - member.asked);
        member.asked = now;
        if (member.held.length === 0) member.watchdog.stop();
        const { id } = message;
        if (message.kind === "refused") settle(id, { errors: message.errors });
        else settle(id, { value: message.value, healthy: message.healthy, sum: message.sum });
        feed(member);
        break;
      }
    }
  }

  /** @param {number} id @param {Outcome} outcome */
  function settle(id, outcome) {
    left -= 1;
    const last = left === 0;
    if (last) job = null;
    events.found(id, outcome);
    if (last) events.ended();
  }

  /**
   * The cell under way may be what killed it; the others only lay there.
   * @param {Member} member
   * @param {string} message
   */
  function died(member, message) {
    if (!members.delete(member)) return;
    end(member);
    if (!member.ready) {
      waiting.unshift(...member.held);
      stillborn += 1;
      if (stillborn >= MOST_DEATHS) giveUp(message);
      else hire();
      return;
    }
    const [first] = member.held;
    if (first !== undefined) {
      const times = (deaths.get(first) ?? 0) + 1;
      deaths.set(first, times);
      if (times >= MOST_DEATHS) {
        member.held.shift();
        settle(first, { failed: message });
      }
      waiting.unshift(...member.held);
    }
    if (job !== null) hire();
  }

  /** @param {Member} member */
  function end({ hand, watchdog }) {
    watchdog.stop();
    hand.terminate();
  }

  /** @param {string} message */
  function giveUp(message) {
    retire();
    held = true;
    stillborn = 0;
    events.broken(message);
  }

  /** Lets all workers go; what they had waits again. */
  function retire() {
    const back = [...members].flatMap((member) => member.held);
    for (const member of members) end(member);
    members.clear();
    waiting = [...back, ...waiting];
  }

  function fill() {
    const wanted = Math.min(size, left);
    while (job !== null && members.size < wanted && !held) hire();
    for (const member of members) feed(member);
  }

  /** Leaves what is under way. */
  function drop() {
    number += 1;
    job = null;
    waiting = [];
    left = 0;
    deaths.clear();
    for (const member of members) {
      member.held = [];
      member.watchdog.stop();
      post(member, { kind: "drop" });
    }
  }

  /** @param {boolean} to */
  function hold(to) {
    held = to;
    for (const member of members) {
      // What passed while it was held is no measure of its pace.
      member.asked = performance.now();
      if (held || member.held.length === 0) member.watchdog.stop();
      else if (member.ready) member.watchdog.watch();
      post(member, { kind: "hold", held });
    }
    if (!held) fill();
  }

  return {
    /** Begins a sweep; one under way is left. @param {Job} next */
    begin(next) {
      drop();
      job = next;
      waiting = [...next.cells];
      left = waiting.length;
      hold(false);
    },
    pause: () => hold(true),
    resume: () => hold(false),
    drop,
    /** Pauses, and lets the workers go; `resume` goes on with new ones. */
    rest() {
      held = true;
      retire();
    },
  };
}
