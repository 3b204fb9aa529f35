// A sheet of paper for a canvas: words that wrap and pictures, one beneath the other, on the panel's colour. Knows no run.

/** @import { Palette } from "../../draw/color.js" */

/** @typedef {ReturnType<typeof createSheet>} Sheet */
/** @typedef {{width: number, draw: (context: CanvasRenderingContext2D, x: number, middle: number) => void}} Piece of a line; drawn around its middle */

const EDGE = 14;
const GAP = 6;
/** Of a line, as a multiple of its letters. */
const LINE = 1.35;

/** @param {number} width of what is written, in CSS pixels @param {Palette} palette */
export function createSheet(width, palette) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("canvas: expected a 2d context, got none");
  const ink = context;
  let y = EDGE;
  /** The sheet has its height only when everything is on it, and a canvas that gets a height is blank. @type {(() => void)[]} */
  const strokes = [];
  const font = (/** @type {number} */ size, /** @type {boolean} */ bold) =>
    `${bold ? "600 " : ""}${size}px ${palette.font}`;

  /**
   * Pieces side by side, in as many lines as they need.
   * @param {Piece[]} pieces
   * @param {number} high of a line
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
   * A text as pieces that a line can end after: its words, and parts of those that are longer than a line.
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
      const scale = devicePixelRatio;
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
