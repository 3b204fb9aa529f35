// The saturation panel: which layer, which threshold, its map, its key and its figures.

import { createHeatmap, drawShades } from "../draw/heatmap.js";
import { createSurface } from "../draw/surface.js";
import { figure } from "./wording.js";

/** @import { Config, Frame } from "../shared/protocol.js" */
/** @import { Palette } from "../draw/color.js" */

/**
 * @typedef {object} SaturationElements
 * @property {HTMLElement} figure
 * @property {HTMLCanvasElement} map
 * @property {HTMLCanvasElement} key
 * @property {HTMLElement} keyText
 * @property {HTMLElement} facts
 * @property {HTMLSelectElement} layer
 * @property {HTMLElement} layerChoice
 * @property {HTMLInputElement} threshold
 * @property {HTMLElement} thresholdValue
 */

/**
 * @param {SaturationElements} elements
 * @param {{resized: () => void, layer: (layer: number) => void, threshold: (threshold: number) => void}} events
 */
export function createSaturation(elements, events) {
  const {
    figure: frameElement,
    map,
    key,
    keyText,
    facts,
    layer: select,
    layerChoice,
    threshold: slider,
    thresholdValue,
  } = elements;
  const heatmap = createHeatmap(createSurface(map, events.resized));
  const shades = createSurface(key, events.resized);
  select.addEventListener("change", () => events.layer(Number(select.value)));
  slider.addEventListener("input", () => events.threshold(slider.valueAsNumber));

  return {
    /**
     * @param {Frame} frame
     * @param {{layer: number, palette: Palette, act: Config["act"], words: boolean}} options
     */
    draw(frame, { layer, palette, act, words }) {
      if (select.options.length !== frame.layer.length) {
        layerChoice.hidden = frame.layer.length === 1;
        select.replaceChildren(...frame.layer.map((_, i) => new Option(String(i + 1), String(i))));
      }
      const shown = Math.min(layer, frame.layer.length - 1);
      select.value = String(shown);
      const sections = frame.layer[shown];
      const [threshold] = frame.threshold;
      const full = act === "tanh" ? threshold : sections.activation.range[1];
      heatmap.draw(sections, { threshold, zeroIsSaturated: act === "relu", full, palette });
      drawShades(shades, palette);
      if (!words) return;

      const neurons = sections.dead_neurons.length;
      const batch = sections.map.length / neurons;
      const limit = figure(threshold, 2);
      thresholdValue.textContent = limit;
      if (document.activeElement !== slider) slider.value = String(threshold);
      const saturated = act === "relu" ? "at zero" : `beyond ±${limit}`;
      facts.textContent =
        `${figure(sections.saturated[0])} % of ${batch} × ${neurons} activations ${saturated}; ` +
        `${sections.dead[0]} of ${neurons} neurons dead for this batch`;
      keyText.textContent = `|h| from 0 to ${figure(full, 2)}, then ${act === "relu" ? "at zero" : "saturated"}; ▾ dead`;
      frameElement.setAttribute("aria-label", `Saturation, layer ${shown + 1}`);
      map.setAttribute(
        "aria-label",
        `Map of ${batch} examples by ${neurons} neurons, shaded by the size of the activation: ${facts.textContent}`,
      );
    },
  };
}
