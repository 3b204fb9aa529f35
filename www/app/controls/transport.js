// The buttons that move the run, the progress of what has an end, and the way to the Share dialog.

import { MOST_PINS } from "../run/pinned/group.js";
import { button, element, input, progress } from "../ui/elements.js";
import { count } from "../words/format.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Store } from "../run/store.js" */

/**
 * @param {Core} core
 * @param {Store} store
 * @param {Experiment} experiment
 * @param {Messages} messages
 */
export function createTransport(core, store, experiment, messages) {
  const [train, step, reset, cancel, slow] = ["train", "step", "reset", "cancel", "slow"].map(button);
  const [newSeed, runTo, share, evaluate] = ["new-seed", "run-to-go", "share", "evaluate"].map(button);
  const pin = button("pin");
  const bar = progress("replay-progress");
  const runToStep = input("run-to-step");

  const actions = {
    trainOrPause() {
      const { mode } = store.get();
      if (mode === "training" || mode === "slow") experiment.pause();
      else experiment.train();
    },
    step: () => experiment.step(),
    reset: () => experiment.reset(),
    newSeed: () => experiment.adjust({ seed: core.newSeed() }),
  };
  train.addEventListener("click", actions.trainOrPause);
  step.addEventListener("click", actions.step);
  reset.addEventListener("click", actions.reset);
  newSeed.addEventListener("click", actions.newSeed);
  slow.addEventListener("click", () => (store.get().mode === "slow" ? experiment.pause() : experiment.slow()));
  cancel.addEventListener("click", () => experiment.pause());
  pin.addEventListener("click", () => experiment.pin());
  share.addEventListener("click", openShare);
  element("run-to").addEventListener("submit", (event) => {
    event.preventDefault();
    experiment.runTo(runToStep.value);
  });

  /** @type {Promise<{open: () => Promise<void>}> | null} */
  let sharing = null;
  async function openShare() {
    sharing ??= import("../share/dialog.js").then(({ createShare }) => createShare(core, store, experiment));
    try {
      (await sharing).open();
    } catch (thrown) {
      sharing = null;
      messages.unfetched("The dialog", thrown);
    }
  }

  store.subscribe(({ mode, replay, goal, evaluating, awaited, wanted, pins }, changed) => {
    if (["mode", "awaited", "wanted", "pins"].some((key) => changed.has(/** @type {"mode"} */ (key)))) {
      const stands = !awaited && wanted === null && (mode === "resting" || mode === "training");
      pin.disabled = !stands || pins.length === MOST_PINS;
    }
    if (changed.has("mode") || changed.has("evaluating") || changed.has("awaited")) {
      const moves = mode === "training" || mode === "slow";
      train.textContent = moves ? "Pause" : "Train";
      train.disabled = mode === "starting" || mode === "replaying";
      step.disabled = mode !== "resting";
      for (const always of [reset, newSeed]) always.disabled = mode === "starting";
      for (const live of [slow, runTo])
        live.disabled = mode === "starting" || mode === "replaying" || mode === "broken";
      slow.setAttribute("aria-pressed", String(mode === "slow"));
      share.disabled = mode !== "resting" && !moves;
      // Of a network that has yet to come, nothing can be asked.
      evaluate.disabled = evaluating !== null || awaited || (mode !== "resting" && mode !== "training");
    }
    if (changed.has("mode") || changed.has("replay") || changed.has("goal")) {
      const bound = mode === "replaying" ? (replay?.step ?? goal) : mode === "training" ? goal : null;
      if (bound === null && document.activeElement === cancel) train.focus();
      element("replay").hidden = bound === null;
      element("replay-label").textContent = mode === "replaying" ? "Replaying" : `To step ${count(bound ?? 0)}`;
    }
  });

  return {
    ...actions,
    /** @param {number} at the step of a frame that came */
    progress(at) {
      const { replay, goal } = store.get();
      const bound = replay?.step ?? goal;
      if (bound === null) return;
      bar.max = Math.max(1, bound);
      bar.value = at;
    },
  };
}
