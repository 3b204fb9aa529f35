// The timeline, until it is needed: loads timeline.js when the run has made its first step. Used by main.js.

import { leftOut } from "../page/sight.js";
import { isTraining } from "../run/selectors.js";
import { createLazy } from "../ui/lazy.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createPast(app) {
  const { store, sight, frames, messages } = app;
  let newest = 0;
  let hasFailed = false;
  const timeline = createLazy(
    async () => {
      const { createTimeline } = await import("./timeline.js");
      const made = createTimeline(app);
      made.frame(newest);
      return made;
    },
    (reason) => {
      hasFailed = true;
      messages.unfetched("The timeline", reason);
    },
  );

  store.subscribe((state, changed) => {
    // After a failure, the next press of Train tries again.
    if (changed.has("mode") && isTraining(state)) hasFailed = false;
  });
  frames.subscribe(({ step }) => {
    newest = step;
    const made = timeline.loaded();
    if (made !== null) made.frame(step);
    else if (step > 0 && !hasFailed && !leftOut({ ...store.get(), ...sight.get() }).includes("timeline"))
      timeline.load();
  });
}
