// A control that restarts the network: a run that trains goes on with the new one, and a run that stands is set aside and
// comes back bit for bit. And stopping a run. With the worker's real message loop.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRun } from "../../www/app/run/index.js";
import { config, module, names } from "./engine.js";
import { pageCore } from "./hostile.js";
import { provideWorkers } from "./worker.js";

/** @import { Run } from "../../www/app/run/store.js" */

const core = await pageCore();
await provideWorkers();

const ignore = () => {};
/** What the status line has said. @type {string[]} */
const said = [];
let refuse = ignore;
const page = {
  core: { ...core, module },
  builtIn: { name: "names", builtIn: true, bytes: names },
  messages: {
    errors: () => refuse(),
    status: (/** @type {string} */ text) => said.push(text),
    clear: ignore,
    trouble: ignore,
    refused: ignore,
  },
  address: { write: ignore },
  view: { get: () => ({ lesson: null, focus: null, hide: null, embed: false }), set: ignore },
  screen: { isHidden: () => false },
};
const { store, commands } = createRun(/** @type {Parameters<typeof createRun>[0]} */ (/** @type {unknown} */ (page)));

/** Waits for a state of the run. @param {(state: Readonly<Run>) => boolean} is @returns {Promise<Readonly<Run>>} */
const until = (is) =>
  new Promise((resolve) => {
    store.subscribe((state) => is(state) && resolve(store.get()));
  });
/** Waits until it stands at a step. @param {number} step */
const stands = (step) => until((state) => state.mode === "idle" && state.step === step && state.sum !== null);

/** Opens a small network at step 0, as a lesson does. */
async function begin() {
  commands.change(config("#preset=kaiming&hidden=10&batch=4"));
  await stands(0);
}

test("a change while training goes on from step 0 with the same goal, and sets nothing aside", async () => {
  await begin();
  commands.train(1_000_000);
  commands.adjust({ batch: 8 });
  assert.deepEqual([store.get().mode, store.get().goal, store.get().step], ["training", 1_000_000, 0]);
  assert.equal(store.get().setAside, null);
  commands.runTo("30");
  commands.adjust({ batch: 5 });
  const { config: used } = await stands(30);
  assert.equal(used.batch, 5);
});

test("a dragged slider shows each network at step 0 and trains when it is released or stands still", async () => {
  await begin();
  commands.train();
  for (const batch of [5, 6, 7]) {
    commands.adjust({ batch }, "dragged");
    assert.equal(store.get().mode, "idle");
  }
  commands.released();
  assert.equal(store.get().mode, "training");
  commands.adjust({ batch: 9 }, "dragged");
  assert.equal(store.get().mode, "idle");
  // Nobody releases it.
  await until(({ mode }) => mode === "training");
  commands.adjust({ batch: 10 }, "held");
  // Another command in between has the last word.
  commands.pause();
  commands.released();
  assert.equal(store.get().mode, "idle");
  await stands(0);
});

test("a run that is trained fast or slowly has stopped, with its checksum, once stop is over", async () => {
  await begin();
  commands.slow();
  await commands.stop();
  assert.deepEqual([store.get().mode, store.get().step], ["idle", 0]);
  commands.train();
  await commands.stop();
  assert.equal(store.get().mode, "idle");
  assert.notEqual(store.get().sum, null);
});

test("the run that stood is set aside through a whole drag, and Undo replays it to its checksum", async () => {
  await begin();
  commands.runTo("50");
  const { config: before, sum } = await stands(50);
  for (const batch of [5, 6, 7]) commands.adjust({ batch }, "dragged");
  commands.released();
  await stands(0);
  assert.deepEqual(store.get().setAside, { config: before, text: page.builtIn, step: 50, sum, pins: [] });
  // A step or two of the new run do not replace it, another change neither.
  commands.step();
  await stands(1);
  commands.adjust({ batch: 8 });
  assert.equal(store.get().setAside?.step, 50);
  commands.undo();
  assert.equal(store.get().setAside, null);
  const { config: after, sum: again } = await stands(50);
  assert.deepEqual([after, again], [before, sum]);
  assert.equal(said.at(-1), `Replayed exactly: step 50, checksum ${sum}.`);
});

test("Reset and a chosen network set the run aside; what a lesson opens does not; ten steps forget it", async () => {
  await begin();
  commands.runTo("20");
  await stands(20);
  commands.reset();
  assert.equal(store.get().setAside?.step, 20);
  await stands(0);
  commands.runTo("9");
  await stands(9);
  assert.equal(store.get().setAside?.step, 20);
  commands.runTo("12");
  await stands(12);
  assert.equal(store.get().setAside, null);
  commands.replace(config("#preset=naive&hidden=10&batch=4"));
  assert.deepEqual([store.get().setAside?.step, store.get().replaces], [12, true]);
  commands.change(config("#preset=tanh-fixed&hidden=10&batch=4"));
  assert.deepEqual([store.get().setAside, store.get().replaces], [null, false]);
});

test("another text sets the run aside, and Undo brings both back, bit for bit; a refused one leaves everything", async () => {
  await begin();
  commands.runTo("40");
  const { config: before, sum, text } = await stands(40);
  await new Promise((/** @type {(refused: void) => void} */ resolve) => {
    refuse = resolve;
    commands.useText("empty", new Uint8Array());
  });
  assert.deepEqual([store.get().setAside, store.get().step], [null, 40]);
  commands.useText("own", new TextEncoder().encode("abba\ncdc\nabc\nbad\ncab\nada\ndad\nbab\n"));
  await until((state) => state.textName === "own");
  await stands(0);
  assert.equal(store.get().setAside?.step, 40);
  commands.undo();
  await until((state) => state.textName === "names");
  const { config: after, sum: again, text: back } = await stands(40);
  assert.deepEqual([after, again, back], [before, sum, text]);
});
