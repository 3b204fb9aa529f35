// Says that a run has been set aside, where its timeline was, with a button that brings it back. Used by main.js.

import { button, element, setText } from "../ui/elements.js";
import { setAsideFacts } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createSetAside({ store, commands }) {
  const undo = button("undo");
  undo.addEventListener("click", () => {
    commands.undo();
    // The button disappears.
    element("train").focus();
  });
  store.subscribe(({ setAside }, changed) => {
    if (!changed.has("setAside")) return;
    if (setAside === null && document.activeElement === undo) element("train").focus();
    setText(element("set-aside-said"), setAside === null ? "" : setAsideFacts(setAside.step));
    undo.hidden = setAside === null;
    document.body.classList.toggle("has-set-aside", setAside !== null);
  });
}
