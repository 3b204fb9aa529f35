// By hand, five points on a line that can be moved, and what BatchNorm makes of them. The core's own layer computes it. Used by hand.js.

import { drawPoints, pointsPlace } from "../../../draw/points.js";
import { createSurface } from "../../../draw/surface.js";
import { make } from "../../ui/dom.js";
import { button, canvas, element, input, setLabel, setText } from "../../ui/elements.js";
import { figure } from "../../words/format.js";
import { pointsFacts } from "./wording.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Core } from "../../engine/core.js" */

const START = [-2, -1, 0.5, 1, 3];
/** @type {[low: number, high: number]} */
const RANGE = [-6, 6];
const STEP = 0.1;
/** With PyTorch's default eps, five equal points do not divide by 0. */
const SETTINGS = { eps: 1e-5, variance: /** @type {const} */ ("unbiased") };

/** @param {Core} core @param {() => void} redraw draws this part again, once it has been drawn */
export function createPoints(core, redraw) {
  const place = element("points");
  const plot = canvas("points-plot");
  const surface = createSurface(plot, redraw);
  const [gain, shift] = ["points-gain", "points-shift"].map(input);
  let points = [...START];
  /** @type {number | null} */
  let held = null;

  const handles = points.map((_, i) => {
    const handle = make("div", {
      class: "handle",
      role: "slider",
      tabindex: 0,
      "aria-valuemin": RANGE[0],
      "aria-valuemax": RANGE[1],
      "aria-label": `Point ${i + 1}`,
    });
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
    });
    handle.addEventListener("pointermove", ({ pointerId, clientX }) => {
      if (!handle.hasPointerCapture(pointerId)) return;
      const { left, width } = plot.getBoundingClientRect();
      move(i, pointsPlace(width, RANGE).value(clientX - left));
    });
    handle.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const to = {
        ArrowLeft: points[i] - STEP,
        ArrowDown: points[i] - STEP,
        ArrowRight: points[i] + STEP,
        ArrowUp: points[i] + STEP,
        PageDown: points[i] - 1,
        PageUp: points[i] + 1,
        Home: RANGE[0],
        End: RANGE[1],
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      move(i, to);
    });
    handle.addEventListener("focus", () => hold(i));
    handle.addEventListener("blur", () => hold(null));
    place.append(handle);
    return handle;
  });

  /** @param {number | null} i */
  function hold(i) {
    held = i;
    redraw();
  }

  /** @param {number} i @param {number} to */
  function move(i, to) {
    points[i] = Number(Math.min(RANGE[1], Math.max(RANGE[0], to)).toFixed(2));
    redraw();
  }

  for (const slider of [gain, shift]) slider.addEventListener("input", redraw);
  button("points-reset").addEventListener("click", () => {
    points = [...START];
    [gain.value, shift.value] = ["1", "0"];
    redraw();
  });

  return (/** @type {Palette} */ palette) => {
    const settings = { gain: gain.valueAsNumber, bias: shift.valueAsNumber, ...SETTINGS };
    const { mean, std, normalized, output } = core.normalizePoints(points, settings);
    drawPoints(surface, { points, mean, std, normalized, output }, { range: RANGE, held, palette });
    const { x } = pointsPlace(plot.clientWidth, RANGE);
    handles.forEach((handle, i) => {
      handle.style.setProperty("--at", `${x(points[i])}px`);
      handle.setAttribute("aria-valuenow", String(points[i]));
      handle.setAttribute("aria-valuetext", `${figure(points[i])}, normalized ${figure(normalized[i])}`);
    });
    setText(element("points-gain-value"), figure(settings.gain));
    setText(element("points-shift-value"), figure(settings.bias));
    const facts = pointsFacts({ mean, std, normalized, output }, settings);
    setText(element("points-facts"), facts);
    setLabel(plot, `Five points ${points.map((point) => figure(point)).join(", ")} on a line, normalized: ${facts}`);
  };
}
