// Shows Explore as a presentation: chooses its one picture, by arrows, digits or a remote control's keys, and leaves it again.
// The neuron map is the Lab's own, moved here while it is shown. Loaded by index.js.

import { PRESENTED } from "../page/sight.js";
import { joinTrain } from "../page/training.js";
import { make, makeButton } from "../ui/dom.js";
import { element, setText } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */
/** @import { Presented } from "../page/sight.js" */

/** @type {Record<Presented, string>} */
const TITLES = {
  gauge: "First loss",
  neurons: "Hidden neurons",
  curve: "Loss curve",
  map: "Every neuron for every example",
};

/** @param {App} app @param {() => void} trainOrPause @param {() => void} onTypeSize */
export function createMode({ sight, both }, trainOrPause, onTypeSize) {
  const { body } = document;
  const map = element("saturation");
  const home = document.createComment("saturation");
  map.before(home);
  const mapTitle = make("h3", {}, TITLES.map);
  const mapPlace = make("section", { id: "presented-map", class: "panel", "aria-label": TITLES.map }, mapTitle);
  element("explore").append(mapPlace);

  const where = make("span", { role: "status" });
  const train = makeButton("", trainOrPause, { class: "primary", title: "Train, or pause (Space)" });
  const corner = make(
    "div",
    { class: "presentation", role: "group", "aria-label": "Presentation", hidden: true },
    train,
    makeButton("‹", () => turn(-1), { "aria-label": "Previous picture", title: "Previous picture (←)" }),
    where,
    makeButton("›", () => turn(1), { "aria-label": "Next picture", title: "Next picture (→)" }),
    makeButton("✕", leave, { "aria-label": "Leave presentation mode", title: "Leave (Escape)" }),
  );
  element("explore").append(corner);

  joinTrain(both, train);

  /** What had the focus when the presentation was entered. @type {Element | null} */
  let focused = null;

  /** @param {number} by */
  function turn(by) {
    const { presented } = sight.get();
    if (presented === null) return;
    const at = (PRESENTED.indexOf(presented) + by + PRESENTED.length) % PRESENTED.length;
    sight.set({ presented: PRESENTED[at] });
  }

  function leave() {
    const { view, enteredFrom } = sight.get();
    sight.set({ presented: null, enteredFrom: null, view: enteredFrom ?? view });
    if (focused instanceof HTMLElement) focused.focus();
  }

  sight.subscribe(({ presented, view, asks }, changed) => {
    // A card that asks again is answered in the Lab.
    if (presented !== null && asks) return leave();
    // A link or the browser's Back leads elsewhere.
    if (presented !== null && changed.has("view") && view !== "explore") {
      sight.set({ presented: null, enteredFrom: null });
      return;
    }
    if (!changed.has("presented")) return;
    const isOn = presented !== null;
    corner.hidden = !isOn;
    if (isOn) body.dataset.presented = presented;
    else delete body.dataset.presented;
    if (presented === "map") mapTitle.after(map);
    else home.after(map);
    if (isOn) {
      const at = PRESENTED.indexOf(presented);
      setText(where, `${at + 1} / ${PRESENTED.length}`);
      where.setAttribute("aria-label", `${TITLES[presented]}, picture ${at + 1} of ${PRESENTED.length}`);
    }
    if (body.classList.contains("presenting") !== isOn) {
      body.classList.toggle("presenting", isOn);
      onTypeSize();
    }
  });
  // After a drag the arrow keys turn the pictures again; a slider that Tab has reached keeps them.
  addEventListener("pointerup", ({ target }) => {
    if (sight.get().presented !== null && target instanceof HTMLInputElement && target.type === "range") target.blur();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || sight.get().presented === null) return;
    if (document.querySelector("dialog[open]") === null) leave();
  });

  return {
    enter() {
      focused = document.activeElement;
      // So that Space trains and arrows turn, whatever was pressed last.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      sight.set({ view: "explore", enteredFrom: sight.get().view, presented: PRESENTED[0] });
    },
    leave,
    /** @param {string} key @returns {(() => void) | null} */
    actionFor(key) {
      const chosen = /^\d$/.test(key) ? PRESENTED[Number(key) - 1] : undefined;
      if (chosen !== undefined) return () => sight.set({ presented: chosen });
      switch (key) {
        case "ArrowRight":
        case "PageDown":
          return () => turn(1);
        case "ArrowLeft":
        case "PageUp":
          return () => turn(-1);
        default:
          // Digits of presets, which would change the network by a slip.
          return /^\d$/.test(key) ? () => {} : null;
      }
    },
  };
}
