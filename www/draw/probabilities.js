// Draws how the probability of each character spreads over draws of a minibatch: every draw, the range, the mean, and the
// probability in evaluation mode. Used by app/panels/norm/coupling.js.

import { linearScale, linearTicks, roundRange } from "./scale.js";
import { addLine, setStyle } from "./shapes.js";

/** @import { Coupled } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

const LEFT = 40;
/** Room around a label. */
const LABEL_ROOM = 4;
const TOP = 5;

/** Which of `n` columns is at a point; −1 left of them. @param {number} x @param {number} width @param {number} n */
export const columnAt = (x, width, n) =>
  x < LEFT ? -1 : Math.min(n - 1, Math.floor(((x - LEFT) / (width - LEFT)) * n));

/** The middle of a column. @param {number} column @param {number} width @param {number} n */
export const columnMiddle = (column, width, n) => LEFT + ((column + 0.5) / n) * (width - LEFT);

/**
 * @param {Surface} surface
 * @param {Coupled} coupled
 * @param {object} options
 * @param {{token: number, label: string, marked: boolean}[]} options.columns from left to right; the marked one is the next character in the text
 * @param {Palette} options.palette
 */
export function drawProbabilities(surface, { evaluation, training, probabilities }, { columns, palette }) {
  const { context, width, height } = surface.begin();
  const bottom = height - palette.tickSize - LABEL_ROOM;
  let max = 0;
  for (const { token } of columns) {
    for (const value of [evaluation[token], training.max[token]]) if (value > max) max = value;
  }
  const [, high] = max > 0 ? roundRange(0, max, false) : [0, 1];
  const y = linearScale(0, high, bottom, TOP);
  drawGrid(context, high, y, width, palette);

  const pitch = (width - LEFT) / columns.length;
  const vocabulary = evaluation.length;
  const bar = Math.max(3, Math.min(26, pitch - 3));
  columns.forEach(({ token, label, marked }, i) => {
    const left = LEFT + i * pitch + (pitch - bar) / 2;
    context.fillStyle = palette.activation;
    if (Number.isFinite(training.mean[token])) {
      const [from, to] = [y(training.max[token]), y(training.min[token])];
      context.globalAlpha = 0.14;
      context.fillRect(left, from, bar, Math.max(1, to - from));
      // Translucent, so that values of many draws look darker.
      context.globalAlpha = 0.1;
      for (let at = token; at < probabilities.length; at += vocabulary) {
        context.fillRect(left + 1, y(probabilities[at]) - 0.75, bar - 2, 1.5);
      }
      context.globalAlpha = 1;
      context.fillRect(left + bar * 0.2, y(training.mean[token]) - 1, bar * 0.6, 2);
    }
    if (Number.isFinite(evaluation[token])) {
      context.fillStyle = palette.warm;
      context.fillRect(left - 1, y(evaluation[token]) - 0.75, bar + 2, 1.5);
    }
    drawName(context, { label, marked, x: left + bar / 2, bottom, height }, palette);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} high
 * @param {(value: number) => number} y
 * @param {number} width
 * @param {Palette} palette
 */
function drawGrid(context, high, y, width, palette) {
  setStyle(context, { font: `${palette.tickSize}px ${palette.font}`, textAlign: "right", textBaseline: "middle" });
  setStyle(context, { fillStyle: palette.muted, strokeStyle: palette.rule, lineWidth: 1 });
  context.beginPath();
  for (const { value, label } of linearTicks(0, high, 0.2)) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, LEFT - 3, at, width, at);
    context.fillText(label, LEFT - 6, Math.max(5, at));
  }
  context.stroke();
}

/**
 * A character below its column; the next character in the text is underlined by a bar.
 * @param {CanvasRenderingContext2D} context
 * @param {{label: string, marked: boolean, x: number, bottom: number, height: number}} place
 * @param {Palette} palette
 */
function drawName(context, { label, marked, x, bottom, height }, palette) {
  setStyle(context, { fillStyle: marked ? palette.ink : palette.muted, font: `${palette.tickSize}px ${palette.font}` });
  setStyle(context, { textAlign: "center", textBaseline: "bottom" });
  context.fillText(label, x, height);
  if (marked) context.fillRect(x - 5, bottom + 1, 10, 2);
}
