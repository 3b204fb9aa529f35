// The saturation threshold, and the survey of dead neurons over the whole training split with that threshold. Used by
// main.js.

import { canAsk, progressOf } from "../run/selectors.js";
import { button, element, input, progress } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { createField } from "../ui/fields.js";
import { showProgress } from "../ui/progress.js";
import { resettable } from "../ui/slider.js";
import { ACTIVATIONS } from "../words/activations.js";
import { surveyFacts } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** Digits with an optional point or comma and exponent: no sign, and nothing else that Number() accepts, such as 0x1 or Infinity. */
const DECIMAL = /^(\d+[.,]?\d*|\.\d+)(e-?\d+)?$/i;

/** @param {App} app */
export function createThreshold({ core, store, sight, both, questions, messages }) {
  const slider = input("threshold");
  const number = input("threshold-number");
  const ask = button("survey");
  const bar = progress("survey-progress");
  const result = element("survey-result");
  const choice = element("threshold-choice");

  /** @param {number} threshold */
  function use(threshold) {
    messages.clear();
    sight.set({ threshold });
  }
  slider.addEventListener("input", () => use(slider.valueAsNumber));
  resettable(slider, () => use(core.threshold));
  slider.title = "Double-click or press Delete to restore the lecture’s value";
  const showNumber = createField(
    number,
    (text) => {
      const value = Number(text.replace(",", "."));
      if (!DECIMAL.test(text) || value > 1) {
        return { field: "threshold", expected: "a number from 0 to 1", got: text || "nothing" };
      }
      use(value);
      showNumber(String(value));
      return null;
    },
    createFault(number, "Threshold", { over: /** @type {HTMLElement} */ (choice.parentElement) }),
  );
  ask.addEventListener("click", () => {
    if (progressOf(store.get(), "survey") === null) questions.survey();
    else questions.cancel();
  });

  both.subscribe((state, changed) => {
    const { threshold, survey, layer, config, text } = state;
    if (changed.has("mode") || changed.has("awaited")) ask.disabled = !canAsk(state);
    if (changed.has("threshold")) {
      slider.value = String(threshold);
      showNumber(String(threshold));
    }
    if (changed.has("config")) {
      const { saturatesAtZero, canDie } = ACTIVATIONS[config.act];
      choice.hidden = saturatesAtZero;
      ask.hidden = !canDie;
    }
    if (changed.has("question")) {
      const surveying = progressOf(state, "survey");
      ask.textContent = surveying === null ? "Dead for every example?" : "Cancel";
      showProgress(bar, surveying);
    }
    if (changed.has("survey") || changed.has("layer")) {
      const shown = Math.min(layer, config.hidden.length - 1);
      result.textContent =
        survey === null || text === null
          ? ""
          : surveyFacts(survey.dead[shown] ?? [], {
              step: survey.step,
              neurons: config.hidden[shown],
              examples: text.train,
            });
    }
  });
}
