// What Explore says, which view a link opens, and the remedies that its button applies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSight, linkView } from "../../www/app/page/sight.js";
import { goodNeurons, stuckWords, taskWords } from "../../www/app/panels/explore/wording.js";
import { faultOf, REMEDIES } from "../../www/app/words/remedies.js";
import { pageCore } from "./hostile.js";

test("the task names the unit and the length of the context", () => {
  const names = taskWords({ context: 3, isBuiltIn: true, textName: "Built-in names" });
  assert.match(names, /^This network guesses the next letter of a name, from three letters\./);
  const own = taskWords({ context: 1, isBuiltIn: false, textName: "towns.txt" });
  assert.match(own, /next character of “towns.txt”, from one character\./);
  assert.match(taskWords({ context: 16, isBuiltIn: true, textName: "" }), /from 16 letters/);
});

test("the share of neurons that pass no gradient is worded by activation", () => {
  assert.equal(stuckWords("tanh", 70.14), "70.1 % stuck at ±1");
  assert.equal(stuckWords("tanh", 3, true), "at most 3.0 % stuck at ±1");
  assert.equal(stuckWords("relu", 50), "50.0 % at zero");
  assert.equal(stuckWords("identity", 0), "none can saturate");
  for (const act of /** @type {const} */ (["tanh", "relu", "identity"])) assert.match(goodNeurons(act), /^Good: /);
});

test("a finding is a verdict without its remedy", () => {
  assert.equal(faultOf("Layer 1: 70 % saturated, 3 dead: lower the hidden scale"), "Layer 1: 70 % saturated, 3 dead");
  assert.equal(faultOf("Healthy, first loss 3.3"), "Healthy, first loss 3.3");
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
