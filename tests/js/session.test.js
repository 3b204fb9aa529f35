// A session in wasm: steps, text, rates, evaluation, samples and the frame that JS reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../www/pkg/initscope.js";
import { frameReader } from "../../www/shared/protocol.js";
import { config, memory, names, open, thrownBy } from "./engine.js";

/** @param {ReturnType<typeof open>} session */
const read = (session) => frameReader(session.layout())(session.copyFrame(undefined));

/** @param {string} [fragment] */
const raw = (fragment = "") => new Session(names, config(fragment), 1);

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

test("the first frame of the default link shows an absurd loss against ln V", () => {
  const frame = read(open("", 5));
  assert.equal(frame.epoch, 5);
  assert.equal(frame.step, 0);
  assert.ok(frame.loss[0] > 20, `${frame.loss[0]}`);
  assert.equal(frame.first_loss[0], frame.loss[0]);
  assert.ok(Math.abs(frame.uniform_loss[0] - Math.log(27)) < 1e-6);
});

test("a layer's figures are those of its activation map", () => {
  const [{ activation, saturated, dead, dead_neurons, map }] = read(open()).layer;
  assert.equal(map.length, 32 * 200);
  assert.equal(
    activation.counts.reduce((sum, count) => sum + count, 0),
    map.length,
  );
  const beyond = map.filter((h) => Math.abs(h) > 0.97).length;
  assert.ok(Math.abs(saturated[0] - (100 * beyond) / map.length) < 1e-4, `${saturated[0]}`);
  let columns = 0;
  for (let j = 0; j < 200; j++) {
    let full = true;
    for (let i = 0; i < 32; i++) full &&= Math.abs(map[i * 200 + j]) > 0.97;
    assert.equal(dead_neurons[j], Number(full));
    columns += Number(full);
  }
  assert.equal(dead[0], columns);
  const mean = map.reduce((sum, h) => sum + h, 0) / map.length;
  assert.ok(Math.abs(activation.mean[0] - mean) < 1e-5);
});

test("the threshold moves what counts as saturated", () => {
  const session = open();
  const share = () => read(session).layer[0].saturated[0];
  const at97 = share();
  session.setThreshold(0.5);
  assert.ok(share() > at97);
  assert.equal(thrownBy(() => session.setThreshold(2))[0].field, "threshold");
});

test("training lowers the loss and counts its steps", () => {
  const session = open("#preset=kaiming");
  const before = read(session);
  session.advance(500);
  const after = read(session);
  assert.equal(after.step, 500);
  assert.ok(after.loss[0] < before.loss[0]);
  assert.equal(after.history.loss.first[0], before.loss[0]);
});

test("frames are copied out, so a later one leaves an earlier one alone", () => {
  const session = open();
  const first = session.copyFrame(undefined);
  const kept = new Uint8Array(first.slice(0));
  session.advance(10);
  assert.notEqual(session.copyFrame(undefined), first);
  assert.deepEqual(new Uint8Array(first), kept);
});

test("a buffer that fits is used again, and one that does not is replaced", () => {
  const session = open();
  const buffer = session.copyFrame(undefined);
  assert.equal(session.copyFrame(buffer), buffer);
  assert.notEqual(session.copyFrame(new ArrayBuffer(8)), buffer);
});

test("frames stay readable when wasm memory grows", () => {
  const session = open();
  const before = memory.buffer;
  session.configure(config("#hidden=512x10&batch=256"), 2);
  assert.notEqual(memory.buffer, before, "memory did not grow, so this shows nothing");
  assert.equal(read(session).layer.length, 10);
});

test("running in slices gives the bits of running at once", () => {
  const [whole, sliced] = [open("#preset=batchnorm"), open("#preset=batchnorm")];
  whole.advance(60);
  while (sliced.step() < 60) sliced.advanceFor(0, Math.min(7, 60 - sliced.step()));
  assert.equal(sliced.checksum(), whole.checksum());
});

