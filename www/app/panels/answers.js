// Shows the evaluation and the samples of the run. Evaluations are asked for by a button; samples, and the strips of layers.js,
// regularly while they are visible. Used by main.js.

import { isMoving, progressOf } from "../run/selectors.js";
import { hasAny } from "../run/store.js";
import { make } from "../ui/dom.js";
import { button, element, progress } from "../ui/elements.js";
import { showQuestion } from "../ui/progress.js";
import { count, legible, lossFigure } from "../words/format.js";

/** @import { App } from "../page/app.js" */
/** @import { Pane } from "../page/sight.js" */

const SAMPLES = 12;
/** How often a moving run is asked for samples and for strips. */
const SAMPLES_EVERY_MS = 2000;
const STRIPS_EVERY_MS = 250;
/** A run that has stopped for this long is not being dragged: during a drag, the worker is needed for the next network. */
const PAUSE_MS = 150;

/** @param {App} app */
export function createAnswers({ store, sight, both, questions }) {
  const [ask, cancel] = ["evaluate", "evaluate-cancel"].map(button);
  const evaluation = { ask, cancel, bar: progress("evaluate-progress") };
  ask.addEventListener("click", () => questions.evaluate());
  cancel.addEventListener("click", () => questions.cancel());

  /** @param {Pane} place */
  function isVisible(place) {
    const { view, pocket, pane } = sight.get();
    return view === "explore" ? place === "text" : !pocket || pane === place;
  }
  const askSamples = () => isVisible("text") && questions.showSamples(SAMPLES);
  const askStrips = () => isVisible("layers") && sight.get().tab === "time" && questions.showStrips();
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  setInterval(() => {
    if (isMoving(store.get()) && !document.hidden) askSamples();
  }, SAMPLES_EVERY_MS);
  setInterval(() => {
    if (isMoving(store.get()) && !document.hidden) askStrips();
  }, STRIPS_EVERY_MS);

  both.subscribe((state, changed) => {
    const { evaluations, samples } = state;
    const evaluating = progressOf(state, "evaluate");
    if (changed.has("sum") && state.sum !== null) {
      clearTimeout(soon);
      soon = setTimeout(() => {
        askSamples();
        askStrips();
      }, PAUSE_MS);
    }
    if (hasAny(changed, "tab", "pane", "pocket")) {
      askStrips();
      askSamples();
    }
    if (changed.has("question")) showQuestion(evaluation, evaluating);
    if (changed.has("question") || changed.has("evaluations")) {
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
      // Samples of any text may be right-to-left: isolate each.
      element("samples").replaceChildren(
        ...(samples?.items ?? []).map((item) => make("bdi", {}, item === "" ? "·" : legible(item))),
      );
    }
  });
}
