// The saturation panel: which layer, which threshold, its map, its key and its figures.

import { createHeatmap, drawShades } from "../draw/heatmap.js";
import { createSurface } from "../draw/surface.js";
import { figure, nonfiniteFacts, saturationWords } from "./wording.js";

/** @import { Config, Frame } from "../shared/protocol.js" */
/** @import { Palette } from "../draw/color.js" */

/**
 * @typedef {object} SaturationElements
 * @property {HTMLElement} figure
 * @property {HTMLCanvasElement} map
 * @property {HTMLCanvasElement} key
 * @property {HTMLElement} keyText
 * @property {HTMLElement} facts
 * @property {HTMLElement} nonfinite
 * @property {HTMLSelectElement} layer
 * @property {HTMLElement} layerChoice
 * @property {HTMLInputElement} threshold
 * @property {HTMLElement} thresholdValue
 * @property {HTMLElement} thresholdChoice
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
    nonfinite,
    layer: select,
    layerChoice,
    threshold: slider,
    thresholdValue,
    thresholdChoice,
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
    draw(frame, { layer, palette, act, words: tells }) {
      if (select.options.length !== frame.layer.length) {
        layerChoice.hidden = frame.layer.length === 1;
        select.replaceChildren(...frame.layer.map((_, i) => new Option(String(i + 1), String(i))));
      }
      const shown = Math.min(layer, frame.layer.length - 1);
      select.value = String(shown);
      const sections = frame.layer[shown];
      const [threshold] = frame.threshold;
      const full = act === "relu" ? sections.activation.range[1] : threshold;
      const hasNan = sections.activation.nonfinite[0] > 0;
      heatmap.draw(sections, { threshold, zeroIsSaturated: act === "relu", full, palette });
      drawShades(shades, palette, hasNan);
      if (!tells) return;

      const neurons = sections.dead_neurons.length;
      const batch = sections.map.length / neurons;
      const words = saturationWords(act, threshold, full);
      thresholdChoice.hidden = act === "relu";
      thresholdValue.textContent = figure(threshold, 2);
      if (document.activeElement !== slider) slider.value = String(threshold);
      // The identity passes every gradient, so no neuron of it is dead.
      const dead = act === "identity" ? "" : `; ${sections.dead[0]} of ${neurons} neurons dead for this batch`;
      facts.textContent = `${figure(sections.saturated[0])} % of ${batch} × ${neurons} activations ${words.counted}${dead}`;
      nonfinite.textContent = nonfiniteFacts(sections.activation);
      keyText.textContent = `${words.key}${hasNan ? ", then NaN" : ""}${act === "identity" ? "" : "; ▾ dead"}`;
      frameElement.setAttribute("aria-label", `Saturation, layer ${shown + 1}`);
      map.setAttribute(
        "aria-label",
        `Map of ${batch} examples by ${neurons} neurons, shaded by the size of the activation: ${[facts.textContent, nonfinite.textContent].filter(Boolean).join("; ")}`,
      );
    },
  };
}
