// Steps shown slowly: each made at once and shown in the order in which it was computed, a phase at a time. Makes no number.

/** @import { Experiment } from "../run/experiment.js" */
/** @import { Phase, Store } from "../run/store.js" */

/** Two steps a second. */
const PHASE_MS = 125;
/** @type {Phase[]} */
const PHASES = ["forward", "norm", "backward", "update"];

/**
 * @param {Store} store
 * @param {Experiment} experiment
 * @param {HTMLElement} list whose items name the phases
 */
export function createSlow(store, experiment, list) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {number} at */
  function show(at) {
    if (store.get().mode !== "slow") return;
    if (at === PHASES.length) {
      experiment.step();
      show(0);
      return;
    }
    store.set({ phase: PHASES[at] });
    timer = setTimeout(() => show(at + 1), PHASE_MS);
  }

  store.subscribe((_, changed) => {
    if (changed.has("mode")) {
      const { mode } = store.get();
      clearTimeout(timer);
      list.hidden = mode !== "slow";
      if (mode === "slow") show(0);
      else store.set({ phase: null });
    }
    // As it is by now: what was just set has been heard of already.
    const { phase, config } = store.get();
    if (!changed.has("phase") && !changed.has("config")) return;
    for (const item of list.children) {
      const { dataset } = /** @type {HTMLElement} */ (item);
      if (dataset.phase === phase) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      item.classList.toggle("absent", dataset.phase === "norm" && config.norm === "none");
    }
    if (phase === null) delete document.body.dataset.phase;
    else document.body.dataset.phase = phase;
  });
}
