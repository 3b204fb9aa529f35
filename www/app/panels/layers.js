// A row for each hidden layer: histograms of its activations and gradients (now or over the run), their statistics, and its
// update ratio. Used by view.js; lazy.js and explore/ use its constants.

import { drawHistogram } from "../../draw/histogram.js";
import { drawSpark } from "../../draw/spark.js";
import { createSurface } from "../../draw/surface.js";
import { PHASES } from "../page/sight.js";
import { isFast } from "../run/selectors.js";
import { make } from "../ui/dom.js";
import { element, setLabel, setText } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { ACTIVATIONS, marksOf } from "../words/activations.js";
import { count, figure, nonfiniteFacts, outsideFacts, percent, saturationWords } from "../words/format.js";
import { rowTitles } from "../words/panels.js";
import { setSource } from "./reading.js";
import { createSeen } from "./seen.js";

/** @import { Config, Distribution, Frame, LayerSections } from "../../shared/protocol.js" */
/** @import { Palette } from "../../draw/color.js" */
/** @import { Strip } from "../../shared/strips.js" */
/** @import { App } from "../page/app.js" */
/** @import { Phase, State } from "../page/sight.js" */

/** @typedef {Readonly<State> & {palette: Palette, showsText: boolean, cursor: number | null, pinned: typeof import("./pinned.js") | null}} Picture what is drawn besides a frame: `showsText` is whether the texts are written too, `cursor` the step looked back at, `pinned` draws pinned runs once it is loaded */

/** @typedef {{strip: typeof import("../../draw/strip.js") | null}} Drawing null until it is loaded */

/** Axis of the log10 update ratio, and its reference line at −3. */
const UPDATES = { range: /** @type {[number, number]} */ ([-5, -1]), reference: -3 };

/** With so many layers or more, the rows are lower, and the depth profile stands above them. */
export const MANY_LAYERS = 6;
/** The bar behind a std spans so many decades below the largest std of all layers. */
const LEVEL_DECADES = 4;

/** Whether a step shown in slow mode has reached a phase. @param {Phase | null} phase @param {Phase} wanted */
export const reached = (phase, wanted) => phase === null || PHASES.indexOf(phase) >= PHASES.indexOf(wanted);