test("a refused Config leaves the run as it was", () => {
  const session = open();
  session.advance(3);
  const sum = session.checksum();
  assert.equal(thrownBy(() => session.configure({ ...config(""), batch: 0 }, 2))[0].field, "batch");
  assert.deepEqual([session.step(), session.checksum(), read(session).epoch], [3, sum, 1]);
});

test("a text of one's own is used, and a bad one refused with its reason", () => {
  const session = open();
  session.setText(bytes("ab\nba\nabc\ncab\nb\na\nc"), 2);
  assert.deepEqual([session.textInfo().lines, session.textInfo().vocabulary], [7, 4]);
  const sum = session.checksum();
  const faults = {
    "UTF-8": new Uint8Array([0xff, 0xfe]),
    lines: bytes("a\nb"),
    MiB: new Uint8Array(8 * 1024 * 1024 + 1).fill(97),
    distinct: bytes(Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("\n")),
  };
  for (const [word, text] of Object.entries(faults)) {
    const [{ field, expected }] = thrownBy(() => session.setText(text, 3));
    assert.equal(field, "text");
    assert.ok(expected.includes(word), `${expected} does not name ${word}`);
  }
  assert.equal(session.checksum(), sum);
});

test("a learning rate changed in mid-run is carried by the Config, and the same link repeats it", () => {
  const live = open("#preset=kaiming");
  live.advance(20);
  live.setLearningRate(0.01);
  live.advance(20);
  assert.deepEqual(live.config().lr.changes[0], [20, 0.01]);
  const replayed = open("#preset=kaiming");
  replayed.configure(live.config(), 2);
  replayed.advance(40);
  assert.equal(replayed.checksum(), live.checksum());
  assert.equal(thrownBy(() => live.setLearningRate(Number.NaN))[0].field, "lr");
});

test("a split is evaluated in slices, which change nothing", () => {
  const session = raw("#preset=kaiming");
  session.advance(100);
  const sum = session.checksum();
  const evaluate = (/** @type {number} */ ms) => {
    session.evaluate("val", "running");
    let state = session.evaluate_for(ms);
    let slices = 1;
    while (state.done < state.total) {
      state = session.evaluate_for(ms);
      slices += 1;
    }
    assert.equal(session.evaluate_for(ms), null);
    return { loss: state.loss, slices };
  };
  const [sliced, whole] = [evaluate(0), evaluate(60_000)];
  assert.ok(sliced.slices > 1 && whole.slices === 1);
  assert.equal(sliced.loss, whole.loss);
  assert.ok(sliced.loss > 2 && sliced.loss < 3.3, `${sliced.loss}`);
  assert.equal(session.checksum(), sum);
  assert.equal(thrownBy(() => session.evaluate("all", "running"))[0].field, "split");
  assert.equal(thrownBy(() => session.evaluate("val", "exact"))[0].field, "statistics");
});

test("calibration serves evaluation and leaves the run's bits alone", () => {
  const session = raw("#preset=batchnorm");
  session.advance(50);
  const sum = session.checksum();
  session.calibrate();
  while (session.calibrate_for(50) !== null);
  session.evaluate("val", "calibrated");
  const { loss } = session.evaluate_for(60_000);
  assert.ok(loss > 2 && loss < 3.4, `${loss}`);
  assert.equal(session.checksum(), sum);
});

test("samples hang on their seed and hold characters of the text alone", () => {
  const session = raw("#preset=kaiming");
  session.advance(500);
  const items = session.sample(20, 1);
  assert.equal(items.length, 20);
  for (const item of items) assert.match(item, /^[a-z]*$/);
  assert.deepEqual(session.sample(20, 1), items);
  assert.notDeepEqual(session.sample(20, 2), items);
});

test("a run that overflows counts what is not finite and goes on", () => {
  const session = open("#act=relu&w=std:100&out=std:100&lr=100");
  session.advance(50);
  const frame = read(session);
  const [nans, infinities] = frame.layer[0].activation.nonfinite;
  assert.ok(Number.isNaN(frame.loss[0]) || nans + infinities > 0);
  assert.match(session.checksum(), /^[0-9a-f]{16}$/);
});
