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

test("slices of a question end before their time is over, and each makes progress", () => {
  const some = session("#norm=batch");
  // How many examples or draws a slice is of: minibatches have 32 examples.
  for (const [question, size] of /** @type {const} */ ([
    [{ kind: "evaluate" }, 128],
    [{ kind: "ways" }, 32],
    [{ kind: "couple", tokens: [0, 0, 0], target: 1, draws: 1000, seed: 1 }, 1],
  ])) {
    for (const time of [0, 1, 10, 30]) {
      some.ask(question);
      let done = 0;
      const took = spent(() => {
        done = some.answer_for(time).done;
      });
      assert.ok(took <= Math.max(time, TICK), `${question.kind}: ${took} ms of ${time}`);
      assert.ok(time - took < 3 * TICK, `${question.kind}: ${took} ms of ${time}`);
      assert.equal(done, (size * took) / TICK, `${question.kind} after ${took} ms`);
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
