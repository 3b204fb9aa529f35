// Norms in wasm: their sections in frames, the long questions as the worker asks them, and the small experiments that
// the page computes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fan_in, normalize_points, tanh_slope } from "../../www/pkg/initscope.js";
import { frameReader } from "../../www/shared/protocol.js";
import { openSession } from "../../www/worker/session.js";
import { createTasks } from "../../www/worker/training/tasks.js";
import { config, module, names, open, thrownBy } from "./engine.js";

/** @import { Answer, LongQuestion } from "../../www/shared/protocol.js" */

/** About a hundredth of the built-in names, the same as in Rust's tests. */
const lines = new TextDecoder().decode(names).split("\n").filter(Boolean);
const fewNames = new TextEncoder().encode(lines.filter((_, i) => i % 101 === 0).join("\n"));

/** @param {string} link @param {number} steps */
function run(link, steps) {
  const session = openSession(module, fewNames, config(link), 1);
  session.advance(steps);
  return session;
}

/** @param {ReturnType<typeof open>} session */
const read = (session) => frameReader(session.layout())(session.copyFrame(undefined));

/**
 * Every answer to a question that is advanced in the smallest slices.
 * @param {ReturnType<typeof open>} session
 * @param {LongQuestion} question
 */
function answers(session, question) {
  /** @type {Answer[]} */
  const posted = [];
  const tasks = createTasks((answer) => posted.push(answer));
  tasks.begin(question, session, 7);
  while (tasks.advance(0));
  return posted;
}

/**
 * The answers of one kind; asserts that there are no others.
 * @template {Answer["kind"]} Kind
 * @param {Answer[]} posted
 * @param {Kind} kind
 */
function only(posted, kind) {
  const found = posted.filter((answer) => answer.kind === kind);
  assert.equal(found.length, posted.length);
  return /** @type {Extract<Answer, {kind: Kind}>[]} */ (found);
}

/** Rounds the numbers of a JSON value to f32. @param {unknown} value @returns {unknown} */
function single(value) {
  if (typeof value === "number") return Math.fround(value);
  if (Array.isArray(value)) return value.map(single);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, single(part)]));
}

test("a frame has the sections of every normed block", () => {
  const session = open("#preset=deep-batchnorm&hidden=6,4&b=zero&outb=none");
  session.advance(3);
  session.look({ norms: true });
  const { norm = [] } = read(session);
  assert.deepEqual(
    norm.map(({ block }) => [...block]),
    [[0], [1], [2]],
  );
  const [first, , last] = norm;
  const total = (/** @type {Uint32Array} */ counts) => counts.reduce((sum, count) => sum + count, 0);
  assert.deepEqual([total(first.gain.counts), total(first.bias.counts), total(last.gain.counts)], [6, 6, 27]);
  assert.deepEqual(
    [[...first.gain.range], [...last.gain.range]],
    [
      [0, 2],
      [0, 0.125],
    ],
  );
  assert.equal(first.batch_mean.length, 6);
  const [bias, weight] = first.bias_gradient;
  assert.ok(bias < 1e-6 && weight > 1e-4, `${bias}, ${weight}`);
  assert.equal(last.bias_gradient.length, 0);

  session.look({ norms: false });
  const unasked = read(session).norm?.[0];
  assert.ok(unasked !== undefined && total(unasked.gain.counts) === 0 && Number.isNaN(unasked.bias_gradient[0]));
});

test("LayerNorm has no minibatch statistics, and a network without a norm has no norm section", () => {
  const { norm = [] } = read(open("#hidden=6,4&norm=layer"));
  assert.deepEqual(
    norm.map(({ block, batch_mean, running_var }) => [block[0], batch_mean.length, running_var.length]),
    [
      [0, 0, 0],
      [1, 0, 0],
    ],
  );
  assert.equal(read(open("#hidden=6,4")).norm, undefined);
});

test("the four ways to use a BatchNorm are computed in slices, and the run is unchanged", () => {
  const session = run("#preset=deep-batchnorm&hidden=12x2", 40);
  const sum = session.checksum();
  const known = only(answers(session, { kind: "ways" }), "ways");
  const { train, val } = session.textInfo();
  assert.ok(known.length > 20);
  for (const [i, answer] of known.entries()) {
    assert.deepEqual([answer.epoch, answer.step, answer.total], [7, 40, 4 * (train + val) + 3 * train]);
    assert.ok(i === 0 || answer.done > known[i - 1].done);
    const last = i === known.length - 1;
    assert.equal(answer.done === answer.total, last);
    assert.equal(answer.logits === null, !last);
    assert.equal(answer.results[3].val === null, !last);
  }
  const { results, logits } = known[known.length - 1];
  assert.deepEqual(
    results.map(({ way }) => way),
    ["minibatch", "running", "calibrated", "folded"],
  );
  for (const { train, val } of results) assert.ok(train !== null && val !== null && train > 1 && val < 5);
  assert.ok(logits !== null && logits > 0 && logits < 1e-4, `${logits}`);
  assert.equal(session.checksum(), sum);
});

test("without BatchNorm there is one way", () => {
  const known = only(answers(run("#hidden=8", 5), { kind: "ways" }), "ways");
  const { results, logits } = known[known.length - 1];
  assert.deepEqual([results.length, results[0].way, logits], [1, "running", null]);
  const [evaluation] = only(answers(run("#hidden=8", 5), { kind: "evaluate" }), "evaluation").slice(-1);
  assert.deepEqual([results[0].train, results[0].val], [evaluation.train, evaluation.val]);
});

