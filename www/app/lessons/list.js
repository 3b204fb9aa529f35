// The list of lessons: how long each takes, and which have been read to the last card. Used by player.js.

import { LESSONS } from "../../lessons/index.js";
import { make, makeButton } from "../ui/dom.js";
import { dialog, element } from "../ui/elements.js";

/** Storage key of the lessons that have been read to the last card. */
const SEEN = "initscope-lessons";

/** @returns {string[]} */
function seen() {
  try {
    const found = JSON.parse(localStorage.getItem(SEEN) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    // Storage may be denied, or hold data of another version.
    return [];
  }
}

/** @param {string} id of a lesson that has been read */
export function remember(id) {
  try {
    localStorage.setItem(SEEN, JSON.stringify([...new Set([...seen(), id])]));
  } catch {
    // Storage may be denied.
  }
}

/** Opens the list. @param {(id: string) => void} choose */
export function showList(choose) {
  const dialogue = dialog("lessons-dialog");
  const read = seen();
  element("lessons-list").replaceChildren(
    ...LESSONS.map(({ id, title, line, minutes }) => {
      const start = () => {
        dialogue.close();
        choose(id);
      };
      return make(
        "li",
        {},
        makeButton(title, start, { class: "quiet" }),
        make("span", { class: "lesson-minutes" }, `${minutes} min`),
        ...(read.includes(id) ? [make("span", { class: "right" }, "✓ seen")] : []),
        make("p", { class: "hint" }, line),
      );
    }),
  );
  dialogue.showModal();
}
