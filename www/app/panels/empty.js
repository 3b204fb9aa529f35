// What panels say before the first step: one sentence, and a button that trains. Used by main.js.

import { canTrain } from "../page/training.js";
import { hasAny } from "../run/store.js";
import { element } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @param {() => void} train */
export function createEmpty({ both }, train) {
  const starts = [...document.querySelectorAll("button[data-train]")].map(
    (button) => /** @type {HTMLButtonElement} */ (button),
  );
  for (const start of starts) {
    start.addEventListener("click", () => {
      train();
      // The button disappears with the first step.
      element("train").focus();
    });
  }
  const time = element("time-empty");
  both.subscribe((state, changed) => {
    if (hasAny(changed, "mode", "asks")) for (const start of starts) start.disabled = !canTrain(state);
    // A step more or less changes nothing.
    const isEmpty = state.tab === "time" && state.step === 0;
    if (time.hidden === isEmpty) time.hidden = !isEmpty;
  });
}
