// Names of pinned runs, typed and made, checked by links; and which pinned runs are kept when another link is opened; and
// what is said of a link's replay while they are still being replayed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanName } from "../../www/app/run/pinned/clean-name.js";
import { createGroup } from "../../www/app/run/pinned/group.js";
import { usualName } from "../../www/app/run/pinned/names.js";
import { createReplay } from "../../www/app/run/replay.js";
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

test("a run that nobody has named is named by what differs from its preset, uniquely", () => {
  const named = (/** @type {string} */ fragment, /** @type {string[]} */ ...taken) =>
    usualName(core, config(fragment), taken);
  assert.equal(named("#w=gain:1&norm=layer"), "gain 1 + LayerNorm");
  assert.equal(named(""), "Too large");
  assert.equal(named("#preset=kaiming&batch=64"), "Scaled by fan-in + batch 64");
  assert.equal(named("#out=gain:5/3&act=relu&b=none&outb=std:0.1"), "output gain 5/3 + ReLU + 2 more");
  assert.equal(named("#hidden=64"), "width 64");
  assert.equal(named("#hidden=200x3"), "3 layers");
  assert.equal(named("#hidden=64x3"), "3 layers of 64");
  assert.equal(named("#hidden=64,48&context=4&emb=2"), "widths 64,48 + context 4 + embedding 2");
  assert.equal(named("#lr=0.1,120:0.02,100000:0.01"), "rate 0.02 from step 120");
  assert.equal(named("#lr=0.5,100000:0.01&then=20:batch=64;seed=7"), "rate 0.5 + batch 64, seed 7 from step 20");
  assert.equal(named("#lr=0.1"), "fewer rates");
  // Two runs with one name are distinguished by the preset, then by a number.
  assert.equal(named("#norm=batch", "BatchNorm"), "Too large + BatchNorm");
  assert.equal(named("#norm=batch", "BatchNorm", "Too large + BatchNorm"), "BatchNorm (2)");
  assert.equal(named("", "Too large", "Too large (2)"), "Too large (3)");
});

test("the name of any network fits a link", () => {
  const fragments = [
    "#hidden=1,2,3,4,5,6,7,8,9,10&w=std:0.123456&out=gain:1.4142135623730951&norm=batch&outnorm=1/3&eps=1e-7&seed=4294967295",
    "#preset=deep-no-fan-in-batchnorm&lr=0.123,1:0.1,2:0.01,3:0.001&then=1:momentum=0.123;eps=0.001;variance=biased",
    "#preset=deep-no-fan-in-batchnorm&hidden=512,511,510,509,508,507,506,505,504,503",
  ];
  for (const fragment of fragments) {
    /** @type {string[]} */
    const taken = [];
    for (let i = 0; i < 4; i += 1) {
      const name = usualName(core, config(fragment), taken);
      assert.ok([...name].length <= max && !taken.includes(name), name);
      assert.deepEqual(core.parseLink(link(name)).errors, []);
      taken.push(name);
    }
  }
});

test("a link's replay is exact once its pinned runs have arrived too, and nothing is said of it if the run goes on before", () => {
  const at = { step: 1000, sum: "0123456789abcdef" };
  const replay = { ...at, named: false, faults: [] };
  /** The status after what happens to a pinned run that is being replayed. @param {Record<string, unknown>[]} further */
  const said = (...further) => {
    const pins = [{ mode: "replaying" }];
    const store = createStore(/** @type {Run} */ (/** @type {unknown} */ ({ mode: "idle", step: at.step, pins })));
    /** @type {string[]} */
    const lines = [];
    const messages = { status: (/** @type {string} */ line) => lines.push(line) };
    const parts = /** @type {Parameters<typeof createReplay>[0]} */ (/** @type {unknown} */ ({ store, messages }));
    assert.ok(!createReplay(parts).differs(replay, at, true));
    for (const changed of further) store.set(/** @type {Partial<Run>} */ (changed));
    return lines;
  };
  const waiting = "At step 1,000; pinned runs are still being replayed.";
  const exact = "Replayed exactly: step 1,000, checksum 0123456789abcdef.";
  const arrived = { pins: [{ mode: "idle", step: 1000, frame: { step: 1000 } }] };
  const unseen = { pins: [{ mode: "idle", step: 1000, frame: { step: 900 } }] };
  assert.deepEqual(said({ pins: [{ mode: "replaying", step: 3 }] }), [waiting]);
  assert.deepEqual(said(unseen), [waiting]);
  assert.deepEqual(said(unseen, arrived, { pins: [...arrived.pins] }), [waiting, exact]);
  assert.deepEqual(said({ pins: [] }), [waiting, exact]);
  assert.deepEqual(said({ mode: "training" }, { mode: "idle", step: 1200 }, arrived), [waiting]);
  assert.deepEqual(said({ step: 1001 }, arrived), [waiting]);
  assert.deepEqual(said({ pins: [{ mode: "failed" }] }), [waiting]);
});
