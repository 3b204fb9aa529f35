// The By hand panel: normalizing five points, a random weight matrix, the slope of tanh. It is independent of the run; Rust
// computes everything on the page. Loaded by ../lazy.js.

import { createGrowth } from "./growth.js";
import { createPoints } from "./points.js";
import { createSlope } from "./slope.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Core } from "../../engine/core.js" */

/** @param {Core} core */
export function createHand(core) {
  const parts = [createPoints(core), createGrowth(core), createSlope(core)];
  /** @type {Palette | null} */
  let drawn = null;
  return {
    /** The parts redraw themselves on input; this is for a new palette. @param {Palette} palette */
    draw(palette) {
      if (palette === drawn) return;
      drawn = palette;
      for (const part of parts) part.draw(palette);
    },
  };
}
