// Pauses a run that is being trained, for what needs its step and checksum. Used by lessons/way-back.js and offline/keeping.js.

import { canPause, isIdle } from "./selectors.js";

/** @import { Commands } from "./commands.js" */
/** @import { ReadStore, Run } from "./store.js" */

/** @param {{store: ReadStore<Run>, commands: Pick<Commands, "pause">}} run @returns {Promise<void>} once it has stopped */
export async function stopped({ store, commands }) {
  if (!canPause(store.get())) return;
  commands.pause();
  await new Promise((resolve) => {
    store.subscribe((run) => {
      if (!canPause(run) && (!isIdle(run) || run.sum !== null)) resolve(null);
    });
  });
}
