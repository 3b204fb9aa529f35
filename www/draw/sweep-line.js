// Draws a sweep over one setting as a line chart: a point for each network, bands where they are healthy, a ring for the
// unchanged network, hatching for invalid ones. Also finds the network at a point. Used by app/map/picture.js.

import { drawAxes } from "./axes.js";
import { KNOWN, NOWHERE, toScreen } from "./cells.js";
import { linearScale, linearTicks, logScale, logTicks } from "./scale.js";
import { addCurve, addLine, fillDisc, setStyle, strokeLine } from "./shapes.js";
import { hatch } from "./sweep-map.js";

/** @import { Cells, Place, Plot } from "./cells.js" */
/** @import { Palette } from "./color.js" */
/** @import { Range } from "./ramp.js" */
/** @import { Ruler } from "./ruler.js" */
/** @import { Surface } from "./surface.js" */

/** Space between the plot's edges and the lowest and highest point. */
const INSET = 14;
const RADIUS = 3.5;
/** Written into the widest band, if there is room. */
const WORD = "healthy";

/**
 * The bands of neighboring healthy networks.
 * @param {Pick<Cells, "columns" | "state" | "healthy">} cells of one row
 * @returns {[from: number, to: number][]} in columns
 */
export function healthyBands({ columns, state, healthy }) {
  const known = [...Array(columns).keys()].filter((column) => state[column] === KNOWN);
  /** @type {[number, number][]} */
  const bands = [];
  let open = false;
  for (const column of known) {
    if (healthy[column] !== 1) open = false;
    else if (open) bands[bands.length - 1][1] = column + 1;
    else {
      bands.push([column, column + 1]);
      open = true;
    }
  }
  return bands;
}

/**
 * The height at a place between two points that are measured.
 * @param {{at: number, y: number}[]} points by `at`
 * @param {number} at
 * @returns {number | null} null outside them
 */
export function heightAt(points, at) {
  const same = points.find((point) => point.at === at);
  if (same !== undefined) return same.y;
  const next = points.findIndex((point) => point.at > at);
  if (next <= 0) return null;
  const [a, b] = [points[next - 1], points[next]];
  return a.y + ((b.y - a.y) * (at - a.at)) / (b.at - a.at);
}

/** @typedef {{left: number, right: number, top: number, bottom: number}} Area */

/** Space around what is drawn that no text reaches. */
const CLEAR = RADIUS + 2;

/**
 * Whether an area is clear of a line and of others.
 * @param {Area} area
 * @param {{at: number, y: number}[]} points of the line, by `at`
 * @param {Area[]} taken
 */
function isFree({ left, right, top, bottom }, points, taken) {
  const [from, to] = [left - CLEAR, right + CLEAR];
  const ends = [heightAt(points, from), heightAt(points, to)].filter((y) => y !== null);
  const ys = [...points.filter(({ at }) => at >= from && at <= to).map(({ y }) => y), ...ends];
  const isOff = ys.length === 0 || Math.max(...ys) < top - CLEAR || Math.min(...ys) > bottom + CLEAR;
  return isOff && taken.every((of) => of.right < left || of.left > right || of.bottom < top || of.top > bottom);
}

/**
 * Where the label of a horizontal line is clear of everything: at one of its ends if it can be, above the line rather than
 * below it; at the right end where there is no such place.
 * @param {{y: number, wide: number, high: number}} label its line, and its size
 * @param {Area} within
 * @param {{at: number, y: number}[]} points of the curve, by `at`
 * @param {Area[]} taken
 * @returns {Area}
 */
export function labelArea({ y, wide, high }, within, points, taken) {
  const [first, last] = [within.left + 6, within.right - 6 - wide];
  const along = Array.from({ length: Math.max(0, Math.floor((last - first) / 8)) }, (_, i) => last - 8 * (i + 1));
  const areas = [[last, first], along].flatMap((lefts) =>
    [y - 4, y + 4 + high].flatMap((bottom) =>
      lefts.map((left) => ({ left, right: left + wide, top: bottom - high, bottom })),
    ),
  );
  const inside = areas.filter(({ top, bottom }) => top >= within.top && bottom <= within.bottom);
  return inside.find((area) => isFree(area, points, taken)) ?? inside[0] ?? areas[0];
}

