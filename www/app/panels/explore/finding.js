// The verdict of Explore: the worst finding as a sentence, a button that fixes it, Undo, and the lesson that explains it. When
// the network becomes healthy, a short animation says so. Used by explore.js.

import { isIdle } from "../../run/selectors.js";
import { hasAny } from "../../run/store.js";
import { button, element, setText } from "../../ui/elements.js";
import { faultOf, REMEDIES } from "../../words/remedies.js";

/** @import { Config, Verdict } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */

/** Distinguished by shape as well as color. */
const SIGNS = { bad: "✕", warn: "▲", good: "✓" };

/** @param {App} app @param {(id: string) => void} openLesson */
export function createFinding({ core, store, commands }, openLesson) {
  const place = element("finding");
  const [sign, text] = ["finding-sign", "finding-text"].map((id) => element(id));
  const [fix, undo, why] = ["finding-fix", "finding-undo", "finding-why"].map(button);
  /** @type {Verdict | null} */
  let shown = null;
  /** The network before the fix that can be undone, and what that made of it. @type {{before: Config, step: number, after: Config} | null} */
  let fixed = null;

  fix.addEventListener("click", () => {
    const state = store.get();
    const { config } = state;
    // One that trains goes on from step 0, and so does the one that comes back.
    const step = isIdle(state) ? state.step : 0;
    const remedy = shown?.remedy;
    if (!remedy) return;
    commands.replace(core.applyRemedy(config, remedy));
    fixed = { before: config, step, after: store.get().config };
    showUndo();
  });
  undo.addEventListener("click", () => {
    if (fixed === null) return;
    const { before, step } = fixed;
    fixed = null;
    if (store.get().setAside?.config === before) commands.undo();
    else commands.replace(before, { until: step });
    showUndo();
    fix.focus();
  });
  why.addEventListener("click", () => {
    if (shown?.remedy) openLesson(REMEDIES[shown.remedy].lesson);
  });
  place.addEventListener("animationend", () => place.classList.remove("became-healthy"));

  function showUndo() {
    if (undo.hidden !== (fixed === null)) undo.hidden = fixed === null;
  }

  store.subscribe((state, changed) => {
    if (!hasAny(changed, "verdicts", "past", "config")) return;
    if (
      fixed !== null &&
      state.config !== fixed.after &&
      core.printLink(state.config).fragment !== core.printLink(fixed.after).fragment
    )
      fixed = null;
    showUndo();
    const [verdict] = state.past?.verdicts ?? state.verdicts;
    if (verdict === undefined || verdict === shown) return;
    const { severity, remedy } = verdict;
    const becameHealthy = shown !== null && shown.severity !== "good" && severity === "good" && state.past === null;
    shown = verdict;
    place.dataset.severity = severity;
    place.classList.toggle("became-healthy", becameHealthy);
    setText(sign, SIGNS[severity]);
    setText(text, `${remedy === null ? verdict.text : faultOf(verdict.text)}.`);
    const focused = document.activeElement === fix;
    fix.hidden = remedy === null;
    why.hidden = remedy === null;
    if (remedy !== null) {
      const changed = core.applyRemedy(state.config, remedy);
      const alsoBiases =
        remedy === "shrink-output" &&
        core.printLink({ ...changed, outb: state.config.outb }).fragment !== core.printLink(changed).fragment;
      setText(fix, `${REMEDIES[remedy].label}${alsoBiases ? " and biases" : ""}`);
      fix.title = changesOf(state.config, changed);
    } else if (focused) (undo.hidden ? button("explore-train") : undo).focus();
  });

  /** What a remedy changes, as links name it. @param {Config} from @param {Config} to */
  function changesOf(from, to) {
    const before = new Map(core.fieldTexts(from));
    const changes = core.fieldTexts(to).filter(([key, value]) => before.get(key) !== value);
    return changes.map(([key, value]) => `${key}: ${before.get(key)} → ${value}`).join("; ");
  }
}
