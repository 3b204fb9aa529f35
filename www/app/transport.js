// The buttons that move the run, the replay's progress and Copy link.

import { count, textFacts } from "./wording.js";

/** @import { Experiment } from "./experiment.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Store } from "./store.js" */

/**
 * @typedef {object} TransportElements
 * @property {HTMLButtonElement} train
 * @property {HTMLButtonElement} step
 * @property {HTMLButtonElement} reset
 * @property {HTMLElement} replay
 * @property {HTMLProgressElement} progress
 * @property {HTMLButtonElement} cancel
 * @property {HTMLButtonElement} copyLink
 * @property {HTMLInputElement} link
 */

/**
 * @param {TransportElements} elements
 * @param {Store} store
 * @param {Experiment} experiment
 * @param {Messages} messages
 */
export function createTransport(elements, store, experiment, messages) {
  const { train, step, reset, replay, progress, cancel, copyLink, link } = elements;
  train.addEventListener("click", () => (store.get().mode === "training" ? experiment.pause() : experiment.train()));
  step.addEventListener("click", () => experiment.step());
  reset.addEventListener("click", () => experiment.reset());
  cancel.addEventListener("click", () => experiment.pause());
  copyLink.addEventListener("click", copy);
  link.addEventListener("focus", () => link.select());

  async function copy() {
    const made = await experiment.link().catch(() => null);
    // A worker that failed has been told of already.
    if (made === null) return;
    const { href, step: at, whole } = made;
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

  store.subscribe(({ mode, replay: bound }, changed) => {
    if (changed.has("config")) link.hidden = true;
    if (changed.has("mode")) {
      train.textContent = mode === "training" ? "Pause" : "Train";
      train.disabled = mode === "starting" || mode === "replaying";
      step.disabled = mode !== "resting";
      reset.disabled = mode === "starting";
      copyLink.disabled = mode !== "resting" && mode !== "training";
    }
    if (changed.has("mode") || changed.has("replay")) {
      const ended = mode !== "replaying" || bound === null;
      if (ended && document.activeElement === cancel) train.focus();
      replay.hidden = ended;
    }
  });

  return {
    /** @param {number} at the step of a frame that came */
    progress(at) {
      const { replay: bound } = store.get();
      if (bound === null) return;
      progress.max = Math.max(1, bound.step);
      progress.value = at;
    },
  };
}
