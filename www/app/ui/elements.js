// Finds the page's elements by their ids, and says so if one is not what it should be. Makes none.

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

/**
 * What a screen reader calls an element; written only where it differs.
 * @param {Element} element
 * @param {string} text
 */
export function name(element, text) {
  if (element.getAttribute("aria-label") !== text) element.setAttribute("aria-label", text);
}

/** A text, written only where it differs: some browsers lay out anew for an equal one. @param {Element} element @param {string} text */
export function tell(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
