// Lays out text and pictures from top to bottom on a canvas, for an exported picture. Used by pictures.js; legend.js draws on one.

import { make } from "../ui/dom.js";

/** @import { Palette } from "../../draw/color.js" */

/** @typedef {ReturnType<typeof createSheet>} Sheet */
/** @typedef {{width: number, draw: (context: CanvasRenderingContext2D, x: number, middle: number) => void}} Piece of a line, drawn vertically centered on `middle` */

const EDGE = 14;
const GAP = 6;
/** Line height as a multiple of the font size. */
const LINE = 1.35;

/** @param {number} width of the content, in CSS pixels @param {Palette} palette @param {number} scale pixels for one of CSS */
export function createSheet(width, palette, scale) {
  const canvas = make("canvas");
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("canvas: expected a 2d context, got none");
  const ink = context;
  let y = EDGE;
  /** Drawn at the end: the height is known only then, and setting a canvas's height clears it. @type {(() => void)[]} */
  const strokes = [];
  const font = (/** @type {number} */ size, /** @type {boolean} */ bold) =>
    `${bold ? "600 " : ""}${size}px ${palette.font}`;

  /**
   * Places pieces side by side, wrapping lines.
   * @param {Piece[]} pieces
   * @param {number} high line height
   */
  function flow(pieces, high) {
    let x = 0;
    for (const { width: wide, draw } of pieces) {
      if (x > 0 && x + wide > width) {
        x = 0;
        y += high;
      }
      const [at, middle] = [EDGE + x, y + high / 2];
      strokes.push(() => draw(ink, at, middle));
      x += wide;
    }
    y += high + GAP;
  }

  /**
   * Splits a text into pieces between which a line can break: words, and single characters of words longer than a line.
   * @param {string} text
   * @param {{size: number, color: string, bold?: boolean}} style
   * @returns {Piece[]}
   */
  function words(text, { size, color, bold = false }) {
    ink.font = font(size, bold);
    const measure = (/** @type {string} */ part) => ink.measureText(part).width;
    const parts = text.split(/(?<=\s)/).flatMap((word) => (measure(word) > width ? [...word] : [word]));
    return parts.map((part) => ({
      width: measure(part),
      draw(context, x, middle) {
        context.font = font(size, bold);
        context.fillStyle = color;
        context.textBaseline = "middle";
        context.fillText(part, x, middle);
      },
    }));
  }

  return {
    palette,
    words,
    flow,
    /** @param {string} text @param {Parameters<typeof words>[1]} style */
    write(text, style) {
      if (text !== "") flow(words(text, style), style.size * LINE);
    },
    /** @param {number} high @param {(context: CanvasRenderingContext2D, x: number, y: number) => void} draw */
    place(high, draw) {
      const at = y;
      strokes.push(() => draw(ink, EDGE, at));
      y += high + GAP;
    },
    finish() {
      canvas.width = Math.ceil((width + 2 * EDGE) * scale);
      canvas.height = Math.ceil((y - GAP + EDGE) * scale);
      ink.fillStyle = palette.panel;
      ink.fillRect(0, 0, canvas.width, canvas.height);
      ink.setTransform(scale, 0, 0, scale, 0, 0);
      for (const stroke of strokes) stroke();
      return canvas;
    },
  };
}
