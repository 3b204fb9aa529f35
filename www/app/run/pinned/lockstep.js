// How runs train together: freely, or in lockstep, where all stop at the same steps (barriers) and their frames from there
// are shown as a set. Used by pins.js.

/** @import { Frame } from "../../../shared/protocol.js" */

/**
 * @typedef {object} Runner what trains one run: a client, or what moves one
 * @property {() => number} position the step where it stands
 * @property {(until: number) => void} run stops there, and reports it
 * @property {(step: number) => void} barrier adds a barrier: waits there for the next one
 * @property {() => void} pause stops where it is
 * @property {(frame: Frame) => void} recycle
 */

/** How long the slowest run trains from one barrier to the next: short enough to be drawn often, and so long that a run which gets no core for a moment does not hold up the others. */
const BARRIER_MS = 60;
/** The longest that this may become while the page, which draws meanwhile, is late with handing out barriers. */
const MAX_BARRIER_MS = 240;
/** The page is late if a barrier takes more than this many times the training before it, both as moving averages. */
const LATE = 1.15;
/** The weight of the newest barrier in these averages. */
const NEWEST = 0.1;
/** A barrier that takes longer is not measured: the tab was suspended, or the machine slept. */
const MAX_MEASURED_MS = 10_000;
/** How many barriers are given out at once: a run that is early goes on to the next, and no core idles. */
const WINDOW = 2;
const FIRST_DISTANCE = 8;
const MAX_DISTANCE = 1_000_000;

/**
 * @param {object} parts
 * @param {() => Runner[]} parts.runners those that can train
 * @param {() => boolean} parts.inLockstep
 * @param {() => number} parts.now ms
 * @param {() => boolean} parts.canShow whether another set can be shown by now; the last is in any case
 * @param {(set: ReadonlyMap<Runner, Frame>) => void} parts.show takes the frames of one step
 * @param {() => void} parts.idle all have stopped
 */
