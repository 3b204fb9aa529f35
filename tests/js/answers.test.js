// What answers from the worker add to what is known of a run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { learned } from "../../www/app/answers.js";

/** @import { Answer } from "../../www/shared/protocol.js" */

const known = { evaluating: { done: 0, total: 1 }, evaluations: [], surveying: { done: 0, total: 1 } };
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

test("an answer to a question that was left adds nothing", () => {
  const left = { evaluating: null, evaluations: [], surveying: null };
  assert.deepEqual(learned({ ...evaluation, step: 5, done: 10, train: 2.1, val: 2.2 }, left), {});
  assert.deepEqual(learned({ kind: "surveyed", epoch: 1, step: 5, done: 10, total: 10, dead: [[]] }, left), {});
});
