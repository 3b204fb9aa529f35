// An exported picture on a sheet: its title, the run, the picture, its legends and the link. A pure function, used by dialog.js.

import { label, measurer, wrapped } from "./plots.js";
import { svg } from "./svg.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Drawing } from "./pictures.js" */
/** @import { Node } from "./svg.js" */

const EDGE = 14;
/** For the texts. */
const MIN_WIDTH = 340;
/** Lines of one text, and of a link, which may carry the text of the run. */
const LINES = 12;
const LINK_LINES = 200;

/**
 * @param {Drawing} drawing
 * @param {{title: string, run: string, words: string, keys: Drawing[], notes: string[], link: string, palette: Palette, context: CanvasRenderingContext2D}} of `context` measures texts
 * @returns {{node: Node, width: number, height: number}} a whole SVG
 */
export function sheetOf(drawing, { title, run, words, keys, notes, link, palette, context }) {
  const width = Math.ceil(Math.max(MIN_WIDTH, ...[drawing, ...keys].map((part) => part.width)));
  /** @type {Node[]} */
  const parts = [];
  let y = EDGE;
  /** @param {string} text @param {{size?: number, fill?: string, bold?: boolean, lines?: number}} [style] */
  function write(text, { size = 12, fill = palette.muted, bold = false, lines = LINES } = {}) {
    for (const line of wrapped(text, width, lines, measurer(context, palette, size, bold))) {
      y += size * 1.35;
      parts.push(label(line, EDGE, y, { fill, size, bold }));
    }
  }
  function place(/** @type {Drawing} */ { node, height }) {
    y += 8;
    parts.push(svg("g", { transform: `translate(${EDGE} ${Math.round(y)})` }, node));
    y += height;
  }
  write(title, { size: 15, fill: palette.ink, bold: true });
  write(run, { fill: palette.ink });
  write(words);
  place(drawing);
  for (const key of keys) place(key);
  y += 4;
  for (const note of notes) write(note);
  write(link, { size: 10, lines: LINK_LINES });
  const size = { width: width + 2 * EDGE, height: Math.ceil(y + EDGE) };
  const node = svg(
    "svg",
    { viewBox: `0 0 ${size.width} ${size.height}`, ...size, "font-family": palette.font },
    svg("title", {}, title),
    svg("rect", { ...size, fill: palette.panel }),
    ...parts,
  );
  return { node, ...size };
}
