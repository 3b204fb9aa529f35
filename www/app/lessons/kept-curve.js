// The loss of the card before, kept as a pale curve behind the loss of this card: its curve, on the loss chart's axes, and its name in
// the legend. Used by player.js.

import { smoothCourse } from "../../draw/courses.js";
import { make } from "../ui/dom.js";
import { element, setText } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createKeptCurve({ sight, frames }) {
  const name = make("span");
  const key = make("span", { class: "kept-key", hidden: true }, make("span", { class: "swatch before" }), name);
  element("loss-pins").before(key);

  return {
    /** Keeps the curve of the run as it is, if it has one. @param {string} of its name */
    take(of) {
      const frame = frames.newest();
      if (frame === null || frame.step === 0) return;
      setText(name, of);
      key.hidden = false;
      sight.set({ kept: { name: of, ...smoothCourse(frame.history, frame.step, frame.loss[0]) } });
    },
    drop() {
      key.hidden = true;
      sight.set({ kept: null });
    },
  };
}
