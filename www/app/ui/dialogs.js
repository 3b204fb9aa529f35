// Dialogs: their buttons to open and close, and closing by a press beside them.

import { button, dialog } from "./elements.js";

/** @param {Record<string, string>} openers the id of the button that opens each dialog, by the dialog's */
export function createDialogs(openers) {
  for (const [id, opener] of Object.entries(openers))
    button(opener).addEventListener("click", () => dialog(id).showModal());
  for (const shown of document.querySelectorAll("dialog")) {
    for (const close of shown.querySelectorAll("[data-close]")) close.addEventListener("click", () => shown.close());
    let beside = false;
    shown.addEventListener("pointerdown", ({ clientX, clientY }) => {
      const { left, right, top, bottom } = shown.getBoundingClientRect();
      beside = clientX < left || clientX > right || clientY < top || clientY > bottom;
    });
    shown.addEventListener("click", ({ target }) => {
      // The dialog itself is hit by its backdrop, but also by its padding, and by a selection drawn out of it.
      if (beside && target === shown) shown.close();
    });
  }
}
