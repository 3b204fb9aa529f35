// Shows the evaluation and the samples of the run. Evaluations and further samples are asked for by a button; samples, and the
// strips of layers.js, regularly while they are visible. Used by main.js.

import { isMoving, progressOf } from "../run/selectors.js";
import { hasAny } from "../run/store.js";
import { make } from "../ui/dom.js";
import { button, element, progress } from "../ui/elements.js";
import { showQuestion } from "../ui/progress.js";
import { count, legible, lossFigure } from "../words/format.js";

/** @import { App } from "../page/app.js" */
/** @import { Pane } from "../page/sight.js" */
/** @import { Run } from "../run/store.js" */

const SAMPLES = 12;
/** The largest alphabet with so many samples; with a larger one each takes longer, and the worker draws them in one piece. */
const FAST_ALPHABET = 512;
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
    if (view === "explore") return place === "text";
    if (view === "compare") return place === "layers";
    return view === "lab" && (!pocket || pane === place);
  }
  /** How many samples are drawn at once. */
  const atOnce = () => {
    const vocabulary = store.get().text?.vocabulary ?? FAST_ALPHABET;
    return Math.max(2, Math.min(SAMPLES, Math.floor((SAMPLES * FAST_ALPHABET) / vocabulary)));
  };
  /** How often more have been asked for at this step. */
  let pages = 0;
  /** The worker draws all of them again: the same step gives the same names. */
  const askSamples = () => isVisible("text") && questions.showSamples(atOnce() * (pages + 1));
  for (const id of ["samples-more", "samples-first"]) {
    button(id).addEventListener("click", () => {
      pages += store.get().samples === null ? 0 : 1;
      questions.showSamples(atOnce() * (pages + 1));
    });
  }
  const askStrips = () => isVisible("layers") && sight.get().tab === "time" && questions.showStrips();
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  setInterval(() => {
    if (!isMoving(store.get()) || document.hidden) return;
    pages = 0;
    askSamples();
  }, SAMPLES_EVERY_MS);
  setInterval(() => {
    if (isMoving(store.get()) && !document.hidden) askStrips();
  }, STRIPS_EVERY_MS);

  both.subscribe((state, changed) => {
    const { evaluations } = state;
    const evaluating = progressOf(state, "evaluate");
    if (changed.has("sum") && state.sum !== null) {
      pages = 0;
      clearTimeout(soon);
      soon = setTimeout(() => {
        askSamples();
        askStrips();
      }, PAUSE_MS);
    }
    if (hasAny(changed, "view", "tab", "pane", "pocket")) {
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
    if (hasAny(changed, "samples", "awaited")) showSamples(state, atOnce());
  });
}

/** Shows the last names asked for, in bold those that the network has invented. @param {Pick<Run, "samples" | "awaited">} state @param {number} atOnce */
function showSamples({ samples, awaited }, atOnce) {
  const from = Math.max(0, (samples?.items.length ?? 0) - atOnce);
  const shown = (samples?.items ?? [])
    .slice(from)
    .map((item, i) => ({ item, known: samples?.known[from + i] ?? true }));
  const invented = shown.filter(({ item, known }) => item !== "" && !known).length;
  element("samples-step").textContent = samples === null ? "" : `at step ${count(samples.step)}`;
  element("samples-new").textContent = samples === null ? "" : `${invented} of ${shown.length} new: not in the text`;
  element("samples-empty").hidden = samples !== null || awaited;
  button("samples-more").disabled = samples === null;
  // Samples of any text may be right-to-left: isolate each.
  element("samples").replaceChildren(
    ...shown.map(({ item, known }) => {
      if (item === "") return make("bdi", {}, "·");
      return make("bdi", {}, known ? legible(item) : make("strong", {}, legible(item)));
    }),
  );
}
