// By hand, the slope of tanh at a chosen x, and how much of a gradient several such layers leave. Used by hand.js.

import { drawSlope } from "../../../draw/slope.js";
import { createSurface } from "../../../draw/surface.js";
import { canvas, element, input, setLabel, setText } from "../../ui/elements.js";
import { setSource } from "../reading.js";
import { slopeFacts } from "./wording.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Core } from "../../engine/core.js" */

/** Points of the curve from 0 to 3, minus one. */
const STEPS = 60;

/** @param {Core} core @param {() => void} redraw draws this part again, once it has been drawn */
export function createSlope(core, redraw) {
  const plot = canvas("slope");
  const surface = createSurface(plot, redraw);
  const [at, layers] = ["slope-x", "slope-layers"].map(input);
  for (const slider of [at, layers]) slider.addEventListener("input", redraw);

  return (/** @type {Palette} */ palette) => {
    const [x, depth] = [at.valueAsNumber, layers.valueAsNumber];
    const curve = Array.from({ length: STEPS + 1 }, (_, i) => {
      const place = (3 * i) / STEPS;
      return { x: place, ...core.tanhSlope(place, depth) };
    });
    const { tanh, slope, product } = core.tanhSlope(x, depth);
    drawSlope(surface, curve, { read: { x, slope, product }, palette });
    setSource(plot, { kind: "slope", curve });
    setText(element("slope-x-value"), x.toFixed(2));
    setText(element("slope-layers-value"), String(depth));
    setText(element("slope-layers-key"), String(depth));
    layers.setAttribute("aria-valuetext", `${depth} ${depth === 1 ? "layer" : "layers"}`);
    const facts = slopeFacts({ x, tanh, slope, product }, depth);
    setText(element("slope-facts"), facts);
    setLabel(plot, `Slope of tanh from 1 at 0 to almost 0 at 3, and through ${depth} layers: ${facts}`);
  };
}