/** @param {Surface} surface */
export function createSweepLine(surface) {
  let plot = NOWHERE;

  return {
    /**
     * @param {Cells} cells of one row
     * @param {object} options
     * @param {Range} options.range
     * @param {string} options.title of the vertical axis
     * @param {Ruler} options.x
     * @param {Palette} options.palette
     * @param {{value: number, label: string} | null} options.mark a value with a line of its own
     * @param {Place | null} options.read the selected network
     * @param {number | null} options.here position of the unchanged network, in columns
     */
    draw(cells, { range, title, x, palette, mark, read, here }) {
      const { columns, state, value } = cells;
      const { context, width, height } = surface.begin();
      const { low, high, log } = range;
      const left = 64;
      plot = {
        left,
        top: 8,
        width: Math.max(1, width - left - 12),
        height: Math.max(1, height - 8 - 2 * palette.tickSize - 18),
        columns,
        rows: 1,
      };
      const scaled = toScreen(plot);
      const bottom = plot.top + plot.height;
      const scale = (log ? logScale : linearScale)(low, high, bottom - INSET, plot.top + INSET);
      const heightOf = (/** @type {number} */ of) =>
        Number.isFinite(of)
          ? Math.min(bottom - 2, Math.max(plot.top + 2, scale(log ? Math.max(of, low / 10) : of)))
          : null;

      drawBands(context, palette, healthyBands(cells), plot, scaled);
      hatch({ context, palette, cells, at: Int32Array.from(state, (_, column) => column), plot, scaled });

      const gap = (palette.tickSize + 10) / plot.height;
      setStyle(context, { font: `${palette.tickSize}px ${palette.font}`, textAlign: "right", textBaseline: "middle" });
      setStyle(context, { fillStyle: palette.ink, strokeStyle: palette.rule, lineWidth: 1 });
      for (const tick of (log ? logTicks : linearTicks)(low, high, gap)) {
        const y = Math.round(scale(tick.value)) + 0.5;
        strokeLine(context, plot.left, y, plot.left + plot.width, y);
        context.fillText(tick.label, plot.left - 6, y);
      }
      setStyle(context, { strokeStyle: palette.muted });
      context.strokeRect(plot.left - 0.5, plot.top - 0.5, plot.width + 1, plot.height + 1);
      drawAxes(context, { x, y: null }, plot, palette);
      context.save();
      context.translate(2, plot.top + plot.height / 2);
      context.rotate(-Math.PI / 2);
      context.fillText(`${title} →`, 0, 0, plot.height + 20);
      context.restore();

      if (mark !== null && mark.value >= low && mark.value <= high) {
        const y = Math.round(scale(mark.value)) + 0.5;
        setStyle(context, { strokeStyle: palette.ink, lineWidth: 1.5 });
        strokeLine(context, plot.left, y, plot.left + plot.width, y, [5, 4]);
      }

      /** @type {{at: number, x: number, y: number}[]} */
      const points = [];
      /** Columns of networks whose measure is not a number. */
      const lost = [];
      for (let column = 0; column < columns; column++) {
        if (state[column] !== KNOWN) continue;
        const y = heightOf(value[column]);
        const [at] = scaled(column + 0.5, 0);
        if (y === null) lost.push(at);
        else points.push({ at: column + 0.5, x: at, y });
      }
      // A list of names, as of norms, has nothing between its values.
      if (x.numbers.every((number) => number !== null)) drawLine(context, palette, points);
      context.fillStyle = palette.activation;
      for (const point of points) fillDisc(context, point.x, point.y, RADIUS);
      drawLost(context, palette, lost, plot.top + INSET);
      const curve = points.map(({ x: at, y }) => ({ at, y }));
      const ring = here === null ? null : heightAt(points, here);
      const taken = lost.map((at) => around(at, plot.top + INSET + 10, 14));
      if (here !== null && ring !== null) {
        const [at] = scaled(here, 0);
        drawRing(context, palette, at, ring);
        taken.push(around(at, ring, 9));
      }
      if (mark !== null && mark.value >= low && mark.value <= high) {
        context.font = `600 ${palette.tickSize}px ${palette.font}`;
        const label = { y: scale(mark.value), wide: context.measureText(mark.label).width, high: palette.tickSize };
        const area = labelArea(label, { left, right: left + plot.width, top: plot.top, bottom }, curve, taken);
        drawText(context, palette, mark.label, area.right, area.bottom, "right");
        taken.push(area);
      }
      drawWord(context, palette, healthyBands(cells), plot, scaled, (area) => isFree(area, curve, taken));
      if (read !== null)
        drawRead(context, palette, scaled(read.column + 0.5, 0)[0], plot, heightOf(value[read.column]));
    },
    /** @param {number} x @param {number} y in CSS pixels of the canvas, as it was last drawn @returns {Place | null} */
    placeAt(x, y) {
      const across = (x - plot.left) / plot.width;
      const isWithin = across >= 0 && across < 1 && y >= plot.top && y <= plot.top + plot.height;
      return isWithin ? { column: Math.floor(across * plot.columns), row: 0 } : null;
    },
  };
}

