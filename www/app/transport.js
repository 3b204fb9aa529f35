// The buttons that move the run, the progress of what has an end, and Copy link.

import { button, element, input, progress } from "./elements.js";
import { count, textFacts } from "./wording.js";

/** @import { Core } from "./core.js" */
/** @import { Experiment } from "./experiment.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Store } from "./store.js" */

/**
 * @param {Core} core
 * @param {Store} store
 * @param {Experiment} experiment
 * @param {Messages} messages
 */
export function createTransport(core, store, experiment, messages) {
  const [train, step, reset, cancel, slow] = ["train", "step", "reset", "cancel", "slow"].map(button);
  const [newSeed, runTo, copyLink, evaluate] = ["new-seed", "run-to-go", "copy-link", "evaluate"].map(button);
  const bar = progress("replay-progress");
  const link = input("link");
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
  copyLink.addEventListener("click", copy);
  link.addEventListener("focus", () => link.select());
  element("run-to").addEventListener("submit", (event) => {
    event.preventDefault();
    experiment.runTo(runToStep.value);
  });

  async function copy() {
    const here = await experiment.here().catch(() => null);
    // A worker that failed has been told of already.
    if (here === null) return;
    const { config, step: at, sum, text: named } = here;
    const { fragment, whole } = core.linkOf(config, { step: at, sum, text: named });
    const { href } = new URL(fragment, location.href);
    const { text: info, textIsBuiltIn, textName } = store.get();
    const far = whole
      ? ""
      : ` It begins at step 0, without a checksum: step ${count(at)} is beyond what a link can name.`;
    const only = textIsBuiltIn || info === null ? "" : ` It needs the same text (${textFacts(textName, info)}).`;
    link.value = href;
    try {
      await navigator.clipboard.writeText(href);
      link.hidden = true;
      messages.say(`Link copied.${far}${only}`);
    } catch {
      // A browser may refuse the clipboard; then the person copies by hand.
      link.hidden = false;
      link.focus();
      link.select();
      messages.say(`The link stands selected beneath the button, to be copied by hand.${far}${only}`);
    }
  }

  store.subscribe(({ mode, replay, goal, evaluating, awaited }, changed) => {
    if (changed.has("config")) link.hidden = true;
    if (changed.has("mode") || changed.has("evaluating") || changed.has("awaited")) {
      const moves = mode === "training" || mode === "slow";
      train.textContent = moves ? "Pause" : "Train";
      train.disabled = mode === "starting" || mode === "replaying";
      step.disabled = mode !== "resting";
      for (const always of [reset, newSeed]) always.disabled = mode === "starting";
      for (const live of [slow, runTo])
        live.disabled = mode === "starting" || mode === "replaying" || mode === "broken";
      slow.setAttribute("aria-pressed", String(mode === "slow"));
      copyLink.disabled = mode !== "resting" && !moves;
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
