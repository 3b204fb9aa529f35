// Links of the page: the steps of pinned runs, and which state of the run the address holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLinks } from "../../www/app/run/links.js";
import { createStore } from "../../www/app/run/store.js";

/** @import { LinkPin } from "../../www/app/engine/core.js" */
/** @import { Run } from "../../www/app/run/store.js" */

/** @typedef {ReturnType<typeof createLinks>} Links */

/** @param {boolean} lockstep @param {(links: Links) => void} make makes the link */
function steps(lockstep, make = (links) => links.toNow({})) {
  const pins = [
    { mode: "idle", step: 10, target: null },
    { mode: "replaying", step: 3, target: 20 },
    { mode: "training", step: 30, target: null },
  ];
  const state = { pins, lockstep, mode: "idle", replay: null, missingText: null };
  const store = createStore(/** @type {Run} */ (/** @type {unknown} */ (state)));
  /** @type {(number | null)[]} */
  let steps = [];
  const core = {
    linkOf(/** @type {unknown} */ _, /** @type {{pins: LinkPin[]}} */ link) {
      steps = link.pins.map(({ step }) => step);
      return { fragment: "", whole: true };
    },
  };
  const texts = { inUse: () => ({ builtIn: true }) };
  const parts = { core, store, texts, view: { get: () => ({}) }, address: { link: () => "" } };
  make(createLinks(/** @type {Parameters<typeof createLinks>[0]} */ (/** @type {unknown} */ (parts))));
  return steps;
}

test("a run that trains independently has its own step in a link; in lockstep it has the link's", () => {
  assert.deepEqual(steps(false), [10, 20, 30]);
  assert.deepEqual(steps(true), [10, 20, null]);
});

test("the link on an exported or printed picture has the pinned runs", () => {
  assert.deepEqual(
    steps(false, (links) => links.toStepPinned(5, null)),
    [10, 20, 30],
  );
});

test("the address is of the run as it was when it was updated, even if it is printed later", () => {
  const state = { pins: [], lockstep: true, mode: "idle", step: 10, sum: "a", replay: null, missingText: null };
  const store = createStore(/** @type {Run} */ (/** @type {unknown} */ (state)));
  const core = {
    linkOf: (/** @type {unknown} */ _, /** @type {{step?: number, sum?: string}} */ { step, sum }) => ({
      fragment: `${step} ${sum}`,
      whole: true,
    }),
  };
  /** @type {(() => string)[]} */
  const written = [];
  const address = { write: (/** @type {() => string} */ print) => written.push(print) };
  const parts = { core, store, address, view: { get: () => ({}) }, texts: { inUse: () => ({ builtIn: true }) } };
  const links = createLinks(/** @type {Parameters<typeof createLinks>[0]} */ (/** @type {unknown} */ (parts)));
  links.updateAddress();
  store.set({ mode: "training", step: 11, sum: null });
  assert.deepEqual(
    written.map((print) => print()),
    ["10 a"],
  );
});
