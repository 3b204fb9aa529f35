// What a run is asked for: its loss over both splits, names sampled from it, its histograms over time. Asks when a person
// does, or now and then while somebody looks.

import { button, element, progress } from "../ui/elements.js";
import { count, legible, lossFigure } from "../words/format.js";

/** @import { Answer } from "../../shared/protocol.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Pane, State, Store } from "../run/store.js" */

const SAMPLES = 12;
/** A moving run is asked as often as this for names, and for what has become of its layers. */
const SAMPLES_EVERY_MS = 2000;
const STRIPS_EVERY_MS = 250;
/** A run that rests this long is not one under a moving finger, which needs the worker for the next. */
const RESTS_MS = 150;

/**
 * What is being asked of a run, and what is known of it, when nothing is. What comes by itself soon (verdicts, samples,
 * strips) stays until it does: to take it away for a moment would make the page jump.
 */
export const NOTHING_ASKED = { evaluating: null, surveying: null, comparing: null, coupling: null, recalling: null };
export const NOTHING_KNOWN = {
  ...NOTHING_ASKED,
  evaluations: [],
  survey: null,
  ways: null,
  coupled: null,
  past: null,
};

/**
 * What is known of a run that is computed again: what was asked at the steps that it has come to. The numbers are the same.
 * @param {Pick<State, "evaluations" | "survey" | "ways" | "coupled">} known
 * @param {number} step
 * @returns {Partial<State>}
 */
export function regained({ evaluations, survey, ways, coupled }, step) {
  return {
    evaluations: evaluations.filter((evaluation) => evaluation.step <= step),
    survey: survey !== null && survey.step <= step ? survey : null,
    ways: ways !== null && ways.step <= step ? ways : null,
    coupled: coupled !== null && coupled.step <= step ? coupled : null,
  };
}

/** Whether a long question is being answered; another would take its place. @param {Pick<State, keyof typeof NOTHING_ASKED>} state */
export const isAsked = (state) =>
  /** @type {(keyof typeof NOTHING_ASKED)[]} */ (Object.keys(NOTHING_ASKED)).some((key) => state[key] !== null);

/**
 * What an answer adds to what is known. One to a long question that was left meanwhile adds nothing: it was under way.
 * @param {Answer} answer
 * @param {Pick<State, Exclude<keyof typeof NOTHING_ASKED, "recalling"> | "evaluations">} known
 * @returns {Partial<State>}
 */
export function learned(answer, { evaluating, evaluations, surveying, comparing, coupling }) {
  switch (answer.kind) {
    case "evaluation": {
      if (evaluating === null) return {};
      const { step, done, total, train, val } = answer;
      if (train === null || val === null) return { evaluating: { done, total } };
      const others = evaluations.filter((earlier) => earlier.step !== step);
      return {
        evaluating: null,
        evaluations: [...others, { step, train, val }].sort((a, b) => a.step - b.step),
      };
    }
    case "surveyed": {
      if (surveying === null) return {};
      const { step, done, total, dead } = answer;
      return done < total ? { surveying: { done, total } } : { surveying: null, survey: { step, dead } };
    }
    case "ways": {
      if (comparing === null) return {};
      const { done, total } = answer;
      return { comparing: done < total ? { done, total } : null, ways: answer };
    }
    case "coupled": {
      if (coupling === null) return {};
      const { done, total } = answer;
      return answer.evaluation === null ? { coupling: { done, total } } : { coupling: null, coupled: answer };
    }
    case "samples":
      return { samples: answer };
    case "strips":
      return { strips: answer };
  }
}

/** @param {Store} store @param {Experiment} experiment */
export function createAnswers(store, experiment) {
  const bar = progress("evaluate-progress");
  const cancel = button("evaluate-cancel");
  button("evaluate").addEventListener("click", () => experiment.evaluate());
  cancel.addEventListener("click", () => experiment.cancelQuestion());

  /** @param {Pane} place */
  const seen = (place) => !store.get().pocket || store.get().pane === place;
  const ask = {
    samples: () => seen("text") && experiment.ask({ kind: "sample", count: SAMPLES }),
    strips: () => seen("layers") && store.get().tab === "time" && experiment.ask({ kind: "strips" }),
  };
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const moves = () => ["training", "slow", "replaying"].includes(store.get().mode);
  setInterval(() => {
    if (moves() && !document.hidden) ask.samples();
  }, SAMPLES_EVERY_MS);
  setInterval(() => {
    if (moves() && !document.hidden) ask.strips();
  }, STRIPS_EVERY_MS);

  store.subscribe((state, changed) => {
    const { evaluating, evaluations, samples } = state;
    const rests = changed.has("sum") && state.sum !== null;
    if (rests) {
      clearTimeout(soon);
      soon = setTimeout(() => {
        ask.samples();
        ask.strips();
      }, RESTS_MS);
    }
    if (changed.has("tab") || changed.has("pane") || changed.has("pocket")) {
      ask.strips();
      ask.samples();
    }
    if (changed.has("evaluating")) {
      const focused = document.activeElement;
      bar.hidden = evaluating === null;
      cancel.hidden = evaluating === null;
      // The one that goes gives its focus to the one that comes.
      if (evaluating !== null && focused === button("evaluate")) cancel.focus();
      if (evaluating === null && focused === cancel) button("evaluate").focus();
      if (evaluating !== null) {
        bar.max = Math.max(1, evaluating.total);
        bar.value = evaluating.done;
      }
    }
    if (changed.has("evaluating") || changed.has("evaluations")) {
      const last = evaluations.at(-1);
      element("evaluation").textContent =
        evaluating !== null
          ? ""
          : last === undefined
            ? "Loss over the whole training and validation splits."
            : `At step ${count(last.step)}: train ${lossFigure(last.train)}, val ${lossFigure(last.val)}`;
    }
    if (changed.has("samples")) {
      element("samples-step").textContent = samples === null ? "" : `at step ${count(samples.step)}`;
      // Words of a text that a person brought: each stands apart, whatever its direction.
      element("samples").replaceChildren(
        ...(samples?.items ?? []).map((item) => {
          const word = document.createElement("bdi");
          word.textContent = item === "" ? "·" : legible(item);
          return word;
        }),
      );
    }
  });
}
