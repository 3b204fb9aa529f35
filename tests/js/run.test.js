// A run whose worker fails, with workers that only record what is posted to them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRun } from "../../www/app/run/index.js";
import { config, module, names } from "./engine.js";

/** @import { FromWorker, ToWorker } from "../../www/shared/protocol.js" */
/** @import { Run, Store } from "../../www/app/run/store.js" */

/** @type {{posted: ToWorker[], onmessage: ((event: {data: FromWorker}) => void) | null}[]} */
const workers = [];

Object.assign(globalThis, {
  Worker: class {
    /** @type {ToWorker[]} */
    posted = [];
    onmessage = null;
    constructor() {
      workers.push(this);
    }
    /** @param {ToWorker} message */
    postMessage(message) {
      this.posted.push(message);
    }
    terminate() {}
    addEventListener() {}
  },
});

/** The goals that the newest worker was sent. */
const sent = () => workers.at(-1)?.posted.flatMap((message) => ("until" in message ? [message.until] : []));
/** Fails as a trap in wasm does. */
const fail = () => workers.at(-1)?.onmessage?.({ data: { kind: "failed", message: "unreachable" } });

/** A run whose worker has been created. */
function begin() {
  const link = {
    config: config("#preset=kaiming"),
    errors: [],
    text: null,
    pins: [],
    lockstep: true,
    step: null,
    sum: null,
  };
  const core = {
    ...{ module, parseLink: () => link, printLink: () => ({ errors: null }), linkOf: () => ({ fragment: "" }) },
    fork: () => ({ value: config("#preset=kaiming&then=300:batch=8"), errors: null }),
  };
  const ignore = () => {};
  const page = {
    core,
    builtIn: { name: "names", builtIn: true, bytes: names },
    messages: { status: ignore, clear: ignore, trouble: ignore },
    address: { write: ignore },
    view: { get: () => ({}), set: ignore },
    screen: { isHidden: () => false },
  };
  return createRun(/** @type {Parameters<typeof createRun>[0]} */ (/** @type {unknown} */ (page)));
}

test("a worker that fails on its way to a fork's step is replaced by one with the same goal", () => {
  const { commands, store } = begin();
  assert.ok(commands.fork(300, { batch: 8 }));
  assert.deepEqual(sent(), [300]);
  fail();
  assert.deepEqual(sent(), [300]);
  assert.deepEqual([workers.length, store.get().mode, store.get().goal], [2, "replaying", 300]);
  fail();
  assert.deepEqual([workers.length, store.get().mode, store.get().goal], [2, "failed", null]);
});

test("who trains while looking back sees the newest step again", () => {
  const { commands, ...run } = begin();
  const store = /** @type {Store<Run>} */ (run.store);
  store.set({ mode: "idle", past: /** @type {any} */ ({ step: 3, verdicts: [], frame: null }) });
  commands.train();
  assert.deepEqual([store.get().mode, store.get().past], ["training", null]);
  // Ends its watchdog.
  fail();
  fail();
});
