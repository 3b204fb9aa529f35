// The view Explore, until it is needed: loads explore.js when it is first shown. Also its buttons that start a lesson or
// reopen the run of the last visit. Used by main.js.

import { button, element, setText } from "../../ui/elements.js";
import { createLazy } from "../../ui/lazy.js";

/** @import { App } from "../../page/app.js" */
/** @import { LastRun } from "../../page/last-run.js" */
/** @import { ExploreActions } from "./explore.js" */

/** The lesson for newcomers. */
const FIRST_LESSON = "start";

/** Fetches the view's script before it is known whether it is needed, next to the engine. */
export const prefetchExplore = () => void import("./explore.js").catch(() => {});

/**
 * @param {App} app
 * @param {ExploreActions} actions
 * @param {LastRun} lastRun
 * @param {() => void} onChange asks for a redraw
 */
export function createExploreLoader(app, actions, lastRun, onChange) {
  const { sight, frames, messages } = app;
  const explore = createLazy(
    async () => (await import("./explore.js")).createExplore(app, actions, onChange),
    (reason) => messages.unfetched("Explore", reason),
  );
  const [lesson, resume] = [button("explore-lesson"), button("explore-resume")];
  lesson.addEventListener("click", () => actions.openLesson(FIRST_LESSON));
  resume.addEventListener("click", () => {
    lastRun.open();
    // This button goes away with the first step, and Train waits for the last.
    button("finding-why").focus();
  });
  lastRun.title().then((title) => {
    if (title === null) return;
    setText(element("explore-resume-what"), title);
    resume.title = title;
    resume.hidden = (frames.newest()?.step ?? 0) > 0;
    // The run of this visit is the one to go on with, from its first step.
    frames.subscribe(({ step }) => {
      if (step > 0) resume.hidden = true;
    });
  });
  sight.subscribe(async ({ view }, changed) => {
    if (!changed.has("view") || view !== "explore" || explore.isBegun()) return;
    if ((await explore.load()) !== null) onChange();
  });
  return explore;
}
