// A layer opened: the map of its saturation, its cells read one by one, its dead neurons, and one neuron on its activation
// function.

import { drawCurve } from "../../draw/curve.js";
import { createHeatmap, drawShades } from "../../draw/heatmap.js";
import { createSurface } from "../../draw/surface.js";
import { isIdle } from "../run/selectors.js";
import { button, canvas, element, input, name, tell } from "../ui/elements.js";
import { cellFacts, figure, neuronList, nonfiniteFacts, percent, saturationWords } from "../words/format.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Picture } from "./layers.js" */
/** @import { App } from "../page/app.js" */
/** @import { Sight } from "../page/sight.js" */

/**
 * @param {App} app
 * @param {() => void} onResize
 */
export function createDrawer({ store, sight }, onResize) {
  const map = canvas("saturation-map");
  const curve = canvas("neuron-curve");
  const ids = [
    "saturation-title",
    "saturation-key-text",
    "saturation-facts",
    "saturation-nonfinite",
    "dead-list",
    "cell",
  ];
  const [title, keyText, facts, nonfinite, deadList, cell] = ids.map((id) => element(id));
  const figures = { saturation: element("saturation"), neuron: element("neuron") };
  const heatmap = createHeatmap(createSurface(map, onResize));
  const shades = createSurface(canvas("saturation-key"), onResize);
  const curveSurface = createSurface(curve, onResize);
  let neurons = 0;
  let batch = 0;

  /** @param {Partial<Sight>} to @param {boolean} aloud */
  function readCell(to, aloud) {
    // Under a moving finger, or while the run moves, nobody could listen.
    cell.setAttribute("aria-live", aloud && isIdle(store.get()) ? "polite" : "off");
    sight.set(to);
  }

  for (const event of /** @type {const} */ (["pointermove", "pointerdown"])) {
    map.addEventListener(event, ({ offsetX, offsetY }) => {
      const at = heatmap.cellAt(offsetX, offsetY);
      if (at !== null) readCell(at, false);
    });
  }
  // What is read stays to be read, but no longer aloud, once it changes by itself.
  store.subscribe((_, changed) => {
    if (changed.has("mode") || changed.has("awaited")) cell.setAttribute("aria-live", "off");
  });
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || neurons === 0) return;
    const { neuron, example } = sight.get();
    const from = { neuron: Math.min(neuron, neurons - 1), example: Math.min(example ?? 0, batch - 1) };
    const to = {
      ArrowLeft: { neuron: from.neuron - 1 },
      ArrowRight: { neuron: from.neuron + 1 },
      ArrowUp: { example: from.example - 1 },
      ArrowDown: { example: from.example + 1 },
      Home: { neuron: 0 },
      End: { neuron: neurons - 1 },
      PageUp: { example: 0 },
      PageDown: { example: batch - 1 },
      Escape: { example: null },
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to.example === null) {
      readCell({ example: null }, false);
      return;
    }
    const next = { ...from, ...to };
    const within = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(size - 1, Math.max(0, value));
    readCell({ neuron: within(next.neuron, neurons), example: within(next.example, batch) }, true);
  });
  input("lecture").addEventListener("change", ({ target }) => {
    sight.set({ lecture: /** @type {HTMLInputElement} */ (target).checked });
  });
  button("drawer-close").addEventListener("click", () => {
    sight.set({ drawer: false });
    const names = document.querySelectorAll(".layer-name");
    /** @type {HTMLElement | undefined} */ (names[Math.min(sight.get().layer, names.length - 1)])?.focus();
  });

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      const { palette, lecture, words: tells, config, text } = picture;
      const { act } = config;
      const layer = Math.min(picture.layer, frame.layer.length - 1);
      const sections = frame.layer[layer];
      const [threshold] = frame.threshold;
      if (neurons !== sections.dead_neurons.length)
        map.style.setProperty("--neurons", String(sections.dead_neurons.length));
      neurons = sections.dead_neurons.length;
      batch = sections.map.length / neurons;
      const neuron = Math.min(picture.neuron, neurons - 1);
      const example = picture.example === null ? null : Math.min(picture.example, batch - 1);
      const full = act === "relu" ? sections.activation.range[1] : threshold;
      const hasNan = sections.activation.nonfinite[0] > 0;
      const at = example === null ? null : { example, neuron };
      heatmap.draw(sections, { threshold, zeroIsSaturated: act === "relu", full, palette, lecture, cell: at });
      drawShades(shades, palette, hasNan, lecture);
      // A frame made before the worker heard of this neuron is of another.
      if (frame.neuron.layer[0] === layer && frame.neuron.index[0] === neuron) {
        drawCurve(curveSurface, frame.neuron.preactivation, { act, threshold, palette, example });
      }
      if (!tells) return;

      const number = layer + 1;
      const words = saturationWords(act, threshold, full, lecture);
      tell(title, `Layer ${number}, this minibatch`);
      // The identity passes every gradient, so no neuron of it is dead.
      const dead = act === "identity" ? "" : `; ${sections.dead[0]} of ${neurons} neurons dead`;
      tell(facts, `${percent(sections.saturated[0])} of ${batch} × ${neurons} activations ${words.counted}${dead}`);
      tell(nonfinite, nonfiniteFacts(sections.activation));
      const deadKey = act === "identity" ? "" : "; ▾ dead";
      tell(keyText, `${words.key}${hasNan ? ", then NaN" : ""}${deadKey}`);
      const list = [...sections.dead_neurons.keys()].filter((i) => sections.dead_neurons[i] === 1);
      tell(deadList, list.length === 0 ? "" : `: ${neuronList(list)}`);
      name(figures.saturation, `Saturation, layer ${number}`);
      name(figures.neuron, `Neuron ${neuron} of layer ${number} on its activation function`);
      const told = [facts.textContent, nonfinite.textContent].filter(Boolean).join("; ");
      name(map, `Map of ${batch} examples by ${neurons} neurons, shaded by the size of the activation: ${told}`);
      let [least, most] = [sections.map[neuron], sections.map[neuron]];
      for (let i = neuron; i < sections.map.length; i += neurons) {
        least = Math.min(least, sections.map[i]);
        most = Math.max(most, sections.map[i]);
      }
      const slope = act === "tanh" ? "1 − h²" : "the slope";
      name(
        curve,
        `Neuron ${neuron}: its ${batch} activations from ${figure(least)} to ${figure(most)} on ${act}, above ${slope}`,
      );
      const read =
        at === null || text === null
          ? `Neuron ${neuron}. Point at the map, or use its arrow keys, to read a cell.`
          : cellFacts(frame.batch, at, sections.map[at.example * neurons + at.neuron], act, text.alphabet);
      tell(cell, read);
    },
  };
}
