// A row for each hidden layer: histograms of its activations and gradients (now or over the run), their statistics, and its
// update ratio. Used by view.js.

import { drawHistogram } from "../../draw/histogram.js";
import { drawSpark } from "../../draw/spark.js";
import { createStrip } from "../../draw/strip.js";
import { createSurface } from "../../draw/surface.js";
import { stripsOf } from "../../shared/strips.js";
import { PHASES } from "../page/sight.js";
import { make } from "../ui/dom.js";
import { element, setLabel, setText } from "../ui/elements.js";
import { ACTIVATIONS } from "../words/activations.js";
import { count, figure, nonfiniteFacts, outsideFacts, percent, saturationWords } from "../words/format.js";
import { activationWords, ghostsOf, gradientWords, preactivationWords, wordsOf } from "./pinned.js";

/** @import { Distribution, Frame } from "../../shared/protocol.js" */
/** @import { Palette } from "../../draw/color.js" */
/** @import { Strip } from "../../shared/strips.js" */
/** @import { Phase, State } from "../page/sight.js" */

/** @typedef {Readonly<State> & {palette: Palette, showsText: boolean, cursor: number | null}} Picture what is drawn besides a frame: `showsText` is whether the texts are written too, `cursor` the step looked back at */

/** Axis of the log10 update ratio, and its reference line at −3. */
const UPDATES = { range: /** @type {[number, number]} */ ([-5, -1]), reference: -3 };

/** Whether a step shown in slow mode has reached a phase. @param {Phase | null} phase @param {Phase} wanted */
export const reached = (phase, wanted) => phase === null || PHASES.indexOf(phase) >= PHASES.indexOf(wanted);

/** @param {() => void} onResize @param {(layer: number) => void} onOpen */
export function createLayers(onResize, onOpen) {
  const container = element("layers");
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      if (rows.length !== frame.layer.length) {
        for (const row of rows) row.close();
        rows = frame.layer.map((_, i) => createRow(i, onResize, onOpen));
        container.replaceChildren(...rows.map((row) => row.element));
      }
      // After a change to fewer layers, the drawer shows the last one.
      const layer = Math.min(picture.layer, rows.length - 1);
      const clamped = { ...picture, layer };
      for (const row of rows) row.draw(frame, clamped);
      // Texts after all pictures: drawing text on a canvas makes the browser recalculate the styles of what has changed.
      if (picture.showsText) for (const row of rows) row.describe(frame, clamped);
    },
  };
}

/** @param {number} layer @param {() => void} onResize @param {(layer: number) => void} onOpen */
function createRow(layer, onResize, onOpen) {
  const number = layer + 1;
  const opener = make(
    "button",
    {
      type: "button",
      class: "layer-name",
      "aria-label": `Layer ${number}: its saturation, neuron by neuron`,
      "aria-controls": "drawer",
    },
    String(number),
  );
  const activations = createPlot(`Activations, layer ${number}`, onResize);
  const gradients = createPlot(`Gradients, layer ${number}`, onResize);
  const updates = createCanvas(`Updates, layer ${number}`, onResize);
  const row = make(
    "div",
    { class: "layer", role: "group", "aria-label": `Layer ${number}`, onclick: () => onOpen(layer) },
    ...[opener, activations.figure, activations.facts, gradients.figure, gradients.facts, updates.figure],
  );
  let open = /** @type {boolean | null} */ (null);

  return {
    element: row,
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      const { palette, config, tab, strips, drawer, phase, cursor, pins } = picture;
      const { act } = config;
      const { activation, preactivation, gradient } = frame.layer[layer];
      const [threshold] = frame.threshold;
      if (open !== (drawer && picture.layer === layer)) {
        open = drawer && picture.layer === layer;
        opener.setAttribute("aria-expanded", String(open));
        row.classList.toggle("open", open);
      }
      const shown = picture.preactivations && tab === "now" ? preactivation : activation;
      const part = shown === preactivation ? "preactivation" : "activation";
      const strip = strips === null || tab === "now" ? null : stripsOf(strips, layer);
      const at = strips === null || cursor === null ? null : cursor / strips.info.stride;
      const options = /** @type {const} */ ({ palette, axis: "ends" });
      if (reached(phase, "forward")) {
        const marks = ACTIVATIONS[act].isBounded && shown === activation ? [-threshold, threshold] : [];
        const ghosts = ghostsOf(pins, layer, part, palette);
        if (tab === "now") activations.draw(shown, { ...options, color: palette.activation, marks, ghosts });
        else activations.drawStrip(strip?.activation ?? null, { color: palette.activation, palette, cursor: at });
      }
      if (reached(phase, "backward")) {
        const ghosts = ghostsOf(pins, layer, "gradient", palette);
        if (tab === "now") gradients.draw(gradient, { ...options, color: palette.gradient, marks: [], ghosts });
        else gradients.drawStrip(strip?.gradient ?? null, { color: palette.gradient, palette, cursor: at });
      }
      if (reached(phase, "update")) {
        drawSpark(updates.surface, frame.history.update[layer], { color: palette.activation, palette, ...UPDATES });
      }
    },
    /** @param {Frame} frame @param {Picture} picture */
    describe(frame, { config: { act }, tab, strips, preactivations, pins }) {
      const { activation, preactivation, gradient, saturated, dead } = frame.layer[layer];
      const [threshold] = frame.threshold;
      const shown = preactivations && tab === "now" ? preactivation : activation;
      const { grad_data, update_data } = frame.weight[layer];
      /** @type {Fact[]} */
      const facts = [[saturationWords(act, threshold).label, percent(saturated[0])]];
      if (ACTIVATIONS[act].canDie) facts.push(["dead", count(dead[0])]);
      const entering = shown === preactivation;
      const picture = tab === "now" ? "histogram" : stripWords(strips);
      const others = tab === "now" ? pins : [];
      const what = entering ? "Pre-activations" : "Activations";
      activations.describe(
        `${what}, layer ${number}`,
        shown,
        facts,
        ACTIVATIONS[act].isBounded && !entering ? [] : [outsideFacts(shown)],
        picture,
        wordsOf(others, layer, entering ? preactivationWords : activationWords),
      );
      gradients.describe(
        `Gradients, layer ${number}`,
        gradient,
        [["grad ratio", figure(grad_data[0])]],
        [outsideFacts(gradient)],
        picture,
        wordsOf(others, layer, gradientWords),
      );
      setLabel(
        updates.canvas,
        `Updates, layer ${number}: log10 update ratio ${figure(update_data[0])} now, with a line at −3`,
      );
    },
    close() {
      for (const part of [activations, gradients, updates]) part.surface.close();
    },
  };
}

