// The maps of a sweep side by side with their color key, or the line charts of a sweep over one setting; redrawn in the next
// animation frame when something changes. Used by map.js.

import { KNOWN } from "../../draw/cells.js";
import { readPalette } from "../../draw/color.js";
import { drawKey, makeRamp, rangeOf } from "../../draw/ramp.js";
import { placeOn } from "../../draw/ruler.js";
import { createSurface } from "../../draw/surface.js";
import { createSweepLine } from "../../draw/sweep-line.js";
import { createSweepMap } from "../../draw/sweep-map.js";
import { canvas, element, setLabel, setText } from "../ui/elements.js";
import { MEASURES, mapWords, markOf, measureTitle, ownValue, rulerOf } from "./words.js";

/** @import { Ruler } from "../../draw/ruler.js" */
/** @import { Axis, CellPlace, Sweep } from "./sweep.js" */

/** The maps' accessible names count cells, so they are not updated in every frame. */
const NAME_EVERY_MS = 500;

/** @param {() => {sweep: Sweep | null, read: CellPlace | null, uniform: number, isMoving: boolean}} current */
export function createPicture(current) {
  let queued = false;
  let palette = readPalette(document.body);
  let ramps = [false, true].map((hasMiddle) => makeRamp(palette, hasMiddle));
  let namedAt = Number.NEGATIVE_INFINITY;
  const fields = [0, 1].map((i) => {
    const at = canvas(`map-field-${i}`);
    const surface = createSurface(at, schedule);
    return {
      canvas: at,
      figure: element(`map-figure-${i}`),
      caption: element(`map-caption-${i}`),
      surface,
      map: createSweepMap(surface),
      line: createSweepLine(surface),
      /** The one drawn last. @type {"map" | "line"} */
      kind: "map",
    };
  });
  const key = createSurface(canvas("map-key"), schedule);
  const [keyTitle, keyMark] = ["map-key-title", "map-key-mark"].map((id) => element(id));
  const view = element("map-view");

  function recolor() {
    palette = readPalette(document.body);
    ramps = [false, true].map((hasMiddle) => makeRamp(palette, hasMiddle));
    schedule();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
  element("dark").addEventListener("load", recolor);

  function schedule() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(draw);
  }

  function draw() {
    queued = false;
    const { sweep, read, uniform, isMoving } = current();
    if (sweep === null || view.hidden) return;
    const { maps, measure, steps, x, y } = sweep;
    const now = performance.now();
    const names = !isMoving || now - namedAt > NAME_EVERY_MS;
    if (names) namedAt = now;
    const mark = markOf(measure, uniform);
    const values = maps.flatMap(({ cells }) => [...cells.value]);
    const { scaling } = MEASURES[measure];
    const range = rangeOf(values, { ...scaling, include: mark?.value }) ?? { low: 0, high: 1, log: false };
    const title = measureTitle(measure, steps);
    const isLine = y === null;
    key.canvas.hidden = isLine;
    setText(keyTitle, isLine ? "" : title);
    setText(keyMark, isLine && mark !== null ? mark.label : "");
    element("map-line-key").hidden = !isLine;
    element("map-key-mark-choice").hidden = mark === null;
    const ramp = ramps[Number(scaling.around !== undefined)];
    const hasNan = maps.some(({ cells }) =>
      cells.state.some((state, at) => state === KNOWN && !Number.isFinite(cells.value[at])),
    );
    if (!isLine) drawKey(key, { range, ramp, mark, hasNan, palette });
    fields.forEach((field, i) => {
      const { canvas, figure, caption } = field;
      figure.hidden = maps[i] === undefined;
      if (maps[i] === undefined) return;
      const { label, base, cells, own } = maps[i];
      setText(caption, label);
      caption.hidden = label === "";
      const [across, up] = [rulerOf(x, base), y === null ? null : rulerOf(y, base)];
      const at = read !== null && read.map === i ? { column: read.column, row: read.row } : null;
      const here = own ? hereOf(sweep, i, { x: across, y: up }) : null;
      if (up === null) {
        field.kind = "line";
        field.line.draw(cells, { range, title, x: across, palette, mark, read: at, here: here?.x ?? null });
      } else {
        field.kind = "map";
        field.map.draw(cells, { range, ramp, axes: { x: across, y: up }, palette, read: at, here });
      }
      if (!names) return;
      canvas.setAttribute("aria-roledescription", isLine ? "line chart" : "heatmap");
      setLabel(canvas, mapWords(sweep, i));
    });
  }

  return {
    draw: schedule,
    /** For a new sweep, with nothing computed yet. */
    clear() {
      key.begin();
      setText(keyTitle, "");
      element("map-line-key").hidden = true;
      for (const { canvas, caption, surface } of fields) {
        surface.begin();
        setText(caption, "");
        setLabel(canvas, "Map: nothing computed yet");
      }
    },
    /** @param {number} i @param {number} offsetX @param {number} offsetY @returns {CellPlace | null} */
    placeAt(i, offsetX, offsetY) {
      const { kind, map, line } = fields[i];
      const place = (kind === "map" ? map : line).placeAt(offsetX, offsetY);
      return place === null ? null : { map: i, ...place };
    },
    canvases: fields.map((each) => each.canvas),
  };
}

/** The position of the unchanged network, in cells. @param {Sweep} sweep @param {number} i @param {{x: Ruler, y: Ruler | null}} axes */
function hereOf({ x, y, maps }, i, axes) {
  const on = (/** @type {Axis} */ { field }, /** @type {Ruler} */ ruler) => {
    const { label, number } = ownValue(field, maps[i].base);
    return placeOn(ruler, number, label);
  };
  const across = on(x, axes.x);
  const up = y === null || axes.y === null ? 0.5 : on(y, axes.y);
  return across === null || up === null ? null : { x: across, y: up };
}
