// What Explore says, the run that it keeps as the one before, which view a link opens, and the remedies that its button applies.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createSight, linkView } from "../../www/app/page/sight.js";
import { comparable, createBefore } from "../../www/app/panels/explore/before.js";
import {
  goodNeurons,
  guessWords,
  layersWords,
  saturatedWords,
  taskWords,
} from "../../www/app/panels/explore/wording.js";
import { nameBefore } from "../../www/app/run/pinned/names.js";
import { createStore } from "../../www/app/run/store.js";
import { nameFault, placeFaults } from "../../www/app/ui/faults.js";
import { ACTIVATIONS } from "../../www/app/words/activations.js";
import { reasonOf } from "../../www/app/words/reasons.js";
import { faultOf, REMEDIES } from "../../www/app/words/remedies.js";
import { LESSONS } from "../../www/lessons/index.js";
import { frameReader } from "../../www/shared/protocol.js";
import { config, open } from "./engine.js";
import { pageCore } from "./hostile.js";

/** @import { Config, FieldError } from "../../www/shared/protocol.js" */
/** @import { Run } from "../../www/app/run/store.js" */

const ACTS = /** @type {Config["act"][]} */ (Object.keys(ACTIVATIONS));

test("every activation of the engine has its words", async () => {
  assert.deepEqual(ACTS.toSorted(), (await pageCore()).choices("act").toSorted());
  assert.equal(new Set(ACTS.map((act) => ACTIVATIONS[act].name)).size, ACTS.length);
});

test("the task names the unit and the length of the context", () => {
  const names = taskWords({ context: 3, isBuiltIn: true, textName: "Built-in names" });
  assert.match(names, /^This network guesses the next letter of a name, from three letters\./);
  const own = taskWords({ context: 1, isBuiltIn: false, textName: "towns.txt" });
  assert.match(own, /next character of “towns.txt”, from one character\./);
  assert.match(taskWords({ context: 16, isBuiltIn: true, textName: "" }), /from 16 letters/);
});

test("the share of activations that pass hardly any gradient is worded by activation", () => {
  assert.equal(saturatedWords("tanh", 70.14), "70.1 % saturated");
  assert.equal(saturatedWords("tanh", 3, true), "at most 3.0 % saturated");
  assert.equal(saturatedWords("relu", 50), "50.0 % at zero");
  assert.equal(saturatedWords("identity", 0), "none can saturate");
  assert.equal(saturatedWords("gelu", 12), "12.0 % saturated");
  for (const act of ACTS) assert.match(goodNeurons(act, 0.5), /^Good: /);
  assert.match(goodNeurons("silu", 0.97), /the slope of SiLU is almost 0.* need a norm\.$/);
});

test("the caption has the share of saturated activations of the network scaled by fan-in", () => {
  const session = open("#preset=kaiming");
  const [{ saturated }] = frameReader(session.layout())(session.copyFrame(undefined)).layer;
  assert.match(
    goodNeurons("tanh", Math.fround(0.97)),
    new RegExp(`at gain 5/3, ${Math.round(saturated[0])}\u00a0% lie beyond ±0\\.97`),
  );
});

test("many layers are worded in no more than a line", () => {
  assert.equal(layersWords({ hidden: [200], act: "tanh" }), "hidden layer, 200 tanh neurons");
  assert.equal(layersWords({ hidden: Array(10).fill(100), act: "relu" }), "10 layers of 100 ReLU neurons");
  assert.equal(layersWords({ hidden: [30, 1200, 20], act: "identity" }), "3 layers of 20 to 1,200 linear neurons");
  assert.equal(layersWords({ hidden: [50], act: "leaky_relu" }), "hidden layer, 50 leaky ReLU neurons");
});

test("the guess is compared with what comes next in the text", () => {
  const of = { guess: "g", chance: "67.3 %", next: "r", chanceOfNext: "4.8 %", isName: true };
  assert.equal(guessWords(of), "next: “g” 67.3 %; in this name: “r” 4.8 %");
  assert.equal(guessWords({ ...of, next: "g", isName: false }), "next: “g” 67.3 %, as in this text");
  assert.match(guessWords({ ...of, guess: null }), /^no guess/);
});

test("every remedy has its reason in two sentences, and a lesson", () => {
  for (const remedy of [...Object.keys(REMEDIES), null]) {
    const { text, lesson } = reasonOf(/** @type {keyof typeof REMEDIES | null} */ (remedy));
    assert.match(text, /^[A-Z][^.]+\. [A-Z][^.]+\.$/, String(remedy));
    assert.ok(
      LESSONS.some(({ id }) => id === lesson),
      String(remedy),
    );
  }
});

test("a refused setting is said beside the control that can be seen, of those in several views", () => {
  const fault = (/** @type {boolean} */ isSeen) => {
    /** @type {string[]} */
    const said = [];
    return {
      said,
      hasPlace: () => isSeen,
      show: (/** @type {FieldError} */ { expected }) => said.push(expected),
    };
  };
  const [lab, explore] = [fault(false), fault(true)];
  for (const one of [lab, explore]) nameFault("w", /** @type {any} */ (one));
  const errors = ["w", "seed"].map((field) => ({ field, expected: `a ${field}`, got: "x" }));
  assert.deepEqual(placeFaults(errors), [errors[1]]);
  assert.deepEqual([lab.said, explore.said], [[], ["a w"]]);
});

test("a finding is a verdict without its remedy", () => {
  assert.equal(faultOf("Layer 1: 70 % saturated, 3 dead: lower the hidden scale"), "Layer 1: 70 % saturated, 3 dead");
  assert.equal(faultOf("Healthy, first loss 3.3"), "Healthy, first loss 3.3");
});

