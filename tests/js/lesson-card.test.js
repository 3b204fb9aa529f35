// What a lesson's card says besides its text: how long a play takes, and the results of what it computes. And what waits while
// it asks for a prediction.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OFFERS } from "../../www/app/lessons/offers.js";
import { createPace, workOf } from "../../www/app/lessons/pace.js";
import { joinTrain } from "../../www/app/page/training.js";
import { createStore } from "../../www/app/run/store.js";
import { timeWords } from "../../www/app/words/time.js";

/** @import { State } from "../../www/app/page/sight.js" */
/** @import { Run } from "../../www/app/run/store.js" */

const WORK = 1000;

test("before a run was measured, a play's time is not said", () => {
  const pace = createPace();
  assert.equal(pace.seconds(1e9), null);
  pace.saw(0, 0, WORK);
  pace.saw(100, 100, WORK);
  // Too short to tell.
  assert.equal(pace.seconds(1e9), null);
  assert.equal(timeWords(null), "");
});

test("the time of a play follows from the speed of the run so far and the size of the network", () => {
  const pace = createPace();
  for (let ms = 0; ms <= 1000; ms += 100) pace.saw(ms, ms, WORK);
  // One step a millisecond.
  assert.equal(pace.seconds(5000 * WORK), 5);
  // A network twice as large takes twice as long.
  assert.equal(pace.seconds(5000 * 2 * WORK), 10);
});

test("the speed is that of the last seconds, and of one run", () => {
  const pace = createPace();
  for (let ms = 0; ms <= 1000; ms += 100) pace.saw(ms, ms, WORK);
  // Ten times slower from here on: after two seconds, nothing is left of the faster one.
  for (let i = 1; i <= 40; i += 1) pace.saw(1000 + 10 * i, 1000 + 100 * i, WORK);
  assert.equal(pace.seconds(1000 * WORK), 10);
  // A new run starts at step 0, and another after a rest.
  pace.saw(0, 5000, WORK);
  assert.equal(pace.seconds(1000 * WORK), 10);
  pace.saw(1000, 6000, WORK);
  assert.equal(pace.seconds(1000 * WORK), 1);
  pace.stopped();
  pace.saw(1500, 60_000, WORK);
  pace.saw(1600, 61_000, WORK);
  assert.equal(pace.seconds(1000 * WORK), 10);
});

test("a gap between frames, as of a hidden tab, is no time of training", () => {
  const pace = createPace();
  pace.saw(0, 0, WORK);
  pace.saw(1000, 1000, WORK);
  pace.saw(1100, 100_000, WORK);
  assert.equal(pace.seconds(1000 * WORK), 1);
});

test("every Train waits while a card asks, says why, and can still pause a run", () => {
  const both = createStore(/** @type {State} */ (/** @type {unknown} */ ({ mode: "starting", asks: false })));
  const train = { textContent: "", title: "Train, or pause", disabled: false };
  joinTrain(both, train);
  const after = (/** @type {Partial<State>} */ change) => {
    both.set(change);
    return [train.textContent, train.disabled, train.title.includes("asks for a prediction")];
  };
  assert.deepEqual(after({}), ["Train", true, false]);
  assert.deepEqual(after({ mode: "idle" }), ["Train", false, false]);
  assert.deepEqual(after({ asks: true }), ["Train", true, true]);
  for (const mode of /** @type {const} */ (["training", "slow"])) {
    assert.deepEqual(after({ mode }), ["Pause", false, false]);
  }
  assert.deepEqual(after({ mode: "replaying" }), ["Train", true, true]);
  assert.deepEqual(after({ mode: "failed", asks: false }), ["Train", false, false]);
  assert.equal(train.title, "Train, or pause");
});

test("times are rounded to what can be foretold, and those under a second are left out", () => {
  const said = [0, 0.9, 1, 3.4, 19, 22, 61, 100, 400, 7200].map(timeWords);
  assert.deepEqual(said, [
    ...[
      "",
      "",
      "about 1 s",
      "about 3 s",
      "about 19 s",
      "about 20 s",
      "about 60 s",
      "about 2 min",
      "about 7 min",
      "about 2.0 h",
    ],
  ]);
  assert.equal(timeWords(Number.NaN), "");
});

test("the work of a step grows with batch, layers and vocabulary", () => {
  const config = { batch: 32, context: 3, emb: 10, hidden: [200] };
  assert.equal(workOf(config, 27), 32 * (30 * 200 + 200 * 27));
  assert.equal(workOf({ ...config, batch: 1, hidden: [10, 20] }, 5), 30 * 10 + 10 * 20 + 20 * 5);
});

/** A run of which only this is known. @param {Partial<Run>} known @returns {Run} */
const runOf = (known) =>
  /** @type {Run} */ (
    /** @type {unknown} */ ({
      ...{ config: { hidden: [5, 5] }, step: 300, text: { train: 1000 } },
      ...{ evaluations: [], survey: null, ways: null },
      ...known,
    })
  );

test("the results of a card are those of its step, and none before they are computed", () => {
  for (const { result } of Object.values(OFFERS)) assert.equal(result(runOf({})), null);
  const evaluations = [
    { step: 200, train: 9, val: 9 },
    { step: 300, train: 5.281, val: 5.29598 },
  ];
  assert.equal(OFFERS.evaluate.result(runOf({ evaluations }))?.words, "At step 300: train 5.281, val 5.296.");
  assert.equal(OFFERS.evaluate.result(runOf({ evaluations, step: 100 })), null);
  const survey = { step: 300, dead: [[1, 2], [4]] };
  assert.equal(OFFERS.survey.result(runOf({ survey }))?.words, "3 of 10 are dead for all 1,000 examples.");
  assert.equal(OFFERS.survey.result(runOf({ survey, step: 301 })), null);
});

test("the four ways are a table, with the largest difference of a logit under it, once all are known", () => {
  /** @type {NonNullable<Run["ways"]>} */
  const ways = {
    ...{ kind: "ways", epoch: 1, step: 300, done: 10, total: 10, logits: 8.3e-4 },
    results: [
      { way: "running", train: 5.28, val: 5.296 },
      { way: "folded", train: null, val: 5.296 },
    ],
  };
  assert.equal(OFFERS.ways.result(runOf({ ways: { ...ways, done: 9 } })), null);
  const result = OFFERS.ways.result(runOf({ ways }));
  assert.deepEqual(result?.rows, [
    ["running statistics", "5.280", "5.296"],
    ["nothing: folded", "–", "5.296"],
  ]);
  assert.equal(result?.words, "At step 300. Folding changes no logit by more than 8.3e−4.");
});
