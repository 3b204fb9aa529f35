// A session in wasm: steps, text, rates, evaluation, samples and the frame that JS reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../www/pkg/initscope.js";
import { frameReader } from "../../www/shared/protocol.js";
import { answered, config, memory, names, open, thrownBy } from "./engine.js";

/** @param {ReturnType<typeof open>} session */
const read = (session) => frameReader(session.layout())(session.copyFrame(undefined));

/** @param {string} [fragment] */
const raw = (fragment = "") => new Session(names, config(fragment), 1);

/**
 * The current frame of a raw session.
 * @param {Session} session
 */
function look(session) {
  session.write_frame();
  const words = new Uint8Array(memory.buffer, session.frame_ptr(), session.frame_words() * 4);
  return frameReader(session.layout())(words.slice().buffer);
}

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

test("the first loss of the default link is far above ln V", () => {
  const frame = read(open("", 5));
  assert.equal(frame.epoch, 5);
  assert.equal(frame.step, 0);
  assert.ok(frame.loss[0] > 20, `${frame.loss[0]}`);
  assert.equal(frame.first_loss[0], frame.loss[0]);
  assert.ok(Math.abs(frame.uniform_loss[0] - Math.log(27)) < 1e-6);
});

test("a layer's statistics are those of its activation map", () => {
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

test("the threshold changes the share of saturated activations", () => {
  const session = raw();
  const share = () => look(session).layer[0].saturated[0];
  const at97 = share();
  session.set_threshold(0.5);
  assert.ok(share() > at97);
  assert.equal(thrownBy(() => session.set_threshold(2))[0].field, "threshold");
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

test("frames are copies, so a later one does not change an earlier one", () => {
  const session = open();
  const first = session.copyFrame(undefined);
  const kept = new Uint8Array(first.slice(0));
  session.advance(10);
  assert.notEqual(session.copyFrame(undefined), first);
  assert.deepEqual(new Uint8Array(first), kept);
});

test("a buffer of the right size is reused, and another one is replaced", () => {
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

test("running in slices gives the same bits as running at once", () => {
  const [whole, sliced] = [open("#preset=batchnorm"), open("#preset=batchnorm")];
  whole.advance(60);
  while (sliced.step() < 60) sliced.advanceFor(0, Math.min(7, 60 - sliced.step()));
  assert.equal(sliced.checksum(), whole.checksum());
});

test("a refused Config leaves the run unchanged", () => {
  const session = open();
  session.advance(3);
  const sum = session.checksum();
  assert.equal(thrownBy(() => session.configure({ ...config(""), batch: 0 }, 2))[0].field, "batch");
  assert.deepEqual([session.step(), session.checksum(), read(session).epoch], [3, sum, 1]);
});

test("a custom text is used, and a bad one is refused with its reason", () => {
  const session = open();
  session.setText(bytes("ab\nba\nabc\ncab\nb\na\nc"), 2);
  assert.deepEqual([session.textInfo().lines, session.textInfo().vocabulary], [7, 4]);
  const sum = session.checksum();
  const faults = {
    "UTF-8": new Uint8Array([0xff, 0xfe]),
    lines: bytes("a\nb"),
    MiB: new Uint8Array(8 * 1024 * 1024 + 1).fill(97),
    distinct: bytes(Array.from({ length: 8193 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("\n")),
  };
  for (const [word, text] of Object.entries(faults)) {
    const [{ field, expected }] = thrownBy(() => session.setText(text, 3));
    assert.equal(field, "text");
    assert.ok(expected.includes(word), `${expected} does not name ${word}`);
  }
  assert.equal(session.checksum(), sum);
});

test("a learning rate changed during a run is in the Config, and its link repeats the run", () => {
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

test("both splits are evaluated in slices, which change nothing", () => {
  const session = raw("#preset=kaiming");
  session.advance(100);
  const sum = session.checksum();
  const [sliced, whole] = [0, 60_000].map((ms) => answered(session, { kind: "evaluate" }, ms));
  assert.ok(sliced.slices > 1 && whole.slices === 1);
  assert.deepEqual([sliced.train, sliced.val], [whole.train, whole.val]);
  for (const loss of [whole.train, whole.val]) assert.ok(loss > 2 && loss < 3.3, `${loss}`);
  assert.equal(session.checksum(), sum);
  const [error] = thrownBy(() => session.ask({ kind: "guess" }));
  assert.deepEqual([error.field, error.expected], ["question", "evaluate, survey, ways or couple"]);
});

test("an evaluation shows the training loss before the validation loss is known", () => {
  const session = raw("#preset=kaiming");
  session.ask({ kind: "evaluate" });
  const { train, val } = session.text_info();
  let answer = session.answer_for(0);
  assert.deepEqual([answer.kind, answer.total, answer.train, answer.val], ["evaluation", train + val, null, null]);
  while (answer.train === null) answer = session.answer_for(0);
  assert.deepEqual([answer.done, answer.val], [train, null]);
});

test("calibrated statistics evaluate the network and leave the run's bits alone", () => {
  const session = raw("#preset=batchnorm");
  session.advance(50);
  const sum = session.checksum();
  const { results } = answered(session, { kind: "ways" });
  const { val } = results.find((/** @type {{way: string}} */ { way }) => way === "calibrated");
  assert.ok(val > 2 && val < 3.4, `${val}`);
  assert.equal(session.checksum(), sum);
});

test("samples depend on their seed and have only characters of the text", () => {
  const session = raw("#preset=kaiming");
  session.advance(500);
  const items = session.sample(20, 1);
  assert.equal(items.length, 20);
  for (const item of items) assert.match(item, /^[a-z]*$/);
  assert.deepEqual(session.sample(20, 1), items);
  assert.notDeepEqual(session.sample(20, 2), items);
});

test("a diverging run counts non-finite values and continues", () => {
  const session = open("#act=relu&w=std:100&out=std:100&lr=100");
  session.advance(50);
  const frame = read(session);
  const [nans, infinities] = frame.layer[0].activation.nonfinite;
  assert.ok(Number.isNaN(frame.loss[0]) || nans + infinities > 0);
  assert.match(session.checksum(), /^[0-9a-f]{16}$/);
});

test("a frame has its minibatch, and the pre-activation of the selected neuron", () => {
  const session = raw("#preset=deep-gain-1&hidden=6,4&context=2&batch=5");
  session.advance(3);
  session.set_focus(1, 2);
  const { batch, neuron, layer } = look(session);
  assert.deepEqual([batch.tokens.length, batch.targets.length], [10, 5]);
  assert.ok(batch.tokens.every((token) => token < 27));
  assert.deepEqual([neuron.layer[0], neuron.index[0]], [1, 2]);
  for (const [i, x] of neuron.preactivation.entries()) {
    assert.ok(Math.abs(Math.tanh(x) - layer[1].map[i * 4 + 2]) < 1e-6);
  }
  session.configure(config("#hidden=2"), 2);
  assert.deepEqual([look(session).neuron.layer[0], look(session).neuron.index[0]], [0, 1]);
  session.set_focus(99, 99);
  session.configure(config("#hidden=2,3"), 3);
  assert.deepEqual([look(session).neuron.layer[0], look(session).neuron.index[0]], [1, 2]);
});

test("pre-activations are measured only while they are requested", () => {
  const session = raw("#hidden=6,4&batch=5");
  const total = () => look(session).layer.map(({ preactivation: { counts } }) => counts.reduce((a, b) => a + b, 0));
  assert.deepEqual(total(), [0, 0]);
  assert.ok(Number.isNaN(look(session).layer[0].preactivation.mean[0]));
  session.show_preactivations(true);
  const [first, second] = look(session).layer.map(({ preactivation }) => preactivation.range);
  assert.deepEqual(first, second);
  assert.ok(total()[0] > 25 && total()[1] > 15);
  session.set_text(bytes("ab\nba\nabc\ncab\nb\na\nc"), 2);
  assert.ok(total()[0] > 25, "the wish outlives the text");
});

test("a layer has the number of saturated examples per neuron, and the history has a smoothed loss", () => {
  const session = raw();
  session.advance(50);
  const { layer, history } = look(session);
  const [{ map, saturated_counts, dead_neurons }] = layer;
  for (const [j, count] of saturated_counts.entries()) {
    let beyond = 0;
    for (let i = 0; i < 32; i++) beyond += Number(Math.abs(map[i * 200 + j]) > Math.fround(0.97));
    assert.equal(count, beyond);
    assert.equal(dead_neurons[j], Number(count === 32));
  }
  assert.deepEqual([history.smooth.points[0], history.smooth.stride[0]], [50, 1]);
  assert.equal(history.smooth.mean[0], history.loss.mean[0]);
  assert.ok(history.smooth.mean[49] > history.loss.mean[49]);
});

test("a schedule set during a run applies to later steps, as one in a link does", () => {
  const planned = raw("#preset=kaiming");
  planned.advance(20);
  planned.set_plan("25:0.01,30:0.001");
  planned.advance(20);
  assert.deepEqual(planned.config().lr, {
    initial: 0.1,
    changes: [
      [25, 0.01],
      [30, 0.001],
    ],
  });
  const linked = raw("#preset=kaiming&lr=0.1,25:0.01,30:0.001");
  linked.advance(40);
  assert.equal(planned.checksum(), linked.checksum());
  const [{ field, expected, got }] = thrownBy(() => planned.set_plan("40:0.1"));
  assert.deepEqual([field, got], ["lr", "40:0.1"]);
  assert.ok(expected.includes("after step 40"), expected);
});

test("a text's alphabet begins with token 1", () => {
  assert.equal(raw().text_info().alphabet, "abcdefghijklmnopqrstuvwxyz");
});

test("a survey of the training split runs in slices, which change nothing", () => {
  const session = raw("#hidden=60&w=gain:1&b=std:6");
  const sum = session.checksum();
  const [sliced, whole] = [0, 60_000].map((ms) => answered(session, { kind: "survey" }, ms));
  assert.ok(sliced.slices > 1 && whole.slices === 1);
  assert.deepEqual(sliced.dead, whole.dead);
  assert.equal(whole.total, session.text_info().train);
  assert.equal(whole.dead.length, 1);
  const { dead_neurons } = look(session).layer[0];
  assert.ok(whole.dead[0].length > 0 && whole.dead[0].every((/** @type {number} */ j) => dead_neurons[j] === 1));
  assert.equal(session.checksum(), sum);
  session.ask({ kind: "survey" });
  session.configure(config(""), 2);
  assert.equal(session.answer_for(0), null);
});

test("distributions over time have at most 128 columns", () => {
  const session = raw("#preset=deep-gain-1&hidden=6,4&batch=5");
  const before = session.strips_info();
  assert.deepEqual([before.columns, before.stride, before.bins, session.strips().length], [0, 1, 64, 0]);
  assert.deepEqual(before.activation, [
    [-1, 1],
    [-1, 1],
  ]);
  assert.deepEqual(before.gradient, [-8, 0]);
  session.advance(200);
  const { columns, stride, bins } = session.strips_info();
  assert.deepEqual([columns, stride], [100, 2]);
  const strips = session.strips();
  assert.equal(strips.length, 2 * 2 * columns * bins);
  for (let column = 0; column < 4 * columns; column++) {
    assert.equal(Math.max(...strips.subarray(column * bins, (column + 1) * bins)), 255);
  }
});

test("verdicts have the problem, its fix and the layer", () => {
  const session = raw();
  assert.deepEqual(session.verdicts()[0], {
    severity: "bad",
    text: "First loss 22.3; a uniform guess costs 3.30: shrink the output weights",
    control: "out",
    remedy: "shrink-output",
    layer: null,
  });
  assert.match(session.verdicts()[1].text, /^Layer 1: \d+ % saturated/);
  const [, { control: second, remedy, layer: of }] = session.verdicts();
  assert.deepEqual([second, remedy, of], ["w", "lower-scale", 1]);
  session.configure(config("#preset=deep-batchnorm"), 2);
  const [{ severity, text, control, layer }, ...others] = session.verdicts();
  assert.deepEqual([severity, control, layer, others], ["good", null, null, []]);
  assert.match(text, /^Healthy: /);
});
