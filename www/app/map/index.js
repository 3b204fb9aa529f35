// The view Map, until it is needed: loads map.js when it is first shown, and tells it when it is shown and when not. Used by
// main.js.

import { hasAny } from "../run/store.js";
import { button, element } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @param {() => void} openLab shows the Lab, for a cell that is opened as a run */
export function createMap(app, openLab) {
  const { both, messages } = app;
  const opener = button("map");
  const place = element("map-view");
  const view = createLazy(
    async () => {
      const style = styled(new URL("./map.css", import.meta.url), "map.css");
      const [{ createMapView }] = await Promise.all([import("./map.js"), style]);
      return createMapView(app, openLab);
    },
    (reason) => messages.unfetched("The map", reason),
  );
  const isShown = () => both.get().view === "map" && both.get().text !== null;

  async function show() {
    place.setAttribute("aria-busy", "true");
    const loaded = await view.load();
    place.removeAttribute("aria-busy");
    if (isShown()) loaded?.show();
  }

  both.subscribe(({ text }, changed) => {
    if (changed.has("text")) opener.disabled = text === null;
    if (!hasAny(changed, "view", "text", "config")) return;
    if (isShown()) show();
    else if (changed.has("view")) view.loaded()?.hide();
  });
  // If it could not be loaded, a second press tries again.
  opener.addEventListener("click", () => isShown() && view.loaded() === null && show());
}
