// The timeline without a browser: the settings in force at a step, the markers of a run, and playback.

import assert from "node:assert/strict";
import { test } from "node:test";
import { marksOf, placed } from "../../www/app/past/marks.js";
import { frameTime, toPlay } from "../../www/app/past/playback.js";
import { config } from "./engine.js";
import { pageCore } from "./hostile.js";

const core = await pageCore();

test("the settings in force at a step are those of the last change up to it", () => {
  const run = config("#preset=batchnorm&lr=0.1,100:0.05,300:0.01&then=100:batch=64;momentum=0.5,200:batch=16;seed=7");
  const at = (/** @type {number} */ step) => {
    const { lr, batch, momentum, seed } = core.settingsAt(run, step);
    return [lr, batch, momentum, seed];
  };
  const { momentum, seed } = run;
  assert.deepEqual(at(0), [0.1, 32, momentum, seed]);
  assert.deepEqual(at(99), [0.1, 32, momentum, seed]);
  assert.deepEqual(at(100), [0.05, 64, 0.5, seed]);
  assert.deepEqual(at(250), [0.05, 16, 0.5, 7]);
  assert.deepEqual(at(300), [0.01, 16, 0.5, 7]);
  const later = (/** @type {number} */ step) => core.settingsAfter(run, step).join();
  assert.deepEqual([0, 100, 200, 300].map(later), ["lr,batch,momentum,seed", "lr,batch,seed", "lr", ""]);
});

test("without a schedule, the Config is in force at every step", () => {
  const run = config("#preset=deep-batchnorm&batch=8&eps=1e-3");
  const { batch, momentum, eps, variance, seed } = run;
  assert.deepEqual(core.settingsAt(run, 5000), { lr: run.lr.initial, batch, momentum, eps, variance, seed });
});

test("markers have names and steps, in order, and count layers from 1", () => {
  const diverged = { step: 900, what: /** @type {const} */ ("statistics") };
  const marks = marksOf({ dead: { step: 120, layer: 2 }, nan: 1300, diverged, drop: { from: 0, to: 80, by: 18.25 } });
  assert.deepEqual(
    marks.map(({ step, name }) => [step, name]),
    [
      [0, "First step: step 0"],
      [80, "Largest loss drop: steps 0 to 80, by 18.250"],
      [120, "First dead neuron: step 120, layer 3"],
      [900, "First running statistics that are not finite: step 900"],
      [1300, "First NaN loss: step 1,300"],
    ],
  );
  assert.deepEqual(
    marksOf({ dead: null, nan: null, diverged: null, drop: null }).map(({ step }) => step),
    [0],
  );
});

test("markers are where a slider's thumb would be, with labels apart and within the track", () => {
  const sizes = { width: 514, thumb: 14, type: 11 };
  const marks = [0, 10, 12, 990, 1000].map((step) => ({ step, label: "", words: "", name: "" }));
  const places = placed(marks, 1000, sizes);
  assert.deepEqual(
    places.map(({ at }) => at),
    [7, 12, 13, 502, 507],
  );
  for (const [i, { labelAt }] of places.entries()) {
    assert.ok(labelAt >= 17 && labelAt <= 497);
    if (i > 0) assert.ok(labelAt - places[i - 1].labelAt >= 34 - 1e-9);
  }
});

test("marks are spelled out beside their ticks where there is room, and short elsewhere", () => {
  const diverged = { step: 500, what: /** @type {const} */ ("weights") };
  const marks = marksOf({ dead: { step: 120, layer: 0 }, nan: 980, diverged, drop: { from: 0, to: 40, by: 1 } });
  const texts = (/** @type {number} */ width) => placed(marks, 1000, { width, thumb: 14, type: 11 });
  assert.deepEqual(
    texts(1200).map(({ text }) => text),
    ["start", "loss fell most", "first dead neuron", "weights diverged", "first NaN loss"],
  );
  // Those at the start lie too near to each other.
  assert.deepEqual(
    texts(420).map(({ text }) => text),
    ["start", "drop", "dead", "weights diverged", "first NaN loss"],
  );
  assert.deepEqual(
    texts(240).map(({ text }) => text),
    ["start", "drop", "dead", "∞", "first NaN loss"],
  );
  for (const width of [200, 240, 420, 1200]) {
    const places = texts(width);
    for (const [i, { labelAt, text }] of places.entries()) {
      // At most as wide as its characters; a label contains its tick if it is spelled out.
      const half = Math.max(34, 6.27 * text.length + 6) / 2;
      assert.ok(labelAt - half >= -1e-9 && labelAt + half <= width + 1e-9, `${text} at ${width}`);
      if (text === marks[i].words && text.length > 5) assert.ok(Math.abs(labelAt - places[i].at) < half, text);
    }
  }
});

test("playback continues from the displayed step, and starts over at the end", () => {
  const steps = [0, 10, 20, 30];
  assert.deepEqual(toPlay(steps, 10), [20, 30]);
  assert.deepEqual(toPlay(steps, 15), [20, 30]);
  assert.deepEqual(toPlay(steps, null), steps);
  assert.deepEqual(toPlay(steps, 30), steps);
});

test("a whole run plays for a few seconds, a short one slowly, and no frame is too short to be seen", () => {
  assert.equal(frameTime(1), 250);
  assert.equal(frameTime(10), 250);
  assert.ok(Math.abs(256 * frameTime(256) - 10_240) < 1);
  for (let n = 1; n < 256; n++) assert.ok(frameTime(n + 1) <= frameTime(n) && frameTime(n) >= 40);
});
