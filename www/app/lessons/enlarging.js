// What the page shows beside a card: the panel that the card is about, enlarged and highlighted, and nothing that answers
// its question. enlarged.css does it, by the classes and attributes of the body that are set here. Used by player.js.

import { PLACES } from "../page/panels.js";
import { leftOut } from "../page/sight.js";
import { hasAny } from "../run/store.js";
import { button, element, setText } from "../ui/elements.js";
import { createFirstLoss } from "./first-loss.js";

/** @import { App } from "../page/app.js" */
/** @import { Exercise } from "../../lessons/lesson.js" */
/** @import { Panels } from "../page/panels.js" */
/** @import { Panel } from "../words/panels.js" */

/** @typedef {"nothing" | "judgments" | "everything"} Hidden what is hidden: what is said of the network, or its pictures as well */

/** @param {App} app @param {Panels} panels */
export function createEnlarging(app, panels) {
  const { sight, both } = app;
  const { classList, dataset } = document.body;
  const firstLoss = createFirstLoss(app);
  const cover = element("lesson-cover");
  const [settings, others] = [button("lesson-settings"), button("lesson-others")];
  /** @type {Panel | null} */
  let panel = null;
  /** The panel of the grid that has it. @type {Element | null} */
  let enlarged = null;
  /** What was looked at before the lesson. @type {{drawer: boolean, logLoss: boolean} | null} */
  let before = null;

  function place() {
    settings.hidden = leftOut(both.get()).includes("controls");
    enlarged?.classList.remove("enlarged");
    enlarged = null;
    firstLoss.hidden = true;
    // A panel that the link leaves out can't be enlarged.
    if (panel === null || leftOut(both.get()).includes(panel)) {
      delete dataset.enlarged;
      return;
    }
    dataset.enlarged = panel;
    // The verdicts are one line: what they say of the first loss gets the room.
    firstLoss.hidden = panel !== "verdicts";
    enlarged = panel === "verdicts" ? firstLoss : element(PLACES[panel].id).closest("#pane > *");
    enlarged?.classList.add("enlarged");
  }

  /** @param {boolean} all */
  function showOthers(all) {
    classList.toggle("lesson-others", all);
    others.setAttribute("aria-pressed", String(all));
  }

  settings.addEventListener("click", () => sight.set({ settings: !sight.get().settings }));
  others.addEventListener("click", () => showOthers(!classList.contains("lesson-others")));
  both.subscribe(({ settings: open }, changed) => {
    if (changed.has("settings")) {
      classList.toggle("with-settings", open);
      settings.setAttribute("aria-expanded", String(open));
    }
    if (panel !== null && hasAny(changed, "hidden", "embed", "focus", "pocket", "pins")) place();
  });

  /** @param {Hidden} hidden @param {string} [words] in place of the pictures */
  function hide(hidden, words = "") {
    classList.toggle("lesson-asks", hidden !== "nothing");
    classList.toggle("lesson-covers", hidden === "everything");
    cover.hidden = hidden !== "everything";
    setText(cover, words);
  }

  /** Enlarges a panel and brings it into sight. @param {Panel} name */
  function show(name) {
    panel = name;
    place();
    panels.show(name);
    panels.light(name);
  }

  return {
    hide,
    show,
    /** Highlights the panel that is enlarged. */
    light: () => panels.light(panel),
    /** A card opens: its panel is enlarged. @param {Panel} name @param {"linear" | "log"} axis of the loss @param {Exercise} [exercise] */
    open(name, axis, exercise) {
      if (exercise === undefined) delete dataset.exercise;
      else dataset.exercise = exercise;
      const { drawer, logLoss } = sight.get();
      if (before === null) sight.set({ settings: false });
      before ??= { drawer, logLoss };
      // The rows and the map share one panel: the one that is meant gets the room.
      const own =
        name === "saturation" ? { drawer: true } : name === "layers" || name === "time" ? { drawer: false } : {};
      sight.set({ logLoss: axis === "log", ...own });
      show(name);
    },
    /** The lesson ends: the page is as it was before. */
    close() {
      panel = null;
      delete dataset.exercise;
      place();
      panels.light(null);
      hide("nothing");
      showOthers(false);
      sight.set({ settings: false, ...before });
      before = null;
    },
  };
}
