// Notices a worker that has fallen silent, because it is in an endless loop or the system has ended it. Counts its own ticks and not
// the clock, so that a tab that was suspended, or a machine that slept, has lost no time. Used by connection.js and map/pool.js.

const TICK_MS = 1000;
/** Ticks without a message after which the worker is asked for one. */
const ASK_AFTER = 5;
/** Ticks without a message after which it is given up; the longest step of any network takes a second or two. */
const GIVE_UP_AFTER = 25;

/** The failure of a worker that is given up. */
export const SILENT = `it has not answered for ${GIVE_UP_AFTER} seconds`;

/**
 * @param {object} parts
 * @param {() => boolean} parts.isHidden whether the page is
 * @param {() => void} parts.ask a worker that runs answers at once
 * @param {() => void} parts.giveUp
 */
export function createWatchdog({ isHidden, ask, giveUp }) {
  let timer = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined);
  let silent = 0;

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  function tick() {
    // A hidden tab hands no frames back, and may be slowed down.
    if (isHidden()) {
      silent = 0;
      return;
    }
    silent += 1;
    if (silent === ASK_AFTER) ask();
    if (silent < GIVE_UP_AFTER) return;
    stop();
    giveUp();
  }

  return {
    stop,
    /** A message is awaited. */
    watch() {
      if (timer !== undefined) return;
      silent = 0;
      timer = setInterval(tick, TICK_MS);
    },
    /** A message has come. */
    heard() {
      silent = 0;
    },
  };
}
