// What happens to the run where its worker fails, with workers that only note what is posted to them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRun } from "../../www/app/run/index.js";
import { config, module, names } from "./engine.js";

/** @import { FromWorker, ToWorker } from "../../www/shared/protocol.js" */

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

/** How far the newest worker is sent. */
const sent = () => workers.at(-1)?.posted.flatMap((message) => ("until" in message ? [message.until] : []));
/** As a trap in wasm does. */
const fail = () => workers.at(-1)?.onmessage?.({ data: { kind: "failed", message: "unreachable" } });

/** A run that a worker has started once. */
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
  const core = { module, parseLink: () => link, printLink: () => ({ errors: null }), linkOf: () => ({ fragment: "" }) };
  const ignored = () => {};
  const page = {
    core,
    builtIn: { name: "names", builtIn: true, bytes: names },
    messages: { status: ignored, clear: ignored, trouble: ignored },
    address: { write: ignored },
    view: { get: () => ({}), set: ignored },
    screen: { isHidden: () => false },
  };
  return createRun(/** @type {Parameters<typeof createRun>[0]} */ (/** @type {unknown} */ (page)));
}

test("a worker that fails on its way to a fork's step is followed by one that goes there", () => {
  const { commands, store } = begin();
  assert.ok(commands.fork(300, { batch: 8 }));
  assert.deepEqual(sent(), [300]);
  fail();
  assert.deepEqual(sent(), [300]);
  assert.deepEqual([workers.length, store.get().mode, store.get().goal], [2, "replaying", 300]);
  fail();
  assert.deepEqual([workers.length, store.get().mode, store.get().goal], [2, "failed", null]);
});
