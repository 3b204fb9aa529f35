// Where a link says the runs beside it are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLinks } from "../../www/app/run/links.js";
import { createStore } from "../../www/app/run/store.js";

/** @import { State } from "../../www/app/run/store.js" */

/** @param {boolean} lockstep */
function steps(lockstep) {
  const pins = [
    { mode: "resting", step: 10, bound: null },
    { mode: "replaying", step: 3, bound: 20 },
    { mode: "training", step: 30, bound: null },
  ];
  const store = createStore(/** @type {State} */ (/** @type {unknown} */ ({ pins, lockstep })));
  const parts = /** @type {Parameters<typeof createLinks>} */ (/** @type {unknown} */ ([{}, store, {}, () => null]));
  return createLinks(...parts)
    .beside()
    .pins.map(({ step }) => step);
}

test("a run that trains freely has a step of its own in a link; in lockstep it has the link's", () => {
  assert.deepEqual(steps(false), [10, 20, 30]);
  assert.deepEqual(steps(true), [10, 20, null]);
});