/** @param {State["strips"]} strips */
function stripWords(strips) {
  if (strips === null || strips.info.columns === 0) return "histograms over the steps, none yet,";
  const { columns, stride } = strips.info;
  return `histograms over steps 0 to ${count((columns - 1) * stride)},`;
}

/** @param {string} title @param {() => void} onResize */
function createCanvas(title, onResize) {
  const canvas = make("canvas", { role: "img", "aria-label": title });
  const figure = make("figure", { "aria-label": title }, canvas);
  return { figure, canvas, surface: createSurface(canvas, onResize) };
}

/** @typedef {[label: string, value: string]} Fact */

/** @param {string} title @param {() => void} onResize */
function createPlot(title, onResize) {
  const { figure: plot, canvas, surface } = createCanvas(title, onResize);
  const strip = createStrip(surface);
  const facts = make("div", { class: "facts" });
  const nonfinite = make("span", { class: "loud" });
  /** @type {HTMLElement[]} */
  let values = [];
  let labels = "";

  /** @param {Fact[]} pairs */
  function setFacts(pairs) {
    const newLabels = pairs.map(([label]) => label).join();
    if (newLabels !== labels) {
      labels = newLabels;
      values = pairs.map(() => make("b"));
      const lines = pairs.map(([label], i) => make("span", {}, `${label} `, values[i]));
      facts.replaceChildren(...lines, nonfinite);
    }
    pairs.forEach(([, text], i) => {
      setText(values[i], text);
    });
  }

  return {
    figure: plot,
    facts,
    surface,
    /** @param {Distribution} distribution @param {Parameters<typeof drawHistogram>[2]} options */
    draw: (distribution, options) => drawHistogram(surface, distribution, options),
    /** @param {Strip | null} data @param {Parameters<typeof strip.draw>[1]} options */
    drawStrip(data, options) {
      strip.draw(data ?? { columns: 0, bins: 1, values: new Uint8Array(), range: [-1, 1] }, options);
    },
    /**
     * @param {string} title
     * @param {Distribution} distribution
     * @param {Fact[]} more
     * @param {Fact[]} hidden part of the accessible name only
     * @param {string} picture the kind of picture
     * @param {string[]} others the values of pinned runs
     */
    describe(title, distribution, more, hidden, picture, others) {
      /** @type {Fact[]} */
      const pairs = [["mean", figure(distribution.mean[0])], ["std", figure(distribution.std[0])], ...more];
      setFacts(pairs);
      setText(nonfinite, nonfiniteFacts(distribution));
      const [from, to] = distribution.range;
      const words = [...pairs, ...hidden].map((pair) => pair.join(" "));
      if (nonfinite.textContent !== "") words.push(nonfinite.textContent);
      setLabel(plot, title);
      const lines = [`${title}: ${picture} from ${figure(from)} to ${figure(to)}`, words.join(", "), ...others];
      setLabel(canvas, lines.join("; "));
    },
  };
}
