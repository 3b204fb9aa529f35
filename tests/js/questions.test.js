// How the worker's answers change the state of a run, and what of it survives a failed worker.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuestions } from "../../www/app/run/questions.js";
import { createRecovery } from "../../www/app/run/recovery.js";
import { createStore, NOTHING_KNOWN } from "../../www/app/run/store.js";

/** @import { Answer, LongQuestion } from "../../www/shared/protocol.js" */
/** @import { Run } from "../../www/app/run/store.js" */

/** @param {Partial<Run>} [known] */
function begin(known = {}) {
  const state = { mode: "idle", samples: null, strips: null, ...NOTHING_KNOWN, ...known };
  const store = createStore(/** @type {Run} */ (/** @type {unknown} */ (state)));
  /** @type {unknown[]} */
  const posted = [];
  /** @type {((done: number, total: number) => void) | undefined} */
  let progress;
  /** @type {(reason: Error) => void} */
  let reject = () => {};
  const client = {
    ask: (/** @type {unknown} */ question) => posted.push(question),
    requests: {
      back(/** @type {number} */ _, /** @type {boolean} */ __, /** @type {typeof progress} */ onProgress) {
        progress = onProgress;
        return new Promise((_, refuse) => {
          reject = refuse;
        });
      },
    },
  };
  const group = { ask: (/** @type {unknown} */ question) => posted.push({ pinned: question }) };
  /** @type {string[]} */
  const said = [];
  const parts = { store, client, group, messages: { status: (/** @type {string} */ text) => said.push(text) } };
  return {
    store,
    said,
    posted,
    questions: createQuestions(/** @type {Parameters<typeof createQuestions>[0]} */ (/** @type {unknown} */ (parts))),
    progress: (/** @type {number} */ done) => progress?.(done, 60),
    reject: () => reject(new DOMException("", "AbortError")),
  };
}

const evaluation = { kind: /** @type {const} */ ("evaluation"), epoch: 1, total: 10 };
const done = { ...evaluation, step: 5, done: 10, train: 2.1, val: 2.2 };

test("evaluations are kept by step, the newest of each", () => {
  const earlier = [
    { step: 2, train: 3, val: 3 },
    { step: 5, train: 9, val: 9 },
    { step: 9, train: 1, val: 1 },
  ];
  const { store, questions, posted } = begin({ evaluations: earlier });
  questions.evaluate();
  assert.deepEqual(posted, [{ kind: "evaluate" }, { pinned: { kind: "evaluate" } }]);
  questions.answered(done);
  assert.equal(store.get().question, null);
  assert.deepEqual(store.get().evaluations, [earlier[0], { step: 5, train: 2.1, val: 2.2 }, earlier[2]]);
});

test("an evaluation continues until both losses are known", () => {
  const { store, questions } = begin();
  questions.evaluate();
  for (const [at, train] of /** @type {[number, number | null][]} */ ([
    [3, null],
    [9, 2.1],
  ])) {
    questions.answered({ ...evaluation, step: 5, done: at, train, val: null });
    assert.deepEqual(store.get().question, { kind: "evaluate", done: at, total: 10 });
    assert.deepEqual(store.get().evaluations, []);
  }
});

