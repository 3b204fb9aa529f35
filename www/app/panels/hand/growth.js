// By hand, a random weight matrix: the std of its output for an input of std 1, forward and backward, for fan-ins from 1 to
// 1,000. Asks the core for one fan-in at a time, so that no task is long. Used by hand.js.

import { drawGrowth } from "../../../draw/growth.js";
import { createSurface } from "../../../draw/surface.js";
import { make } from "../../ui/dom.js";
import { button, canvas, element, input, setLabel, setText } from "../../ui/elements.js";
import { count, figure } from "../../words/format.js";
import { setSource } from "../reading.js";
import { growthFacts } from "./wording.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Core, FanIn } from "../../engine/core.js" */

/** Ten per decade, rounded. */
const SIZES = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100, 125, 160, 200, 250, 320, 400, 500, 640, 800, 1000,
];
/** Axis of the std, with room for the noise of the smallest matrices. @type {[low: number, high: number]} */
const RANGE = [0.1, 100];
const KINDS = /** @type {const} */ (["plain", "scaled", "normed"]);
const NAMES = { plain: "std 1", scaled: "std 1/√fan_in", normed: "std 1, then BatchNorm" };
const DASHES = { plain: [], scaled: [], normed: [4, 3] };
const DIRECTIONS = /** @type {const} */ (["forward", "backward"]);

/** @param {Core} core @param {() => void} redraw draws this part again, once it has been drawn */
export function createGrowth(core, redraw) {
  const plots = DIRECTIONS.map((direction) => {
    const plot = canvas(`growth-${direction}`);
    return { direction, plot, surface: createSurface(plot, redraw) };
  });
  const slider = input("growth-size");
  slider.max = String(SIZES.length - 1);
  slider.value = slider.max;
  const cells = KINDS.map((kind) => {
    const head = make("th", { scope: "row" }, make("span", { class: `swatch ${kind}` }), NAMES[kind]);
    const values = DIRECTIONS.map(() => make("td"));
    element("growth-rows").append(make("tr", {}, head, ...values));
    return { kind, values };
  });
  let seed = 1;
  /** @type {(FanIn | null)[]} */
  let known = SIZES.map(() => null);
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** Computes the selected fan-in first, then the others. */
  function next() {
    const read = slider.valueAsNumber;
    const at = known[read] === null ? read : known.indexOf(null);
    if (at < 0) return;
    known[at] = core.fanIn(SIZES[at], seed);
    redraw();
    timer = setTimeout(next);
  }

  function restart() {
    clearTimeout(timer);
    known = SIZES.map(() => null);
    timer = setTimeout(next);
  }
  button("growth-draw").addEventListener("click", () => {
    seed += 1;
    restart();
  });
  slider.addEventListener("input", redraw);

  return (/** @type {Palette} */ palette) => {
    if (timer === undefined) restart();
    const { activation, gradient, warm } = palette;
    const colors = { plain: warm, scaled: activation, normed: gradient };
    const read = slider.valueAsNumber;
    const size = SIZES[read];
    const values = known[read];
    slider.setAttribute("aria-valuetext", count(size));
    setText(element("growth-size-value"), count(size));
    for (const { kind, values: row } of cells) {
      for (const [i, cell] of row.entries()) setText(cell, values === null ? "–" : figure(values[DIRECTIONS[i]][kind]));
    }
    for (const { direction, plot, surface } of plots) {
      const lines = KINDS.map((kind) => ({
        name: NAMES[kind],
        color: colors[kind],
        dash: DASHES[kind],
        values: known.map((one) => one?.[direction][kind] ?? null),
      }));
      drawGrowth(surface, { sizes: SIZES, lines }, { range: RANGE, read, palette });
      setSource(plot, { kind: "growth", sizes: SIZES, lines });
      const facts = values === null ? "not computed yet" : growthFacts(size, values[direction]);
      setLabel(plot, `Standard deviation ${direction}, by fan-in from 1 to 1,000 on log axes; ${facts}`);
    }
  };
}
