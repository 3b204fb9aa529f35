// What of a name a link can say, by the link itself; and which pinned runs stay where another link is opened.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createCompany, LONGEST_NAME, named } from "../../www/app/run/pinned/group.js";
import { createStore } from "../../www/app/run/store.js";
import { config, names } from "./engine.js";
import { pageCore } from "./hostile.js";

/** @import { LinkPin } from "../../www/app/engine/core.js" */
/** @import { State } from "../../www/app/run/store.js" */

const core = await pageCore();

/** The link of a pinned run with a name. @param {string} name */
const link = (name) =>
  core.linkOf(config(""), { pins: [{ color: 0, name, config: config("#seed=3"), step: null }] }).fragment;

test("whatever is typed, what is left of it is a name that a link can say", () => {
  const typed = [
    "naive, w std 0.2",
    "  a\t\nb \u0085 ",
    '50 % ; & = # + "<>',
    "\ud800 lone \udc00",
    "😀".repeat(60),
    "ä".repeat(LONGEST_NAME + 1),
    "",
    "\u0000",
    "%41;%3B",
  ];
  for (const text of typed) {
    const name = named(text);
    const { pins, errors } = core.parseLink(link(name));
    assert.deepEqual(errors, [], JSON.stringify(text));
    assert.equal(pins[0].name, name);
  }
  assert.equal(named("  a\t\nb \u0085 "), "a b");
  assert.equal(named("\ud800 lone \udc00"), "lone");
  assert.equal([...named("😀".repeat(60))].length, LONGEST_NAME);
});

test("a link's pinned run that stands there already stays as it is, unless the link brings another text", () => {
  const [one, other] = ["one", "other"].map((name) => ({ name, builtIn: false, bytes: names }));
  const store = createStore(/** @type {State} */ (/** @type {unknown} */ ({ pins: [], lockstep: false })));
  let toCome = one;
  /** @type {Parameters<typeof createCompany>} */
  const parts = /** @type {any} */ ([{}, store, {}, { client: { textToCome: () => toCome } }]);
  const company = createCompany(...parts);
  company.started(one);
  /** @type {LinkPin} */
  const pin = { color: 0, name: "mine", config: config("#seed=3"), step: 1000 };
  company.restore([pin], false, 0);
  const [first] = store.get().pins;
  assert.deepEqual([first.mode, first.bound, first.step], ["replaying", 1000, 0]);
  // It comes there.
  const rests = { ...first, mode: /** @type {const} */ ("resting"), step: 1000, sum: "0123456789abcdef", bound: null };
  store.set({ pins: [rests] });
  company.restore([pin], false, 0);
  assert.equal(store.get().pins[0], rests);
  toCome = other;
  company.restore([pin], false, 0);
  const [again] = store.get().pins;
  assert.deepEqual([again.mode, again.bound, again.step, again.sum], ["replaying", 1000, 0, null]);
  assert.notEqual(again.id, rests.id);
});
