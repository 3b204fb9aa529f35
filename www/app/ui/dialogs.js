// Wires every dialog of the page: the buttons that open and close it, and closing by a press outside it. Used by main.js.

import { button, dialog } from "./elements.js";

/** @param {Record<string, string>} openers the id of the button that opens each dialog, by the dialog's */
export function createDialogs(openers) {
  for (const [id, opener] of Object.entries(openers))
    button(opener).addEventListener("click", () => dialog(id).showModal());
  for (const shown of document.querySelectorAll("dialog")) {
    for (const close of shown.querySelectorAll("[data-close]")) close.addEventListener("click", () => shown.close());
    let outside = false;
    shown.addEventListener("pointerdown", ({ clientX, clientY }) => {
      const { left, right, top, bottom } = shown.getBoundingClientRect();
      outside = clientX < left || clientX > right || clientY < top || clientY > bottom;
    });
    shown.addEventListener("click", ({ target }) => {
      // The target is the dialog itself for its backdrop, but also for its padding and for a selection dragged out of it.
      if (outside && target === shown) shown.close();
    });
  }
}
