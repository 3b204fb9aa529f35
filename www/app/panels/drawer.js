// The drawer of an open layer: its saturation map, the cell under the pointer or the arrow keys, its dead neurons, and one
// neuron's pre-activations on the activation function. Used by view.js.

import { drawCurve } from "../../draw/curve.js";
import { createHeatmap, drawShades } from "../../draw/heatmap.js";
import { createSurface } from "../../draw/surface.js";
import { isIdle } from "../run/selectors.js";
import { button, canvas, element, input, setLabel, setText } from "../ui/elements.js";
import { ACTIVATIONS, endsOf } from "../words/activations.js";
import { cellFacts, figure, neuronList, nonfiniteFacts, percent, saturationWords } from "../words/format.js";
import { setSource } from "./reading.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Picture } from "./layers.js" */
/** @import { App } from "../page/app.js" */
/** @import { Sight } from "../page/sight.js" */

/** @param {App} app @param {() => void} onResize */
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
  const [lastNeuron, lastExample] = ["map-last-neuron", "map-last-example"].map((id) => element(id));
  const figures = { saturation: element("saturation"), neuron: element("neuron") };
  const heatmap = createHeatmap(createSurface(map, onResize));
  const shades = createSurface(canvas("saturation-key"), onResize);
  const curveSurface = createSurface(curve, onResize);
  let neurons = 0;
  let batch = 0;

  /** @param {Partial<Sight>} to @param {boolean} announce to screen readers */
  function readCell(to, announce) {
    // Not while the pointer or the run moves: the announcements would pile up.
    cell.setAttribute("aria-live", announce && isIdle(store.get()) ? "polite" : "off");
    sight.set(to);
  }

  for (const event of /** @type {const} */ (["pointermove", "pointerdown"])) {
    map.addEventListener(event, ({ offsetX, offsetY }) => {
      const at = heatmap.cellAt(offsetX, offsetY);
      if (at !== null) readCell(at, false);
    });
  }
  // The cell stays selected, but it is not announced when the run changes it.
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
    const profile = document.querySelector(".as-profile #depth-profile canvas");
    const names = document.querySelectorAll(".layer-name");
    /** @type {HTMLElement | undefined} */ (profile ?? names[Math.min(sight.get().layer, names.length - 1)])?.focus();
  });

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      const { palette, lecture, showsText, config, text } = picture;
      const { act } = config;
      const { saturatesAtZero, canDie, slopeName } = ACTIVATIONS[act];
      const layer = Math.min(picture.layer, frame.layer.length - 1);
      const sections = frame.layer[layer];
      const [threshold] = frame.threshold;
      if (neurons !== sections.dead_neurons.length)
        map.style.setProperty("--neurons", String(sections.dead_neurons.length));
      neurons = sections.dead_neurons.length;
      batch = sections.map.length / neurons;
      const neuron = Math.min(picture.neuron, neurons - 1);
      const example = picture.example === null ? null : Math.min(picture.example, batch - 1);
      const ends = endsOf(act, threshold);
      const full = ends === null ? sections.activation.range[1] : (ends[1] - ends[0]) / 2;
      const hasNan = sections.activation.nonfinite[0] > 0;
      const at = example === null ? null : { example, neuron };
      const zero = !saturatesAtZero ? "plain" : lecture ? "saturated" : "apart";
      heatmap.draw(sections, { ends, zero, full, palette, lecture, cell: at });
      drawShades(shades, palette, { hasNan, lecture, zero });
      // The frame may be older than the selection of this neuron.
      if (frame.neuron.layer[0] === layer && frame.neuron.index[0] === neuron) {
        drawCurve(curveSurface, frame.neuron.preactivation, { act, threshold, palette, example });
        setSource(curve, { kind: "curve", act });
      }
      if (!showsText) return;

      const number = layer + 1;
      const words = saturationWords(act, threshold, full, lecture);
      setText(title, `Layer ${number}, this minibatch`);
      setText(lastNeuron, String(neurons - 1));
      setText(lastExample, String(batch - 1));
      const dead = canDie ? `; ${sections.dead[0]} of ${neurons} neurons dead` : "";
      setText(facts, `${percent(sections.saturated[0])} of ${batch} × ${neurons} activations ${words.counted}${dead}`);
      setText(nonfinite, nonfiniteFacts(sections.activation));
      const deadKey = canDie ? "; ▾ dead" : "";
      setText(keyText, `${words.key}${hasNan ? ", then NaN" : ""}${deadKey}`);
      const list = [...sections.dead_neurons.keys()].filter((i) => sections.dead_neurons[i] === 1);
      setText(deadList, list.length === 0 ? "" : `: ${neuronList(list)}`);
      setLabel(figures.saturation, `Saturation, layer ${number}`);
      setLabel(figures.neuron, `Neuron ${neuron} of layer ${number} on its activation function`);
      const summary = [facts.textContent, nonfinite.textContent].filter(Boolean).join("; ");
      setLabel(
        map,
        `Map of ${batch} examples by ${neurons} neurons, shaded by the magnitude of the activation: ${summary}`,
      );
      let [min, max] = [sections.map[neuron], sections.map[neuron]];
      for (let i = neuron; i < sections.map.length; i += neurons) {
        min = Math.min(min, sections.map[i]);
        max = Math.max(max, sections.map[i]);
      }
      setLabel(
        curve,
        `Neuron ${neuron}: its ${batch} activations from ${figure(min)} to ${figure(max)} on ${act}, above ${slopeName}`,
      );
      const read =
        at === null || text === null
          ? `Neuron ${neuron}. Point at a cell of the map, or use the arrow keys, to read its value.`
          : cellFacts(frame.batch, at, sections.map[at.example * neurons + at.neuron], act, text.alphabet);
      setText(cell, read);
    },
  };
}
