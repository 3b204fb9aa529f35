// The maps of a sweep side by side, and their color key, redrawn in the next animation frame when something changes. Used by
// dialog.js.

import { KNOWN } from "../../draw/cells.js";
import { readPalette } from "../../draw/color.js";
import { drawKey, makeRamp, rangeOf } from "../../draw/ramp.js";
import { placeOn } from "../../draw/ruler.js";
import { createSurface } from "../../draw/surface.js";
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
    return {
      canvas: at,
      figure: element(`map-figure-${i}`),
      caption: element(`map-caption-${i}`),
      field: createSweepMap(createSurface(at, schedule)),
    };
  });
  const key = createSurface(canvas("map-key"), schedule);
  const dialog = element("map-dialog", HTMLDialogElement);

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
    if (sweep === null || !dialog.open) return;
    const { maps, measure, steps, x, y } = sweep;
    const now = performance.now();
    const names = !isMoving || now - namedAt > NAME_EVERY_MS;
    if (names) namedAt = now;
    const mark = markOf(measure, uniform);
    const values = maps.flatMap(({ cells }) => [...cells.value]);
    const { scaling } = MEASURES[measure];
    const ramp = ramps[Number(scaling.around !== undefined)];
    const range = rangeOf(values, { ...scaling, include: mark?.value }) ?? { low: 0, high: 1, log: false };
    const hasNan = maps.some(({ cells }) =>
      cells.state.some((state, at) => state === KNOWN && !Number.isFinite(cells.value[at])),
    );
    setText(element("map-key-title"), measureTitle(measure, steps));
    drawKey(key, { range, ramp, mark, hasNan, palette });
    fields.forEach(({ canvas, figure, caption, field }, i) => {
      figure.hidden = maps[i] === undefined;
      if (maps[i] === undefined) return;
      const { label, base, cells, own } = maps[i];
      setText(caption, label);
      caption.hidden = label === "";
      const axes = { x: rulerOf(x, base), y: y === null ? null : rulerOf(y, base) };
      const at = read !== null && read.map === i ? { column: read.column, row: read.row } : null;
      field.draw(cells, { range, ramp, axes, palette, read: at, here: own ? hereOf(sweep, i, axes) : null });
      if (names) setLabel(canvas, mapWords(sweep, i));
    });
  }

  return {
    draw: schedule,
    /** For a new sweep, with nothing computed yet. */
    clear() {
      key.begin();
      setText(element("map-key-title"), "");
      for (const { canvas, caption, field } of fields) {
        field.clear();
        setText(caption, "");
        setLabel(canvas, "Map: nothing computed yet");
      }
    },
    /** @param {number} i @param {number} offsetX @param {number} offsetY @returns {CellPlace | null} */
    placeAt(i, offsetX, offsetY) {
      const place = fields[i].field.placeAt(offsetX, offsetY);
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