export function createLockstep({ runners, inLockstep, now, canShow, show, idle }) {
  /**
   * `gathering`: those behind run to where the furthest is. `marching`: from barrier to barrier. `stopping`: on the way to
   * where all stop.
   * @type {"idle" | "free" | "gathering" | "marching" | "stopping"}
   */
  let phase = "idle";
  /** @type {Set<Runner>} */
  const members = new Set();
  /** Those that have yet to stop. @type {Set<Runner>} */
  const moving = new Set();
  let goal = 0;
  /** Where all are to go once they have stopped. @type {number | null} */
  let next = null;
  /**
   * The barriers under way, nearest first: how many steps lie before each, the frames that came from it, and the longest that
   * any run has trained before it.
   * @type {{step: number, steps: number, set: Map<Runner, Frame>, trained: number}[]}
   */
  let barriers = [];
  let distance = FIRST_DISTANCE;
  /** Ms of training between barriers. */
  let wanted = BARRIER_MS;
  /** What barriers take and how much of it is training, ms, as moving averages. */
  const taken = { whole: 0, training: 0 };
  let shownAt = 0;

  /** @param {number} until */
  function start(until) {
    goal = until;
    for (const runner of runners()) if (runner.position() < goal) members.add(runner);
    if (members.size === 0) return finish();
    // A single run waits for nobody, and each of its frames can be shown.
    if (!inLockstep() || members.size === 1) {
      phase = "free";
      for (const runner of members) send(runner, goal);
      return;
    }
    const furthest = Math.max(...[...members].map((runner) => runner.position()));
    const behind = [...members].filter((runner) => runner.position() < furthest);
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
    for (let i = 0; i < WINDOW; i++) addBarrier(barriers.at(-1)?.step ?? from);
    for (const runner of members) send(runner, goal);
  }

  /** @param {number} last */
  function addBarrier(last) {
    if (last >= goal) return;
    const step = Math.min(goal, last + distance);
    barriers.push({ step, steps: step - last, set: new Map(), trained: 0 });
    for (const runner of members) runner.barrier(step);
  }

  /** Shows the sets that are complete, and lets the runs go on. */
  function advance() {
    while (barriers.length > 0 && members.size > 0) {
      const [barrier] = barriers;
      if (barrier.set.size < members.size) return;
      const last = barriers[barriers.length - 1].step;
      barriers.shift();
      measure(barrier);
      if (phase === "marching") addBarrier(last);
      if (barriers.length === 0 || canShow()) show(barrier.set);
      else for (const [runner, frame] of barrier.set) runner.recycle(frame);
    }
  }

  /** Finds how far apart barriers are to be. @param {{steps: number, trained: number}} barrier */
  function measure({ steps, trained }) {
    const took = now() - shownAt;
    shownAt += took;
    if (took > MAX_MEASURED_MS) return;
    taken.whole += NEWEST * (took - taken.whole);
    taken.training += NEWEST * (trained - taken.training);
    const late = taken.whole > LATE * taken.training;
    wanted = Math.min(MAX_BARRIER_MS, Math.max(BARRIER_MS, wanted * (late ? 1.1 : 0.95)));
    const there = Math.round((wanted * steps) / trained);
    distance = Math.min(MAX_DISTANCE, 2 * distance, Math.max(1, Math.floor(distance / 2), there));
  }

  function clear() {
    phase = "idle";
    for (const { set } of barriers) for (const [runner, frame] of set) runner.recycle(frame);
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

  /** Stops all: in lockstep at the last barrier that was given out. */
  function halt() {
    const marched = phase === "marching";
    phase = "stopping";
    // Those left may all have been waiting for one that is gone.
    if (moving.size === 0) return finish();
    if (!marched) for (const runner of [...moving]) runner.pause();
    else if (barriers.length > 0) {
      goal = barriers[barriers.length - 1].step;
      for (const runner of [...moving]) runner.run(goal);
    }
  }

  return {
    isIdle: () => phase === "idle",
    /** @param {Runner} runner */
    has: (runner) => members.has(runner),
    /** Whether a runner trains, or only waits for the others. @param {Runner} runner */
    continues: (runner) => members.has(runner) && (moving.has(runner) || phase === "gathering" || next !== null),
    /** Trains all up to a step. @param {number} until */
    run(until) {
      if (phase === "idle") return start(until);
      next = until;
      if (phase !== "stopping") halt();
    },
    /** Takes over one that trains already, on its own. @param {Runner} runner @param {number} until */
    adopt(runner, until) {
      if (phase !== "idle") return;
      phase = "free";
      goal = until;
      members.add(runner);
      moving.add(runner);
    },
    /** Starts again where the runs or the way they train have changed; not if they are stopping. */
    regroup() {
      if (phase !== "idle" && phase !== "stopping") this.run(goal);
    },
    /** @returns {boolean} whether there was something to stop */
    stop() {
      next = null;
      if (phase === "idle") return false;
      if (phase !== "stopping") halt();
      return true;
    },
    /** Forgets all; the runs have been given other commands. */
    abort() {
      next = null;
      clear();
    },
    /** @param {Runner} runner */
    join(runner) {
      if (phase === "free" && !inLockstep()) {
        if (runner.position() >= goal) return;
        members.add(runner);
        send(runner, goal);
      } else this.regroup();
    },
    /** It failed or is removed: the others wait for it no longer. @param {Runner} runner */
    leave(runner) {
      if (!members.delete(runner)) return;
      moving.delete(runner);
      for (const { set } of barriers) {
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
     * @param {number} worked ms of training since the one before
     * @returns {boolean} whether it is kept here, for its set; one that belongs to no set is given back
     */
    frame(runner, frame, worked) {
      if (barriers.length === 0 || !members.has(runner)) return false;
      const barrier = barriers.find(({ step }) => step === frame.step);
      if (barrier === undefined) {
        runner.recycle(frame);
        return true;
      }
      const earlier = barrier.set.get(runner);
      if (earlier !== undefined) runner.recycle(earlier);
      barrier.set.set(runner, frame);
      barrier.trained = Math.max(barrier.trained, worked);
      advance();
      return true;
    },
    /** @param {Runner} runner */
    rested(runner) {
      if (moving.delete(runner) && moving.size === 0) arrive();
    },
  };

  /** All that moved have stopped. */
  function arrive() {
    if (phase === "gathering" && members.size > 0) march(Math.max(...[...members].map((runner) => runner.position())));
    else finish();
  }
}
