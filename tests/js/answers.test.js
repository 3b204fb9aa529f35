// What answers from the worker add to what is known of a run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAsked, learned, NOTHING_ASKED, regained } from "../../www/app/panels/answers.js";

/** @import { Answer } from "../../www/shared/protocol.js" */

const asked = { done: 0, total: 1 };
const known = { evaluations: [], evaluating: asked, surveying: asked, comparing: asked, coupling: asked };
const evaluation = { kind: /** @type {const} */ ("evaluation"), epoch: 1, total: 10 };

test("evaluations are kept by their steps, the newest of each", () => {
  /** @type {Answer} */
  const answer = { ...evaluation, step: 5, done: 10, train: 2.1, val: 2.2 };
  const earlier = [
    { step: 2, train: 3, val: 3 },
    { step: 5, train: 9, val: 9 },
    { step: 9, train: 1, val: 1 },
  ];
  assert.deepEqual(learned(answer, { ...known, evaluations: earlier }), {
    evaluating: null,
    evaluations: [earlier[0], { step: 5, train: 2.1, val: 2.2 }, earlier[2]],
  });
});

test("until both losses are known, an evaluation is under way", () => {
  for (const [done, train] of /** @type {[number, number | null][]} */ ([
    [3, null],
    [9, 2.1],
  ])) {
    const answer = { ...evaluation, step: 5, done, train, val: null };
    assert.deepEqual(learned(answer, known), { evaluating: { done, total: 10 } });
  }
});

test("a survey's answer counts when it is whole", () => {
  /** @type {Answer} */
  const part = { kind: "surveyed", epoch: 1, step: 5, done: 3, total: 10, dead: [[1, 2]] };
  assert.deepEqual(learned(part, known), { surveying: { done: 3, total: 10 } });
  assert.deepEqual(learned({ ...part, done: 10, dead: [[2]] }, known), {
    surveying: null,
    survey: { step: 5, dead: [[2]] },
  });
});

/** @type {Extract<Answer, {kind: "ways"}>} */
const ways = {
  kind: "ways",
  epoch: 1,
  step: 5,
  done: 3,
  total: 10,
  results: [{ way: "minibatch", train: 2.1, val: null }],
  logits: null,
};
const at = { kind: /** @type {const} */ ("coupled"), epoch: 1, step: 5, total: 200, tokens: [0, 0, 5], target: 13 };
/** @type {Answer} */
const drawing = { ...at, done: 50, evaluation: null, training: null, probabilities: null };
const row = Float32Array.of(0.25, 0.75);
/** @type {Answer} */
const coupled = {
  ...at,
  done: 200,
  evaluation: row,
  training: { mean: row, std: row, min: row, max: row },
  probabilities: row,
};

test("of a run that is computed again, what was asked at the steps that it has come to is known", () => {
  const evaluations = [2, 5, 9].map((step) => ({ step, train: step / 4, val: step / 2 }));
  const survey = { step: 5, dead: [[2]] };
  const training = { mean: row, std: row, min: row, max: row };
  const coupled = { step: 5, tokens: [0], target: 1, evaluation: row, training, probabilities: row };
  const all = { evaluations, survey, ways, coupled };
  assert.deepEqual(regained(all, 9), all);
  assert.deepEqual(regained(all, 5), { ...all, evaluations: evaluations.slice(0, 2) });
  assert.deepEqual(regained(all, 4), { evaluations: evaluations.slice(0, 1), survey: null, ways: null, coupled: null });
  const nothing = { evaluations: [], survey: null, ways: null, coupled: null };
  assert.deepEqual(regained(nothing, 4), nothing);
});

test("of the four ways, each is known as soon as it has been gone", () => {
  assert.deepEqual(learned(ways, known), { comparing: { done: 3, total: 10 }, ways });
  const last = { ...ways, done: 10, logits: 1e-6 };
  assert.deepEqual(learned(last, known), { comparing: null, ways: last });
});

test("how an example is coupled to its batch is known when all draws are made", () => {
  assert.deepEqual(learned(drawing, known), { coupling: { done: 50, total: 200 } });
  assert.deepEqual(learned(coupled, known), { coupling: null, coupled });
});

test("a long question is awaited until it is answered or left", () => {
  assert.equal(isAsked(NOTHING_ASKED), false);
  for (const key of Object.keys(NOTHING_ASKED)) assert.equal(isAsked({ ...NOTHING_ASKED, [key]: asked }), true, key);
});

test("an answer to a question that was left adds nothing", () => {
  const left = { ...NOTHING_ASKED, evaluations: [] };
  assert.deepEqual(learned({ ...evaluation, step: 5, done: 10, train: 2.1, val: 2.2 }, left), {});
  assert.deepEqual(learned({ kind: "surveyed", epoch: 1, step: 5, done: 10, total: 10, dead: [[]] }, left), {});
  for (const answer of [ways, { ...ways, done: 10 }, drawing, coupled]) assert.deepEqual(learned(answer, left), {});
});
