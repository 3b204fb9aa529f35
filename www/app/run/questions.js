// Asks the engine about the run as it stands, and keeps what it answers: the only writer of the store's `question`,
// `evaluations`, `survey`, `ways`, `coupled`, `samples`, `strips` and `past` while a run goes on. Panels call it. Created by
// index.js.

import { createLookBack } from "./look-back.js";
import { isFailed, progressOf } from "./selectors.js";
import { withEvaluation } from "./store.js";

/** @import { Answer, LongQuestion, Question } from "../../shared/protocol.js" */
/** @import { Client } from "./client.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Group } from "./pinned/group.js" */
/** @import { Run, Store } from "./store.js" */

/** @typedef {ReturnType<typeof createQuestions>} Questions */

/** Which question an answer is to. @type {Record<Exclude<Answer["kind"], "samples" | "strips">, LongQuestion["kind"]>} */
const ANSWERED = { evaluation: "evaluate", surveyed: "survey", ways: "ways", coupled: "couple" };

/** @param {{store: Store<Run>, client: Client, group: Group, messages: Messages}} parts */
export function createQuestions({ store, client, group, messages }) {
  /** @param {Question} question */
  function ask(question) {
    if (!isFailed(store.get())) client.ask(question);
  }

  /** @param {LongQuestion} question @param {Partial<Run>} [outdated] what is known no longer */
  function askLong(question, outdated = {}) {
    if (isFailed(store.get())) return;
    const total = question.kind === "couple" ? question.draws : 1;
    store.set({ ...outdated, question: { kind: question.kind, done: 0, total } });
    client.ask(question);
  }

  /** Ends the long question that is being answered. */
  function cancel() {
    client.ask({ kind: "cancel" });
    if (progressOf(store.get(), "evaluate") !== null) group.ask({ kind: "cancel" });
    store.set({ question: null });
  }

  /**
   * What an answer adds to what is known.
   * @param {Exclude<Answer, {kind: "samples" | "strips"}>} answer
   * @returns {Partial<Run>}
   */
  function learned(answer) {
    const { step } = answer;
    switch (answer.kind) {
      case "evaluation": {
        const { train, val } = answer;
        if (train === null || val === null) return {};
        return { evaluations: withEvaluation(store.get().evaluations, { step, train, val }) };
      }
      case "surveyed":
        return answer.done < answer.total ? {} : { survey: { step, dead: answer.dead } };
      case "ways":
        // Each way is known as soon as it has been computed.
        return { ways: answer };
      case "coupled":
        return answer.evaluation === null ? {} : { coupled: answer };
    }
  }

  return {
    lookBack: createLookBack({ store, client, messages }),
    cancel,
    /** The loss over both splits, of every run. */
    evaluate() {
      askLong({ kind: "evaluate" });
      group.ask({ kind: "evaluate" });
    },
    /** Which neurons are dead over the whole training split. */
    survey: () => askLong({ kind: "survey" }, { survey: null }),
    /** Another threshold holds: a survey by the one before is outdated. */
    forgetSurvey() {
      if (progressOf(store.get(), "survey") !== null) cancel();
      store.set({ survey: null });
    },
    /** The losses of the four ways to evaluate a network with batch norm. */
    compareWays: () => askLong({ kind: "ways" }, { ways: null }),
    /** One example in many minibatches. @param {Omit<Extract<LongQuestion, {kind: "couple"}>, "kind">} question */
    couple: (question) => askLong({ kind: "couple", ...question }),
    /** Names for the page to show. @param {number} count */
    showSamples: (count) => ask({ kind: "sample", count }),
    /** The histograms over the run. */
    showStrips: () => ask({ kind: "strips" }),
    /** Names for a person to keep; those on the page stay. @param {number} count */
    sample: (count) => client.requests.sample(count),
    /** The network's numbers as it stands. */
    weights: () => client.requests.weights(),
    /** The recorded steps, and what stands out in the run. */
    timeline: () => client.requests.timeline(),
    /** @param {Answer} answer from the worker */
    answered(answer) {
      if (answer.kind === "samples") return store.set({ samples: answer });
      if (answer.kind === "strips") return store.set({ strips: answer });
      const kind = ANSWERED[answer.kind];
      // One that was canceled meanwhile was under way.
      if (progressOf(store.get(), kind) === null) return;
      const { done, total } = answer;
      store.set({ question: done < total ? { kind, done, total } : null, ...learned(answer) });
    },
  };
}
