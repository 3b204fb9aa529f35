// How runs train together, with fake runs that move only when the test moves them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLockstep } from "../../www/app/run/pinned/lockstep.js";

/** @import { Frame } from "../../www/shared/protocol.js" */

/** The number of steps of a complete run. */
const WHOLE = 1000;
/** Milliseconds per step. */
const STEP_MS = 0.1;

/**
 * A group of fake runs, each of which follows its commands as the worker does.
 * @param {number[]} steps where they stand
 * @param {boolean} lockstep
 */
function group(steps, lockstep = true) {
  let clock = 0;
  /** @type {number[][]} the steps of the frames that were shown together */
  const shown = [];
  /** @type {Frame[]} */
  const recycled = [];
  let idle = 0;
  const state = { lockstep, canShow: true, runners: /** @type {ReturnType<typeof fake>[]} */ ([]) };
  const pace = createLockstep({
    runners: () => state.runners,
    inLockstep: () => state.lockstep,
    now: () => clock,
    canShow: () => state.canShow,
    show: (set) => shown.push([...set.values()].map(({ step }) => step)),
    idle: () => {
      idle += 1;
    },
  });

  /** @param {number} at */
  function fake(at) {
    let [step, until, sentAt] = [at, 0, at];
    /** @type {number[] | null} */
    let barriers = null;
    const send = () => {
      pace.frame(runner, /** @type {Frame} */ (/** @type {unknown} */ ({ step })), (step - sentAt) * STEP_MS);
      sentAt = step;
    };
    const runner = {
      sent: 0,
      most: 0,
      position: () => step,
      /** @param {number} to */
      run(to) {
        until = to;
        if (until <= step) runner.pause();
      },
      /** @param {number} limit */
      barrier(limit) {
        barriers ??= [];
        barriers.push(limit);
      },
      pause() {
        until = 0;
        barriers = null;
        send();
        pace.rested(runner);
      },
      /** @param {Frame} frame */
      recycle: (frame) => recycled.push(frame),
      /** Makes up to this many steps, unless something stops it. @param {number} steps */
      go(steps) {
        for (let i = 0; i < steps && step < until; i++) {
          if (barriers !== null && step >= (barriers[0] ?? 0)) return;
          step += 1;
          runner.most = Math.max(runner.most, step);
          if (step === until) return runner.pause();
          if (barriers !== null && step === barriers[0]) {
            barriers.shift();
            send();
          }
        }
      },
      moves: () => until > step,
    };
    return runner;
  }

  state.runners = steps.map(fake);
  return {
    pace,
    state,
    shown,
    recycled,
    runners: state.runners,
    idle: () => idle,
    fake,
    /**
     * Each makes this many steps, in turns, in the time that the fastest takes.
     * @param {number[]} speeds
     * @param {number} times
     * @param {number} [late] how much longer it takes
     */
    go(speeds, times, late = 1) {
      for (let i = 0; i < times; i++) {
        clock += Math.max(...speeds) * STEP_MS * late;
        state.runners.forEach((runner, i) => {
          runner.go(speeds[i]);
        });
      }
    },
  };
}

test("in lockstep, frames are shown in sets of one step, and no run is two barriers ahead", () => {
  const { pace, runners, shown, go, idle } = group([0, 0, 0]);
  pace.run(WHOLE);
  const gap = () =>
    Math.max(...runners.map(({ position }) => position())) - Math.min(...runners.map(({ position }) => position()));
  let widest = 0;
  for (let i = 0; i < 2000 && idle() === 0; i++) {
    go([5, 3, 1], 1);
    widest = Math.max(widest, gap());
  }
  assert.deepEqual(
    runners.map(({ position }) => position()),
    [WHOLE, WHOLE, WHOLE],
  );
  assert.equal(idle(), 1);
  for (const set of shown) assert.ok(set.length === 3 && set.every((step) => step === set[0]), String(set));
  const steps = shown.map(([step]) => step);
  assert.deepEqual(
    steps,
    [...new Set(steps)].sort((a, b) => a - b),
  );
  assert.equal(steps.at(-1), WHOLE);
  const distances = steps.slice(1).map((step, i) => step - steps[i]);
  assert.ok(widest > 0 && widest <= 2 * Math.max(...distances), `${widest} of ${distances}`);
});

test("barriers settle 60 ms of training apart, and farther if the page answers late", () => {
  for (const [late, ms] of [
    [1, 60],
    [2, 240],
  ]) {
    const { pace, shown, go } = group([0, 0]);
    pace.run(1e9);
    go([10, 10], 20_000, late);
    const last = shown.slice(-10).map(([step]) => step);
    const distances = last.slice(1).map((step, i) => step - last[i]);
    for (const distance of distances) assert.ok(Math.abs(distance * STEP_MS - ms) < 0.1 * ms, `${late}: ${distances}`);
  }
});

test("without time to draw, frames are recycled, but the last set is shown", () => {
  const { pace, state, shown, recycled, go } = group([0, 0]);
  state.canShow = false;
  pace.run(WHOLE);
  go([5, 5], 1000);
  assert.deepEqual(shown, [[WHOLE, WHOLE]]);
  assert.ok(recycled.length > 2 && recycled.length % 2 === 0);
});

test("a pause stops all runs at the same step", () => {
  const { pace, runners, go, idle } = group([0, 0, 0]);
  pace.run(1e9);
  go([7, 3, 2], 50);
  assert.ok(pace.stop());
  assert.equal(idle(), 0);
  go([7, 3, 2], 200);
  assert.equal(idle(), 1);
  const [a, b, c] = runners.map(({ position }) => position());
  assert.ok(a > 0);
  assert.deepEqual([b, c], [a, a]);
  assert.equal(pace.stop(), false);
});

