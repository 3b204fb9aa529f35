// How fast a run is played back. Pure.

/** A short run takes its time, step by step; a long one is seen whole before one tires of it. */
const WHOLE_MS = 9000;
const SHORTEST_MS = 40;
const LONGEST_MS = 250;

/** How long each of so many frames stands. @param {number} frames */
export const frameTime = (frames) => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, WHOLE_MS / Math.max(1, frames)));

/**
 * The recorded steps that are still to be played: those after a step, or all from the start where none is left.
 * @param {number[]} steps ascending
 * @param {number | null} from null in the present, which is the end
 */
export function toPlay(steps, from) {
  const after = from === null ? [] : steps.filter((step) => step > from);
  return after.length === 0 ? steps : after;
}
