// Presentation mode, for a lecture hall: large type, the two weight scales and one picture. Entered by P or by a button in
// Help. Loads mode.js when first entered; not part of links. Used by main.js.

import { button, dialog } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @param {() => void} trainOrPause @param {() => void} onTypeSize the size of type has changed */
export function createPresenting(app, trainOrPause, onTypeSize) {
  const { sight, messages } = app;
  const mode = createLazy(
    async () => {
      const style = styled(new URL("./presenting.css", import.meta.url), "presenting.css");
      const [{ createMode }] = await Promise.all([import("./mode.js"), style]);
      return createMode(app, trainOrPause, onTypeSize);
    },
    (reason) => messages.unfetched("Presentation mode", reason),
  );

  async function toggle() {
    // A frame of another page has no room for it, and its pictures would answer a card that asks.
    const { embed, asks } = sight.get();
    if (embed || asks) return;
    const loaded = await mode.load();
    if (sight.get().presented === null) loaded?.enter();
    else loaded?.leave();
  }
  const enter = button("present");
  sight.subscribe(({ asks }, changed) => {
    if (changed.has("asks")) enter.disabled = asks;
  });
  enter.addEventListener("click", () => {
    dialog("help-dialog").close();
    toggle();
  });
  return {
    toggle,
    /** What a key does while presenting; null if nothing of its own. @param {string} key */
    actionFor: (key) => (sight.get().presented === null ? null : (mode.loaded()?.actionFor(key) ?? null)),
  };
}
