// Lists the visible pictures of all panels, and renders one of them to a sheet with its title, figures, legend and link.
// The picture is copied from its canvas, drawn for this at two pixels for one of CSS. Used by dialog.js.

import { setLeastScale } from "../../draw/surface.js";
import { drawLegend } from "./legend.js";
import { createSheet } from "./sheet.js";

/** @import { Palette } from "../../draw/color.js" */

/** @typedef {{title: string, panel: string, figure: HTMLElement}} VisiblePicture */
/** @typedef {{run: string, notes: string[], link: string, lines: HTMLImageElement | null}} Stamp `lines` is a line chart in the resolution of an export, where its canvas has that of the screen */

/** Minimum width of a sheet, for its text. */
const MIN_WIDTH = 340;
/** A panel's own legends, without those of its figures. */
const PANEL_KEYS = ":scope > .key, :scope > :is(.panel-head, .layers-body) > .key";

/** Every labeled figure with a visible canvas. @returns {VisiblePicture[]} */
export function visiblePictures() {
  const figures = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main figure[aria-label]"));
  return [...figures]
    .filter((figure) => canvasesOf(figure).length > 0)
    .map((figure) => ({ title: figure.getAttribute("aria-label") ?? "", panel: panelOf(figure), figure }));
}

/** A figure's visible canvases, without its legend. @param {HTMLElement} figure */
const canvasesOf = (figure) =>
  [...figure.querySelectorAll("canvas")].filter(
    (canvas) => canvas.getClientRects().length > 0 && canvas.closest("[aria-hidden], .legend") === null,
  );

/** @param {HTMLElement} figure */
function panelOf(figure) {
  const panel = figure.closest("section");
  const title = document.getElementById(panel?.getAttribute("aria-labelledby") ?? "");
  return title?.textContent ?? panel?.getAttribute("aria-label") ?? "";
}

/** A picture's accessible name, without the title. @param {VisiblePicture} picture */
function wordsOf({ title, figure }) {
  const labels = [...figure.querySelectorAll("canvas[aria-label], .chart[aria-label]")]
    .filter((part) => part.getClientRects().length > 0 && part.closest("[aria-hidden]") === null)
    .map((part) => part.getAttribute("aria-label") ?? "");
  return labels.map((words) => (words.startsWith(`${title}: `) ? words.slice(title.length + 2) : words)).join("; ");
}

/** A picture's legends: its own, or else its panel's. @param {HTMLElement} figure */
function keysOf(figure) {
  const own = figure.querySelectorAll(".legend");
  const panel = figure.closest("section")?.querySelectorAll(PANEL_KEYS) ?? [];
  return [...(own.length > 0 ? own : panel)].filter((key) => key.getClientRects().length > 0);
}

/** Pixels for one of CSS, if the screen does not have more. */
export const SCALE = 2;

const scaleOf = () => Math.max(devicePixelRatio, SCALE);

/** The size of a picture on the page. @param {VisiblePicture} picture */
export function sizeOf({ figure }) {
  const places = canvasesOf(figure).map((canvas) => canvas.getBoundingClientRect());
  const left = Math.min(...places.map((place) => place.left));
  const top = Math.min(...places.map((place) => place.top));
  const width = Math.max(...places.map((place) => place.right)) - left;
  return { left, top, width, height: Math.max(...places.map((place) => place.bottom)) - top };
}

/** A picture's accessible name and legends, as they are written beside it. @param {VisiblePicture} picture */
export const captionOf = (picture) => [wordsOf(picture), ...keysOf(picture.figure).map((key) => key.textContent ?? "")];

/** When the page has drawn again. */
const drawn = () =>
  new Promise((resolve) => {
    // A surface asks for the next animation frame, and draws there; the one after has the picture.
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  });

/**
 * What is made of pictures in the resolution of an export.
 * @template T
 * @param {() => T} make
 */
export async function inFullResolution(make) {
  if (devicePixelRatio >= SCALE) return make();
  setLeastScale(SCALE);
  try {
    await drawn();
    return make();
  } finally {
    setLeastScale(0);
  }
}

/**
 * Renders a picture to a sheet, in the resolution of an export.
 * @param {VisiblePicture} picture
 * @param {Stamp} stamp
 * @param {Palette} palette
 * @returns {HTMLCanvasElement}
 */
export function stamped(picture, { run, notes, link, lines }, palette) {
  const canvases = canvasesOf(picture.figure);
  if (canvases.length === 0) throw new Error(`${picture.title} is no longer visible`);
  const places = canvases.map((canvas) => canvas.getBoundingClientRect());
  const { left, top, width, height } = sizeOf(picture);

  const sheet = createSheet(Math.max(MIN_WIDTH, width), palette, scaleOf());
  sheet.write(picture.title, { size: 15, bold: true, color: palette.ink });
  sheet.write(run, { size: 12, color: palette.ink });
  sheet.write(wordsOf(picture), { size: 12, color: palette.muted });
  sheet.place(height, (context, x, y) => {
    if (lines !== null) return context.drawImage(lines, x, y, width, height);
    for (const [i, canvas] of canvases.entries()) {
      copy(context, canvas, x + places[i].left - left, y + places[i].top - top);
    }
  });
  for (const key of keysOf(picture.figure)) drawLegend(sheet, key);
  for (const note of notes) sheet.write(note, { size: 12, color: palette.muted });
  sheet.write(link, { size: 10, color: palette.muted });
  return sheet.finish();
}

/**
 * Copies on whole pixels, to keep the picture sharp.
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} canvas
 * @param {number} x
 * @param {number} y
 */
function copy(context, canvas, x, y) {
  const scale = scaleOf();
  const { width, height } = canvas.getBoundingClientRect();
  // Not scaled, but for a canvas that another resolution was given, such as a swatch.
  const whole = Math.round(width * scale) === canvas.width;
  context.save();
  context.resetTransform();
  const [left, top] = [Math.round(x * scale), Math.round(y * scale)];
  if (whole) context.drawImage(canvas, left, top);
  else context.drawImage(canvas, left, top, width * scale, height * scale);
  context.restore();
}
