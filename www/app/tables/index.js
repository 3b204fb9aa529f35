// The buttons that show the pictures as tables, for readers who can't see them or want the numbers. A table is made from the
// displayed frame when its button is pressed. Used by main.js.

import { button, dialog, element } from "../ui/elements.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { State } from "../run/store.js" */

const PICTURES = ["layers", "saturation", "norm", "loss", "update", "weights"];

/**
 * @param {() => {frame: Frame | null, state: Readonly<State>}} current
 * @param {Messages} messages
 */
export function createTables(current, messages) {
  const shown = dialog("table-dialog");

  /** @param {string} id */
  async function show(id) {
    const made = await import("./tables.js").catch((/** @type {unknown} */ reason) => {
      messages.unfetched("The table", reason);
      return null;
    });
    const { frame, state } = current();
    if (made === null || frame === null || shown.open) return;
    const { title, elements } = made.tablesOf(id, frame, state);
    element("table-title").textContent = title;
    element("table-body").replaceChildren(...elements);
    if (elements.length === 0) element("table-body").textContent = "Nothing has been measured yet.";
    shown.showModal();
  }

  for (const id of PICTURES) button(`${id}-table`).addEventListener("click", () => show(id));
}
