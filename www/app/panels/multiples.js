// Small histograms side by side on one axis: the gradients of the weight matrices, and the pre-activations of the layers.
// Used by view.js.

import { drawHistogram } from "../../draw/histogram.js";
import { createSurface } from "../../draw/surface.js";
import { make } from "../ui/dom.js";
import { element, setLabel } from "../ui/elements.js";
import { figure, nonfiniteFacts } from "../words/format.js";
import { setSource } from "./reading.js";
import { createSeen } from "./seen.js";

/** @import { Distribution } from "../../shared/protocol.js" */
/** @import { Picture } from "./layers.js" */

const MAX_IN_ROW = 6;
/** With more histograms than this, the captions have no room for figures. */
const MAX_WITH_FIGURES = 3;

/**
 * @param {string} id of the container element
 * @param {HTMLElement} range shows their axis
 * @param {string} what each is a histogram of
 * @param {() => void} onResize
 */
export function createMultiples(id, range, what, onResize) {
  const container = element(id);
  /** @type {ReturnType<typeof createCell>[]} */
  let cells = [];
  const seen = createSeen(onResize);
  return {
    /**
     * @param {[name: string, distribution: Distribution][]} rows
     * @param {Picture} picture
     * @param {"activation" | "gradient"} color
     */
    draw(rows, { palette, showsText }, color) {
      if (cells.length !== rows.length) {
        for (const { surface } of cells) surface.close();
        cells = rows.map(([name]) => createCell(`${what}, ${name}`, onResize));
        const elements = cells.map((cell) => cell.element);
        container.replaceChildren(...elements);
        seen.observe(elements);
        const isMany = cells.length > MAX_IN_ROW;
        container.style.setProperty("--cells", String(isMany ? MAX_IN_ROW : cells.length));
        container.classList.toggle("many", isMany);
        // The keys scroll it.
        if (isMany) container.tabIndex = 0;
        else container.removeAttribute("tabindex");
      }
      const drawn = new Set(seen.of(cells));
      rows.forEach(([name, distribution], i) => {
        const { surface, describe } = cells[i];
        if (!drawn.has(cells[i])) return;
        drawHistogram(surface, distribution, { color: palette[color], palette, marks: [], axis: "none" });
        setSource(surface.canvas, { kind: "histogram", what: name, distribution, axis: "none" });
        if (showsText) describe(name, distribution, cells.length <= MAX_WITH_FIGURES);
      });
      if (showsText) range.textContent = `all on ±${figure(rows[0][1].range[1], 2)}`;
    },
  };
}

/** @param {string} label @param {() => void} onResize */
function createCell(label, onResize) {
  const canvas = make("canvas", { role: "img" });
  const caption = make("figcaption");
  return {
    element: make("figure", { "aria-label": label }, canvas, caption),
    surface: createSurface(canvas, onResize),
    /** @param {string} title @param {Distribution} distribution @param {boolean} withFigures */
    describe(title, distribution, withFigures) {
      const std = `std ${figure(distribution.std[0], 2)}`;
      caption.textContent = withFigures ? `${title}, ${std}` : title;
      caption.title = std;
      const nonfinite = nonfiniteFacts(distribution);
      setLabel(canvas, `${label}: mean ${figure(distribution.mean[0])}, ${std}${nonfinite ? `; ${nonfinite}` : ""}`);
    },
  };
}
