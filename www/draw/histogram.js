// Draws one histogram of a frame: its bins, what fell beside them, marks on the axis, and over them the outlines of others.
// Counts nothing.

import { drawGhost, rebinned } from "./ghosts.js";
import { endTicks, linearScale } from "./scale.js";

/** @import { Distribution } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Ghost } from "./ghosts.js" */
/** @import { Surface } from "./surface.js" */

const LABELS_HEIGHT = 15;
/** Room at each end for what fell outside the range. */
const BESIDE_WIDTH = 7;
/** Bars narrower than this stand without gaps, which would take their shade away. */
const NARROW = 3;
/** Outlines make the bars this much lower at most; what is higher still leaves the picture at its top. */
const MOST_ABOVE = 2;

/**
 * @param {Surface} surface
 * @param {Distribution} distribution
 * @param {object} options
 * @param {string} options.color
 * @param {Palette} options.palette
 * @param {number[]} options.marks values where a dashed line stands
 * @param {"ends" | "none"} options.axis labels at its ends and at 0, or none and no room for them
 * @param {Ghost[]} [options.ghosts] of other runs, drawn as outlines
 */
export function drawHistogram(surface, distribution, { color, palette, marks, axis, ghosts = [] }) {
  const {
    counts,
    range: [from, to],
    outside,
  } = distribution;
  const { context, width, height } = surface.begin();
  const base = height - (axis === "ends" ? LABELS_HEIGHT : 1);
  const x = linearScale(from, to, BESIDE_WIDTH, width - BESIDE_WIDTH);
  let most = Math.max(1, outside[0], outside[1]);
  for (const n of counts) if (n > most) most = n;
  const outlines = ghosts.flatMap(({ distribution: other, color, dash }) => {
    const outline = rebinned(other, distribution);
    return outline === null ? [] : [{ outline, color, dash }];
  });
  const highest = Math.max(0, ...outlines.flatMap(({ outline: { bins, outside } }) => [...bins, ...outside]));
  most = Math.max(most, Math.min(highest, MOST_ABOVE * most));
  const y = linearScale(0, most, base, 3);

  context.fillStyle = color;
  const bar = (width - 2 * BESIDE_WIDTH) / counts.length;
  const gap = bar < NARROW ? 0 : 0.4;
  // One path: narrow neighbours would leave seams between them.
  context.beginPath();
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    // A bin with anything in it shows: rarity is not absence.
    const top = Math.min(y(counts[i]), base - 1);
    context.rect(BESIDE_WIDTH + i * bar, top, bar - gap, base - top);
  }
  context.fill();
  drawBeside(context, outside[0], 0, y, base, palette.warm);
  drawBeside(context, outside[1], width - BESIDE_WIDTH + 2, y, base, palette.warm);

  context.strokeStyle = palette.rule;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, base + 0.5);
  context.lineTo(width, base + 0.5);
  context.stroke();

  context.strokeStyle = palette.muted;
  context.setLineDash([3, 3]);
  for (const mark of marks) {
    if (mark < from || mark > to) continue;
    context.beginPath();
    context.moveTo(x(mark), 2);
    context.lineTo(x(mark), base);
    context.stroke();
  }
  context.setLineDash([]);

  const [left, right] = [BESIDE_WIDTH, width - BESIDE_WIDTH];
  for (const { outline, ...line } of outlines)
    drawGhost(context, outline, { ...line, halo: palette.panel, left, right, y });
  if (axis === "none") return;

  context.fillStyle = palette.muted;
  context.font = `10.5px ${palette.font}`;
  context.textBaseline = "bottom";
  for (const { value, label } of endTicks(from, to)) {
    context.textAlign = value === from ? "left" : value === to ? "right" : "center";
    context.fillText(label, value === from ? 0 : value === to ? width : x(value), height);
  }
}

/**
 * A striped bar for values beyond an end of the axis.
 * @param {CanvasRenderingContext2D} context
 * @param {number} n
 * @param {number} left
 * @param {(value: number) => number} y
 * @param {number} base
 * @param {string} color
 */
function drawBeside(context, n, left, y, base, color) {
  if (n === 0) return;
  context.fillStyle = color;
  const top = Math.min(y(n), base - 2);
  for (let stripe = base - 2; stripe >= top; stripe -= 4) context.fillRect(left, stripe, BESIDE_WIDTH - 2, 2);
}