test("an example among changing minibatches is answered completely, and the run is unchanged", () => {
  const session = run("#preset=deep-batchnorm&hidden=12x2&batch=4", 40);
  const sum = session.checksum();
  const question = /** @type {const} */ ({ kind: "couple", tokens: [0, 5, 13], target: 13, draws: 30, seed: 5 });
  const known = only(answers(session, { ...question, tokens: [...question.tokens] }), "coupled");
  assert.deepEqual(
    known.map(({ done, total, evaluation }) => [done, total, evaluation === null]),
    Array.from({ length: 30 }, (_, i) => [i + 1, 30, i < 29]),
  );
  const { epoch, step, tokens, target, evaluation, training, probabilities } = known[29];
  assert.deepEqual([epoch, step, tokens, target], [7, 40, [0, 5, 13], 13]);
  assert.ok(evaluation !== null && training !== null && probabilities !== null);
  assert.deepEqual([evaluation.length, probabilities.length], [27, 30 * 27]);
  for (let token = 0; token < 27; token++) {
    /** @type {number[]} */
    const drawn = Array.from({ length: 30 }, (_, i) => probabilities[i * 27 + token]);
    assert.equal(training.min[token], Math.min(...drawn));
    assert.equal(training.max[token], Math.max(...drawn));
    const mean = drawn.reduce((sum, p) => sum + p, 0) / 30;
    const std = Math.sqrt(drawn.reduce((sum, p) => sum + (p - mean) ** 2, 0) / 29);
    assert.ok(Math.abs(training.mean[token] - mean) < 1e-6 && Math.abs(training.std[token] - std) < 1e-6);
    assert.ok(training.std[token] > 0);
  }
  assert.equal(session.checksum(), sum);
  assert.equal(thrownBy(() => session.ask({ ...question, tokens: [300, 0, 0] }))[0].field, "tokens");
  assert.equal(thrownBy(() => session.ask({ ...question, tokens: [] }))[0].field, "tokens");
  for (const token of [1.5, -1, 2 ** 32, Number.NaN]) {
    assert.equal(thrownBy(() => session.ask({ ...question, tokens: [0, 5, token] }))[0].field, "tokens", String(token));
  }
  assert.equal(thrownBy(() => session.ask({ ...question, tokens: [0, 5, 13], draws: 0 }))[0].field, "draws");
});

test("a newer question replaces the current one, and a dropped one gets no further answer", () => {
  const session = run("#preset=batchnorm&hidden=8", 5);
  /** @type {Answer["kind"][]} */
  const kinds = [];
  const tasks = createTasks(({ kind }) => kinds.push(kind));
  tasks.begin({ kind: "ways" }, session, 1);
  tasks.advance(0);
  tasks.begin({ kind: "couple", tokens: [0, 0, 0], target: 1, draws: 3, seed: 1 }, session, 1);
  tasks.advance(0);
  tasks.drop();
  assert.equal(tasks.advance(0), false);
  assert.deepEqual(kinds, ["ways", "coupled"]);
});

test("a refused question cancels the current one too", () => {
  const session = run("#preset=batchnorm&hidden=8", 5);
  const tasks = createTasks(() => {});
  tasks.begin({ kind: "evaluate" }, session, 1);
  thrownBy(() => tasks.begin({ kind: "couple", tokens: [0], target: 1, draws: 3, seed: 1 }, session, 1));
  assert.equal(tasks.advance(0), false);
});

test("wasm answers with the same bits as the native build", () => {
  const recorded = JSON.parse(readFileSync(new URL("../golden/answers.json", import.meta.url), "utf8"));
  const session = run(recorded.link, 100);
  const [{ results, logits }] = only(answers(session, { kind: "ways" }), "ways").slice(-1);
  assert.deepEqual({ results, logits }, single(recorded.ways));
  const question = /** @type {const} */ ({ kind: "couple", target: 13, draws: 20, seed: 3 });
  const [{ evaluation, training }] = only(answers(session, { ...question, tokens: [0, 0, 5] }), "coupled").slice(-1);
  assert.ok(evaluation !== null);
  const { mean, std, min, max } = training;
  const plain = { mean: [...mean], std: [...std], min: [...min], max: [...max] };
  assert.deepEqual({ evaluation: [...evaluation], training: plain }, single(recorded.coupled));
  const points = new Float64Array([1, 2, 3, 4, 10]);
  assert.deepEqual(normalize_points(points, 1.5, -0.25, 1e-5, "unbiased"), single(recorded.normalized));
  assert.deepEqual(fan_in(100, 7), single(recorded.fan_in));
  assert.deepEqual(tanh_slope(0.7, 9), single(recorded.tanh_slope));
});

test("out-of-range inputs of the experiments are refused by field", () => {
  const fields = (/** @type {() => unknown} */ call) => thrownBy(call).map(({ field }) => field);
  assert.deepEqual(
    fields(() => normalize_points(new Float64Array([1]), Number.NaN, 0, -1, "exact")),
    ["eps", "variance", "gain", "points"],
  );
  assert.deepEqual(thrownBy(() => fan_in(1.5, 0))[0], {
    field: "n",
    expected: "a whole number from 1 to 2000",
    got: "1.5",
  });
  assert.deepEqual(
    fields(() => tanh_slope(11, 1)),
    ["x"],
  );
  assert.deepEqual(
    fields(() => tanh_slope(1, 0)),
    ["layers"],
  );
});