test("runs that are behind catch up with the furthest before all continue together", () => {
  const { pace, runners, shown, go, idle } = group([40, 100, 0]);
  pace.run(200);
  go([10, 10, 10], 7);
  const early = shown.length;
  assert.equal(early, 0);
  assert.equal(runners[1].position(), 100);
  go([10, 10, 10], 200);
  assert.deepEqual(
    runners.map(({ position }) => position()),
    [200, 200, 200],
  );
  assert.ok(shown.every(([step]) => step > 100));
  assert.equal(idle(), 1);
});

test("a run that is beyond the goal stays where it is", () => {
  const { pace, runners, go, idle } = group([0, 500, 0]);
  pace.run(100);
  go([9, 9, 9], 100);
  assert.deepEqual(
    runners.map(({ position }) => position()),
    [100, 500, 100],
  );
  assert.equal(idle(), 1);
});

test("a failed run is no longer waited for, and its frames are recycled", () => {
  const { pace, runners, recycled, shown, go, idle } = group([0, 0, 0]);
  pace.run(300);
  go([4, 4, 0], 50);
  const early = shown.length;
  assert.equal(early, 0, "all wait for the third");
  pace.leave(runners[2]);
  assert.ok(shown.length > 0);
  pace.leave(runners[1]);
  assert.ok(recycled.length <= 2);
  go([4, 0, 0], 200);
  assert.equal(runners[0].position(), 300);
  assert.equal(idle(), 1);
});

test("the group waits for a run that joins later, which then trains with it", () => {
  const made = group([0, 0]);
  const { pace, runners, go, state, fake, idle } = made;
  pace.run(1000);
  go([5, 5], 20);
  const late = fake(0);
  state.runners.push(late);
  pace.join(late);
  go([5, 5, 5], 1000);
  assert.deepEqual(
    runners.map(({ position }) => position()),
    [1000, 1000, 1000],
  );
  assert.equal(idle(), 1);
});

test("a run that trained alone joins at its current step, and waits for later runs only in lockstep", () => {
  for (const lockstep of [true, false]) {
    const { pace, runners, shown, go, state, fake, idle } = group([0], lockstep);
    runners[0].run(1000);
    go([5], 4);
    pace.adopt(runners[0], 1000);
    go([5], 4);
    assert.equal(runners[0].position(), 40);
    const late = fake(20);
    state.runners.push(late);
    pace.join(late);
    go([5, 5], 2);
    assert.equal(runners[0].position() === 40, lockstep, "only in lockstep are those ahead to wait");
    go([5, 5], 1000);
    assert.deepEqual([runners[0].position(), late.position(), idle()], [1000, 1000, 1]);
    assert.equal(shown.length > 0, lockstep);
    for (const set of shown) assert.ok(set.length === 2 && set[0] === set[1], String(set));
  }
});

test("the last run trains independently after a regroup, and reaches the same step", () => {
  const { pace, runners, shown, go, idle } = group([0, 0]);
  pace.run(5000);
  go([5, 5], 20);
  const gone = runners.pop();
  assert.ok(gone !== undefined);
  pace.leave(gone);
  pace.regroup();
  go([5], 100);
  const early = shown.length;
  const frame = /** @type {Frame} */ (/** @type {unknown} */ ({ step: runners[0].position() }));
  assert.equal(pace.frame(runners[0], frame, 1), false, "it is to be shown at once");
  go([5], 1000);
  assert.equal(shown.length, early);
  assert.deepEqual([runners[0].position(), idle()], [5000, 1]);
});

test("without lockstep, each run trains at its own speed, and frames are not held back", () => {
  const { pace, runners, shown, go, idle } = group([0, 10], false);
  pace.run(1e9);
  go([9, 2], 10);
  assert.deepEqual(
    runners.map(({ position }) => position()),
    [90, 30],
  );
  assert.deepEqual(shown, []);
  const frame = /** @type {Frame} */ (/** @type {unknown} */ ({ step: 90 }));
  assert.equal(pace.frame(runners[0], frame, 1), false);
  pace.stop();
  assert.equal(idle(), 1);
  assert.ok(runners.every(({ moves }) => !moves()));
});

test("lockstep can be switched on and off during a run", () => {
  const { pace, runners, state, shown, go, idle } = group([0, 0], false);
  pace.run(20_000);
  go([9, 2], 20);
  state.lockstep = true;
  pace.regroup();
  go([9, 2], 100);
  const first = /** @type {number[][]} */ (shown).at(0)?.[0] ?? 0;
  assert.ok(first > 180, String(first));
  state.lockstep = false;
  pace.regroup();
  go([9, 2], 600);
  assert.ok(runners[0].position() > runners[1].position() + 50);
  go([9, 9], 3000);
  assert.deepEqual(
    runners.map(({ position }) => position()),
    [20_000, 20_000],
  );
  assert.equal(idle(), 1);
});

test("after an abort, a late pause is ignored", () => {
  const { pace, runners, recycled, go, idle } = group([0, 0]);
  pace.run(1000);
  go([5, 0], 20);
  pace.abort();
  assert.ok(pace.isIdle());
  assert.ok(recycled.length > 0);
  assert.equal(idle(), 0);
  pace.rested(runners[0]);
  assert.equal(idle(), 0);
});
