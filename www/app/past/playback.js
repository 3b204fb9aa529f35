// The speed and the steps of playback on the timeline. Pure functions, used by timeline.js.

/** The target duration of a whole playback. */
const PLAYBACK_MS = 9000;
const MIN_FRAME_MS = 40;
const MAX_FRAME_MS = 250;

/** Milliseconds per frame. @param {number} frames in total */
export const frameTime = (frames) => Math.min(MAX_FRAME_MS, Math.max(MIN_FRAME_MS, PLAYBACK_MS / Math.max(1, frames)));

/**
 * The recorded steps to play: those after a step, or all if there are none.
 * @param {number[]} steps ascending
 * @param {number | null} from null at the latest step
 */
export function toPlay(steps, from) {
  const after = from === null ? [] : steps.filter((step) => step > from);
  return after.length === 0 ? steps : after;
}
