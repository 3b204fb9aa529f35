// Draws the axes of a sweep map: ticks with labels, and titles at the sides. Used by sweep-map.js and sweep-line.js.

import { marksOf } from "./ruler.js";
import { addLine, setStyle } from "./shapes.js";

/** @import { Plot } from "./cells.js" */
/** @import { Palette } from "./color.js" */
/** @import { Ruler } from "./ruler.js" */

const TICK = 4;

/**
 * The margins around the map.
 * @param {CanvasRenderingContext2D} context
 * @param {{x: Ruler, y: Ruler | null}} axes
 * @param {Palette} palette
 */
export function margins(context, { y }, palette) {
  context.font = `${palette.tickSize}px ${palette.font}`;
  const widest = y === null ? 0 : Math.max(24, ...shortest(y.labels).map((label) => context.measureText(label).width));
  const left = y === null ? 4 : Math.ceil(Math.min(64, widest)) + palette.tickSize + 14;
  return { left, right: 12, top: 8, bottom: 2 * palette.tickSize + 18 };
}

/** Labels as they will be drawn at most: numbers get short ticks. @param {string[]} labels */
const shortest = (labels) => labels.map((label) => (Number.isNaN(Number(label)) ? label : label.slice(0, 5)));

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: Ruler, y: Ruler | null}} axes
 * @param {Plot} plot
 * @param {Palette} palette
 */
export function drawAxes(context, { x, y }, { left, top, width, height, columns, rows }, palette) {
  setStyle(context, {
    font: `${palette.tickSize}px ${palette.font}`,
    fillStyle: palette.ink,
    strokeStyle: palette.muted,
  });
  context.lineWidth = 1;
  context.beginPath();
  setStyle(context, { textAlign: "center", textBaseline: "top" });
  const widest = Math.max(...x.labels.map((label) => context.measureText(label).width), 20);
  for (const { at, label } of marksOf(x, width, Math.min(80, widest + 10))) {
    const place = left + (at / columns) * width;
    addLine(context, place, top + height + 1, place, top + height + 1 + (label === "" ? TICK / 2 : TICK));
    context.fillText(label, place, top + height + TICK + 3);
  }
  setStyle(context, { textAlign: "right", textBaseline: "middle" });
  for (const { at, label } of y === null ? [] : marksOf(y, height, palette.tickSize + 8)) {
    const place = top + height - (at / rows) * height;
    addLine(context, left - 1, place, left - 1 - (label === "" ? TICK / 2 : TICK), place);
    context.fillText(label, left - TICK - 3, place);
  }
  context.stroke();
  setStyle(context, { font: `600 ${palette.tickSize}px ${palette.font}`, textAlign: "center", textBaseline: "top" });
  context.fillText(`${x.title} →`, left + width / 2, top + height + palette.tickSize + TICK + 6, width + left);
  if (y === null) return;
  context.save();
  context.translate(2, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(`${y.title} →`, 0, 0, height + 20);
  context.restore();
}
