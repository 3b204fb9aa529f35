// The histograms of pinned runs as outlines over a filled one, on its axis and in its measure. Counts nothing.

/** @import { Distribution } from "../shared/protocol.js" */

/** @typedef {{distribution: Distribution, color: string, dash: number[]}} Ghost */
/** @typedef {{bins: Float64Array, outside: [below: number, above: number]}} Rebinned */

const LINE = 1.5;
/** On both sides of a line, so that it is seen on the bars too. */
const HALO = 1.2;

/** All values that a histogram is of, wherever they fell. @param {Distribution} distribution */
function total({ counts, outside, nonfinite }) {
  let n = outside[0] + outside[1] + nonfinite[0] + nonfinite[1];
  for (const count of counts) n += count;
  return n;
}

/**
 * What another run's histogram comes to in the bins of the one shown. Batches and widths differ, so it is scaled to as many
 * values as are shown: equal heights are equal shares. Axes differ too: within a bin its values count as spread evenly, and
 * each bin shown gets what of them lies over it. Values beyond the other's own axis have no known place; they are counted as
 * outside where the axis shown ends no farther out than theirs, and are left out otherwise. Null where one of the two is
 * empty.
 * @param {Distribution} other
 * @param {Distribution} shown
 * @returns {Rebinned | null}
 */
export function rebinned(other, shown) {
  const [from, to] = shown.range;
  const [low, high] = other.range;
  const scale = total(shown) / total(other);
  // NaN and 0 as well as infinity: of an empty histogram, or on an axis that is none.
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY && from < to && low < high)) return null;
  const bins = new Float64Array(shown.counts.length);
  // In bins of the axis shown: where the other axis begins, and how wide its bins are. Of the same axis, exactly 0 and 1.
  const width = (to - from) / bins.length;
  const [offset, ratio] = [(low - from) / width, (high - low) / other.counts.length / width];
  /** @type {[number, number]} */
  const outside = [low <= from ? other.outside[0] : 0, high >= to ? other.outside[1] : 0];
  for (let i = 0; i < other.counts.length; i++) {
    const count = other.counts[i];
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
 * One outline: a line through the middles of the bins, from one end of the axis to the other, that lifts off where nothing
 * is; and a stroke at each side for what lies beyond.
 * @param {CanvasRenderingContext2D} context
 * @param {Rebinned} rebinned
 * @param {object} options
 * @param {string} options.color
 * @param {number[]} options.dash
 * @param {string} options.halo
 * @param {number} options.left where the axis begins
 * @param {number} options.right where it ends; beside it is as much room as before it
 * @param {(count: number) => number} options.y
 */
export function drawGhost(context, { bins, outside }, { color, dash, halo, left, right, y }) {
  const path = new Path2D();
  const bar = (right - left) / bins.length;
  let down = false;
  for (let i = 0; i < bins.length; i++) {
    if (bins[i] === 0 && !(bins[i - 1] > 0) && !(bins[i + 1] > 0)) {
      down = false;
      continue;
    }
    const at = y(bins[i]);
    if (!down) path.moveTo(i === 0 ? left : left + (i + 0.5) * bar, at);
    path.lineTo(left + (i + 0.5) * bar, at);
    if (i === bins.length - 1) path.lineTo(right, at);
    down = true;
  }
  outside.forEach((count, side) => {
    if (count === 0) return;
    const [start, end] = side === 0 ? [0, left - 2] : [right + 2, right + left];
    path.moveTo(start, y(count));
    path.lineTo(end, y(count));
  });
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = LINE + 2 * HALO;
  context.stroke(path);
  context.strokeStyle = color;
  context.lineWidth = LINE;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}
