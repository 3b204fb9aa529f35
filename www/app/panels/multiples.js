// Small histograms side by side on one axis: the gradients of the weight matrices, what enters each activation.

import { drawHistogram } from "../../draw/histogram.js";
import { createSurface } from "../../draw/surface.js";
import { element, name } from "../ui/elements.js";
import { figure, nonfiniteFacts } from "../words/format.js";

/** @import { Distribution } from "../../shared/protocol.js" */
/** @import { Picture } from "./layers.js" */

/** Of more, the captions have no room for figures. */
const MOST_WITH_FIGURES = 3;

/**
 * @param {string} id of the element that they go into
 * @param {HTMLElement} range where their axis is told
 * @param {string} what each is a histogram of
 * @param {() => void} onResize
 */
export function createMultiples(id, range, what, onResize) {
  const container = element(id);
  /** @type {ReturnType<typeof createCell>[]} */
  let cells = [];
  return {
    /**
     * @param {[name: string, distribution: Distribution][]} rows
     * @param {Picture} picture
     * @param {"activation" | "gradient"} color
     */
    draw(rows, { palette, words }, color) {
      if (cells.length !== rows.length) {
        for (const { surface } of cells) surface.close();
        cells = rows.map(([name]) => createCell(`${what}, ${name}`, onResize));
        container.replaceChildren(...cells.map((cell) => cell.element));
        container.style.setProperty("--cells", String(cells.length > 6 ? Math.ceil(cells.length / 2) : cells.length));
      }
      rows.forEach(([name, distribution], i) => {
        const { surface, tell } = cells[i];
        drawHistogram(surface, distribution, { color: palette[color], palette, marks: [], axis: "none" });
        if (words) tell(name, distribution, cells.length <= MOST_WITH_FIGURES);
      });
      if (words) range.textContent = `all on ±${figure(rows[0][1].range[1], 2)}`;
    },
  };
}

/** @param {string} label @param {() => void} onResize */
function createCell(label, onResize) {
  const cell = document.createElement("figure");
  name(cell, label);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const caption = document.createElement("figcaption");
  cell.append(canvas, caption);
  return {
    element: cell,
    surface: createSurface(canvas, onResize),
    /** @param {string} title @param {Distribution} distribution @param {boolean} withFigures */
    tell(title, distribution, withFigures) {
      const std = `std ${figure(distribution.std[0], 2)}`;
      caption.textContent = withFigures ? `${title}, ${std}` : title;
      caption.title = std;
      const broken = nonfiniteFacts(distribution);
      name(canvas, `${label}: mean ${figure(distribution.mean[0])}, ${std}${broken ? `; ${broken}` : ""}`);
    },
  };
}
