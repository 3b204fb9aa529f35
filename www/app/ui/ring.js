// Draws the eye to a control that something else on the page has just pointed at. Used by page/panes.js.

const RING_MS = 2000;
const timers = /** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */ (new WeakMap());

/** Puts a ring around an element for two seconds; a second call starts them again. @param {Element} target */
export function ring(target) {
  clearTimeout(timers.get(target));
  target.classList.add("ringed");
  timers.set(
    target,
    setTimeout(() => target.classList.remove("ringed"), RING_MS),
  );
}
