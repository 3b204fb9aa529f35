// Draws a sweep over two settings as a map, one cell per pair of values: coarse cells as blocks until finer ones are
// computed, a line around the healthy cells, hatching for invalid ones. Also finds the cell at a point. Used by
// app/map/picture.js and sweep-line.js.

import { drawAxes, margins } from "./axes.js";
import { contour, KNOWN, NOWHERE, placeOf, roomFor, shown, toScreen } from "./cells.js";
import { createImage } from "./image.js";
import { shadeOf } from "./ramp.js";
import { addLine, fillDisc, setStyle } from "./shapes.js";

/** @import { Cells, Place, Plot } from "./cells.js" */
/** @import { Palette } from "./color.js" */
/** @import { Range } from "./ramp.js" */
/** @import { Ruler } from "./ruler.js" */
/** @import { Surface } from "./surface.js" */

const CONTOUR = 2;
const HATCH = 5;
/** Written into the healthy area, if there is room. */
const WORD = "healthy";

/** @param {Surface} surface */
export function createSweepMap(surface) {
  const image = createImage();
  let plot = NOWHERE;

  return {
    /**
     * @param {Cells} cells
     * @param {object} options
     * @param {Range} options.range of the shades
     * @param {Uint32Array} options.ramp
     * @param {{x: Ruler, y: Ruler}} options.axes
     * @param {Palette} options.palette
     * @param {Place | null} options.read the selected cell
     * @param {{x: number, y: number} | null} options.here position of the unchanged network, in cells
     */
    draw(cells, { range, ramp, axes, palette, read, here }) {
      const { columns, rows, state, value } = cells;
      const at = shown(cells);
      const pixels = image.pixels(columns, rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const cell = at[row * columns + column];
          const shade = cell >= 0 && state[cell] === KNOWN ? ramp[shadeOf(value[cell], range)] : 0;
          pixels[(rows - 1 - row) * columns + column] = shade;
        }
      }
      image.put();

      const { context, width, height } = surface.begin();
      const { left, right, top, bottom } = margins(context, axes, palette);
      plot = {
        left,
        top,
        width: Math.max(1, width - left - right),
        height: Math.max(1, height - top - bottom),
        columns,
        rows,
      };
      context.imageSmoothingEnabled = false;
      context.drawImage(image.canvas, plot.left, plot.top, plot.width, plot.height);
      const drawn = { context, palette, cells, at, plot, scaled: toScreen(plot) };
      hatch(drawn);
      drawContour(drawn);
      setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
      context.strokeRect(plot.left - 0.5, plot.top - 0.5, plot.width + 1, plot.height + 1);
      drawAxes(context, axes, plot, palette);
      drawWord(drawn);
      if (here !== null) drawHere(drawn, here);
      if (read !== null) drawRead(drawn, read);
    },
    /** @param {number} x @param {number} y in CSS pixels of the canvas, as it was last drawn @returns {Place | null} */
    placeAt: (x, y) => placeOf(x, y, plot),
  };
}

/** @typedef {{context: CanvasRenderingContext2D, palette: Palette, cells: Cells, at: Int32Array, plot: Plot, scaled: ReturnType<typeof toScreen>}} Drawn a map under way: `at` is the cell shown at each place */

/** Hatches invalid cells, and cross-hatches failed ones; also used by sweep-line.js. @param {Drawn} drawn */
export function hatch({ context, palette, cells: { columns, rows, state }, at, plot, scaled }) {
  const fill = (/** @type {number} */ kind, /** @type {number[]} */ slopes) => {
    context.save();
    context.beginPath();
    let any = false;
    for (let cell = 0; cell < columns * rows; cell++) {
      if (at[cell] < 0 || state[at[cell]] !== kind) continue;
      any = true;
      const [column, row] = [cell % columns, Math.floor(cell / columns)];
      const [x, y] = scaled(column, row + 1);
      context.rect(x, y, plot.width / columns, plot.height / rows);
    }
    if (any) {
      context.clip();
      context.beginPath();
      for (const slope of slopes) {
        for (let x = -plot.height; x < plot.width + plot.height; x += HATCH) {
          addLine(context, plot.left + x, plot.top, plot.left + x + slope * plot.height, plot.top + plot.height);
        }
      }
      setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
      context.stroke();
    }
    context.restore();
  };
  fill(2, [-1]);
  fill(3, [-1, 1]);
}

/** The line around the healthy cells. @param {Drawn} drawn */
function drawContour({ context, palette, cells, at, scaled }) {
  context.beginPath();
  for (const [x1, y1, x2, y2] of contour(cells, at)) addLine(context, ...scaled(x1, y1), ...scaled(x2, y2));
  context.lineCap = "round";
  strokeTwice(context, palette, CONTOUR);
  context.lineCap = "butt";
}

/** A dark line within a light one, visible on any shade. @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} width */
function strokeTwice(context, palette, width) {
  setStyle(context, { strokeStyle: palette.panel, lineWidth: width + 2.5 });
  context.stroke();
  setStyle(context, { strokeStyle: palette.ink, lineWidth: width });
  context.stroke();
}

/** Labels the healthy side of the line, if there is room. @param {Drawn} drawn */
function drawWord({ context, palette, cells, at, plot, scaled }) {
  context.font = `600 ${palette.tickSize}px ${palette.font}`;
  const wide = Math.ceil(((context.measureText(WORD).width + 10) * cells.columns) / plot.width);
  const high = Math.ceil(((palette.tickSize + 8) * cells.rows) / plot.height);
  const room = roomFor(cells, at, wide, high);
  if (room === null) return;
  const [x, y] = scaled(room.column, room.row);
  setStyle(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", strokeStyle: palette.panel });
  context.lineWidth = 4;
  context.strokeText(WORD, x, y);
  context.fillStyle = palette.ink;
  context.fillText(WORD, x, y);
}

/** A ring with a dot at the position of the unchanged network. @param {Drawn} drawn @param {{x: number, y: number}} here in cells */
function drawHere({ context, palette, scaled }, here) {
  const [x, y] = scaled(here.x, here.y);
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  strokeTwice(context, palette, 2);
  context.fillStyle = palette.ink;
  fillDisc(context, x, y, 2);
}

/** Two strokes around the selected cell. @param {Drawn} drawn @param {Place} read */
function drawRead({ context, palette, plot, scaled }, { column, row }) {
  const [x, y] = scaled(column, row + 1);
  const [wide, high] = [plot.width / plot.columns, plot.height / plot.rows];
  for (const [color, out] of /** @type {[string, number][]} */ ([
    [palette.ink, 1],
    [palette.panel, 2.5],
  ])) {
    setStyle(context, { strokeStyle: color, lineWidth: 1.5 });
    context.strokeRect(x - out, y - out, wide + 2 * out, high + 2 * out);
  }
}
