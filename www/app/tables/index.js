// The buttons that show the pictures as tables, for readers who can't see them or want the numbers. A table is made from the
// displayed frame when its button is pressed. Used by main.js.

import { button, dialog, element } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";

/** @import { App } from "../page/app.js" */

const PICTURES = ["layers", "saturation", "norm", "loss", "update", "optimizer", "weights"];

/** @param {App} app */
export function createTables({ core, store, sight, frames, messages }) {
  const shown = dialog("table-dialog");
  const tables = createLazy(
    () => import("./tables.js"),
    (reason) => messages.unfetched("The table", reason),
  );

  /** @param {string} id */
  async function show(id) {
    const made = await tables.load();
    const frame = frames.current();
    if (made === null || frame === null || shown.open) return;
    const { title, elements } = made.tablesOf(id, frame, { ...store.get(), ...sight.get() }, core);
    element("table-title").textContent = title;
    element("table-body").replaceChildren(...elements);
    if (elements.length === 0) element("table-body").textContent = "Nothing has been measured yet.";
    shown.showModal();
  }

  for (const id of PICTURES) button(`${id}-table`).addEventListener("click", () => show(id));
}