test("a survey's answer is used once it is complete, until the threshold changes", () => {
  const { store, questions, posted } = begin();
  questions.survey();
  /** @type {Answer} */
  const part = { kind: "surveyed", epoch: 1, step: 5, done: 3, total: 10, dead: [[1, 2]] };
  questions.answered(part);
  assert.deepEqual([store.get().question, store.get().survey], [{ kind: "survey", done: 3, total: 10 }, null]);
  questions.answered({ ...part, done: 10, dead: [[2]] });
  assert.deepEqual([store.get().question, store.get().survey], [null, { step: 5, dead: [[2]] }]);
  questions.forgetSurvey();
  assert.deepEqual([store.get().survey, posted.length], [null, 1]);
  questions.survey();
  questions.forgetSurvey();
  assert.deepEqual([store.get().question, posted.at(-1)], [null, { kind: "cancel" }]);
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
const training = { mean: row, std: row, min: row, max: row };
/** @type {Answer} */
const coupled = { ...at, done: 200, evaluation: row, training, probabilities: row };
/** @type {Omit<Extract<LongQuestion, {kind: "couple"}>, "kind">} */
const couple = { tokens: [0, 0, 5], target: 13, draws: 200, seed: 0 };

test("each of the four ways is known as soon as it has been computed", () => {
  const { store, questions } = begin();
  questions.compareWays();
  questions.answered(ways);
  assert.deepEqual([store.get().question, store.get().ways], [{ kind: "ways", done: 3, total: 10 }, ways]);
  const last = { ...ways, done: 10, logits: 1e-6 };
  questions.answered(last);
  assert.deepEqual([store.get().question, store.get().ways], [null, last]);
});

test("an example's coupling to its batch is known when all draws are made", () => {
  const { store, questions } = begin();
  questions.couple(couple);
  assert.deepEqual(store.get().question, { kind: "couple", done: 0, total: 200 });
  questions.answered(drawing);
  assert.deepEqual([store.get().question, store.get().coupled], [{ kind: "couple", done: 50, total: 200 }, null]);
  questions.answered(coupled);
  assert.deepEqual([store.get().question, store.get().coupled], [null, coupled]);
});

test("an answer to a question that was canceled or replaced is ignored", () => {
  const { store, questions } = begin();
  questions.evaluate();
  questions.cancel();
  questions.survey();
  const before = store.get();
  for (const answer of [done, ways, { ...ways, done: 10 }, drawing, coupled]) questions.answered(answer);
  assert.equal(store.get(), before);
});

test("without a worker, nothing is asked", () => {
  const { store, questions, posted } = begin({ mode: "failed" });
  questions.evaluate();
  questions.showStrips();
  assert.deepEqual([store.get().question, posted.length], [null, 1]);
});

test("looking back shows its progress, and a question that it interrupts continues afterwards", async () => {
  const { store, questions, posted, progress, reject } = begin();
  questions.evaluate();
  const evaluate = store.get().question;
  const found = questions.lookBack.ask(7, true);
  progress(20);
  assert.deepEqual(store.get().question, { kind: "look-back", done: 20, total: 60 });
  questions.lookBack.drop();
  // A cancel would end the evaluation too.
  assert.deepEqual(posted.slice(2), []);
  assert.equal(store.get().question, evaluate);
  reject();
  assert.equal(await found, null);
  questions.answered(done);
  questions.lookBack.ask(7, true).catch(() => {});
  progress(30);
  questions.lookBack.drop();
  assert.deepEqual([store.get().question, posted.at(-1)], [null, { kind: "cancel" }]);
});

test("a step is looked back at, and the newest is the run itself", () => {
  const { store, questions, said } = begin();
  questions.lookBack.go(9, 9, true);
  questions.lookBack.go(4, 9, false);
  assert.deepEqual([said, questions.lookBack.wanted()], [[], 4]);
  questions.lookBack.visit(7, 9);
  questions.lookBack.go(12, 9, true);
  assert.deepEqual(said, ["Looking back at step 7.", "Back at the latest step, 9."]);
  assert.deepEqual([store.get().past, questions.lookBack.wanted()], [null, null]);
});

test("a replayed run keeps the answers for steps up to its own", () => {
  const evaluations = [2, 5, 9].map((step) => ({ step, train: step / 4, val: step / 2 }));
  const survey = { step: 5, dead: [[2]] };
  const known = { evaluations, survey, ways, coupled };
  const recovered = (/** @type {number} */ step, awaited = false) => {
    const recovery = createRecovery();
    recovery.remember(/** @type {Run} */ (/** @type {unknown} */ ({ ...known, awaited })));
    return recovery.recovered(step);
  };
  assert.deepEqual(recovered(9), known);
  assert.deepEqual(recovered(5), { ...known, evaluations: evaluations.slice(0, 2) });
  assert.deepEqual(recovered(4), { evaluations: evaluations.slice(0, 1), survey: null, ways: null, coupled: null });
  assert.deepEqual(recovered(9, true), {});
  assert.deepEqual(createRecovery().recovered(9), {});
});
