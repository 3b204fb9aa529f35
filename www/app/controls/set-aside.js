// Says that a run has been set aside, where its timeline was, with a button that brings it back. Used by main.js.

import { button, element, setText } from "../ui/elements.js";
import { setAsideFacts } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createSetAside({ store, commands }) {
  const undo = button("undo");
  /** The button disappears: what restarts the run again in the view that is seen, and can be pressed during a replay. */
  function passFocus() {
    ["reset", "explore-w"]
      .map((id) => element(id))
      .find((control) => control.offsetParent !== null)
      ?.focus();
  }
  undo.addEventListener("click", () => {
    commands.undo();
    passFocus();
  });
  store.subscribe(({ setAside }, changed) => {
    if (!changed.has("setAside")) return;
    const focused = document.activeElement === undo;
    setText(element("set-aside-said"), setAside === null ? "" : setAsideFacts(setAside.step));
    undo.hidden = setAside === null;
    document.body.classList.toggle("has-set-aside", setAside !== null);
    if (focused && setAside === null) passFocus();
  });
}
