// Exports: numbers that read back as the same f32, histories as CSV, a run as JSON, tensors as .npz.

import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { historiesAsCsv } from "../../www/app/export/histories.js";
import { npz } from "../../www/app/export/npz.js";
import { frameRecord, wholeRecord } from "../../www/app/export/record.js";
import { fileName } from "../../www/app/ui/download.js";
import { written } from "../../www/app/words/f32.js";
import { frameReader } from "../../www/shared/protocol.js";
import { checksumOf, readNpy } from "../npy.js";
import { config, open } from "./engine.js";

/** @import { Moment } from "../../www/app/export/record.js" */

/** @param {ReturnType<typeof open>} session */
const read = (session) => frameReader(session.layout())(session.copyFrame(undefined));

/** The fields of each line, as numbers; an empty field is null. @param {string} csv */
function table(csv) {
  const lines = csv.split("\r\n");
  assert.equal(lines.pop(), "", "the last line does not end as the others");
  const [head, ...rows] = lines.map((line) => line.split(","));
  for (const row of rows) assert.equal(row.length, head.length);
  return rows.map((row) => Object.fromEntries(row.map((field, i) => [head[i], field === "" ? null : Number(field)])));
}

/** A network with everything that only some have: clipping, Adam's averages, learned scales of residual branches. */
const WHOLE =
  "#hidden=12x4&act=gelu&norm=rms&res=pre&branch=learned:0&opt=adamw&clip=1&warmup=10&lr=0.01,cosine:500&w=kaiming_normal";

test("the history has the norms of the gradients and the learned scales, where there are any", () => {
  const session = open(WHOLE);
  /** @type {[norm: number, scales: number[]][]} */
  const seen = [];
  for (let step = 0; step < 15; step++) {
    const { optimizer, branch } = read(session);
    seen.push([optimizer.gradient_norm[0], [...(branch?.scale ?? [])]]);
    session.advance(1);
  }
  const frame = read(session);
  const rows = table(historiesAsCsv(frame, []));
  const scales = ["branch_scale_2", "branch_scale_3", "branch_scale_4"];
  for (const [step, [norm, scale]] of seen.entries()) {
    const row = rows[step];
    for (const name of ["min", "mean", "max"]) assert.equal(Math.fround(Number(row[`gradient_norm_${name}`])), norm);
    const found = scales.map((name) => row[name]);
    if (step % 10 > 0) assert.deepEqual(found, [null, null, null]);
    else assert.deepEqual(found.map(Number).map(Math.fround), scale);
  }
  const plain = open("#hidden=12x4");
  plain.advance(3);
  const names = Object.keys(table(historiesAsCsv(read(plain), []))[0]);
  assert.ok(
    names.every((name) => !/norm|scale/.test(name)),
    names.join(),
  );
});

test("a number has the fewest digits that read back as the same f32", () => {
  const known = {
    0.1: "0.1",
    3.2958369255065918: "3.295837",
    1.401298464324817e-45: "1e-45",
    3.4028234663852886e38: "3.4028235e+38",
  };
  for (const [value, text] of Object.entries(known)) assert.equal(String(written(Math.fround(Number(value)))), text);
  const bits = new Uint32Array(1);
  const values = new Float32Array(bits.buffer);
  for (let i = 0; i < 20_000; i++) {
    bits[0] = Math.imul(i, 2_654_435_761) >>> 0;
    const [value] = values;
    if (!Number.isFinite(value)) continue;
    const made = Number(written(value));
    assert.equal(Math.fround(made), value);
    const digits = (/** @type {number} */ x) => x.toExponential().replace(/e.*|[-.]/g, "").length;
    if (digits(made) > 1 && !Number.isSafeInteger(value)) {
      assert.notEqual(Math.fround(Number(value.toPrecision(digits(made) - 1))), value, `${made} is too long`);
    }
  }
});

test("a non-finite number is exported as a word", () => {
  assert.deepEqual([Number.NaN, Infinity, -Infinity, 0, 5].map(written), ["NaN", "Infinity", "-Infinity", 0, 5]);
});

