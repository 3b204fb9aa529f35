// Looks up the page's elements by id and type, and updates labels and texts only where they differ. Used by every module with a DOM.

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {{new (): T}} [kind]
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (found === null || (kind && !(found instanceof kind)))
    throw new TypeError(`#${id}: expected ${kind?.name}, got ${found}`);
  return /** @type {T} */ (found);
}

/** @param {string} id */
export const button = (id) => element(id, HTMLButtonElement);
/** @param {string} id */
export const input = (id) => element(id, HTMLInputElement);
/** @param {string} id */
export const select = (id) => element(id, HTMLSelectElement);
/** @param {string} id */
export const canvas = (id) => element(id, HTMLCanvasElement);
/** @param {string} id */
export const progress = (id) => element(id, HTMLProgressElement);
/** @param {string} id */
export const dialog = (id) => element(id, HTMLDialogElement);

/** Sets an element's accessible name, if it differs. @param {Element} element @param {string} text */
export function setLabel(element, text) {
  if (element.getAttribute("aria-label") !== text) element.setAttribute("aria-label", text);
}

/** Sets an element's text, if it differs: some browsers lay out again even for an equal text. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
