// The least and the greatest values of the last frames, layer by layer: the bands of the depth profile. Used by depth.js.

/** How many frames. */
const FRAMES = 20;

/** @typedef {{low: number[], high: number[]}} Band one value for each layer */

/**
 * Keeps the values of the last frames of one run. A frame of another network, or of an earlier step, starts again.
 * @returns {(at: {epoch: number, step: number}, values: number[][]) => Band[] | null} adds those of a frame, a list for each measure; null while there are none of an earlier step
 */
export function createRecent() {
  /** @type {{epoch: number, step: number, values: number[][]}[]} */
  let frames = [];
  return ({ epoch, step }, values) => {
    const last = frames.at(-1);
    const isOther = last?.epoch !== epoch || last.step > step || last.values[0].length !== values[0].length;
    if (isOther) frames = [];
    // A step that is drawn again has other values where something else is measured.
    else if (last.step === step) frames.pop();
    frames.push({ epoch, step, values });
    if (frames.length > FRAMES) frames.shift();
    if (frames.length < 2) return null;
    return values.map((layers, measure) => ({
      low: layers.map((_, i) => extreme(Math.min, frames, measure, i)),
      high: layers.map((_, i) => extreme(Math.max, frames, measure, i)),
    }));
  };
}

/**
 * @param {(a: number, b: number) => number} of
 * @param {{values: number[][]}[]} frames
 * @param {number} measure
 * @param {number} layer
 */
const extreme = (of, frames, measure, layer) =>
  frames.reduce((found, { values }) => of(found, values[measure][layer]), frames[0].values[measure][layer]);
