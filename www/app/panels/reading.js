// What each picture shows, for reading the value at a point of it. Loads reading/readout.js once a picture is pointed at or
// focused. Used by view.js; the panels say what their pictures show.

import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */
/** @import { Source } from "./reading/words.js" */

/** @type {WeakMap<Element, Source>} */
const sources = new WeakMap();

/** Says what a picture shows now. @param {Element} picture a canvas, or the place of a line chart @param {Source} source */
export const setSource = (picture, source) => void sources.set(picture, source);

/** What a picture shows, as it was drawn last. @param {Element} picture */
export const sourceOf = (picture) => sources.get(picture);

/** @param {App} app */
export function createReading(app) {
  const readout = createLazy(
    async () => {
      const style = styled(new URL("./reading/readout.css", import.meta.url), "readout.css");
      const [{ createReadout }] = await Promise.all([import("./reading/readout.js"), style]);
      return createReadout(app, sources);
    },
    (reason) => app.messages.unfetched("The values of the pictures", reason),
  );
  for (const type of ["pointermove", "pointerdown", "click", "focusin"]) {
    document.addEventListener(type, async (event) => {
      if (readout.loaded() !== null || !(event.target instanceof Element)) return;
      const picture = event.target.closest(".chart, canvas:not(.chart *)");
      // Until it listens itself, it is given the events.
      if (picture !== null && sources.has(picture)) readout.begin(() => readout.loaded()?.handle(event));
    });
  }
  return {
    /** The pictures have been drawn again. */
    refresh: () => readout.loaded()?.refresh(),
  };
}
