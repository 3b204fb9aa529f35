// One trained network, four ways to evaluate it: asks for them, and shows their losses and how far they are.

import { canAsk, progressOf } from "../../run/selectors.js";
import { button, element, progress, tell } from "../../ui/elements.js";
import { figure } from "../../words/format.js";
import { WAYS, waysFacts } from "./wording.js";

/** @import { App } from "../../page/app.js" */

/** Losses of the ways differ in their later digits. */
const DIGITS = 5;

/** @param {App} app */
export function createWays({ store, questions }) {
  const compare = button("ways-compare");
  const cancel = button("ways-cancel");
  const bar = progress("ways-progress");
  const facts = element("ways-facts");
  const cells = new Map(
    Object.entries(WAYS).map(([way, [name, doc]]) => {
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      head.title = doc;
      const losses = [document.createElement("td"), document.createElement("td")];
      const row = document.createElement("tr");
      row.append(head, ...losses);
      element("ways-rows").append(row);
      return [way, losses];
    }),
  );

  compare.addEventListener("click", () => questions.compareWays());
  cancel.addEventListener("click", () => questions.cancel());

  /** The step on the screen. */
  let now = 0;

  function showFound() {
    const { ways } = store.get();
    const comparing = progressOf(store.get(), "ways");
    const known = new Map(ways?.results.map(({ way, train, val }) => [way, [train, val]]));
    for (const [way, losses] of cells) {
      losses.forEach((cell, i) => {
        const loss = known.get(/** @type {keyof typeof WAYS} */ (way))?.[i] ?? null;
        tell(cell, loss === null ? "–" : figure(loss, DIGITS));
      });
    }
    element("ways-table").classList.toggle("stale", ways !== null && ways.step !== now);
    tell(facts, ways === null || comparing !== null ? "" : waysFacts(ways, now));
  }

  store.subscribe((state, changed) => {
    if (changed.has("ways") || changed.has("question")) showFound();
    const focused = document.activeElement;
    const comparing = progressOf(state, "ways");
    compare.disabled = comparing !== null || !canAsk(state);
    if (!changed.has("question")) return;
    bar.hidden = comparing === null;
    cancel.hidden = comparing === null;
    // The one that goes gives its focus to the one that comes.
    if (comparing !== null && focused === compare) cancel.focus();
    if (comparing === null && focused === cancel) compare.focus();
    if (comparing !== null) {
      bar.max = Math.max(1, comparing.total);
      bar.value = comparing.done;
    }
  });

  return {
    /** @param {number} step the one on the screen */
    tell(step) {
      now = step;
      showFound();
    },
  };
}
