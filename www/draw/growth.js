// Draws lines over a size on two log axes, and highlights one size. Used by app/panels/hand/growth.js.

import { logScale, logTicks } from "./scale.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {{color: string, dash: number[], values: (number | null)[]}} Line null for values that are not computed yet */

const LEFT = 30;
const RIGHT = 8;
const TOP = 5;
const BELOW = 16;

/**
 * @param {Surface} surface
 * @param {{sizes: number[], lines: Line[]}} data each line has a value for each size
 * @param {object} options
 * @param {[low: number, high: number]} options.range of the values
 * @param {number} options.read index of the highlighted size
 * @param {Palette} options.palette
 */
export function drawGrowth(surface, { sizes, lines }, { range: [low, high], read, palette }) {
  const { context, width, height } = surface.begin();
  const [first, last] = [sizes[0], sizes[sizes.length - 1]];
  const x = logScale(first, last, LEFT, width - RIGHT);
  const y = logScale(low, high, height - BELOW, TOP);
  const within = (/** @type {number} */ value) => y(Math.min(high, Math.max(low, value)));

  context.lineWidth = 1;
  context.strokeStyle = palette.rule;
  context.fillStyle = palette.muted;
  context.font = `10px ${palette.font}`;
  context.beginPath();
  context.textBaseline = "top";
  for (const { value, label } of logTicks(first, last, 0.2)) {
    const at = Math.round(x(value)) + 0.5;
    context.moveTo(at, TOP);
    context.lineTo(at, height - BELOW);
    context.textAlign = value === last ? "right" : "center";
    context.fillText(label, value === last ? width : at, height - BELOW + 4);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { value, label } of logTicks(low, high, 0.2)) {
    const at = Math.round(y(value)) + 0.5;
    context.moveTo(LEFT, at);
    context.lineTo(width - RIGHT, at);
    context.fillText(label, LEFT - 4, at);
  }
  context.stroke();

  context.strokeStyle = palette.muted;
  context.beginPath();
  const at = Math.round(x(sizes[read])) + 0.5;
  context.moveTo(at, TOP);
  context.lineTo(at, height - BELOW);
  context.stroke();

  context.lineJoin = "round";
  for (const { color, dash, values } of lines) {
    context.strokeStyle = color;
    context.fillStyle = color;
    context.lineWidth = 1.8;
    context.setLineDash(dash);
    context.beginPath();
    let isDown = false;
    values.forEach((value, i) => {
      if (value === null || !(value > 0)) {
        isDown = false;
        return;
      }
      if (isDown) context.lineTo(x(sizes[i]), within(value));
      else context.moveTo(x(sizes[i]), within(value));
      isDown = true;
    });
    context.stroke();
    context.setLineDash([]);
    const value = values[read];
    if (value === null || !(value > 0)) continue;
    context.beginPath();
    context.arc(x(sizes[read]), within(value), 3.4, 0, 2 * Math.PI);
    context.fill();
  }
}
