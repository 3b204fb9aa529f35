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