test("the history of a short run has the loss of each step and the update ratios of every tenth", () => {
  const session = open("#preset=kaiming&hidden=20");
  const losses = [];
  /** @type {(number | null)[][]} */
  const ratios = [];
  for (let step = 0; step < 25; step++) {
    const frame = read(session);
    losses.push(frame.loss[0]);
    ratios.push(step % 10 === 0 ? frame.weight.map(({ update_data }) => update_data[0]) : [null, null]);
    session.advance(1);
  }
  const rows = table(historiesAsCsv(read(session), [{ step: 25, train: 2.5, val: Number.NaN }]));
  assert.equal(rows.length, 26);
  for (const [step, loss] of losses.entries()) {
    const row = rows[step];
    assert.deepEqual([row.step, row.loss_steps, row.loss_nonfinite], [step, 1, 0]);
    for (const name of ["loss_min", "loss_mean", "loss_max"]) assert.equal(Math.fround(Number(row[name])), loss);
    const found = [row.log10_update_data_W1, row.log10_update_data_W2];
    assert.deepEqual(
      found.map((value) => (value === null ? null : Math.fround(value))),
      ratios[step],
    );
    assert.equal(row.update_measures, step % 10 === 0 ? 1 : null);
  }
  assert.deepEqual({ ...rows[25], val: null }, { ...rows[24], ...empty(rows[24]), step: 25, train: 2.5, val: null });
  assert.ok(Number.isNaN(rows[25].val));
});

/** @param {Record<string, number | null>} row */
const empty = (row) => Object.fromEntries(Object.keys(row).map((name) => [name, null]));

test("the history of a long run has the number of steps that each row covers", () => {
  const session = open("#preset=kaiming&hidden=8&batch=4");
  const losses = [];
  for (let step = 0; step < 1101; step++) {
    losses.push(read(session).loss[0]);
    session.advance(1);
  }
  const rows = table(historiesAsCsv(read(session), []));
  let next = 0;
  let measures = 0;
  for (const row of rows) {
    measures += row.update_measures ?? 0;
    if (row.update_measures !== null) assert.equal(Number(row.step) % 10, 0);
    if (row.loss_steps === null) continue;
    assert.equal(row.step, next);
    const part = losses.slice(next, next + row.loss_steps);
    next += row.loss_steps;
    assert.equal(Math.fround(Number(row.loss_min)), Math.min(...part));
    assert.equal(Math.fround(Number(row.loss_max)), Math.max(...part));
    const mean = part.reduce((sum, loss) => sum + loss, 0) / part.length;
    assert.ok(Math.abs(Number(row.loss_mean) - mean) < 1e-6);
  }
  assert.deepEqual([next, measures], [1101, 111]);
  const steps = rows.map(({ step }) => Number(step));
  assert.deepEqual(
    steps,
    [...new Set(steps)].sort((a, b) => a - b),
  );
});

/** @param {ReturnType<typeof open>} session @returns {Moment} */
const moment = (session) => ({
  frame: read(session),
  link: "https://example.org/#v=1",
  sum: session.checksum(),
  state: /** @type {Moment["state"]} */ (
    /** @type {unknown} */ ({
      config: session.config(),
      text: session.textInfo(),
      textName: "Names",
      textIsBuiltIn: true,
      evaluations: [{ step: 2, train: Math.fround(2.1), val: Infinity }],
      survey: null,
      samples: { kind: "samples", epoch: 1, step: 2, items: ["ab"], known: [true] },
      strips: { info: session.stripsInfo(), values: session.strips() },
      verdicts: [],
    })
  ),
});

