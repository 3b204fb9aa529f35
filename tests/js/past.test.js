// The worker's answers about a run's past, compared with a separate run that stops at each step.

import assert from "node:assert/strict";
import { test } from "node:test";
import { frameReader } from "../../www/shared/protocol.js";
import { config, open } from "./engine.js";
import { startWorker } from "./worker.js";

const worker = await startWorker();
const fragment = "#preset=kaiming&hidden=30&batch=8";

/** A frame's words without the epoch. @param {ArrayBuffer} buffer */
function words(buffer) {
  const copy = new Uint32Array(buffer.slice(0));
  copy[2] = 0;
  return copy;
}

/**
 * The frame, verdicts and checksum of a run that goes straight to a step.
 * @param {string} link
 * @param {number} step
 * @param {(session: ReturnType<typeof open>) => void} [prepare]
 */
function straight(link, step, prepare) {
  const session = open(link);
  prepare?.(session);
  session.advance(step);
  return { words: words(session.copyFrame(undefined)), verdicts: session.verdicts(), sum: session.checksum() };
}

test("frames are recorded at the same steps whatever the slices, step 0 included", async () => {
  await worker.begin(config(fragment), 1300);
  const { steps, stride, step } = await worker.timeline();
  assert.deepEqual([stride, step], [8, 1300]);
  assert.deepEqual(
    steps,
    Array.from({ length: 163 }, (_, i) => 8 * i),
  );
});

test("a step of a network with every kind of state is word for word the original", async () => {
  const link =
    "#hidden=16x4&act=gelu&norm=rms&res=pre&branch=learned:0&opt=adamw&clip=1&warmup=10&lr=0.01,cosine:500&batch=8";
  await worker.begin(config(link), 700);
  for (const step of [0, 57, 333, 699]) {
    const past = await worker.back(step, true);
    const expected = straight(link, step);
    assert.deepEqual([past.step, past.exact, past.verdicts], [step, true, expected.verdicts]);
    assert.deepEqual(words(past.buffer), expected.words, `step ${step}`);
  }
});

test("a recorded step is answered at once, with the frame that the run wrote there", async () => {
  await worker.begin(config(fragment), 600);
  for (const step of [0, 4, 300, 596]) {
    const past = await worker.back(step, false);
    const expected = straight(fragment, step);
    assert.deepEqual([past.step, past.exact, past.verdicts], [step, true, expected.verdicts]);
    assert.deepEqual(words(past.buffer), expected.words);
    assert.equal(past.layout, undefined);
  }
});

test("between records the last one before is answered, and an exact answer equals running there again", async () => {
  const { sum } = await worker.begin(config(fragment), 3000);
  const inexact = await worker.back(1509, false);
  assert.deepEqual([inexact.step, inexact.exact], [1504, false]);
  assert.deepEqual(words(inexact.buffer), straight(fragment, 1504).words);
  for (const step of [1509, 1, 2999, 3000]) {
    const past = await worker.back(step, true);
    const expected = straight(fragment, step);
    assert.deepEqual([past.step, past.exact, past.verdicts], [step, true, expected.verdicts]);
    assert.deepEqual(words(past.buffer), expected.words);
  }
  worker.send({ kind: "checksum" });
  assert.equal((await worker.one("checksum")).sum, sum);
});

test("looking back during training does not change the run's checksum", async () => {
  await worker.begin(config(fragment));
  worker.run(4000);
  for (const part of [0.3, 0.9, 0.5]) {
    const { step: now } = await worker.timeline();
    const step = Math.floor(now * part);
    const past = await worker.back(step, true);
    assert.deepEqual(words(past.buffer), straight(fragment, step).words);
  }
  const { step, sum } = await worker.one("rested");
  assert.deepEqual([step, sum], [4000, straight(fragment, 4000).sum]);
});

test("a long look back reports its progress, pauses training, and is dropped for a newer one or a cancel", async () => {
  const large = "#hidden=300x2&batch=64";
  await worker.begin(config(large), 300);
  const first = worker.ask(299, true);
  const progress = await worker.one("past-progress");
  assert.ok(progress.request === first && progress.done > 0 && progress.done < progress.total);
  const second = worker.ask(293, true);
  assert.equal((await worker.one("past-left")).request, first);
  await worker.one("past-progress");
  worker.send({ kind: "cancel" });
  assert.equal((await worker.one("past-left")).request, second);
  const third = worker.ask(295, true);
  await worker.one("past-progress");
  await worker.begin(config(fragment), 3);
  const left = await worker.back(2, true);
  assert.ok(left.request > third && left.step === 2);
});

test("a restart drops the look back of the previous run", async () => {
  await worker.begin(config("#hidden=300x2&batch=64"), 100);
  const request = worker.ask(99, true);
  await worker.one("past-progress");
  const left = worker.one("past-left");
  worker.send({ kind: "configure", config: config(fragment), epoch: 1000, until: 0, order: 1000 });
  assert.equal((await left).request, request);
});

test("a step that was not made is refused by field, and the run continues", async () => {
  await worker.begin(config(fragment), 10);
  for (const [step, got] of /** @type {[number, string][]} */ ([
    [11, "11"],
    [-1, "-1"],
    [0.5, "0.5"],
    [Number.NaN, "NaN"],
  ])) {
    const request = worker.ask(step, true);
    const refused = await worker.one("refused", "past");
    assert.ok(refused.kind === "refused");
    assert.deepEqual([refused.what, refused.request], ["question", request]);
    assert.deepEqual(refused.errors, [{ field: "step", expected: "a whole number from 0 to 10", got }]);
  }
  assert.equal((await worker.back(10, true)).step, 10);
});

