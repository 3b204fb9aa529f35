// Which pictures of many are in sight: those that are scrolled out of it are not drawn. Used by layers.js and multiples.js.

import { isDrawnThrough } from "../../draw/surface.js";

/** What is less than a screen away counts as in sight, unless a region that scrolls of its own hides it. */
const NEAR = { rootMargin: "100% 0px" };

/** @param {() => void} onSeen a picture has come into sight, with what was drawn before */
export function createSeen(onSeen) {
  /** @type {WeakSet<Element>} */
  const unseen = new WeakSet();
  const observer = new IntersectionObserver((entries) => {
    const come = entries.filter(({ target, isIntersecting }) => isIntersecting && unseen.delete(target));
    for (const { target, isIntersecting } of entries) if (!isIntersecting) unseen.add(target);
    if (come.length > 0) onSeen();
  }, NEAR);
  return {
    /** Looks at these from now on, and no longer at those before; each is in sight until the browser says otherwise. @param {Element[]} elements */
    observe(elements) {
      observer.disconnect();
      for (const element of elements) observer.observe(element);
    },
    /** Those that are to be drawn: all while pictures are exported. @template {{element: Element}} T @param {T[]} parts */
    of: (parts) => (isDrawnThrough() ? parts : parts.filter(({ element }) => !unseen.has(element))),
  };
}
