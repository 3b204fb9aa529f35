// Draws the histograms of pinned runs as outlines over another histogram, on its axis and scale. Loaded by
// app/panels/pinned.js for histogram.js; used by app/export/.

import { countsWithout, total } from "./counts.js";
import { addLine, setStyle } from "./shapes.js";

/** @import { Distribution } from "../shared/protocol.js" */

/** @typedef {{distribution: Distribution, color: string, dash: number[], zeros?: number | null}} Ghost `zeros` are drawn apart from the rest, as in histogram.js */
/** @typedef {{bins: Float64Array, outside: [below: number, above: number]}} Rebinned */

const LINE = 1.5;
/** Width of the light border of a line, which keeps it visible on the bars. */
const HALO = 1.2;

/**
 * Redistributes another run's histogram over the bins of the displayed one. It is scaled to the same number of values, since
 * batch sizes and widths differ: equal heights are equal shares. If the axes differ, the values of a bin are assumed to be
 * spread evenly over it, and each displayed bin gets the part that overlaps it. Values outside the other histogram's own axis
 * have no known position: they count as outside if the displayed axis ends no farther out, and are omitted otherwise. Null if
 * either histogram is empty. Exact zeros that are drawn apart are in no bin.
 * @param {Distribution} other
 * @param {Distribution} shown
 * @param {number | null} [zeros] those of the other histogram, which are drawn apart
 * @returns {Rebinned | null}
 */
export function rebinned(other, shown, zeros = null) {
  const [from, to] = shown.range;
  const [low, high] = other.range;
  const scale = total(shown) / total(other);
  // Excludes NaN, 0 and infinity, for empty histograms and empty axes.
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY && from < to && low < high)) return null;
  const bins = new Float64Array(shown.counts.length);
  // In displayed bins: where the other axis starts, and how wide its bins are. For equal axes, exactly 0 and 1.
  const width = (to - from) / bins.length;
  const counts = countsWithout(other, zeros);
  const [offset, ratio] = [(low - from) / width, (high - low) / counts.length / width];
  /** @type {[number, number]} */
  const outside = [low <= from ? other.outside[0] : 0, high >= to ? other.outside[1] : 0];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count === 0) continue;
    const start = offset + i * ratio;
    const end = start + ratio;
    const part = count / ratio;
    if (start < 0) outside[0] += part * (Math.min(0, end) - start);
    if (end > bins.length) outside[1] += part * (end - Math.max(bins.length, start));
    const last = Math.min(bins.length, Math.ceil(end));
    for (let bin = Math.max(0, Math.floor(start)); bin < last; bin++) {
      const over = Math.min(end, bin + 1) - Math.max(start, bin);
      if (over > 0) bins[bin] += part * over;
    }
  }
  for (let bin = 0; bin < bins.length; bin++) bins[bin] *= scale;
  return { bins, outside: [outside[0] * scale, outside[1] * scale] };
}

/**
 * The outlines of other runs' histograms over the displayed one.
 * @param {Ghost[]} ghosts
 * @param {Distribution} shown
 */
export const outlinesOf = (ghosts, shown) =>
  ghosts.flatMap(({ distribution, color, dash, zeros }) => {
    const outline = rebinned(distribution, shown, zeros);
    return outline === null ? [] : [{ outline, color, dash }];
  });

/**
 * One outline: a line through the middles of the bins, with gaps where they are empty, and a stroke at each end for the values
 * outside the axis.
 * @param {CanvasRenderingContext2D} context
 * @param {Rebinned} rebinned
 * @param {object} options
 * @param {string} options.color
 * @param {number[]} options.dash
 * @param {string} options.halo
 * @param {number} options.left start of the axis
 * @param {number} options.right its end
 * @param {number} options.outside width of the margins before and after it
 * @param {(count: number) => number} options.y
 */
export function drawGhost(context, { bins, outside }, { color, dash, halo, left, right, outside: margin, y }) {
  context.beginPath();
  const bar = (right - left) / bins.length;
  let down = false;
  for (let i = 0; i < bins.length; i++) {
    if (bins[i] === 0 && !(bins[i - 1] > 0) && !(bins[i + 1] > 0)) {
      down = false;
      continue;
    }
    const at = y(bins[i]);
    if (!down) context.moveTo(i === 0 ? left : left + (i + 0.5) * bar, at);
    context.lineTo(left + (i + 0.5) * bar, at);
    if (i === bins.length - 1) context.lineTo(right, at);
    down = true;
  }
  outside.forEach((count, side) => {
    if (count === 0) return;
    const [start, end] = side === 0 ? [left - margin, left - 2] : [right + 2, right + margin];
    addLine(context, start, y(count), end, y(count));
  });
  setStyle(context, { lineJoin: "round", strokeStyle: halo, lineWidth: LINE + 2 * HALO });
  context.stroke();
  setStyle(context, { strokeStyle: color, lineWidth: LINE });
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}