test("the verdict's sentence can't be focused before there is one", () => {
  const page = readFileSync(new URL("../../www/index.html", import.meta.url), "utf8");
  assert.match(page, /<button id="finding-why"[^>]* disabled /);
});

test("every remedy has a button and changes the Config", async () => {
  const core = await pageCore();
  const { config } = core.parseLink("#norm=batch&b=std:1&outnorm=1&eps=0.1");
  for (const remedy of /** @type {(keyof typeof REMEDIES)[]} */ (Object.keys(REMEDIES))) {
    const base = remedy === "use-batchnorm" ? core.parseLink("").config : config;
    assert.notDeepEqual(core.applyRemedy(base, remedy), base, remedy);
  }
  assert.throws(
    () => core.applyRemedy(config, /** @type {any} */ ("none")),
    (/** @type {unknown} */ thrown) => {
      assert.deepEqual(thrown, [{ field: "remedy", expected: "the name of a remedy", got: "none" }]);
      return true;
    },
  );
});

test("a link without a view opens the Lab, no link the last view, and the Lab is not named in links", () => {
  const sight = createSight(0.97);
  const view = linkView(sight, () => "explore");
  const linked = { view: null, lesson: null, focus: null, hide: null, embed: false };
  view.set(linked, true);
  assert.equal(sight.get().view, "explore");
  assert.equal(view.get().view, "explore");
  view.set(linked, false);
  assert.equal(sight.get().view, "lab");
  assert.equal(view.get().view, null);
  view.set({ ...linked, view: "compare" }, false);
  assert.equal(view.get().view, "compare");
});

test("the run before is named by what it had instead, or as it is called where that is too much", async () => {
  const core = await pageCore();
  const named = (/** @type {string} */ was, /** @type {string} */ is) => nameBefore(core, config(was), config(is));
  assert.equal(named("", "#out=std:0.01"), "output std 1");
  assert.equal(named("#seed=3", ""), "seed 3");
  assert.equal(named("#preset=kaiming&batch=64", "#preset=batchnorm"), "Scaled by fan-in + batch 64");
  assert.equal(named("", "#preset=deep-batchnorm"), "Too large");
});

test("of a longer run before, twice the steps of the run are drawn, and all of it before the first step", () => {
  const course = { xs: [0, 10, 20, 30], values: [4, 3, 2, 1] };
  assert.deepEqual(comparable(course, 0), course);
  assert.deepEqual(comparable(course, 5), { xs: [0, 10], values: [4, 3] });
  assert.deepEqual(comparable(course, 8), { xs: [0, 10, 20], values: [4, 3, 2] });
  assert.deepEqual(comparable(course, 40), course);
});

test("the trained run stays as the one before while settings change, but not beside itself or another text", async () => {
  const core = await pageCore();
  const [first, second] = [config(""), config("#out=std:0.01")];
  const store = createStore(/** @type {Run} */ (/** @type {unknown} */ ({ config: first, awaited: false, pins: [] })));
  let shown = frameOf(1, 40);
  let text = {};
  const app = { core, store, frames: { shown: () => shown }, text: () => text };
  const before = createBefore(/** @type {Parameters<typeof createBefore>[0]} */ (/** @type {unknown} */ (app)));
  const name = () => before.of(store.get())?.name ?? null;
  /** Another network, and its first frame if it is drawn. @param {Config} to @param {ReturnType<typeof frameOf>} [frame] @param {boolean} [replaces] */
  function change(to, frame = shown, replaces = true) {
    store.set({ config: to, awaited: true, replaces });
    store.set({ awaited: false });
    shown = frame;
  }
  // Reset: the same settings.
  change(first, frameOf(2, 0));
  assert.equal(name(), null);
  shown = frameOf(2, 40);
  // A drag: the first of the networks is not drawn before the next is asked for.
  change(config("#out=std:0.5"));
  change(second, frameOf(4, 0));
  assert.equal(name(), "before: output std 1");
  assert.deepEqual(before.of(store.get())?.course, { xs: [0], values: [2.5] });
  assert.match(before.of(store.get())?.words ?? "", /, 2\.500 at step 40$/);
  // Over the settings of the run before itself, there and back.
  change(config(""), frameOf(5, 0));
  assert.equal(name(), null);
  change(second, frameOf(6, 0));
  assert.equal(name(), "before: output std 1");
  // What is pinned is drawn as a pinned run.
  store.set({ pins: /** @type {any} */ ([{ config: config("") }]) });
  assert.equal(name(), null);
  store.set({ pins: [] });
  // The next trained run takes its place.
  shown = frameOf(6, 90);
  change(first, frameOf(7, 0));
  assert.equal(name(), "before: output std 0.01");
  // The run of a lesson, and a link back from it: neither has a run before, nor becomes one.
  shown = frameOf(7, 60);
  change(second, frameOf(8, 30), false);
  assert.equal(name(), null);
  change(first, frameOf(9, 60), false);
  assert.equal(name(), null);
  // A setting that is changed before a link's first frame is here.
  store.set({ config: second, awaited: true, replaces: false });
  store.set({ config: config("#out=std:0.5"), replaces: true });
  store.set({ awaited: false });
  assert.equal(name(), null);
  shown = frameOf(11, 20);
  change(first, frameOf(12, 0));
  assert.equal(name(), "before: output std 0.5");
  // Reset, which is no change of settings.
  change(first, frameOf(13, 0), false);
  assert.equal(name(), "before: output std 0.5");
  text = {};
  assert.equal(name(), null);
});

/** The part of a frame that the run before is kept from. @param {number} epoch @param {number} step */
const frameOf = (epoch, step) => ({ epoch, step, loss: [2.5], history: { loss: { points: [0] } } });
