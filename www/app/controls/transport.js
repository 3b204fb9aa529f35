// The transport buttons (Train, Step, Reset, Pin, …) and the progress of a replay or of Run to. Created by main.js.

import { joinTrain, waits } from "../page/training.js";
import {
  canAsk,
  canPause,
  isIdle,
  isReady,
  isReplaying,
  isSlow,
  isStarting,
  isTraining,
  progressOf,
} from "../run/selectors.js";
import { hasAny } from "../run/store.js";
import { button, element, input, progress } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { listenToTyping } from "../ui/fields.js";
import { count } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createTransport(app) {
  const { core, store, both, commands, frames } = app;
  const [train, step, reset, cancel, slow] = ["train", "step", "reset", "cancel", "slow"].map(button);
  const [newSeed, runTo, evaluate] = ["new-seed", "run-to-go", "evaluate"].map(button);
  const pin = button("pin");
  const bar = progress("replay-progress");
  const runToStep = input("run-to-step");
  const fault = createFault(runToStep, "The step to run to", { over: element("run-to") });
  /** The last step that could be run to. */
  let ran = runToStep.value;
  listenToTyping(runToStep, { typed: () => null, fault, inForce: () => ran });

  const actions = {
    trainOrPause() {
      if (canPause(store.get())) commands.pause();
      else commands.train();
    },
    step: () => commands.step(),
    reset: () => commands.reset(),
    newSeed: () => commands.adjust({ seed: core.newSeed() }),
  };
  train.addEventListener("click", actions.trainOrPause);
  step.addEventListener("click", actions.step);
  reset.addEventListener("click", actions.reset);
  newSeed.addEventListener("click", actions.newSeed);
  slow.addEventListener("click", () => (isSlow(store.get()) ? commands.pause() : commands.slow()));
  cancel.addEventListener("click", () => commands.pause());
  pin.addEventListener("click", () => commands.pin());
  element("run-to").addEventListener("submit", (event) => {
    event.preventDefault();
    const error = commands.runTo(runToStep.value);
    if (error !== null) fault.show(error);
    else ran = runToStep.value;
  });

  store.subscribe((state, changed) => {
    const { replay, goal, missingText, pins } = state;
    if (hasAny(changed, "mode", "awaited", "missingText", "pins")) {
      pin.disabled = !canAsk(state) || missingText !== null || pins.length === core.limits.pins;
    }
    if (hasAny(changed, "mode", "question", "awaited")) {
      for (const control of [reset, newSeed]) control.disabled = isStarting(state);
      slow.setAttribute("aria-pressed", String(isSlow(state)));
      evaluate.disabled = progressOf(state, "evaluate") !== null || !canAsk(state);
    }
    if (hasAny(changed, "mode", "replay", "goal")) {
      const target = isReplaying(state) ? (replay?.step ?? goal) : isTraining(state) ? goal : null;
      if (target === null && document.activeElement === cancel) train.focus();
      element("replay").hidden = target === null;
      element("replay-label").textContent = isReplaying(state) ? "Replaying" : `To step ${count(target ?? 0)}`;
    }
  });
  joinTrain(both, train);
  both.subscribe((state, changed) => {
    if (!hasAny(changed, "mode", "asks")) return;
    step.disabled = !isIdle(state) || waits(state);
    for (const control of [slow, runTo]) control.disabled = !isReady(state) || waits(state);
  });
  frames.subscribe(({ step: at }) => {
    const { replay, goal } = store.get();
    const target = replay?.step ?? goal;
    if (target === null) return;
    bar.max = Math.max(1, target);
    bar.value = at;
  });
  return actions;
}
