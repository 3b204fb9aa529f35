// Draws one example on its way through the network: each hidden neuron as a bar shaded by |h|, and the probability of each next
// character. Used by app/panels/explore/strip.js.

import { mapShades, shadeTable } from "./color.js";
import { shade } from "./heatmap.js";
import { createImage } from "./image.js";
import { linearScale } from "./scale.js";
import { setStyle } from "./shapes.js";

/** @import { Palette } from "./color.js" */
/** @import { Ends, Zero } from "./heatmap.js" */
/** @import { Surface } from "./surface.js" */

/** Gaps between the rows of layers, and between neurons where they are wide enough to have one. */
const ROW_GAP = 2;
const MIN_WITH_GAP = 4;
/** Room around the letters. */
const LETTER_ROOM = 4;
/** The letters below the bars need this much room each; with less, only the two that matter are named. */
const LETTER_WIDTH = 9;
/** The smallest probability that the highest bar stands for: those of a uniform guess stay low. */
const MIN_FULL = 0.25;
/** The height of a bar for a probability that is not 0. */
const MIN_BAR = 1.5;

/** @param {Surface} surface */
export function createNeurons(surface) {
  const image = createImage();
  /** @type {{palette: Palette, table: Uint32Array} | null} */
  let shades = null;
  return {
    /**
     * @param {{map: Float32Array, dead_neurons: Uint32Array}[]} rows the activations of each hidden layer
     * @param {{ends: Ends, zero: Zero, full: number, palette: Palette}} options as of `shade`
     */
    draw(rows, { ends, zero, full, palette }) {
      if (shades?.palette !== palette) shades = { palette, table: shadeTable(mapShades(palette, false)) };
      const { context, width, height } = surface.begin();
      context.imageSmoothingEnabled = false;
      const gap = rows.length > 1 ? ROW_GAP : 0;
      const rowHeight = (height - gap * (rows.length - 1)) / rows.length;
      rows.forEach((row, i) => {
        const top = i * (rowHeight + gap);
        const neurons = row.map.length;
        const pixels = image.pixels(neurons, 1);
        shade(row, { ends, zero, full, table: shades?.table ?? new Uint32Array(256), pixels });
        image.put();
        context.drawImage(image.canvas, 0, 0, neurons, 1, 0, top, width, rowHeight);
        const pitch = width / neurons;
        if (pitch < MIN_WITH_GAP) return;
        context.fillStyle = palette.panel;
        for (let neuron = 1; neuron < neurons; neuron++) context.fillRect(neuron * pitch - 0.5, top, 1, rowHeight);
      });
    },
  };
}

/**
 * @param {Surface} surface
 * @param {{probability: number, label: string, role: "target" | "guess" | "other" | "rest"}[]} bars from left to right: the token that
 * follows in the text, the one with the highest probability, each other one, and all those without a bar of their own
 * @param {Palette} palette
 */
export function drawGuess(surface, bars, palette) {
  const { context, width, height } = surface.begin();
  const base = height - palette.tickSize - LETTER_ROOM;
  const pitch = width / bars.length;
  const bar = Math.max(1, Math.min(18, pitch - (pitch > 3 ? 1.5 : 0)));
  const y = linearScale(
    0,
    bars.reduce((most, { probability }) => Math.max(most, probability || 0), MIN_FULL),
    base,
    2,
  );
  setStyle(context, { strokeStyle: palette.rule, lineWidth: 1 });
  context.beginPath();
  context.moveTo(0, base + 0.5);
  context.lineTo(width, base + 0.5);
  context.stroke();
  setStyle(context, { font: `${palette.tickSize}px ${palette.font}`, textAlign: "center", textBaseline: "bottom" });
  const namesAll = pitch >= LETTER_WIDTH;
  const colors = {
    target: palette.gradient,
    guess: palette.warm,
    other: palette.activation,
    rest: palette.muted,
  };
  bars.forEach(({ probability, label, role }, i) => {
    const color = colors[role];
    const middle = (i + 0.5) * pitch;
    if (probability > 0) {
      context.fillStyle = color;
      const top = Math.min(y(probability), base - MIN_BAR);
      context.fillRect(middle - bar / 2, top, bar, base - top);
    }
    if (!namesAll && role === "other") return;
    context.fillStyle = role === "other" ? palette.muted : color;
    context.fillText(label, Math.min(width - 5, Math.max(5, middle)), height);
  });
}
