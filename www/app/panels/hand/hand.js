// The By hand panel: normalizing five points, a random weight matrix, the slope of tanh. It is independent of the run; Rust
// computes everything on the page. Loaded by ../lazy.js.

import { createGrowth } from "./growth.js";
import { createPoints } from "./points.js";
import { createSlope } from "./slope.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Core } from "../../engine/core.js" */

/** @param {Core} core */
export function createHand(core) {
  /** @type {Palette | null} */
  let palette = null;
  const parts = [createPoints, createGrowth, createSlope].map((create) => {
    /** @type {(palette: Palette) => void} */
    const draw = create(core, () => {
      if (palette !== null) draw(palette);
    });
    return draw;
  });
  return {
    /** The parts redraw themselves on input; this is for a new palette. @param {Palette} next */
    draw(next) {
      if (next === palette) return;
      palette = next;
      for (const draw of parts) draw(next);
    },
  };
}
