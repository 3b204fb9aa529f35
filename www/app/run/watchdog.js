// Notices a worker that has fallen silent: one that is caught in a loop, or that the system ended, says nothing of it.
// Counts its own ticks and not the clock, so that a tab that was suspended, or a machine that slept, has lost no time.

const TICK_MS = 1000;
/** After so many ticks without a word it is asked for one, */
const ASK_AFTER = 5;
/** and after so many it is given up: the longest step of any network takes a second or two. */
const GIVE_UP_AFTER = 25;

/** What a worker is said to have failed of. */
export const SILENT = `it has not answered for ${GIVE_UP_AFTER} seconds`;

/**
 * @param {() => void} ask to be answered at once by whoever is well
 * @param {() => void} giveUp
 */
export function createWatchdog(ask, giveUp) {
  let timer = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined);
  let silent = 0;

  function rest() {
    clearInterval(timer);
    timer = undefined;
  }

  function tick() {
    // A hidden tab hands no frames back, and may be slowed down.
    if (globalThis.document?.hidden) {
      silent = 0;
      return;
    }
    silent += 1;
    if (silent === ASK_AFTER) ask();
    if (silent < GIVE_UP_AFTER) return;
    rest();
    giveUp();
  }

  return {
    /** Something is awaited. */
    watch() {
      if (timer !== undefined) return;
      silent = 0;
      timer = setInterval(tick, TICK_MS);
    },
    /** It has said something. */
    heard() {
      silent = 0;
    },
    /** Nothing is awaited any more. */
    rest,
  };
}
