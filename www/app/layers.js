// One card for each hidden layer: its two histograms and their figures. Draws what a frame says of them.

import { drawHistogram } from "../draw/histogram.js";
import { createSurface } from "../draw/surface.js";
import { count, figure, nonfiniteFacts, outsideFacts, saturationWords } from "./wording.js";

/** @import { Config, Distribution, LayerSections } from "../shared/protocol.js" */
/** @import { Palette } from "../draw/color.js" */

/** @typedef {{palette: Palette, act: Config["act"], threshold: number, words: boolean}} CardOptions */

/**
 * @param {HTMLElement} container
 * @param {() => void} onResize
 */
export function createLayerCards(container, onResize) {
  /** @type {ReturnType<typeof createCard>[]} */
  let cards = [];
  return {
    /** @param {LayerSections[]} layers @param {CardOptions} options */
    draw(layers, options) {
      if (cards.length !== layers.length) {
        for (const card of cards) card.close();
        cards = layers.map((_, i) => createCard(i + 1, onResize));
        container.classList.toggle("single", cards.length === 1);
        container.replaceChildren(...cards.map(({ element }) => element));
      }
      cards.forEach((card, i) => {
        card.draw(layers[i], options);
      });
    },
  };
}

/** @param {number} number @param {() => void} onResize */
function createCard(number, onResize) {
  const element = document.createElement("article");
  element.className = "layer";
  const heading = document.createElement("h3");
  heading.textContent = `Layer ${number}`;
  const activations = createPlot(`Activations, layer ${number}`, onResize);
  const gradients = createPlot(`Gradients, layer ${number}`, onResize);
  element.append(heading, activations.element, gradients.element);
  return {
    element,
    /** @param {LayerSections} layer @param {CardOptions} options */
    draw({ activation, gradient, saturated, dead }, { palette, act, threshold, words }) {
      const marks = act === "tanh" ? [-threshold, threshold] : [];
      activations.draw(activation, { color: palette.activation, palette, marks });
      gradients.draw(gradient, { color: palette.gradient, palette, marks: [] });
      if (!words) return;
      /** @type {[label: string, value: string][]} */
      const facts = [[saturationWords(act, threshold).label, `${figure(saturated[0])} %`]];
      // The identity passes every gradient, so no neuron of it is dead.
      if (act !== "identity") facts.push(["dead", count(dead[0])]);
      // tanh has no value beyond its axis.
      if (act !== "tanh") facts.push(outsideFacts(activation));
      activations.tell(activation, facts);
      gradients.tell(gradient, [outsideFacts(gradient)]);
    },
    close() {
      activations.close();
      gradients.close();
    },
  };
}

/** @param {string} name @param {() => void} onResize */
function createPlot(name, onResize) {
  const element = document.createElement("figure");
  element.setAttribute("aria-label", name);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  const caption = document.createElement("figcaption");
  const facts = document.createElement("div");
  facts.className = "facts";
  const nonfinite = document.createElement("span");
  nonfinite.className = "loud";
  caption.append(facts, nonfinite);
  element.append(canvas, caption);
  const surface = createSurface(canvas, onResize);
  /** @type {HTMLElement[]} */
  let values = [];
  let labels = "";

  /** @param {[label: string, value: string][]} pairs */
  function set(pairs) {
    const wanted = pairs.map(([label]) => label).join();
    if (wanted !== labels) {
      labels = wanted;
      values = pairs.map(() => document.createElement("b"));
      facts.replaceChildren(
        ...pairs.map(([label], i) => {
          const fact = document.createElement("span");
          fact.append(`${label} `, values[i]);
          return fact;
        }),
      );
    }
    pairs.forEach(([, text], i) => {
      values[i].textContent = text;
    });
  }

  return {
    element,
    /** @param {Distribution} distribution @param {Parameters<typeof drawHistogram>[2]} options */
    draw: (distribution, options) => drawHistogram(surface, distribution, options),
    /** @param {Distribution} distribution @param {[label: string, value: string][]} more */
    tell(distribution, more) {
      /** @type {[string, string][]} */
      const pairs = [["mean", figure(distribution.mean[0])], ["std", figure(distribution.std[0])], ...more];
      set(pairs);
      nonfinite.textContent = nonfiniteFacts(distribution);
      const [from, to] = distribution.range;
      const said = [...pairs.map((pair) => pair.join(" ")), nonfinite.textContent].filter((text) => text !== "");
      canvas.setAttribute("aria-label", `${name}: histogram from ${figure(from)} to ${figure(to)}; ${said.join(", ")}`);
    },
    close: () => surface.close(),
  };
}
