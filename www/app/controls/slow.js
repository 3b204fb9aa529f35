// Slow mode: trains two steps per second and highlights their phases one after the other. Used by main.js.

import { PHASES } from "../page/sight.js";
import { isSlow } from "../run/selectors.js";

/** @import { App } from "../page/app.js" */

/** Two steps a second. */
const PHASE_MS = 125;

/** @param {App} app @param {HTMLElement} list of the phases' names */
export function createSlow({ store, sight, both, commands }, list) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {number} at */
  function show(at) {
    if (!isSlow(store.get())) return;
    if (at === PHASES.length) {
      commands.step();
      show(0);
      return;
    }
    sight.set({ phase: PHASES[at] });
    timer = setTimeout(() => show(at + 1), PHASE_MS);
  }

  store.subscribe((state, changed) => {
    if (!changed.has("mode")) return;
    clearTimeout(timer);
    list.hidden = !isSlow(state);
    if (isSlow(state)) show(0);
    else sight.set({ phase: null });
  });
  both.subscribe(({ phase, config }, changed) => {
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
