// What can be worked out by hand: five points normalised, what a random matrix does, the slope of tanh. Of no run: Rust
// computes it on the page, and this draws it.

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
    /** Every part draws itself whenever something moves in it; beyond that, only other colours change it. @param {Palette} palette */
    draw(palette) {
      if (palette === drawn) return;
      drawn = palette;
      for (const part of parts) part.draw(palette);
    },
  };
}