test("a record without the current view's measurements is inexact, and an exact answer has them", async () => {
  await worker.begin(config(fragment), 600);
  worker.send({ kind: "look", look: { preactivations: true, threshold: 0.5 } });
  const record = await worker.back(300, false);
  assert.deepEqual([record.step, record.exact], [300, false]);
  const past = await worker.back(300, true);
  const expected = straight(fragment, 300, (session) => session.look({ preactivations: true, threshold: 0.5 }));
  assert.deepEqual(words(past.buffer), expected.words);
  worker.send({ kind: "look", look: { preactivations: false, threshold: 0.97 } });
});

test("sending the same view again leaves the records valid, in this run and the next", async () => {
  const setThreshold = (/** @type {number} */ threshold) =>
    worker.send({ kind: "look", look: { threshold, focus: { layer: 0, neuron: 3 } } });
  for (const run of [fragment, `${fragment}&seed=5`]) {
    await worker.begin(config(run));
    setThreshold(0.9);
    worker.run(80);
    await worker.one("rested");
    setThreshold(0.9);
    assert.equal((await worker.back(40, false)).exact, true);
    setThreshold(0.8);
    assert.equal((await worker.back(40, false)).exact, false);
  }
  worker.send({ kind: "look", look: { threshold: 0.97, focus: { layer: 0, neuron: 0 } } });
});

test("a learning rate changed during a pause is in the record of that step", async () => {
  await worker.begin(config(fragment), 20);
  assert.equal((await worker.timeline()).steps.at(-1), 20);
  worker.send({ kind: "rate", rate: 0.01 });
  worker.run(40);
  await worker.one("rested");
  const past = await worker.back(20, false);
  const layout = open(fragment).layout();
  assert.equal(frameReader(layout)(past.buffer).learning_rate[0], Math.fround(0.01));
});

test("steps made one by one are recorded too", async () => {
  await worker.begin(config(fragment));
  for (let order = 100; order < 105; order++) {
    worker.send({ kind: "step", order });
    await worker.one("rested");
  }
  assert.deepEqual((await worker.timeline()).steps, [0, 1, 2, 3, 4, 5]);
});

test("markers report the first dead neuron, the first non-finite loss and the largest loss drop", async () => {
  await worker.begin(config(""), 200);
  const { marks } = await worker.timeline();
  const dead = [0, 1, 2, 3].map((step) => {
    const session = open("");
    session.advance(step);
    return frameReader(session.layout())(session.copyFrame(undefined)).layer[0].dead[0] > 0;
  });
  assert.deepEqual(marks.dead, { step: dead.indexOf(true), layer: 0 });
  assert.equal(marks.nan, null);
  assert.ok(marks.drop !== null && marks.drop.from < marks.drop.to && marks.drop.by > 5, JSON.stringify(marks.drop));
  await worker.begin(config("#act=relu&w=std:100&out=std:100&lr=100&hidden=20"), 60);
  const { nan } = (await worker.timeline()).marks;
  assert.ok(nan !== null && nan > 0);
  const [before, first] = [nan - 1, nan].map((step) => {
    const session = open("#act=relu&w=std:100&out=std:100&lr=100&hidden=20");
    session.advance(step);
    return frameReader(session.layout())(session.copyFrame(undefined)).loss[0];
  });
  assert.ok(Number.isFinite(before) && !Number.isFinite(first));
});

test("if the batch size changes, a layout precedes its first frame, and a past frame has its own layout", async () => {
  const link = `${fragment}&then=100:batch=20,250:batch=3`;
  await worker.begin(config(link), 99);
  worker.run(300);
  let layout = open(link).layout();
  let before = 0;
  const sizes = new Set();
  for (;;) {
    const message = await worker.one("layout", "frame", "rested");
    if (message.kind === "rested") break;
    if (message.kind === "layout") layout = message.layout;
    else {
      const frame = frameReader(layout)(message.buffer);
      assert.ok(frame.step >= before);
      before = frame.step;
      const batch = frame.step < 100 ? 8 : frame.step < 250 ? 20 : 3;
      assert.deepEqual([frame.batch.targets.length, frame.layer[0].map.length], [batch, batch * 30]);
      sizes.add(batch);
    }
  }
  assert.ok(sizes.has(3));
  for (const [step, exact, batch] of /** @type {[number, boolean, number][]} */ ([
    [0, false, 8],
    [98, false, 8],
    [99, true, 8],
    [100, true, 20],
    [101, true, 20],
    [249, true, 20],
    [250, false, 3],
    [299, true, 3],
  ])) {
    const past = await worker.back(step, exact);
    assert.deepEqual([past.step, past.layout !== undefined], [step, batch !== 3]);
    assert.deepEqual(words(past.buffer), straight(link, step).words);
    assert.equal(frameReader(past.layout ?? layout)(past.buffer).batch.targets.length, batch);
  }
});

test("while steps are requested in quick succession the run waits, and then it continues", async () => {
  await worker.begin(config(fragment), 100);
  worker.run(1e9);
  await worker.one("frame");
  // An almost stopped clock, so that the test doesn't depend on the machine's speed.
  const { now } = performance;
  let time = now.call(performance);
  performance.now = () => {
    time += 0.01;
    return time;
  };
  await worker.back(0, false);
  const { step } = await worker.timeline();
  for (let slices = 0; slices < 10; slices += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await worker.timeline()).step, step);
  performance.now = now;
  while ((await worker.timeline()).step === step) await new Promise((resolve) => setTimeout(resolve, 20));
  worker.send({ kind: "pause", order: 99 });
  await worker.one("rested");
});
