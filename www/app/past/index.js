// The timeline, until it is needed: loads timeline.js when the run has made its first step. Used by main.js.

import { leftOut } from "../page/panels.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Store } from "../run/store.js" */
/** @import { createView } from "../panels/view.js" */
/** @import { createTimeline } from "./timeline.js" */

/** @typedef {{core: Core, store: Store, experiment: Experiment, messages: Messages, view: ReturnType<typeof createView>}} Parts */

/** @param {Parts} parts */
export function createPast(parts) {
  const { store, messages } = parts;
  /** @type {ReturnType<typeof createTimeline> | null} */
  let timeline = null;
  let loading = false;
  let newest = 0;

  async function load() {
    if (loading || leftOut(store.get()).includes("timeline")) return;
    loading = true;
    try {
      const { createTimeline } = await import("./timeline.js");
      timeline = createTimeline(parts);
      timeline.frame(newest);
    } catch (thrown) {
      // Pressing Train tries again.
      messages.unfetched("The timeline", thrown);
    }
  }

  store.subscribe(({ mode }, changed) => {
    if (changed.has("mode") && mode === "training" && timeline === null) loading = false;
  });

  return {
    /** To be called for the run's newest frame. @param {number} step */
    frame(step) {
      newest = step;
      if (timeline !== null) timeline.frame(step);
      else if (step > 0) load();
    },
  };
}
