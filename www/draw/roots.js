// Draws for each weight matrix the median of √v, Adam's second average, against the ε that is added to it, on a log axis, and
// below it the share of its elements that are below ε. Used by app/panels/optimizer/.

import { linearScale, logScale, logTicks, roundRange, shortNumber } from "./scale.js";
import { addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{median: number, below: number}} Root of one matrix; `below` is the share of elements below ε, 0 to 1 */

const LEFT = 40;
const RIGHT = 12;
const TOP = 6;
/** The bars of the shares: their height, and the gap above them. */
const SHARES = 14;
const GAP = 5;
/** Room below for the matrices' numbers. */
const BELOW = 16;
/** Room for a number. */
const NUMBER = 30;

/** Each matrix's place. @param {number} width @param {number} n how many */
export const rootScale = (width, n) => linearScale(-0.5, n - 0.5, LEFT, width - RIGHT);

/** The ends of the axis: medians above 0, and ε if it is. @param {Root[]} roots @param {number} eps @returns {[low: number, high: number]} */
export function rootAxis(roots, eps) {
  const known = [...roots.map(({ median }) => median), eps].filter((value) => value > 0 && value < 3.4e38);
  if (known.length === 0) return [1, 10];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // At least a decade, with whole decades as ends, so that the axis stays as it is from frame to frame.
  return [10 ** Math.floor(Math.log10(low)), roundRange(low, Math.max(high, 10 * low), true)[1]];
}

/**
 * A median below ε, which then more than halves most steps, has another color.
 * @param {Surface} surface
 * @param {Root[]} roots of the matrices in their order, the output layer's last
 * @param {{eps: number, palette: Palette}} options
 */
export function drawRoots(surface, roots, { eps, palette }) {
  const { context, width, height } = surface.begin();
  const size = palette.tickSize;
  const base = height - BELOW;
  const bottom = base - SHARES - GAP;
  const [low, high] = rootAxis(roots, eps);
  const x = rootScale(width, roots.length);
  const y = logScale(low, high, bottom, TOP);
  const wide = (width - LEFT - RIGHT) / roots.length;

  setStyle(context, { font: `${size}px ${palette.font}`, lineWidth: 1, strokeStyle: palette.rule });
  setStyle(context, { fillStyle: palette.muted, textAlign: "right", textBaseline: "middle" });
  context.beginPath();
  for (const { value, label } of logTicks(low, high, (size + 2) / (bottom - TOP))) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, LEFT, at, width - RIGHT, at);
    context.fillText(label, LEFT - 4, at);
  }
  addLine(context, LEFT, base + 0.5, width - RIGHT, base + 0.5);
  context.stroke();
  context.fillText("< ε", LEFT - 4, base - SHARES / 2);

  const line = eps > 0 ? y(eps) : bottom;
  roots.forEach(({ median, below }, i) => {
    const color = median < eps ? palette.warm : palette.activation;
    setStyle(context, { strokeStyle: color, fillStyle: color, lineWidth: Math.min(2, wide / 3) });
    if (median > 0) {
      const at = y(Math.min(high, Math.max(low, median)));
      strokeLine(context, x(i), line, x(i), at);
      fillDisc(context, x(i), at, Math.max(1.5, Math.min(3.2, wide / 3)));
    }
    const bar = Math.max(1, Math.min(18, wide * 0.7));
    setStyle(context, { fillStyle: palette.rule });
    context.fillRect(x(i) - bar / 2, base - SHARES, bar, SHARES);
    context.fillStyle = palette.warm;
    context.fillRect(x(i) - bar / 2, base - SHARES * below, bar, SHARES * below);
  });
  if (eps > 0) {
    setStyle(context, { strokeStyle: palette.ink, lineWidth: 1 });
    strokeLine(context, LEFT, line, width - RIGHT, line, [5, 4]);
  }
  drawNumbers(context, roots.length, x, base + 3, palette);
}

/** The names of the matrices, as many as fit. @param {CanvasRenderingContext2D} context @param {number} n @param {(i: number) => number} x @param {number} at @param {Palette} palette */
function drawNumbers(context, n, x, at, palette) {
  setStyle(context, { fillStyle: palette.muted, textAlign: "center", textBaseline: "top" });
  const every = Math.max(1, Math.ceil((n * NUMBER) / (x(n) - x(0))));
  for (let i = 0; i < n; i += every) {
    // The last one has its name, and the one before it only if there is room.
    if (i === n - 1 || n - 1 - i >= every) context.fillText(`W${shortNumber(i + 1)}`, x(i), at);
  }
  if ((n - 1) % every !== 0) context.fillText(`W${shortNumber(n)}`, x(n - 1), at);
}