test("the current step as JSON reads back as the worker's measurements, with the activation map row by row", () => {
  const session = open("#preset=deep-gain-3&hidden=20x2&batch=16");
  session.advance(3);
  const now = moment(session);
  const record = JSON.parse(JSON.stringify(frameRecord(now)));
  assert.deepEqual(
    [record.link, record.step, record.checksum, record.config, record.text.vocabulary],
    [now.link, 3, session.checksum(), config("#preset=deep-gain-3&hidden=20x2&batch=16"), 27],
  );
  const { layer, loss, batch } = now.frame;
  assert.equal(Math.fround(record.frame.loss[0]), loss[0]);
  assert.deepEqual(record.frame.batch.tokens.flat(), [...batch.tokens]);
  assert.equal(record.frame.batch.tokens.length, 16);
  for (const [i, { map, activation }] of layer.entries()) {
    assert.deepEqual([record.frame.layer[i].map.length, record.frame.layer[i].map[0].length], [16, 20]);
    assert.deepEqual(record.frame.layer[i].map.flat().map(Math.fround), [...map]);
    assert.deepEqual(record.frame.layer[i].activation.counts, [...activation.counts]);
  }
  assert.equal("history" in record.frame, false);
});

test("the whole run as JSON has the histories up to their last point, the strips by column, and no bare NaN", () => {
  const session = open("#act=relu&hidden=20x2&w=std:100&out=std:100&lr=100&batch=8");
  session.advance(30);
  const { history, strips, evaluations, samples, frame } = JSON.parse(JSON.stringify(wholeRecord(moment(session))));
  // JSON has no NaN: `JSON.stringify` writes null.
  assert.equal(JSON.stringify({ history, strips, evaluations, frame }).includes("null"), false);
  assert.deepEqual([history.loss.mean.length, history.update[0].mean.length, history.update.length], [30, 3, 3]);
  assert.deepEqual([history.loss.mean[29], frame.loss[0]], ["NaN", "NaN"]);
  assert.deepEqual(evaluations, [{ step: 2, train: 2.1, val: "Infinity" }]);
  assert.deepEqual(samples, { step: 2, items: ["ab"] });
  assert.deepEqual([strips.layer.length, strips.layer[0].activation.columns.length], [2, strips.columns]);
  assert.deepEqual(
    strips.layer.flatMap((/** @type {Record<string, {columns: number[][]}>} */ { activation, gradient }) => [
      ...activation.columns.flat(),
      ...gradient.columns.flat(),
    ]),
    [...session.strips()],
  );
});

test("tensors in a .npz file are bit for bit the network's: their checksum is the session's", () => {
  const named = {
    naive: ["C", "W1", "b1", "W2", "b2"],
    batchnorm: ["C", "W1", "gain1", "bias1", "W2", "b2", "running_mean1", "running_var1"],
    "norm=layer&hidden=20": ["C", "W1", "b1", "gain1", "bias1", "W2", "b2"],
  };
  for (const [preset, names] of Object.entries(named)) {
    const session = open(`#${preset.includes("=") ? "" : "preset="}${preset}`);
    session.advance(20);
    const tensors = session.tensors();
    assert.deepEqual(
      tensors.map(({ name }) => name),
      names,
    );
    const files = unzipSync(npz(tensors));
    assert.deepEqual(
      Object.keys(files),
      names.map((name) => `${name}.npy`),
    );
    const read = Object.values(files).map(readNpy);
    assert.deepEqual(
      read.map(({ shape }) => shape),
      tensors.map(({ shape }) => shape),
    );
    assert.deepEqual(read[0].shape, [27, 10]);
    assert.equal(checksumOf(read.map(({ values }) => values)), session.checksum());
    assert.deepEqual(npz(tensors), npz(tensors));
  }
});

test("exported tensors are copies that training does not change", () => {
  const session = open("#hidden=20");
  const [{ values }] = session.tensors();
  const before = [...values];
  session.advance(5);
  assert.deepEqual([...values], before);
  assert.notDeepEqual([...session.tensors()[0].values], before);
});

test("a file's name has the preset, the step and the kind of data", () => {
  const run = { preset: "kaiming", step: 1000 };
  assert.equal(fileName(run, "Loss curve", "png"), "initscope-kaiming-step1000-loss-curve.png");
  assert.equal(fileName(run, "Norm, γ of layer 1", "csv"), "initscope-kaiming-step1000-norm-of-layer-1.csv");
});
