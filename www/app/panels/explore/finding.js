// The verdict of Explore: the worst finding as a sentence that can be asked why, a button that fixes it, and Undo. When the
// network becomes healthy, a short animation says so. Used by explore.js.

import { hasAny } from "../../run/store.js";
import { button, element, setText } from "../../ui/elements.js";
import { createLazy } from "../../ui/lazy.js";
import { faultOf, SIGNS } from "../../words/remedies.js";
import { createFix } from "../fix.js";

/** @import { Verdict } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */

/** @param {App} app @param {(id: string) => void} openLesson */
export function createFinding(app, openLesson) {
  const { store, messages } = app;
  const place = element("finding");
  const [sign, text] = ["finding-sign", "finding-text"].map((id) => element(id));
  const [fix, undo, why] = ["finding-fix", "finding-undo", "finding-why"].map(button);
  /** @type {Verdict | null} */
  let shown = null;
  const answer = createLazy(
    async () => (await import("./answer.js")).createAnswer(place, openLesson),
    (reason) => messages.unfetched("The answer", reason),
  );

  const { apply, describe } = createFix(app, undo, () => why.focus());
  fix.addEventListener("click", () => {
    if (shown?.remedy) apply(shown.remedy);
  });
  why.addEventListener("click", async () => {
    if (shown !== null) (await answer.load())?.toggle(shown.remedy);
  });
  place.addEventListener("animationend", () => place.classList.remove("became-healthy"));

  store.subscribe((state, changed) => {
    if (!hasAny(changed, "verdicts", "past", "config")) return;
    const [verdict] = state.past?.verdicts ?? state.verdicts;
    if (verdict === undefined || verdict === shown) return;
    const { severity, remedy } = verdict;
    const becameHealthy = shown !== null && shown.severity !== "good" && severity === "good" && state.past === null;
    if (shown?.remedy !== remedy) answer.loaded()?.close();
    shown = verdict;
    why.disabled = false;
    place.dataset.severity = severity;
    place.classList.toggle("became-healthy", becameHealthy);
    setText(sign, SIGNS[severity]);
    setText(text, `${remedy === null ? verdict.text : faultOf(verdict.text)}.`);
    const focused = document.activeElement === fix;
    fix.hidden = remedy === null;
    if (remedy !== null) {
      const { label, changes } = describe(remedy);
      setText(fix, label);
      fix.title = changes;
    } else if (focused) (undo.hidden ? button("explore-train") : undo).focus();
  });

  return {
    /** Changes the network by a remedy, which Undo takes back. */
    apply,
  };
}
