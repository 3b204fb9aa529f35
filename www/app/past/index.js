// The row that goes back in time: what it needs is loaded once there is a past.

import { leftOut } from "../page/panel-names.js";
import { isTraining } from "../run/selectors.js";

/** @import { App } from "../page/app.js" */
/** @import { createTimeline } from "./timeline.js" */

/** @param {App} app */
export function createPast(app) {
  const { store, sight, frames, messages } = app;
  /** @type {ReturnType<typeof createTimeline> | null} */
  let timeline = null;
  let loading = false;
  let newest = 0;

  async function load() {
    if (loading || leftOut({ ...store.get(), ...sight.get() }).includes("timeline")) return;
    loading = true;
    try {
      const { createTimeline } = await import("./timeline.js");
      timeline = createTimeline(app);
      timeline.frame(newest);
    } catch (thrown) {
      // Pressing Train tries again.
      messages.unfetched("The timeline", thrown);
    }
  }

  store.subscribe((state, changed) => {
    if (changed.has("mode") && isTraining(state) && timeline === null) loading = false;
  });
  frames.subscribe(({ step }) => {
    newest = step;
    if (timeline !== null) timeline.frame(step);
    else if (step > 0) load();
  });
}
