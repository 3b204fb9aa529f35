// The views of one run: Explore, the Lab, Compare and the map. The navigation chooses one, which the link names and the browser
// remembers (last-view.js). Used by main.js.

import { button, element } from "../ui/elements.js";
import { remember } from "./last-view.js";

/** @import { View } from "../engine/core.js" */
/** @import { App } from "./app.js" */
/** @import { Sight } from "./sight.js" */

/** What Explore and the Lab both show, and where Explore has it. */
const MOVED = [
  ["set-aside", "explore-set-aside"],
  ["timeline", "explore-timeline"],
  ["samples-panel", "explore-samples"],
];

/** @param {App} app */
export function createViews({ sight, links }) {
  const buttons = [...element("views-nav").querySelectorAll("button[data-view]")].map(
    (button) => /** @type {HTMLButtonElement} */ (button),
  );

  /** Each with a mark where it stands in the Lab. */
  const moved = MOVED.map(([id, place]) => {
    const [part, home] = [element(id), document.createComment(id)];
    part.before(home);
    return { part, place: element(place), home };
  });

  /** The Lab's tab, while Compare shows the layers as they are now: pinned runs have no other picture. @type {Sight["tab"] | null} */
  let labTab = null;
  const inFrame = button("embed-compare");
  inFrame.addEventListener("click", () => choose(sight.get().view === "compare" ? "lab" : "compare"));

  /** @param {View} view */
  function choose(view) {
    if (!sight.get().embed) remember(view);
    sight.set({ view });
    links.updateAddress();
  }
  for (const button of buttons) {
    button.addEventListener("click", () => choose(/** @type {View} */ (button.dataset.view)));
  }

  sight.subscribe(({ view, lesson }, changed) => {
    // Lessons point at the Lab's panels.
    if (changed.has("lesson") && lesson !== null && view !== "lab") {
      sight.set({ view: "lab" });
      return;
    }
    if (!changed.has("view")) return;
    inFrame.setAttribute("aria-pressed", String(view === "compare"));
    if (view === "compare") {
      labTab ??= sight.get().tab;
      sight.set({ tab: "now" });
    } else if (labTab !== null && sight.get().tab === "now") {
      const tab = labTab;
      labTab = null;
      sight.set({ tab });
    } else labTab = null;
    document.body.dataset.view = view;
    for (const button of buttons) {
      if (button.dataset.view === view) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
    const explores = view === "explore";
    element("explore").hidden = !explores;
    element("map-view").hidden = view !== "map";
    element("pane").hidden = explores || view === "map";
    for (const { part, place, home } of moved) {
      if (explores) place.append(part);
      else home.after(part);
    }
  });
  return { choose };
}
