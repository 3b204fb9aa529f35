// Draws a saved run as a small picture: its loss curve, and histograms of its layers. Used by app/shelf/row.js.

import { drawHistogram } from "./histogram.js";
import { drawSpark } from "./spark.js";

/** @import { Distribution, History } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

const GAP = 8;
/** Minimum width of a histogram. */
const MIN_HISTOGRAM = 40;
/** Minimum share of the width for the curve. */
const CURVE_SHARE = 0.4;

/**
 * The layers that have room: all, or the first, the last, and some evenly between.
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
  const minCurve = width * CURVE_SHARE;
  const shown = shownLayers(layers.length, Math.floor((width - minCurve) / (MIN_HISTOGRAM + GAP)));
  const each = Math.min(MIN_HISTOGRAM * 1.5, (width - minCurve) / shown.length - GAP);
  const curveWidth = width - shown.length * (each + GAP);

  /** A part of the canvas, as a surface of its own. @param {number} left @param {number} wide @param {(part: Surface) => void} draw */
  function within(left, wide, draw) {
    context.save();
    context.translate(left, 0);
    draw({ ...surface, begin: () => ({ context, width: wide, height, scale: devicePixelRatio }) });
    context.restore();
  }
  within(0, curveWidth, (part) => drawSpark(part, history, { color: palette.ink, palette, range, reference }));
  for (const [i, layer] of shown.entries()) {
    within(curveWidth + GAP + i * (each + GAP), each, (part) =>
      drawHistogram(part, layers[layer], { color: palette.activation, palette, marks: [], axis: "none" }),
    );
  }
}
