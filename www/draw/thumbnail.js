// Draws a run as one small picture: the course of its loss, and histograms of its layers beside it. Knows no run.

import { drawHistogram } from "./histogram.js";
import { drawSpark } from "./spark.js";

/** @import { Distribution, History } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

const GAP = 8;
/** Narrower histograms show no shape. */
const NARROWEST = 40;
/** The course has this share of the width, at least. */
const COURSE_SHARE = 0.4;

/**
 * Which of some layers have room: all, or the first, the last, and some evenly between.
 * @param {number} layers
 * @param {number} room
 */
function shownLayers(layers, room) {
  const shown = Math.min(layers, Math.max(1, room));
  return Array.from({ length: shown }, (_, i) =>
    shown === 1 ? layers - 1 : Math.round((i * (layers - 1)) / (shown - 1)),
  );
}

/**
 * @param {Surface} surface
 * @param {{course: {history: History, range: [low: number, high: number], reference: number}, layers: Distribution[]}} picture
 * @param {Palette} palette
 */
export function drawThumbnail(surface, { course: { history, range, reference }, layers }, palette) {
  const { context, width, height } = surface.begin();
  const least = width * COURSE_SHARE;
  const shown = shownLayers(layers.length, Math.floor((width - least) / (NARROWEST + GAP)));
  const each = Math.min(NARROWEST * 1.5, (width - least) / shown.length - GAP);
  const beside = width - shown.length * (each + GAP);

  /** A part of the canvas, as a surface of its own. @param {number} left @param {number} wide @param {(part: Surface) => void} draw */
  function within(left, wide, draw) {
    context.save();
    context.translate(left, 0);
    draw({ ...surface, begin: () => ({ context, width: wide, height, scale: devicePixelRatio }) });
    context.restore();
  }
  within(0, beside, (part) => drawSpark(part, history, { color: palette.ink, palette, range, reference }));
  for (const [i, layer] of shown.entries()) {
    within(beside + GAP + i * (each + GAP), each, (part) =>
      drawHistogram(part, layers[layer], { color: palette.activation, palette, marks: [], axis: "none" }),
    );
  }
}
