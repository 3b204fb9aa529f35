// Copies a legend of the page to a sheet: its text, canvases, and swatches as styled. Used by pictures.js.

import { PIN_DASHES } from "../../draw/color.js";

/** @import { Piece, Sheet } from "./sheet.js" */

const LINE = 16;

/** @param {Sheet} sheet @param {Element} key */
export function drawLegend(sheet, key) {
  sheet.flow(
    [...key.childNodes].flatMap((node) => pieces(sheet, node)),
    LINE,
  );
}

/** @param {Sheet} sheet @param {Node} node @returns {Piece[]} */
function pieces(sheet, node) {
  if (node instanceof HTMLCanvasElement) {
    const { width, height } = node.getBoundingClientRect();
    /** @type {Piece["draw"]} */
    const draw = (context, x, middle) => context.drawImage(node, x, middle - height / 2, width, height);
    return [{ width: width + 4, draw }];
  }
  if (node instanceof Element) {
    if (node.getClientRects().length === 0) return [];
    if (node.matches(".swatch, .mark")) return [swatch(node)];
    return [...node.childNodes].flatMap((child) => pieces(sheet, child));
  }
  const text = (node.textContent ?? "").replaceAll(/\s+/g, " ");
  return text === "" ? [] : sheet.words(text, { size: 12, color: sheet.palette.muted });
}

/** A swatch: a filled, hollow, round or rotated box, a dashed line, or the line of a pinned run. @param {Element} element @returns {Piece} */
function swatch(element) {
  const style = getComputedStyle(element);
  const [width, height, border] = [style.width, style.height, style.borderTopWidth].map(Number.parseFloat);
  const [before, after] = [style.marginLeft, style.marginRight].map(Number.parseFloat);
  return {
    width: before + width + after,
    draw(context, x, middle) {
      context.save();
      context.globalAlpha = Number(style.opacity);
      context.translate(x + before + width / 2, middle);
      if (style.transform !== "none") context.rotate(Math.PI / 4);
      context.fillStyle = style.backgroundColor;
      context.strokeStyle = style.borderTopColor;
      context.lineWidth = border;
      context.beginPath();
      const pin = element instanceof HTMLElement ? element.dataset.pin : undefined;
      if (pin !== undefined) {
        context.setLineDash(PIN_DASHES[Number(pin) - 1]);
        context.strokeStyle = style.color;
        context.lineWidth = height;
        context.moveTo(-width / 2, 0);
        context.lineTo(width / 2, 0);
        context.stroke();
      } else if (style.borderTopStyle === "dashed") {
        context.setLineDash([5, 4]);
        context.moveTo(-width / 2, 0);
        context.lineTo(width / 2, 0);
      } else if (style.borderTopLeftRadius === "50%") context.arc(0, 0, width / 2, 0, 2 * Math.PI);
      else context.rect((border - width) / 2, (border - height) / 2, width - border, height - border);
      context.fill();
      if (border > 0) context.stroke();
      context.restore();
    },
  };
}
