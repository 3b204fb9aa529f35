// Draws one histogram of a frame: its bins, the values outside its axis, marks on the axis, and the outlines of pinned runs.
// Used by the panels and by thumbnail.js.

import { drawGhost, rebinned } from "./ghosts.js";
import { endTicks, linearScale } from "./scale.js";
import { setStyle, strokeLine } from "./shapes.js";

/** @import { Distribution } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Ghost } from "./ghosts.js" */
/** @import { Surface } from "./surface.js" */

const LABELS_HEIGHT = 15;
/** Width at each end for the values outside the axis. */
const OUTSIDE_WIDTH = 7;
/** Bars narrower than this have no gaps, which would make them look pale. */
const NARROW = 3;
/** Outlines may shrink the bars by at most this factor; higher outlines are clipped at the top. */
const MAX_SHRINK = 2;

/**
 * @param {Surface} surface
 * @param {Distribution} distribution
 * @param {object} options
 * @param {string} options.color
 * @param {Palette} options.palette
 * @param {number[]} options.marks values marked by a dashed line
 * @param {"ends" | "none"} options.axis labels at its ends and at 0, or no labels and no room for them
 * @param {Ghost[]} [options.ghosts] histograms of pinned runs, drawn as outlines
 */
export function drawHistogram(surface, distribution, { color, palette, marks, axis, ghosts = [] }) {
  const {
    counts,
    range: [from, to],
    outside,
  } = distribution;
  const { context, width, height } = surface.begin();
  const base = height - (axis === "ends" ? LABELS_HEIGHT : 1);
  const x = linearScale(from, to, OUTSIDE_WIDTH, width - OUTSIDE_WIDTH);
  let max = Math.max(1, outside[0], outside[1]);
  for (const n of counts) if (n > max) max = n;
  const outlines = ghosts.flatMap(({ distribution: other, color, dash }) => {
    const outline = rebinned(other, distribution);
    return outline === null ? [] : [{ outline, color, dash }];
  });
  const highest = Math.max(0, ...outlines.flatMap(({ outline: { bins, outside } }) => [...bins, ...outside]));
  max = Math.max(max, Math.min(highest, MAX_SHRINK * max));
  const y = linearScale(0, max, base, 3);

  context.fillStyle = color;
  const bar = (width - 2 * OUTSIDE_WIDTH) / counts.length;
  const gap = bar < NARROW ? 0 : 0.4;
  // One path, since narrow bars drawn one by one would leave seams.
  context.beginPath();
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    // Every bin that is not empty is at least one pixel high.
    const top = Math.min(y(counts[i]), base - 1);
    context.rect(OUTSIDE_WIDTH + i * bar, top, bar - gap, base - top);
  }
  context.fill();
  drawOutside(context, outside[0], 0, y, base, palette.warm);
  drawOutside(context, outside[1], width - OUTSIDE_WIDTH + 2, y, base, palette.warm);

  setStyle(context, { strokeStyle: palette.rule, lineWidth: 1 });
  strokeLine(context, 0, base + 0.5, width, base + 0.5);

  context.strokeStyle = palette.muted;
  for (const mark of marks) {
    if (mark >= from && mark <= to) strokeLine(context, x(mark), 2, x(mark), base, [3, 3]);
  }

  const [left, right] = [OUTSIDE_WIDTH, width - OUTSIDE_WIDTH];
  for (const { outline, ...line } of outlines)
    drawGhost(context, outline, { ...line, halo: palette.panel, left, right, y });
  if (axis === "none") return;

  setStyle(context, { fillStyle: palette.muted, font: `10.5px ${palette.font}`, textBaseline: "bottom" });
  for (const { value, label } of endTicks(from, to)) {
    context.textAlign = value === from ? "left" : value === to ? "right" : "center";
    context.fillText(label, value === from ? 0 : value === to ? width : x(value), height);
  }
}

/**
 * A striped bar for values outside one end of the axis.
 * @param {CanvasRenderingContext2D} context
 * @param {number} n
 * @param {number} left
 * @param {(value: number) => number} y
 * @param {number} base
 * @param {string} color
 */
function drawOutside(context, n, left, y, base, color) {
  if (n === 0) return;
  context.fillStyle = color;
  const top = Math.min(y(n), base - 2);
  for (let stripe = base - 2; stripe >= top; stripe -= 4) context.fillRect(left, stripe, OUTSIDE_WIDTH - 2, 2);
}
