// How runs train together: freely, or in lockstep, where all stop at the same steps (barriers) and their frames from there
// are shown as a set. Knows no worker, store or element.

/** @import { Frame } from "../../shared/protocol.js" */

/**
 * @typedef {object} Runner
 * @property {() => number} step where it stands
 * @property {(until: number) => void} run rests there
 * @property {(limit: number) => void} pace stops there too, without resting
 * @property {() => void} pause rests where it is
 * @property {(frame: Frame) => void} recycle
 */

/** Barriers are so far apart: often enough for the eye, seldom enough for the runs. */
const BARRIER_MS = 30;
/** How many barriers are given out at once: who is early goes on to the next, and no core idles. */
const WINDOW = 2;
const FIRST_DISTANCE = 8;
const LARGEST_DISTANCE = 1_000_000;

/**
 * @param {object} company
 * @param {() => Runner[]} company.runners those that can train
 * @param {() => boolean} company.inLockstep
 * @param {() => number} company.now ms
 * @param {(set: ReadonlyMap<Runner, Frame>) => void} company.show takes the frames of one step
 * @param {() => void} company.idle all have come to rest
 */
export function createPace({ runners, inLockstep, now, show, idle }) {
  /**
   * `gathering`: those behind run to where the furthest is. `marching`: from barrier to barrier. `stopping`: on the way to
   * a rest.
   * @type {"idle" | "free" | "gathering" | "marching" | "stopping"}
   */
  let phase = "idle";
  /** @type {Set<Runner>} */
  const members = new Set();
  /** Those that have yet to rest. @type {Set<Runner>} */
  const moving = new Set();
  let goal = 0;
  /** Where all are to go once they rest. @type {number | null} */
  let next = null;
  /** The barriers under way, nearest first. @type {number[]} */
  let barriers = [];
  /** What has come from each of them. @type {Map<number, Map<Runner, Frame>>} */
  const sets = new Map();
  let distance = FIRST_DISTANCE;
  let shownAt = 0;

  /** @param {number} until */
  function start(until) {
    goal = until;
    for (const runner of runners()) if (runner.step() < goal) members.add(runner);
    if (members.size === 0) return finish();
    if (!inLockstep()) {
      phase = "free";
      for (const runner of members) send(runner, goal);
      return;
    }
    const furthest = Math.max(...[...members].map((runner) => runner.step()));
    const behind = [...members].filter((runner) => runner.step() < furthest);
    if (behind.length === 0) return march(furthest);
    phase = "gathering";
    for (const runner of behind) send(runner, furthest);
  }

  /** @param {Runner} runner @param {number} until */
  function send(runner, until) {
    moving.add(runner);
    runner.run(until);
  }

  /** @param {number} from where all are */
  function march(from) {
    phase = "marching";
    shownAt = now();
    for (let i = 0; i < WINDOW; i++) addBarrier(barriers.at(-1) ?? from);
    for (const runner of members) send(runner, goal);
  }

  /** @param {number} last */
  function addBarrier(last) {
    if (last >= goal) return;
    const limit = Math.min(goal, last + distance);
    barriers.push(limit);
    sets.set(limit, new Map());
    for (const runner of members) runner.pace(limit);
  }

  /** Shows the sets that are complete, and lets the runs go on. */
  function advance() {
    while (barriers.length > 0 && members.size > 0) {
      const set = sets.get(barriers[0]);
      if (set === undefined || set.size < members.size) return;
      const last = barriers[barriers.length - 1];
      sets.delete(barriers[0]);
      barriers.shift();
      const took = now() - shownAt;
      shownAt += took;
      const wanted = distance * Math.min(2, Math.max(0.5, BARRIER_MS / took));
      distance = Math.min(LARGEST_DISTANCE, Math.max(1, Math.round(wanted)));
      if (phase === "marching") addBarrier(last);
      show(set);
    }
  }

  function clear() {
    phase = "idle";
    for (const set of sets.values()) for (const [runner, frame] of set) runner.recycle(frame);
    sets.clear();
    barriers = [];
    members.clear();
    moving.clear();
  }

  function finish() {
    clear();
    const until = next;
    next = null;
    if (until === null) idle();
    else start(until);
  }

  /** Lets all come to rest: in lockstep at the last barrier that was given out. */
  function halt() {
    const marched = phase === "marching";
    phase = "stopping";
    // Whoever waited for others may be all that is left.
    if (moving.size === 0) return finish();
    if (!marched) for (const runner of [...moving]) runner.pause();
    else if (barriers.length > 0) {
      goal = barriers[barriers.length - 1];
      for (const runner of [...moving]) runner.run(goal);
    }
  }

  return {
    isIdle: () => phase === "idle",
    /** @param {Runner} runner */
    has: (runner) => members.has(runner),
    /** Whether a runner trains, or only stands still until the others come. @param {Runner} runner */
    goesOn: (runner) => members.has(runner) && (moving.has(runner) || phase === "gathering" || next !== null),
    /** Trains all up to a step. @param {number} until */
    run(until) {
      if (phase === "idle") return start(until);
      next = until;
      if (phase !== "stopping") halt();
    },
    /** Begins again, as when the runs or the way they train have changed; not if they are coming to rest. */
    again() {
      if (phase !== "idle" && phase !== "stopping") this.run(goal);
    },
    /** @returns {boolean} whether there was something to stop */
    stop() {
      next = null;
      if (phase === "idle") return false;
      if (phase !== "stopping") halt();
      return true;
    },
    /** Forgets it all; the runs have been told otherwise what to do. */
    abort() {
      next = null;
      clear();
    },
    /** @param {Runner} runner */
    join(runner) {
      if (phase === "free") {
        if (runner.step() >= goal) return;
        members.add(runner);
        send(runner, goal);
      } else this.again();
    },
    /** It failed or goes: the others wait for it no longer. @param {Runner} runner */
    leave(runner) {
      if (!members.delete(runner)) return;
      moving.delete(runner);
      for (const set of sets.values()) {
        const frame = set.get(runner);
        set.delete(runner);
        if (frame !== undefined) runner.recycle(frame);
      }
      advance();
      if (moving.size === 0) arrive();
    },
    /**
     * @param {Runner} runner
     * @param {Frame} frame
     * @returns {boolean} whether it is kept here, for its set; what belongs to none is given back
     */
    frame(runner, frame) {
      if (barriers.length === 0 || !members.has(runner)) return false;
      const set = sets.get(frame.step);
      if (set === undefined) {
        runner.recycle(frame);
        return true;
      }
      const earlier = set.get(runner);
      if (earlier !== undefined) runner.recycle(earlier);
      set.set(runner, frame);
      advance();
      return true;
    },
    /** @param {Runner} runner */
    rested(runner) {
      if (moving.delete(runner) && moving.size === 0) arrive();
    },
  };

  /** All that moved have come to rest. */
  function arrive() {
    if (phase === "gathering" && members.size > 0) march(Math.max(...[...members].map((runner) => runner.step())));
    else finish();
  }
}
