// What the Lab's verdicts advise, done by a button, and undone by another. Used by verdicts.js.

import { isIdle } from "../run/selectors.js";
import { button } from "../ui/elements.js";
import { REMEDIES } from "../words/remedies.js";

/** @import { Config, Remedy } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createFix({ core, store, commands }) {
  const undo = button("verdict-undo");
  /** The network before the fix, the step where it stood, and the network after. @type {{before: Config, step: number, after: Config} | null} */
  let fixed = null;

  /** A run that is set aside has an Undo of its own, at the timeline. */
  const offerUndo = () => {
    undo.hidden = fixed === null || store.get().setAside?.config === fixed.before;
  };
  undo.addEventListener("click", () => {
    if (fixed === null) return;
    const { before, step } = fixed;
    fixed = null;
    commands.replace(before, { until: step });
    button("train").focus();
  });
  store.subscribe(({ config }, changed) => {
    if (changed.has("config") && fixed !== null && config !== fixed.after) fixed = null;
    offerUndo();
  });

  return {
    /** What the button that applies a remedy says. @param {Remedy} remedy */
    label(remedy) {
      const { config } = store.get();
      const alsoBiases =
        remedy === "shrink-output" &&
        JSON.stringify(core.applyRemedy(config, remedy).outb) !== JSON.stringify(config.outb);
      return `${REMEDIES[remedy].label}${alsoBiases ? " and biases" : ""}`;
    },
    /** @param {Remedy} remedy */
    apply(remedy) {
      const state = store.get();
      const before = state.config;
      commands.replace(core.applyRemedy(before, remedy));
      // One that trains goes on from step 0, and so does the one that comes back.
      fixed = { before, step: isIdle(state) ? state.step : 0, after: store.get().config };
      offerUndo();
    },
  };
}
