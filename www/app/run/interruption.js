// Training that a control has interrupted by restarting the network: it goes on with the new network, at once or, while the
// control moves, when that is released or stands still. Used by commands.js; start.js ends it.

/** @typedef {ReturnType<typeof createInterruption>} Interruption */
/** @typedef {{goal: number | null}} Training what was under way, and the step that it runs to */
/** @typedef {"dragged" | "held"} Motion of a control: by a pointer, or by a key that is held */

/** A dragged control stands still after this time. A held key pauses longer before its first repeat: there only its release counts. */
const STILL_MS = 400;

export function createInterruption() {
  /** @type {{training: Training, goOn: (training: Training) => void} | null} */
  let pending = null;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  function forget() {
    clearTimeout(timer);
    pending = null;
  }

  /** The control stands still or is released. */
  function end() {
    const ended = pending;
    forget();
    ended?.goOn(ended.training);
  }

  return {
    forget,
    end,
    /** What is to go on. @returns {Training | null} */
    training: () => pending?.training ?? null,
    /** @param {Training} training @param {Motion | null} motion of the control @param {(training: Training) => void} goOn */
    begin(training, motion, goOn) {
      clearTimeout(timer);
      pending = { training, goOn };
      if (motion === null) end();
      else if (motion === "dragged") timer = setTimeout(end, STILL_MS);
    },
  };
}
