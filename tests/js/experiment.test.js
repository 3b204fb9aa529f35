// What the experiment does where its worker fails, with workers that only note what they are told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createExperiment } from "../../www/app/run/experiment.js";
import { createStore } from "../../www/app/run/store.js";
import { config, module, names } from "./engine.js";

/** @import { FromWorker, ToWorker } from "../../www/shared/protocol.js" */
/** @import { State } from "../../www/app/run/store.js" */

/** @type {{told: ToWorker[], onmessage: ((event: {data: FromWorker}) => void) | null}[]} */
const workers = [];

Object.assign(globalThis, {
  Worker: class {
    /** @type {ToWorker[]} */
    told = [];
    onmessage = null;
    constructor() {
      workers.push(this);
    }
    /** @param {ToWorker} message */
    postMessage(message) {
      this.told.push(message);
    }
    terminate() {}
    addEventListener() {}
  },
});

/** How far the newest worker is sent. */
const sent = () => workers.at(-1)?.told.flatMap((message) => ("until" in message ? [message.until] : []));
/** As a trap in wasm does. */
const fail = () => workers.at(-1)?.onmessage?.({ data: { kind: "failed", message: "unreachable" } });

function begin() {
  const state = {
    config: config("#preset=kaiming"),
    pins: [],
    lockstep: true,
    mode: "resting",
    replay: null,
    goal: null,
  };
  const store = createStore(/** @type {State} */ (/** @type {unknown} */ (state)));
  const core = { module, printLink: () => ({ fragment: "", errors: null }) };
  const messages = { say() {}, clear() {}, trouble() {} };
  const text = { name: "names", builtIn: true, bytes: names };
  const parts = /** @type {Parameters<typeof createExperiment>} */ (
    /** @type {unknown} */ ([core, store, {}, messages, text, () => {}])
  );
  return { experiment: createExperiment(...parts), store };
}

test("a worker that fails on its way to a fork's step is followed by one that goes there", () => {
  const { experiment, store } = begin();
  assert.ok(experiment.fork(300, { batch: 8 }));
  assert.deepEqual(sent(), [300]);
  fail();
  assert.deepEqual(sent(), [300]);
  assert.deepEqual([workers.length, store.get().mode, store.get().goal], [2, "replaying", 300]);
  fail();
  assert.deepEqual([workers.length, store.get().mode, store.get().goal], [2, "broken", null]);
});
