// The answer to the verdict's "why?": two sentences and the way to the lesson with the rest, below the verdict. Loaded by
// finding.js when it is first asked for.

import { LESSONS } from "../../../lessons/index.js";
import { button, element, setText } from "../../ui/elements.js";
import { reasonOf } from "../../words/reasons.js";

/** @import { Remedy } from "../../../shared/protocol.js" */

/** @param {HTMLElement} place what contains the question and the answer @param {(name: string) => void} openLesson */
export function createAnswer(place, openLesson) {
  const [ask, lesson] = ["finding-why", "finding-lesson"].map(button);
  const answer = element("finding-answer");
  let name = "";

  /** @param {boolean} isOpen */
  function show(isOpen) {
    answer.hidden = !isOpen;
    ask.setAttribute("aria-expanded", String(isOpen));
  }
  function close() {
    if (answer.contains(document.activeElement)) ask.focus();
    show(false);
  }

  lesson.addEventListener("click", () => {
    close();
    openLesson(name);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !place.contains(target)) close();
  });
  // Before all else that Escape does.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || answer.offsetParent === null) return;
      event.stopPropagation();
      close();
    },
    { capture: true },
  );

  return {
    close,
    /** Opens the answer for a verdict, or closes it. @param {Remedy | null} remedy */
    toggle(remedy) {
      const reason = reasonOf(remedy);
      name = reason.lesson;
      setText(element("finding-reason"), reason.text);
      const at = LESSONS.findIndex(({ id }) => id === name);
      setText(lesson, `Lesson ${at + 1}: ${LESSONS[at].title} →`);
      show(answer.hidden !== false);
    },
  };
}
