// Which networks of a sweep are healthy: those whose verdict is that nothing is wrong and, where their validation loss after
// some steps is measured, that have also learned: a learning rate of 0.001 breaks nothing and learns nothing. Pure, used by
// sweep.js and words.js.

/** @import { Cells } from "../../draw/cells.js" */
/** @import { Measure } from "../../shared/protocol.js" */

/** @typedef {{cells: Cells, sound: Uint8Array}} Judged */

/** How far above the lowest validation loss of the sweep a healthy network may end. */
export const NEAR_BEST = 0.1;

/**
 * @param {Judged[]} maps `sound` is 1 where nothing is wrong with a network; `healthy` is written
 * @param {Measure} measure
 * @param {number} uniform the loss of a uniform guess
 */
export function createJudge(maps, measure, uniform) {
  /** @type {number | null} */
  let best = null;

  /** @param {Judged} map @param {number} at */
  function judge({ cells, sound }, at) {
    const value = cells.value[at];
    const learned = best !== null && value <= Math.min(uniform, best + NEAR_BEST);
    cells.healthy[at] = Number(sound[at] === 1 && (measure !== "val" || learned));
  }

  /** Judges a network that has been measured, and with a new best one all of them. @param {Judged} map @param {number} at */
  return function found(map, at) {
    const value = map.cells.value[at];
    const isBest = measure === "val" && map.sound[at] === 1 && value < (best ?? Number.POSITIVE_INFINITY);
    if (!isBest) return judge(map, at);
    best = value;
    for (const each of maps) {
      for (const other of each.sound.keys()) judge(each, other);
    }
  };
}
