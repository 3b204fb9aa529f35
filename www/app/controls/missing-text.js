// The panel that asks for the text file a link was made with, if the link does not contain it. text.js reads the file. Used
// by main.js.

import { button, element } from "../ui/elements.js";
import { count, sizeFacts, sizeOf, within } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createMissingText({ store, commands }) {
  const panel = element("wanted");
  const leave = button("wanted-leave");
  button("wanted-choose").addEventListener("click", () => element("text-file").click());
  leave.addEventListener("click", () => {
    commands.leaveLink();
    element("train").focus();
  });

  store.subscribe(({ missingText, textIsBuiltIn, textName }, changed) => {
    const here = textIsBuiltIn ? "the built-in names" : within(textName);
    if (changed.has("textName")) leave.textContent = `Continue with ${here}`;
    if (!changed.has("missingText")) return;
    if (missingText === null && panel.contains(document.activeElement)) element("train").focus();
    panel.hidden = missingText === null;
    document.body.classList.toggle("asks", missingText !== null);
    if (missingText === null) return;
    const { file, replay } = missingText;
    const then = replay === null ? "its run starts" : `its run is replayed to step ${count(replay.step)}`;
    element("wanted-text").textContent =
      `This link was made with a text file of ${sizeFacts(sizeOf(file))}, which it does not contain. Choose or drop that file, and ${then}. ` +
      `Until then, the network is shown untrained, on ${here}.`;
  });
}
