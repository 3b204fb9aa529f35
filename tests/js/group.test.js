// Names of pinned runs, checked by links; and which pinned runs are kept when another link is opened.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createGroup } from "../../www/app/run/pinned/group.js";
import { cleanName } from "../../www/app/run/pinned/names.js";
import { createStore } from "../../www/app/run/store.js";
import { config, names } from "./engine.js";
import { pageCore } from "./hostile.js";

/** @import { LinkPin } from "../../www/app/engine/core.js" */
/** @import { Run } from "../../www/app/run/store.js" */

const core = await pageCore();
const max = core.limits.pin_name;

/** The link of a pinned run with a name. @param {string} name */
const link = (name) =>
  core.linkOf(config(""), { pins: [{ color: 0, name, config: config("#seed=3"), step: null }] }).fragment;

test("any input is cleaned to a name that a link can carry", () => {
  const typed = [
    "naive, w std 0.2",
    "  a\t\nb \u0085 ",
    '50 % ; & = # + "<>',
    "\ud800 lone \udc00",
    "😀".repeat(60),
    "ä".repeat(max + 1),
    "",
    "\u0000",
    "%41;%3B",
  ];
  for (const text of typed) {
    const name = cleanName(text, max);
    const { pins, errors } = core.parseLink(link(name));
    assert.deepEqual(errors, [], JSON.stringify(text));
    assert.equal(pins[0].name, name);
  }
  assert.equal(cleanName("  a\t\nb \u0085 ", max), "a b");
  assert.equal(cleanName("\ud800 lone \udc00", max), "lone");
  assert.equal([...cleanName("😀".repeat(60), max)].length, max);
});

test("a pinned run that is in the new link too is kept, unless the link has another text", () => {
  const [one, other] = ["one", "other"].map((name) => ({ name, builtIn: false, bytes: names }));
  const store = createStore(/** @type {Run} */ (/** @type {unknown} */ ({ pins: [], lockstep: false })));
  let toCome = one;
  const client = { textToCome: () => toCome };
  const group = createGroup(
    /** @type {Parameters<typeof createGroup>[0]} */ (/** @type {unknown} */ ({ store, client })),
  );
  group.started(one);
  /** @type {LinkPin} */
  const pin = { color: 0, name: "mine", config: config("#seed=3"), step: 1000 };
  group.restore([pin], false, 0);
  const [first] = store.get().pins;
  assert.deepEqual([first.mode, first.target, first.step], ["replaying", 1000, 0]);
  // It has been replayed.
  const stands = { ...first, mode: /** @type {const} */ ("idle"), step: 1000, sum: "0123456789abcdef", target: null };
  store.set({ pins: [stands] });
  group.restore([pin], false, 0);
  assert.equal(store.get().pins[0], stands);
  toCome = other;
  group.restore([pin], false, 0);
  const [again] = store.get().pins;
  assert.deepEqual([again.mode, again.target, again.step, again.sum], ["replaying", 1000, 0, null]);
  assert.notEqual(again.id, stands.id);
});
