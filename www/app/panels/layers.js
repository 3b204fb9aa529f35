// A row for each hidden layer: its activations and gradients, now or over the run, their figures, and its update:data. Draws
// what a frame says of them.

import { drawHistogram } from "../../draw/histogram.js";
import { drawSpark } from "../../draw/spark.js";
import { createStrip } from "../../draw/strip.js";
import { createSurface } from "../../draw/surface.js";
import { stripsOf } from "../../shared/strips.js";
import { element, name, tell } from "../ui/elements.js";
import { count, figure, nonfiniteFacts, outsideFacts, percent, saturationWords } from "../words/format.js";
import { activationWords, ghostsOf, gradientWords, preactivationWords, saidOf } from "./pinned.js";

/** @import { Distribution, Frame } from "../../shared/protocol.js" */
/** @import { Palette } from "../../draw/color.js" */
/** @import { Strip } from "../../shared/strips.js" */
/** @import { Phase, State } from "../page/sight.js" */

/** @typedef {Readonly<State> & {palette: Palette, words: boolean, cursor: number | null}} Picture what is drawn besides a frame: `words` is whether the texts are written too, `cursor` the step looked back at */

/** What log10 of update:data is drawn on, with the line at −3. */
const UPDATES = { range: /** @type {[number, number]} */ ([-5, -1]), reference: -3 };

/** Whether a step that is shown slowly has come as far. @param {Phase | null} phase @param {Phase} wanted */
export function reached(phase, wanted) {
  const order = ["forward", "norm", "backward", "update"];
  return phase === null || order.indexOf(phase) >= order.indexOf(wanted);
}

/**
 * @param {() => void} onResize
 * @param {(layer: number) => void} onOpen
 */
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
      // Of fewer layers than there were, the last is the one in the drawer.
      const layer = Math.min(picture.layer, rows.length - 1);
      const seen = { ...picture, layer };
      for (const row of rows) row.draw(frame, seen);
      // Words after all pictures: to draw a label on a canvas, the browser works out the styles of what changed before.
      if (picture.words) for (const row of rows) row.tell(frame, seen);
    },
  };
}

/**
 * @param {number} layer
 * @param {() => void} onResize
 * @param {(layer: number) => void} onOpen
 */
function createRow(layer, onResize, onOpen) {
  const number = layer + 1;
  const row = document.createElement("div");
  row.className = "layer";
  row.setAttribute("role", "group");
  name(row, `Layer ${number}`);
  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "layer-name";
  opener.textContent = String(number);
  name(opener, `Layer ${number}: its saturation, neuron by neuron`);
  opener.setAttribute("aria-controls", "drawer");
  const activations = createPlot(`Activations, layer ${number}`, onResize);
  const gradients = createPlot(`Gradients, layer ${number}`, onResize);
  const updates = createCanvas(`Updates, layer ${number}`, onResize);
  row.append(opener, activations.figure, activations.facts, gradients.figure, gradients.facts, updates.figure);
  row.addEventListener("click", () => onOpen(layer));
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
        const marks = act === "tanh" && shown === activation ? [-threshold, threshold] : [];
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
    tell(frame, { config: { act }, tab, strips, preactivations, pins }) {
      const { activation, preactivation, gradient, saturated, dead } = frame.layer[layer];
      const [threshold] = frame.threshold;
      const shown = preactivations && tab === "now" ? preactivation : activation;
      const { grad_data, update_data } = frame.weight[layer];
      /** @type {Fact[]} */
      const facts = [[saturationWords(act, threshold).label, percent(saturated[0])]];
      // The identity passes every gradient, so no neuron of it is dead.
      if (act !== "identity") facts.push(["dead", count(dead[0])]);
      const entering = shown === preactivation;
      const picture = tab === "now" ? "histogram" : stripWords(strips);
      const beside = tab === "now" ? pins : [];
      // No tanh lies beyond its axis from −1 to 1.
      const what = entering ? "Pre-activations" : "Activations";
      activations.tell(
        `${what}, layer ${number}`,
        shown,
        facts,
        act === "tanh" && !entering ? [] : [outsideFacts(shown)],
        picture,
        saidOf(beside, layer, entering ? preactivationWords : activationWords),
      );
      gradients.tell(
        `Gradients, layer ${number}`,
        gradient,
        [["grad:data", figure(grad_data[0])]],
        [outsideFacts(gradient)],
        picture,
        saidOf(beside, layer, gradientWords),
      );
      name(
        updates.canvas,
        `Updates, layer ${number}: log10 of update to data ${figure(update_data[0])} now, with a line at −3`,
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
  const figure = document.createElement("figure");
  name(figure, title);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  name(canvas, title);
  figure.append(canvas);
  return { figure, canvas, surface: createSurface(canvas, onResize) };
}

/** @typedef {[label: string, value: string]} Fact */

/** @param {string} title @param {() => void} onResize */
function createPlot(title, onResize) {
  const { figure: plot, canvas, surface } = createCanvas(title, onResize);
  const strip = createStrip(surface);
  const facts = document.createElement("div");
  facts.className = "facts";
  const nonfinite = document.createElement("span");
  nonfinite.className = "loud";
  /** @type {HTMLElement[]} */
  let values = [];
  let labels = "";

  /** @param {Fact[]} pairs */
  function set(pairs) {
    const wanted = pairs.map(([label]) => label).join();
    if (wanted !== labels) {
      labels = wanted;
      values = pairs.map(() => document.createElement("b"));
      const lines = pairs.map(([label], i) => {
        const fact = document.createElement("span");
        fact.append(`${label} `, values[i]);
        return fact;
      });
      facts.replaceChildren(...lines, nonfinite);
    }
    pairs.forEach(([, text], i) => {
      tell(values[i], text);
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
     * @param {Fact[]} besides said, but not shown
     * @param {string} picture what is drawn
     * @param {string[]} others what pinned runs have here
     */
    tell(title, distribution, more, besides, picture, others) {
      /** @type {Fact[]} */
      const pairs = [["mean", figure(distribution.mean[0])], ["std", figure(distribution.std[0])], ...more];
      set(pairs);
      tell(nonfinite, nonfiniteFacts(distribution));
      const [from, to] = distribution.range;
      const said = [...pairs, ...besides].map((pair) => pair.join(" "));
      if (nonfinite.textContent !== "") said.push(nonfinite.textContent);
      name(plot, title);
      const words = [`${title}: ${picture} from ${figure(from)} to ${figure(to)}`, said.join(", "), ...others];
      name(canvas, words.join("; "));
    },
  };
}
