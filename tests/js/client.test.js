// The client with the worker's real message loop: numbered questions about the past, step limits of a run that has not
// started, and workers that fail.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../../www/app/run/client.js";
import { config, module, names, open } from "./engine.js";
import { provideWorkers } from "./worker.js";

/** @import { ClientEvents } from "../../www/app/run/client.js" */

const workers = await provideWorkers();

/** @param {string} fragment @param {Partial<ClientEvents>} [events] */
function begin(fragment, events = {}) {
  const text = { name: "names", builtIn: true, bytes: names };
  /** @type {((at: {step: number}) => void)[]} */
  const waiting = [];
  const ignore = () => {};
  const client = new Client({ module, text, config: config(fragment), isHidden: () => false });
  client.listen({
    started: ignore,
    frame: (frame) => client.recycle(frame),
    rested: (at) => {
      for (const resolve of waiting.splice(0)) resolve(at);
    },
    config: ignore,
    refused: ignore,
    answered: ignore,
    failed: ignore,
    neverStarted: ignore,
    ...events,
  });
  const rested = () => new Promise((resolve) => waiting.push(resolve));
  return { client, rested };
}

const fragment = "#preset=kaiming&hidden=30&batch=8&then=100:batch=20";

test("a past step arrives as a readable frame with its verdicts, whatever its layout", async () => {
  const { client, rested } = begin(fragment);
  client.restart(300);
  await rested();
  const timeline = await client.requests.timeline();
  assert.deepEqual([timeline.step, timeline.stride, timeline.steps.length], [300, 2, 151]);
  for (const [step, exact, batch] of /** @type {[number, boolean, number][]} */ ([
    [50, false, 8],
    [151, true, 20],
    [99, true, 8],
  ])) {
    const past = await client.requests.back(step, exact);
    const session = open(fragment);
    session.advance(step);
    session.copyFrame(undefined);
    assert.deepEqual([past.step, past.exact, past.frame.step], [step, true, step]);
    assert.equal(past.frame.batch.targets.length, batch);
    assert.deepEqual(past.verdicts, session.verdicts());
  }
  const inexact = await client.requests.back(151, false);
  assert.deepEqual([inexact.step, inexact.exact], [150, false]);
});

test("a step that was not made rejects with what was expected, and no other listener is called", async () => {
  let refused = 0;
  const { client, rested } = begin(fragment, { refused: () => (refused += 1) });
  client.restart(10);
  await rested();
  await assert.rejects(client.requests.back(11, true), /step: expected a whole number from 0 to 10, got 11/);
  assert.equal(refused, 0);
});

test("a long look back reports its progress, and is rejected by a newer one, a cancel and a restart", async () => {
  const { client, rested } = begin("#hidden=300x2&batch=64");
  client.restart(120);
  await rested();
  /** @type {(step: number) => {answer: Promise<unknown>, moving: Promise<unknown>}} */
  const seek = (step) => {
    let answer = /** @type {Promise<unknown>} */ (Promise.resolve());
    const moving = new Promise((resolve) => {
      answer = client.requests.back(step, true, (done, total) => {
        assert.ok(done > 0 && done < total);
        resolve(null);
      });
    });
    answer.catch(() => {});
    return { answer, moving };
  };
  // With another threshold, no recorded frame can answer.
  client.look({ threshold: 0.5 });
  const first = seek(60);
  await first.moving;
  const second = seek(59);
  await assert.rejects(first.answer, /another question took its place/);
  await second.moving;
  client.ask({ kind: "cancel" });
  await assert.rejects(second.answer, /another question took its place/);
  const third = seek(58);
  await third.moving;
  client.configure(config(fragment));
  await assert.rejects(third.answer);
});

test("a failing worker rejects pending requests", async () => {
  const { client, rested } = begin(fragment);
  client.restart(5);
  await rested();
  const asked = client.requests.timeline();
  workers.at(-1)?.onmessage?.({ data: { kind: "failed", message: "trap" } });
  await assert.rejects(asked, /trap/);
  await assert.rejects(client.requests.back(1, true), /there is no worker/);
});

test("step limits that are set before a run has started apply to it", async () => {
  /** @type {number[]} */
  const steps = [];
  /** @type {((step: number) => void) | null} */
  let onStep = null;
  const { client, rested } = begin(fragment, {
    frame(frame) {
      client.recycle(frame);
      if (frame.step === 0) return;
      steps.push(frame.step);
      onStep?.(frame.step);
    },
  });
  const reach = (/** @type {number} */ to) =>
    new Promise((resolve) => {
      onStep = (step) => step >= to && resolve(null);
    });
  const begins = {
    "behind a preview": () => {
      client.configure(config("#seed=3"));
      client.configure(config("#seed=4"));
    },
    "without a worker": () => workers.at(-1)?.onmessage?.({ data: { kind: "failed", message: "trap" } }),
  };
  client.restart(0);
  await rested();
  for (const [how, waits] of Object.entries(begins)) {
    steps.length = 0;
    waits();
    client.barrier(10);
    client.barrier(20);
    client.run(30);
    await reach(20);
    // Whatever it did before this answer, it has made no step beyond the last limit.
    assert.equal((await client.requests.checksum()).step, 20, how);
    client.barrier(30);
    await rested();
    // A pending frame may arrive in between.
    assert.deepEqual(
      steps.filter((step) => step % 10 === 0),
      [10, 20, 30],
      how,
    );
  }
});

test("a worker that waits for other runs reports that it is alive, and a silent one is given up", async () => {
  const { setInterval, clearInterval } = globalThis;
  /** @type {Set<() => void>} */
  const ticking = new Set();
  Object.assign(globalThis, {
    setInterval(/** @type {() => void} */ tick) {
      ticking.add(tick);
      return tick;
    },
    clearInterval: (/** @type {() => void} */ tick) => ticking.delete(tick),
  });
  /** Lets a minute pass in which every message is delivered. */
  async function passMinute() {
    for (let second = 0; second < 60; second += 1) {
      for (const tick of ticking) tick();
      for (let i = 0; i < 4; i += 1) await new Promise(setImmediate);
    }
  }
  /** @type {string[]} */
  const failed = [];
  const { client, rested } = begin(fragment, { failed: (message) => failed.push(message) });
  client.restart(0);
  await rested();
  client.barrier(10);
  client.run(30);
  await passMinute();
  assert.deepEqual(failed, []);
  assert.equal((await client.requests.checksum()).step, 10);
  // From here on the page receives no message from it.
  Object.assign(workers.at(-1) ?? {}, { onmessage: null });
  await passMinute();
  assert.deepEqual(failed, ["it has not answered for 25 seconds"]);
  assert.equal(ticking.size, 0);
  Object.assign(globalThis, { setInterval, clearInterval });
});
