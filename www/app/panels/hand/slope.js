// The slope of tanh at a place of one's choice, and what several such layers leave of a gradient. Computes nothing.

import { drawSlope } from "../../../draw/slope.js";
import { createSurface } from "../../../draw/surface.js";
import { canvas, element, input, name, tell } from "../../ui/elements.js";
import { slopeFacts } from "./wording.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Core } from "../../engine/core.js" */

/** From 0 to 3 in as many steps. */
const STEPS = 60;

/** @param {Core} core */
export function createSlope(core) {
  const plot = canvas("slope");
  const surface = createSurface(plot, draw);
  const [at, layers] = ["slope-x", "slope-layers"].map(input);
  /** @type {Palette | null} */
  let palette = null;

  for (const slider of [at, layers]) slider.addEventListener("input", draw);

  function draw() {
    if (palette === null) return;
    const [x, depth] = [at.valueAsNumber, layers.valueAsNumber];
    const curve = Array.from({ length: STEPS + 1 }, (_, i) => {
      const place = (3 * i) / STEPS;
      return { x: place, ...core.tanhSlope(place, depth) };
    });
    const { tanh, slope, product } = core.tanhSlope(x, depth);
    drawSlope(surface, curve, { read: { x, slope, product }, palette });
    tell(element("slope-x-value"), x.toFixed(2));
    tell(element("slope-layers-value"), String(depth));
    tell(element("slope-layers-key"), String(depth));
    layers.setAttribute("aria-valuetext", `${depth} ${depth === 1 ? "layer" : "layers"}`);
    const facts = slopeFacts({ x, tanh, slope, product }, depth);
    tell(element("slope-facts"), facts);
    name(plot, `Slope of tanh from 1 at 0 to almost 0 at 3, and through ${depth} layers: ${facts}`);
  }

  return {
    /** @param {Palette} next */
    draw(next) {
      palette = next;
      draw();
    },
  };
}
