// Draws one histogram of a frame: its bins, the values outside its axis, exact zeros apart from the rest, marks on the axis,
// and the outlines of pinned runs. Used by the panels and by thumbnail.js; reading.js finds what is at a point.

import { countsWithout, total } from "./counts.js";
import { endTicks, linearScale } from "./scale.js";
import { setStyle, strokeLine } from "./shapes.js";

/** @import { Distribution } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Ghost } from "./ghosts.js" */
/** @import { Surface } from "./surface.js" */

/** Room around a label of the axis. */
const LABEL_ROOM = 4;
/** Width at each end for the values outside the axis. */
const OUTSIDE_WIDTH = 7;
/** Bars narrower than this have no gaps, which would make them look pale. */
const NARROW = 3;
/** Width for the zeros drawn apart, with room for their label, and without it; and of their bar. */
const ZEROS_WIDTH = 62;
const ZEROS_UNLABELED = 14;
const ZEROS_BAR = 22;
/** The lines of marks are this many times thinner than the type is high: thicker in a presentation. */
const TYPE_PER_LINE = 12;
/** Outlines may shrink the bars by at most this factor; higher outlines are clipped at the top. */
const MAX_SHRINK = 2;

/**
 * Where the bins are: exact zeros that are drawn apart stand to the left of the axis.
 * @param {number} width of the picture
 * @param {{zeros?: number | null, axis: "ends" | "none"}} options
 * @returns {{apart: number, left: number, right: number}} `apart` is the width for the zeros
 */
export function binsPlace(width, { zeros = null, axis }) {
  const apart = zeros === null ? 0 : axis === "ends" ? ZEROS_WIDTH : ZEROS_UNLABELED;
  return { apart, left: apart + OUTSIDE_WIDTH, right: width - OUTSIDE_WIDTH };
}

/**
 * @param {Surface} surface
 * @param {Distribution} distribution
 * @param {object} options
 * @param {string} options.color
 * @param {Palette} options.palette
 * @param {number[]} options.marks values marked by a dashed line
 * @param {"ends" | "none"} options.axis labels at its ends and at 0, or no labels and no room for them
 * @param {Ghost[]} [options.ghosts] histograms of pinned runs, drawn as outlines
 * @param {typeof import("./ghosts.js") | null} [options.outlining] draws them; null until it is loaded
 * @param {[low: number, high: number] | null} [options.ends] the values outside of which bins are saturated, and drawn in the color of saturation
 * @param {number | null} [options.zeros] how many values are exactly 0, to draw them apart from the rest; `range` starts at 0
 */
export function drawHistogram(
  surface,
  distribution,
  { color, palette, marks, axis, ghosts = [], outlining = null, ends = null, zeros = null },
) {
  const {
    range: [from, to],
    outside,
  } = distribution;
  const counts = countsWithout(distribution, zeros);
  const { context, width, height } = surface.begin();
  const base = height - (axis === "ends" ? palette.tickSize + LABEL_ROOM : 1);
  const { apart, left, right } = binsPlace(width, { zeros, axis });
  const x = linearScale(from, to, left, right);
  let max = Math.max(1, outside[0], outside[1]);
  for (const n of counts) if (n > max) max = n;
  const outlines = outlining?.outlinesOf(ghosts, distribution) ?? [];
  const highest = Math.max(0, ...outlines.flatMap(({ outline: { bins, outside } }) => [...bins, ...outside]));
  max = Math.max(max, Math.min(highest, MAX_SHRINK * max));
  const y = linearScale(0, max, base, 3);

  const bar = (right - left) / counts.length;
  const gap = bar < NARROW ? 0 : 0.4;
  const binWidth = (to - from) / counts.length;
  const middle = (/** @type {number} */ i) => from + (i + 0.5) * binWidth;
  const isSaturated = (/** @type {number} */ i) => ends !== null && (middle(i) < ends[0] || middle(i) > ends[1]);
  // One path for each color, since narrow bars drawn one by one would leave seams.
  for (const saturated of ends === null ? [false] : [false, true]) {
    context.fillStyle = saturated ? palette.warm : color;
    context.beginPath();
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0 || isSaturated(i) !== saturated) continue;
      // Every bin that is not empty is at least one pixel high.
      const top = Math.min(y(counts[i]), base - 1);
      context.rect(left + i * bar, top, bar - gap, base - top);
    }
    context.fill();
  }
  drawOutside(context, outside[0], apart, y, base, palette.warm);
  drawOutside(context, outside[1], right + 2, y, base, palette.warm);

  setStyle(context, { strokeStyle: palette.rule, lineWidth: 1 });
  strokeLine(context, apart, base + 0.5, width, base + 0.5);

  // Each dash has an edge in the color of the ground, so that it can be seen on a bar of any color.
  for (const [strokeStyle, edge] of /** @type {const} */ ([
    [palette.panel, 2],
    [palette.ink, 0],
  ])) {
    setStyle(context, { strokeStyle, lineWidth: palette.tickSize / TYPE_PER_LINE + edge });
    for (const mark of marks) {
      if (mark >= from && mark <= to) strokeLine(context, x(mark), 2, x(mark), base, [3, 3]);
    }
  }

  for (const { outline, ...line } of outlines)
    outlining?.drawGhost(context, outline, { ...line, halo: palette.panel, outside: OUTSIDE_WIDTH, left, right, y });
  if (zeros !== null) drawZeros(context, zeros / Math.max(1, total(distribution)), base, height, axis, palette);
  if (axis === "none") return;

  setStyle(context, {
    fillStyle: palette.muted,
    font: `${palette.tickSize}px ${palette.font}`,
    textBaseline: "bottom",
  });
  const ticks = endTicks(from, to);
  const [first, last] = [0, ticks.length - 1].map((i) => context.measureText(ticks[i].label).width + LABEL_ROOM);
  for (const { value, label } of ticks) {
    const [isFirst, isLast] = [value === from, value === to];
    const half = context.measureText(label).width / 2;
    // In a narrow picture the ends have priority, of these the last one.
    const fits = isFirst
      ? apart + first + last <= width
      : isLast || (x(value) - half > apart + first && x(value) + half < width - last);
    if (!fits) continue;
    context.textAlign = isFirst ? "left" : isLast ? "right" : "center";
    context.fillText(label, isFirst ? apart : isLast ? width : x(value), height);
  }
}

/**
 * The share of exact zeros: a frame as high as the picture, which stands for all values, filled up to their share. In a neutral
 * color: half of a ReLU's activations are zero in a healthy network.
 * @param {CanvasRenderingContext2D} context
 * @param {number} share
 * @param {number} base
 * @param {number} height
 * @param {"ends" | "none"} axis
 * @param {Palette} palette
 */
function drawZeros(context, share, base, height, axis, palette) {
  const wide = axis === "ends" ? ZEROS_BAR : ZEROS_UNLABELED - 4;
  const top = linearScale(0, 1, base, 3)(share);
  setStyle(context, { fillStyle: palette.muted, globalAlpha: 0.5 });
  context.fillRect(0, top, wide, base - top);
  context.globalAlpha = 1;
  setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
  context.strokeRect(0.5, 3.5, wide - 1, base - 3);
  if (axis === "none") return;
  setStyle(context, {
    fillStyle: palette.muted,
    font: `${palette.tickSize}px ${palette.font}`,
    textBaseline: "bottom",
    textAlign: "left",
  });
  context.fillText(`zero ${Math.round(100 * share)} %`, 0, height, ZEROS_WIDTH - 4);
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