/** @param {App} app @param {() => void} onResize asks for a redraw */
export function createLayers({ sight, messages }, onResize) {
  const onOpen = (/** @type {number} */ layer) => sight.set({ layer, drawer: true });
  const strip = createLazy(
    () => import("../../draw/strip.js"),
    (reason) => messages.unfetched("The pictures over time", reason),
  );
  const container = element("layers");
  const levelKey = element("level-key");
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  const seen = createSeen(onResize);
  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      if (rows.length !== frame.layer.length) {
        for (const row of rows) row.close();
        rows = frame.layer.map((_, i) => createRow(i, onResize, onOpen));
        container.replaceChildren(...rows.map((row) => row.element));
        container.classList.toggle("compact", rows.length >= MANY_LAYERS);
        seen.observe(rows.map((row) => row.element));
      }
      if (picture.tab === "time") strip.begin(onResize);
      levelKey.hidden = rows.length < 2 || picture.tab !== "now";
      // After a change to fewer layers, the drawer shows the last one.
      const layer = Math.min(picture.layer, rows.length - 1);
      const clamped = { ...picture, layer, strip: strip.loaded() };
      const drawn = seen.of(rows);
      for (const row of drawn) row.draw(frame, clamped);
      // Texts after all pictures: drawing text on a canvas makes the browser recalculate the styles of what has changed. A
      // screen reader finds those of every row, once the run rests.
      if (picture.showsText) for (const row of isFast(picture) ? drawn : rows) row.describe(frame, clamped);
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
  const activations = createPlot(`Activations, layer ${number}`, onResize, false);
  const gradients = createPlot(`Gradients, layer ${number}`, onResize, true);
  const updates = createCanvas(`Updates, layer ${number}`, onResize);
  setText(updates.caption, "log₁₀ update ratio");
  const row = make(
    "div",
    { class: "layer", role: "group", "aria-label": `Layer ${number}`, onclick: () => onOpen(layer) },
    ...[opener, activations.figure, activations.facts, gradients.figure, gradients.facts, updates.figure],
  );
  let open = /** @type {boolean | null} */ (null);

  return {
    element: row,
    /** @param {Frame} frame @param {Picture & Drawing} picture */
    draw(frame, picture) {
      const { palette, config, tab, strips, drawer, phase, cursor, pins, pinned } = picture;
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
      const over = strips === null || tab === "now" ? null : picture.strip?.stripsOf(strips, layer);
      const at = strips === null || cursor === null ? null : cursor / strips.info.stride;
      const options = /** @type {const} */ ({ palette, axis: "ends", outlining: pinned?.outlining });
      const stride = strips?.info.stride ?? 1;
      if (reached(phase, "forward")) {
        const ends = shown === activation ? marksOf(act, threshold) : null;
        const marks = ends ?? [];
        const ghosts = pinned?.ghostsOf(pins, layer, part, palette);
        const zeros = shown === activation ? zerosOf(frame.layer[layer], act) : null;
        if (tab === "now")
          activations.draw(shown, { ...options, color: palette.activation, marks, ghosts, ends, zeros });
        else
          activations.drawStrip(picture.strip, over?.activation ?? null, stride, {
            color: palette.activation,
            palette,
            cursor: at,
          });
      }
      if (reached(phase, "backward")) {
        const ghosts = pinned?.ghostsOf(pins, layer, "gradient", palette);
        if (tab === "now") gradients.draw(gradient, { ...options, color: palette.gradient, marks: [], ghosts });
        else
          gradients.drawStrip(picture.strip, over?.gradient ?? null, stride, {
            color: palette.gradient,
            palette,
            cursor: at,
          });
      }
      if (reached(phase, "update")) {
        const history = frame.history.update[layer];
        drawSpark(updates.surface, history, { color: palette.activation, palette, ...UPDATES });
        setSource(updates.canvas, { kind: "spark", what: "log₁₀ update ratio", history, made: frame.step });
      }
    },
    /** @param {Frame} frame @param {Picture} picture */
    describe(frame, { config: { act }, tab, strips, preactivations, pins, pinned }) {
      const titles = rowTitles({ tab, preactivations });
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
      const level = (/** @type {"activation" | "gradient"} */ part) =>
        tab === "now" && !(part === "activation" && entering) ? levelOf(frame, layer, part) : null;
      activations.describe(
        `${what}, layer ${number}`,
        shown,
        facts,
        ACTIVATIONS[act].isBounded && !entering ? [] : [outsideFacts(shown)],
        picture,
        pinned?.activationWords(others, layer, entering ? "preactivation" : "activation") ?? [],
      );
      gradients.describe(
        `Gradients, layer ${number}`,
        gradient,
        [["grad ratio", figure(grad_data[0])]],
        [outsideFacts(gradient)],
        picture,
        pinned?.gradientWords(others, layer) ?? [],
      );
      activations.name(titles.activations, level("activation"));
      gradients.name(titles.gradients, level("gradient"));
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

/** How many activations are exactly 0, where these are drawn apart. @param {LayerSections} sections @param {Config["act"]} act */
export const zerosOf = ({ saturated_counts }, act) =>
  ACTIVATIONS[act].saturatesAtZero ? saturated_counts.reduce((sum, n) => sum + n, 0) : null;

/**
 * Where a layer's std is between the largest std of all layers (1) and LEVEL_DECADES below it (0).
 * @param {Frame} frame
 * @param {number} layer
 * @param {"activation" | "gradient"} part
 * @returns {number | null} null for a single layer
 */
function levelOf({ layer: layers }, layer, part) {
  if (layers.length < 2) return null;
  const stds = layers.map((sections) => sections[part].std[0]).filter(Number.isFinite);
  const std = layers[layer][part].std[0];
  if (!(std > 0)) return 0;
  return Math.max(0, 1 + Math.log10(std / Math.max(...stds)) / LEVEL_DECADES);
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
  // The name is said by the labels; it is seen where no heading stands over the rows.
  const caption = make("figcaption", { "aria-hidden": "true" });
  const figure = make("figure", { "aria-label": title }, canvas, caption);
  return { figure, canvas, caption, surface: createSurface(canvas, onResize) };
}

/** @typedef {[label: string, value: string]} Fact */

/** @param {string} title @param {() => void} onResize @param {boolean} isLog whether the strips are of magnitudes, on a log axis */
function createPlot(title, onResize, isLog) {
  const { figure: plot, canvas, caption, surface } = createCanvas(title, onResize);
  /** @type {ReturnType<typeof import("../../draw/strip.js").createStrip> | null} */
  let strip = null;
  const facts = make("div", { class: "facts" });
  const nonfinite = make("span", { class: "loud" });
  /** @type {HTMLElement[]} */
  let values = [];
  /** The line with the std. @type {HTMLElement | undefined} */
  let stdLine;
  let labels = "";

  /** @param {Fact[]} pairs */
  function setFacts(pairs) {
    const newLabels = pairs.map(([label]) => label).join();
    if (newLabels !== labels) {
      labels = newLabels;
      values = pairs.map(() => make("b"));
      const lines = pairs.map(([label], i) => make("span", {}, `${label} `, values[i]));
      facts.replaceChildren(...lines, nonfinite);
      stdLine = lines[1];
    }
    pairs.forEach(([label, text], i) => {
      setText(values[i], text);
      if (label === "dead") values[i].parentElement?.classList.toggle("none", text === "0");
    });
  }

  return {
    figure: plot,
    facts,
    surface,
    /** @param {Distribution} distribution @param {Parameters<typeof drawHistogram>[2]} options */
    draw(distribution, options) {
      drawHistogram(surface, distribution, options);
      setSource(canvas, { kind: "histogram", distribution, axis: "ends", zeros: options.zeros });
    },
    /**
     * @param {Drawing["strip"]} drawing null until it is loaded
     * @param {Strip | null} data
     * @param {number} stride steps between two columns
     * @param {{color: string, palette: Palette, cursor: number | null}} options
     */
    drawStrip(drawing, data, stride, options) {
      if (drawing === null) return;
      const drawn = data ?? { columns: 0, bins: 1, values: new Uint8Array(), range: [-1, 1] };
      strip ??= drawing.createStrip(surface);
      strip.draw(drawn, options);
      setSource(canvas, { kind: "strip", strip: drawn, stride, isLog });
    },
    /** What the picture is of, and the length of the bar behind the std. @param {string} text @param {number | null} level */
    name(text, level) {
      setText(caption, text);
      stdLine?.style.setProperty("--level", `${Math.round(100 * (level ?? 0))}%`);
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