/** @param {number} x @param {number} y @param {number} radius @returns {Area} */
const around = (x, y, radius) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {[number, number][]} bands
 * @param {Plot} plot
 * @param {ReturnType<typeof toScreen>} scaled
 */
function drawBands(context, palette, bands, { top, height }, scaled) {
  context.fillStyle = palette.gradient;
  for (const [from, to] of bands) {
    const [left, right] = [scaled(from, 0)[0], scaled(to, 0)[0]];
    context.globalAlpha = 0.16;
    context.fillRect(left, top, right - left, height);
    context.globalAlpha = 1;
    context.fillRect(left, top + height - 4, right - left, 4);
  }
}

/**
 * Labels the widest band, if there is room: at its lower edge, or above the points there.
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {[number, number][]} bands
 * @param {Plot} plot
 * @param {ReturnType<typeof toScreen>} scaled
 * @param {(area: Area) => boolean} isClear
 */
function drawWord(context, palette, bands, { top, height }, scaled, isClear) {
  if (bands.length === 0) return;
  const [from, to] = bands.reduce((widest, band) => (band[1] - band[0] > widest[1] - widest[0] ? band : widest));
  const [left, right] = [scaled(from, 0)[0], scaled(to, 0)[0]];
  context.font = `600 ${palette.tickSize}px ${palette.font}`;
  const wide = context.measureText(WORD).width + 8;
  if (wide > right - left) return;
  const [middle, bottom] = [(left + right) / 2, top + height - 8];
  const area = { left: middle - wide / 2, right: middle + wide / 2, top: bottom - palette.tickSize, bottom };
  const y = isClear(area) ? bottom : top + palette.tickSize + 8;
  drawText(context, palette, WORD, middle, y, "center");
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {string} text @param {number} x @param {number} y of its lower edge @param {CanvasTextAlign} textAlign */
function drawText(context, palette, text, x, y, textAlign) {
  setStyle(context, { font: `600 ${palette.tickSize}px ${palette.font}`, textAlign, textBaseline: "bottom" });
  setStyle(context, { lineJoin: "round", strokeStyle: palette.panel, lineWidth: 4, fillStyle: palette.ink });
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {{x: number, y: number}[]} points */
function drawLine(context, palette, points) {
  context.beginPath();
  addCurve(
    context,
    points.map(({ x, y }) => [x, y]),
  );
  setStyle(context, { strokeStyle: palette.activation, lineWidth: 2, lineJoin: "round" });
  context.stroke();
}

/** A cross at the upper edge for each network whose measure is NaN or infinite. @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number[]} lost @param {number} y */
function drawLost(context, palette, lost, y) {
  if (lost.length === 0) return;
  const [r, g, b] = palette.nan;
  context.beginPath();
  for (const x of lost) {
    addLine(context, x - 4, y - 4, x + 4, y + 4);
    addLine(context, x - 4, y + 4, x + 4, y - 4);
  }
  setStyle(context, { strokeStyle: `rgb(${r},${g},${b})`, lineWidth: 2 });
  context.stroke();
  drawText(context, palette, "NaN", lost[0], y + 22, "center");
}

/** The unchanged network. @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} x @param {number} y */
function drawRing(context, palette, x, y) {
  for (const [color, lineWidth] of /** @type {[string, number][]} */ ([
    [palette.panel, 5],
    [palette.ink, 2],
  ])) {
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    setStyle(context, { strokeStyle: color, lineWidth });
    context.stroke();
  }
}

/** The selected network. @param {CanvasRenderingContext2D} context @param {Palette} palette @param {number} x @param {Plot} plot @param {number | null} y */
function drawRead(context, palette, x, { top, height }, y) {
  setStyle(context, { strokeStyle: palette.ink, lineWidth: 1 });
  strokeLine(context, x, top, x, top + height);
  if (y === null) return;
  context.fillStyle = palette.ink;
  fillDisc(context, x, y, RADIUS + 1.5);
}
