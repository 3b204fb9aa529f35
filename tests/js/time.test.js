// Work for a given time, by a clock that this file controls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../www/pkg/initscope.js";
import { config, names } from "./engine.js";

/** Milliseconds that the clock advances each time it is read. */
const TICK = 3;
let now = 0;

/** A session whose clock is `now`. @param {string} [fragment] */
function session(fragment = "") {
  const there = Object.getOwnPropertyDescriptor(globalThis, "performance");
  const clock = {
    now: () => {
      now += TICK;
      return now;
    },
  };
  Object.defineProperty(globalThis, "performance", { value: clock, configurable: true });
  try {
    return new Session(names, config(fragment), 1);
  } finally {
    if (there !== undefined) Object.defineProperty(globalThis, "performance", there);
  }
}

/** How long `work` takes by that clock. @param {() => void} work */
function spent(work) {
  const before = now;
  work();
  return now - before - TICK;
}

test("slices of evaluation and calibration end within their time, and each makes progress", () => {
  const some = session("#norm=batch");
  for (const time of [0, 1, 10, 30]) {
    some.evaluate("val", "running");
    some.calibrate();
    for (const slice of [() => some.evaluate_for(time), () => some.calibrate_for(time)]) {
      let done = 0;
      const took = spent(() => {
        done = slice().done;
      });
      assert.ok(took <= Math.max(time, TICK), `${took} ms of ${time}`);
      assert.ok(time - took < 3 * TICK, `${took} ms of ${time}`);
      assert.equal(done, (128 * took) / TICK, `after ${took} ms`);
    }
  }
});

test("slices of the ways and of coupling draws end within their time, and each makes progress", () => {
  const some = session("#norm=batch");
  for (const time of [0, 1, 10, 30]) {
    some.ways();
    some.couple(new Uint32Array(3), 1, 1000, 1);
    // A minibatch has 32 examples.
    for (const [slice, examples] of /** @type {const} */ ([
      [() => some.ways_for(time), 32],
      [() => some.couple_for(time), 1],
    ])) {
      let done = 0;
      const took = spent(() => {
        done = slice().done;
      });
      assert.ok(took <= Math.max(time, TICK), `${took} ms of ${time}`);
      assert.ok(time - took < 3 * TICK, `${took} ms of ${time}`);
      assert.equal(done, (examples * took) / TICK, `after ${took} ms`);
    }
  }
});

test("training ends within its time, after at least one step, and never exceeds its number of steps", () => {
  const some = session();
  assert.equal(some.advance_for(0, 1000), 1);
  assert.equal(some.advance_for(1e9, 7), 7);
  let made = 0;
  const took = spent(() => {
    made = some.advance_for(30, 1000);
  });
  assert.ok(took <= 30 && took > 20, `${took} ms`);
  assert.equal(made, took / TICK);
  assert.equal(some.step(), 8 + made);
});
