// Four ways to evaluate one trained network with BatchNorm: asks the worker, and shows progress and losses. Used by norm.js.

import { canAsk, progressOf } from "../../run/selectors.js";
import { make } from "../../ui/dom.js";
import { button, element, progress, setText } from "../../ui/elements.js";
import { showQuestion } from "../../ui/progress.js";
import { figure } from "../../words/format.js";
import { WAYS, waysFacts } from "./wording.js";

/** @import { App } from "../../page/app.js" */

/** The losses differ only in later digits. */
const DIGITS = 5;

/** @param {App} app */
export function createWays({ store, questions }) {
  const compare = button("ways-compare");
  const cancel = button("ways-cancel");
  const bar = progress("ways-progress");
  const facts = element("ways-facts");
  const cells = new Map(
    Object.entries(WAYS).map(([way, [name, doc]]) => {
      const losses = [make("td"), make("td")];
      element("ways-rows").append(make("tr", {}, make("th", { scope: "row", title: doc }, name), ...losses));
      return [way, losses];
    }),
  );

  compare.addEventListener("click", () => questions.compareWays());
  cancel.addEventListener("click", () => questions.cancel());

  /** The displayed step. */
  let now = 0;

  function showResults() {
    const { ways } = store.get();
    const comparing = progressOf(store.get(), "ways");
    const known = new Map(ways?.results.map(({ way, train, val }) => [way, [train, val]]));
    for (const [way, losses] of cells) {
      losses.forEach((cell, i) => {
        const loss = known.get(/** @type {keyof typeof WAYS} */ (way))?.[i] ?? null;
        setText(cell, loss === null ? "–" : figure(loss, DIGITS));
      });
    }
    element("ways-table").classList.toggle("stale", ways !== null && ways.step !== now);
    setText(facts, ways === null || comparing !== null ? "" : waysFacts(ways, now));
  }

  store.subscribe((state, changed) => {
    if (changed.has("ways") || changed.has("question")) showResults();
    const focused = document.activeElement;
    const comparing = progressOf(state, "ways");
    compare.disabled = comparing !== null || !canAsk(state);
    if (changed.has("question")) showQuestion({ ask: compare, cancel, bar }, comparing, focused);
  });

  return {
    /** @param {number} step the displayed one */
    showStep(step) {
      now = step;
      showResults();
    },
  };
}
