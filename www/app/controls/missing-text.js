// Asks for the text that a link names and that is not here. Reads no file: text.js does.

import { button, element } from "../ui/elements.js";
import { count, sizeFacts, sizeOf, within } from "../words/format.js";

/** @import { Experiment } from "../run/experiment.js" */
/** @import { Store } from "../run/store.js" */

/**
 * @param {Store} store
 * @param {Experiment} experiment
 */
export function createWanted(store, experiment) {
  const panel = element("wanted");
  const leave = button("wanted-leave");
  button("wanted-choose").addEventListener("click", () => element("text-file").click());
  leave.addEventListener("click", () => {
    experiment.goOn();
    element("train").focus();
  });

  store.subscribe(({ wanted, textIsBuiltIn, textName }, changed) => {
    const here = textIsBuiltIn ? "the built-in names" : within(textName);
    if (changed.has("textName")) leave.textContent = `Go on with ${here}`;
    if (!changed.has("wanted")) return;
    if (wanted === null && panel.contains(document.activeElement)) element("train").focus();
    panel.hidden = wanted === null;
    document.body.classList.toggle("asks", wanted !== null);
    if (wanted === null) return;
    const { file, replay } = wanted;
    const then = replay === null ? "its run begins" : `its run is replayed to step ${count(replay.step)}`;
    element("wanted-text").textContent =
      `This link was made with a text of ${sizeFacts(sizeOf(file))} that isn't here: choose or drop it, and ${then}. ` +
      `Until then its network is shown untrained, on ${here}.`;
  });
}
