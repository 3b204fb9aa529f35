// The pictures of the view that is shown: their names, and what each looks like as SVG. Canvases are drawn once more for this,
// while recorder.js records it; line charts and the gauge are drawn by plots.js. Used by dialog.js.

import { drawThrough } from "../../draw/surface.js";
import { sourceOf } from "../panels/reading.js";
import { canvasNode, captured } from "./capture.js";
import { gaugePlot, lossPlot, updatePlot } from "./plots.js";
import { record } from "./recorder.js";
import { svg } from "./svg.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Drawings } from "./capture.js" */
/** @import { Moment } from "./record.js" */
/** @import { Node } from "./svg.js" */

/** @typedef {{title: string, group: string, element: HTMLElement}} Picture */
/** @typedef {{node: Node, width: number, height: number}} Drawing */

/** What is a picture; the gauge and the strip are no figures of a canvas. */
const PICTURES = "main figure, #strip, .gauge";
/** A panel's own legends, without those of its figures. */
const PANEL_KEYS = ":scope > p.key, :scope > :is(.panel-head, .layers-body, .curve-foot) > p.key, :scope > .map-key";
const GAUGE_HEIGHT = 40;

const isShown = (/** @type {Element} */ element) => element.getClientRects().length > 0;

/** All pictures of the view. @returns {Picture[]} */
export function visiblePictures() {
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(PICTURES));
  return [...elements]
    .filter((element) => (element.matches(".gauge") ? isShown(element) : canvasesOf(element).length > 0))
    .map((element) => ({ title: titleOf(element), group: groupOf(element), element }));
}

/** A picture's visible canvases, without its legend. @param {HTMLElement} element */
const canvasesOf = (element) =>
  [...element.querySelectorAll("canvas")].filter((canvas) => isShown(canvas) && canvas.closest(".legend") === null);

/** @param {HTMLElement} element */
function sectionOf(element) {
  const section = element.closest("section");
  const title = document.getElementById(section?.getAttribute("aria-labelledby") ?? "");
  return title?.textContent ?? section?.getAttribute("aria-label") ?? "";
}

/** @param {HTMLElement} element */
function titleOf(element) {
  if (element.matches(".gauge")) return "First loss";
  if (element.matches("#strip")) return "The network";
  const caption = element.querySelector("figcaption");
  const own = caption !== null && isShown(caption) ? `: ${caption.textContent}` : "";
  return element.getAttribute("aria-label") ?? `${sectionOf(element)}${own}`;
}

/** What it is listed under: the view, or in the Lab the panel. @param {HTMLElement} element */
function groupOf(element) {
  if (element.closest("#explore") !== null) return "Explore";
  if (element.closest("#map-view") !== null) return "Map";
  return sectionOf(element) || "Run";
}

/** What a picture shows in words, without its title. @param {Picture} picture */
export function wordsOf({ title, element }) {
  const parts = element.matches(".gauge")
    ? [element]
    : [...element.querySelectorAll("canvas[aria-label], .chart[aria-label]")].filter(isShown);
  return parts
    .map((part) => part.getAttribute("aria-label") ?? "")
    .map((words) => (words.startsWith(`${title}: `) ? words.slice(title.length + 2) : words))
    .join("; ");
}

/** A picture's legends: its own, or else its panel's. @param {HTMLElement} element */
function keysOf(element) {
  if (element.matches("#strip, .gauge")) return [];
  const own = element.querySelectorAll(".legend");
  const panel = element.closest("section")?.querySelectorAll(PANEL_KEYS) ?? [];
  return [...(own.length > 0 ? own : panel)].filter(isShown);
}

/** What is drawn on the page's canvases in the next frames. @returns {Promise<Drawings>} */
async function recordedDrawings() {
  /** @type {Drawings} */
  const drawings = new Map();
  drawThrough((canvas, context) => {
    /** @type {Node[]} */
    const nodes = [];
    drawings.set(canvas, nodes);
    return record(context, nodes);
  });
  try {
    // What draws asks for the next animation frame, and draws there; the one after has the picture.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  } finally {
    drawThrough(null);
  }
  return drawings;
}

/**
 * A picture and its legends, drawn as on the page.
 * @param {Picture} picture
 * @param {() => Pick<Moment, "frame" | "state"> & {live: Moment["frame"]}} moment the displayed one, once the page has been drawn; `live` has the whole run, where `frame` is looked back at
 * @param {Palette} palette
 * @returns {Promise<{drawing: Drawing, keys: Drawing[]}>}
 */
export async function drawn({ title, element }, moment, palette) {
  const drawings = await recordedDrawings();
  if (!isShown(element)) throw new Error(`${title} is no longer visible`);
  const place = element.getBoundingClientRect();
  const whole = () => ({
    node: svg("g", {}, ...captured(element, place, drawings)),
    ...{ width: place.width, height: place.height },
  });
  const drawing = vectorOf(element, moment(), palette) ?? (element.matches("#strip") ? whole() : canvases());
  /** The figure's canvases side by side, as on the page. */
  function canvases() {
    const shown = canvasesOf(element);
    const places = shown.map((canvas) => canvas.getBoundingClientRect());
    const x = Math.min(...places.map(({ left }) => left));
    const y = Math.min(...places.map(({ top }) => top));
    return {
      node: svg("g", {}, ...shown.map((canvas) => canvasNode(canvas, { x, y }, drawings))),
      width: Math.max(...places.map(({ right }) => right)) - x,
      height: Math.max(...places.map(({ bottom }) => bottom)) - y,
    };
  }
  const keys = keysOf(element).map((key) => {
    const { x, y, width, height } = key.getBoundingClientRect();
    return { node: svg("g", {}, ...captured(key, { x, y }, drawings)), width, height };
  });
  return { drawing, keys };
}

/**
 * The pictures that are not drawn on canvases of draw/, in the size they have on the page.
 * @param {HTMLElement} element
 * @param {Pick<Moment, "frame" | "state"> & {live: Moment["frame"]}} moment
 * @param {Palette} palette
 * @returns {Drawing | null} null for others
 */
function vectorOf(element, { frame, live, state }, palette) {
  const { width } = element.getBoundingClientRect();
  if (element.matches(".gauge")) {
    const box = { x: 0, y: 0, width: Math.max(340, width), height: GAUGE_HEIGHT };
    return { node: gaugePlot(frame.first_loss[0], frame.uniform_loss[0], box, palette), ...box };
  }
  const chart = element.querySelector(".chart");
  if (chart === null) return null;
  const box = { x: 0, y: 0, width: chart.clientWidth, height: chart.clientHeight };
  const { logLoss, skippedSteps, evaluations, past } = state;
  const source = sourceOf(chart);
  const curves = source !== undefined && "others" in source ? source.others : [];
  const others = curves.map((curve) => ({ color: palette.muted, dash: [], evaluations: [], ...curve }));
  const cursor = past?.step ?? null;
  if (chart.id === "update-chart") return { node: updatePlot(live, box, { palette, others, cursor }), ...box };
  // Explore has the whole run on a log axis.
  const isWhole = chart.id === "explore-curve";
  const from = !isWhole && skippedSteps < live.step ? skippedSteps : 0;
  const log = isWhole || logLoss;
  return { node: lossPlot(live, box, { palette, log, from, evaluations, others, cursor }), ...box };
}
