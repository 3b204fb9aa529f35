// What a verdict advises, done by a button, and undone by another. Used by verdicts.js and explore/finding.js.

import { isIdle } from "../run/selectors.js";
import { REMEDIES } from "../words/remedies.js";

/** @import { Config, Remedy } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */

/** @typedef {{label: string, changes: string}} Description what the button that applies a remedy says, and what it changes as links name it */

/** @param {App} app @param {HTMLButtonElement} undo @param {() => void} passFocus moves the focus from Undo when it goes away */
export function createFix({ core, store, commands }, undo, passFocus) {
  /** The network before the fix, the step where it stood, and the network after. @type {{before: Config, step: number | null, after: Config} | null} */
  let fixed = null;
  /** What each remedy does to a Config, computed once: every frame asks. @type {{of: Config | null, by: Map<Remedy, Description>}} */
  let described = { of: null, by: new Map() };

  function offerUndo() {
    const isFocused = document.activeElement === undo;
    undo.hidden = fixed === null;
    if (undo.hidden && isFocused) passFocus();
  }
  /** @param {Config} a @param {Config} b */
  const isSame = (a, b) => a === b || core.printLink(a).fragment === core.printLink(b).fragment;

  undo.addEventListener("click", () => {
    if (fixed === null) return;
    const { before, step } = fixed;
    fixed = null;
    // A run that was set aside comes back as far as it had been trained, with its pins.
    if (store.get().setAside?.config === before) commands.undo();
    else commands.replace(before, { until: step });
    offerUndo();
  });
  store.subscribe(({ config }, changed) => {
    if (!changed.has("config") || fixed === null || isSame(config, fixed.after)) return;
    fixed = null;
    offerUndo();
  });

  return {
    /** @param {Remedy} remedy */
    apply(remedy) {
      const state = store.get();
      // One that trains goes on from step 0, and so does the one that comes back.
      const step = isIdle(state) ? state.step : null;
      if (!commands.replace(core.applyRemedy(state.config, remedy))) return;
      fixed = { before: state.config, step, after: store.get().config };
      offerUndo();
    },
    /** @param {Remedy} remedy @returns {Description} */
    describe(remedy) {
      const { config } = store.get();
      if (described.of !== config) described = { of: config, by: new Map() };
      const known = described.by.get(remedy);
      if (known !== undefined) return known;
      const before = new Map(core.fieldTexts(config));
      const changes = core
        .fieldTexts(core.applyRemedy(config, remedy))
        .filter(([key, value]) => before.get(key) !== value);
      const alsoBiases = remedy === "shrink-output" && changes.some(([key]) => key === "outb");
      const description = {
        label: `${REMEDIES[remedy].label}${alsoBiases ? " and biases" : ""}`,
        changes: changes.map(([key, value]) => `${key}: ${before.get(key)} → ${value}`).join("; "),
      };
      described.by.set(remedy, description);
      return description;
    },
  };
}
