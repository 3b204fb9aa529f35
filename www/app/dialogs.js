// Dialogs: their buttons to open and close, and closing by a press beside them.

import { button, dialog } from "./elements.js";

/** @param {Record<string, string>} openers the id of the button that opens each dialog, by the dialog's */
export function createDialogs(openers) {
  for (const [id, opener] of Object.entries(openers))
    button(opener).addEventListener("click", () => dialog(id).showModal());
  for (const shown of document.querySelectorAll("dialog")) {
    for (const close of shown.querySelectorAll("[data-close]")) close.addEventListener("click", () => shown.close());
    shown.addEventListener("click", ({ target }) => {
      // Only the backdrop is the dialog itself: its content lies in its children.
      if (target === shown) shown.close();
    });
  }
}
