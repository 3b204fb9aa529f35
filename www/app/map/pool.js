// A pool of workers for the cells of a sweep. Hands out small portions, so that all workers finish together, and repeats the
// cells of a worker that died in a new one. Used by map.js; cells are numbers here.

import { createWatchdog, SILENT } from "../run/watchdog.js";

/** @import { Config, FieldError, FromSweeper, Measure, ToSweeper } from "../../shared/protocol.js" */

/** @typedef {{value: number, healthy: boolean, sum: string} | {errors: FieldError[]} | {failed: string}} Outcome the result of a cell; `errors` if its configuration is invalid */
/** @typedef {Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror" | "addEventListener">} PoolWorker a Worker, or a fake one in tests */
/** @typedef {{measure: Measure, steps: number, cells: number[], configOf: (id: number) => Config}} Job `configOf` throws FieldError[] if a cell's configuration is invalid */

/**
 * @typedef {object} PoolEvents
 * @property {(id: number, outcome: Outcome) => void} found
 * @property {(id: number, part: number) => void} underWay
 * @property {() => void} ended every cell has an outcome
 * @property {(message: string) => void} broken no worker could be started
 */

/** @typedef {{worker: PoolWorker, ready: boolean, held: number[], asked: number, pace: number, watchdog: ReturnType<typeof createWatchdog>}} Member `held` are its cells, the current one first; `pace` is milliseconds per cell */

/** Each worker has work for about this long: enough to never idle, and little to repeat if it dies. */
const PORTION_MS = 40;
const MAX_PORTION = 16;
/** A cell is abandoned after this many workers died in it, and the pool after this many in a row failed to start. */
const MAX_DEATHS = 3;

/** Leaves one core to the page, and limits memory use. @param {number} cores */
export const poolSize = (cores) => Math.min(8, Math.max(1, cores - 1));

/**
 * @param {object} options
 * @param {number} options.size how many workers
 * @param {() => PoolWorker} options.spawn makes one that is not started yet
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
  let failedStarts = 0;

  function addWorker() {
    /** @type {PoolWorker} */
    let worker;
    // A busy worker posts many times per second, so it is never pinged.
    const watchdog = createWatchdog({
      // Node has no document.
      isHidden: () => globalThis.document?.hidden === true,
      ask: () => {},
      giveUp: () => died(member, SILENT),
    });
    try {
      worker = spawn();
    } catch (thrown) {
      // A page without an origin, as in a sandbox, may not start workers.
      giveUp(thrown instanceof Error ? thrown.message : String(thrown));
      return;
    }
    /** @type {Member} */
    const member = { worker, ready: false, held: [], asked: 0, pace: PORTION_MS, watchdog };
    worker.onmessage = (/** @type {MessageEvent<FromSweeper>} */ { data }) => receive(member, data);
    worker.onerror = (/** @type {ErrorEvent} */ event) => {
      event.preventDefault();
      died(member, event.message || "the worker could not be loaded");
    };
    worker.addEventListener("messageerror", () => died(member, "a message from the worker could not be read"));
    members.add(member);
    post(member, start);
    if (held) post(member, { kind: "hold", held });
    feed(member);
  }

  /** @param {Member} member @param {ToSweeper} message */
  function post(member, message) {
    member.worker.postMessage(message);
  }

  /** Hands out cells to a worker that has few left. @param {Member} member */
  function feed(member) {
    if (job === null || held) return;
    const portion = Math.min(MAX_PORTION, Math.max(1, Math.round(PORTION_MS / member.pace)));
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
        failedStarts = 0;
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

  /** The current cell may have caused it; the others had not started. @param {Member} member @param {string} message */
  function died(member, message) {
    if (!members.delete(member)) return;
    end(member);
    if (!member.ready) {
      waiting.unshift(...member.held);
      failedStarts += 1;
      if (failedStarts >= MAX_DEATHS) giveUp(message);
      else addWorker();
      return;
    }
    const [first] = member.held;
    if (first !== undefined) {
      const times = (deaths.get(first) ?? 0) + 1;
      deaths.set(first, times);
      if (times >= MAX_DEATHS) {
        member.held.shift();
        settle(first, { failed: message });
      }
      waiting.unshift(...member.held);
    }
    if (job !== null) addWorker();
  }

  /** @param {Member} member */
  function end({ worker, watchdog }) {
    watchdog.stop();
    worker.terminate();
  }

  /** @param {string} message */
  function giveUp(message) {
    retire();
    held = true;
    failedStarts = 0;
    events.broken(message);
  }

  /** Terminates all workers and puts their cells back. */
  function retire() {
    const back = [...members].flatMap((member) => member.held);
    for (const member of members) end(member);
    members.clear();
    waiting = [...back, ...waiting];
  }

  function fill() {
    const needed = Math.min(size, left);
    while (job !== null && members.size < needed && !held) addWorker();
    for (const member of members) feed(member);
  }

  /** Abandons the current sweep. */
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
      // Time on hold does not count as time per cell.
      member.asked = performance.now();
      if (held || member.held.length === 0) member.watchdog.stop();
      else if (member.ready) member.watchdog.watch();
      post(member, { kind: "hold", held });
    }
    if (!held) fill();
  }

  return {
    /** Starts a sweep and abandons the current one. @param {Job} next */
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
    /** Pauses and terminates the workers; `resume` continues with new ones. */
    release() {
      held = true;
      retire();
    },
  };
}
