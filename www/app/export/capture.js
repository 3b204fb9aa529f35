// A part of the page as SVG: its boxes, texts and canvases, where they are. For legends, whose swatches are styled elements, and
// for the strip of Explore. Used by pictures.js.

import { PIN_DASHES } from "../../draw/color.js";
import { fontOf, imageNode, within } from "./recorder.js";
import { short, svg } from "./svg.js";

/** @import { Node as Drawn } from "./svg.js" */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {Map<Element, Drawn[]>} Drawings what has been drawn on canvases, as nodes */

/** Whether nothing can be seen of a color, as styles are computed: its alpha is 0. @param {string} color */
export const isClear = (color) => color === "transparent" || /^rgba\(.*,\s*0\)$|\/\s*0\)$/.test(color);

/**
 * Without what can only be pressed.
 * @param {Element} element
 * @param {Point} origin the page's point that becomes 0, 0
 * @param {Drawings} drawings
 * @returns {Drawn[]}
 */
export function captured(element, origin, drawings) {
  if (element.getClientRects().length === 0 || element.matches(".hidden, button.small")) return [];
  if (element instanceof HTMLCanvasElement) return [canvasNode(element, origin, drawings)];
  return [
    ...boxes(element, origin),
    ...[...element.childNodes].flatMap((child) => {
      if (child instanceof Element) return captured(child, origin, drawings);
      return child instanceof Text ? texts(child, element, origin) : [];
    }),
  ];
}

/** A canvas as what was drawn on it, or else as an image. @param {HTMLCanvasElement} canvas @param {Point} origin @param {Drawings} drawings */
export function canvasNode(canvas, origin, drawings) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const box = { x: left - origin.x, y: top - origin.y, width, height };
  const nodes = drawings.get(canvas);
  return nodes === undefined ? imageNode(canvas, box) : within(nodes, box);
}

/** The background and border of an element, which may be round or rotated; or the line of a pinned run. @param {Element} element @param {Point} origin @returns {Drawn[]} */
function boxes(element, origin) {
  if (!(element instanceof HTMLElement)) return [];
  const style = getComputedStyle(element);
  const place = element.getBoundingClientRect();
  const [middleX, middleY] = [place.left + place.width / 2 - origin.x, place.top + place.height / 2 - origin.y];
  const border = Number.parseFloat(style.borderTopWidth);
  // Of text within a line, the box of the line; of others their size before they are rotated.
  const [width, height] =
    style.display === "inline" ? [place.width, place.height] : [element.offsetWidth, element.offsetHeight];
  const across = { x1: middleX - width / 2, x2: middleX + width / 2, y1: middleY, y2: middleY };
  const { pin } = element.dataset;
  if (pin !== undefined && element.matches(".swatch")) {
    const dash = PIN_DASHES[Number(pin) - 1].join(" ");
    return [svg("line", { ...across, stroke: style.color, "stroke-width": height, "stroke-dasharray": dash })];
  }
  if (border > 0 && style.borderTopStyle === "dashed") {
    return [
      svg("line", { ...across, stroke: style.borderTopColor, "stroke-width": border, "stroke-dasharray": "5 4" }),
    ];
  }
  const isFilled = !isClear(style.backgroundColor);
  const hasBorder = border > 0 && style.borderTopStyle !== "none" && Number.parseFloat(style.borderLeftWidth) > 0;
  if (!isFilled && !hasBorder) return [];
  const inset = hasBorder ? border / 2 : 0;
  const radius = style.borderTopLeftRadius.endsWith("%") ? width / 2 : Number.parseFloat(style.borderTopLeftRadius);
  const isRotated = style.transform !== "none";
  return [
    svg("rect", {
      ...{ x: middleX - width / 2 + inset, y: middleY - height / 2 + inset },
      ...{ width: Math.max(0, width - 2 * inset), height: Math.max(0, height - 2 * inset), rx: radius },
      fill: isFilled ? style.backgroundColor : "none",
      ...(hasBorder ? { stroke: style.borderTopColor, "stroke-width": border } : {}),
      ...(isRotated ? { transform: `rotate(45 ${short(middleX)} ${short(middleY)})` } : {}),
      opacity: Number(style.opacity),
    }),
  ];
}

/** The lines of a text. @param {Text} text @param {Element} parent @param {Point} origin @returns {Drawn[]} */
function texts(text, parent, origin) {
  const { font, color, fontSize } = getComputedStyle(parent);
  const size = Number.parseFloat(fontSize);
  const range = document.createRange();
  /** @type {{words: string, left: number, top: number, height: number}[]} */
  const lines = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { left, top, width, height } = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (width === 0) continue;
    if (last !== undefined && Math.abs(last.top - top) < 2) last.words += ` ${word}`;
    else lines.push({ words: word, left, top, height });
  }
  return lines.map(({ words, left, top, height }) =>
    svg(
      "text",
      {
        ...{ x: left - origin.x, y: top - origin.y + height / 2 + 0.34 * size, fill: color },
        ...fontOf(`${/\b[6-9]00\b/.test(font) ? "600 " : ""}${size}px`),
      },
      words,
    ),
  );
}
