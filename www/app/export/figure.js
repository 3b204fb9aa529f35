// A figure of everything on one page, for paper: settings, first loss, the layers' histograms, loss, update ratio, a saturation
// map, samples and the link. A pure function, used by dialog.js and print.js.

import * as outlining from "../../draw/ghosts.js";
import { createHeatmap } from "../../draw/heatmap.js";
import { drawHistogram } from "../../draw/histogram.js";
import { zerosOf } from "../panels/layers.js";
import { ghostsOf, lossCourses, ratioCourses } from "../panels/pinned.js";
import { ACTIVATIONS, endsOf, marksOf } from "../words/activations.js";
import { fieldLabel } from "../words/fields.js";
import { count, figure, legible, lossFigure, percent, saturationWords, within } from "../words/format.js";
import { cut, gaugePlot, label, lossPlot, measurer, runsKey, updatePlot, wrapped } from "./plots.js";
import { drawnIn } from "./recorder.js";
import { short, svg } from "./svg.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Verdict } from "../../shared/protocol.js" */
/** @import { Moment } from "./record.js" */
/** @import { Node } from "./svg.js" */

/** Width and height as of A4 and US Letter within margins of 10 mm. */
export const PAGE = { width: 760, height: 1050 };
/** Around everything, for a picture that is not printed. */
const EDGE = 12;
/** Width of a character, as a share of the font's size: a little more than it is on average. */
const CHARACTER = 0.56;
const GAP = 16;
/** Size of the labels of axes. */
const TICKS = 10;
/** The largest height of a layer's histograms, and the height of all of them. */
const ROW = 110;
const ROWS = 330;
/** Height of the samples. */
const SAMPLES = 48;
/** Of the link: its size, and the most lines there is room for, as of a link that carries a short text. */
const LINK = { size: 9, lines: 12 };

/**
 * @param {Moment} moment
 * @param {{title: string, fields: [key: string, text: string][], verdicts: Verdict[], judgment: string, palette: Palette, context: CanvasRenderingContext2D}} of `fields` are the Config's, `judgment` compares the first loss with ln V, `context` measures texts
 * @returns {Node}
 */
export function runFigure({ frame, state, sum, link }, { title, fields, verdicts, judgment, palette: page, context }) {
  const [width, height] = [PAGE.width - 2 * EDGE, PAGE.height - 2 * EDGE];
  const { config, textName, text, evaluations, samples, logLoss } = state;
  const palette = { ...page, tickSize: TICKS };
  // Pinned runs show only their latest step.
  const pins = state.past === null ? state.pins : [];
  /** @type {Node[]} */
  const parts = [];
  let y = 0;
  /** @param {string} words @param {Omit<Parameters<typeof label>[3], "fill"> & {fill?: string, lines?: number}} [style] */
  function write(words, { fill = palette.ink, size = 11, lines = 2, ...style } = {}) {
    const measure = measurer(context, palette, size, style.bold);
    for (const part of wrapped(words, width, lines, measure)) {
      y += size * 1.3;
      parts.push(label(part, 0, y, { fill, size, ...style }));
    }
  }
  const heading = (/** @type {string} */ words, x = 0, at = y) =>
    parts.push(label(words, x, at, { fill: palette.ink, size: 12, bold: true }));

  write(`initscope: ${title}`, { size: 18, bold: true });
  y += 2;
  const facts = [`Step ${count(frame.step)}`, `loss ${lossFigure(frame.loss[0])}`];
  if (sum !== null) facts.push(`checksum ${sum}`);
  if (text !== null) facts.push(`${within(textName)}: ${count(text.lines)} lines, V ${text.vocabulary}`);
  write(facts.join("; "), { fill: palette.muted });
  for (const { severity, text: words } of verdicts) {
    const fill = severity === "bad" ? palette.warm : palette.ink;
    write(`${severity === "good" ? "✓" : "✕"} ${words}`, { fill, size: 12, bold: true });
  }

  y += GAP + 6;
  heading("Settings");
  const columns = 4;
  const perColumn = Math.ceil(fields.length / columns);
  for (const [i, [key, value]] of fields.entries()) {
    const at = [Math.floor(i / perColumn) * (width / columns), y + 16 + (i % perColumn) * 13];
    const name = fieldLabel(key);
    const most = Math.floor(width / columns / (10 * CHARACTER)) - name.length - 3;
    const text = value === "" ? "none" : value.replace(/^([a-z]+):/, "$1 ");
    parts.push(label(`${name}: ${cut(text, most)}`, at[0], at[1], { fill: palette.ink }));
  }
  y += 16 + perColumn * 13 + GAP;

  heading(`First loss ${lossFigure(frame.first_loss[0])}: ${judgment} (${lossFigure(frame.uniform_loss[0])})`);
  const gauge = { x: 330, y: y - 11, width: width - 330, height: 28 };
  parts.push(gaugePlot(frame.first_loss[0], frame.uniform_loss[0], gauge, palette));
  y += GAP + 22;

  const half = (width - 2 * GAP) / 2;
  const threshold = frame.threshold[0];
  const { saturatesAtZero } = ACTIVATIONS[config.act];
  const marked = marksOf(config.act, threshold);
  const marks = marked ?? [];
  const { label: saturatedWords } = saturationWords(config.act, threshold);
  heading("Activations");
  heading("Activation gradients", half + 2 * GAP);
  y += 6;
  const row = Math.min(ROW, ROWS / frame.layer.length);
  for (const [i, layer] of frame.layer.entries()) {
    const { activation, gradient, saturated, dead } = layer;
    const box = { x: 0, y: y + 12, width: half, height: row - 14 };
    const facts = `${i + 1}: std ${figure(activation.std[0])}, ${percent(saturated[0])} ${saturatedWords}, ${count(dead[0])} dead`;
    parts.push(label(facts, 0, y + 9, { fill: palette.muted }));
    parts.push(label(`${i + 1}: std ${figure(gradient.std[0])}`, half + 2 * GAP, y + 9, { fill: palette.muted }));
    const axes = /** @type {const} */ ({ palette, axis: "ends", outlining });
    parts.push(
      drawnIn(context, box, (surface) => {
        const ghosts = ghostsOf(pins, i, "activation", palette);
        const zeros = zerosOf(layer, config.act);
        drawHistogram(surface, activation, { ...axes, color: palette.activation, marks, ghosts, ends: marked, zeros });
      }),
      drawnIn(context, { ...box, x: half + 2 * GAP }, (surface) => {
        const ghosts = ghostsOf(pins, i, "gradient", palette);
        drawHistogram(surface, gradient, { ...axes, color: palette.gradient, marks: [], ghosts });
      }),
    );
    y += row;
  }
  y += GAP;

  // The rest of the page but for the words below is shared by the charts and the map.
  const ownSamples = samples?.step === frame.step ? samples : null;
  const address = addressOf(link, width, measurer(context, palette, LINK.size));
  const last = height - address.length * LINK.size * 1.3 - 5;
  const below = GAP + (ownSamples === null ? 0 : SAMPLES) + height - last;
  const left = height - below - y;
  const chart = Math.min(220, 0.62 * left);
  heading("Loss, smoothed and raw; dashed: ln V");
  heading("log₁₀ update ratio; dashed: −3", half + 2 * GAP);
  const box = { x: 0, y: y + 4, width: half, height: chart - 8 };
  const view = { palette, log: logLoss, from: 0, evaluations, others: lossCourses(pins, palette) };
  parts.push(lossPlot(frame, box, view));
  parts.push(updatePlot(frame, { ...box, x: half + 2 * GAP }, { palette, others: ratioCourses(pins, palette) }));
  y += chart;
  if (pins.length > 0) {
    parts.push(runsKey(pins, { x: 0, y: y + 4, width, height: 12 }, palette));
    y += 20;
  }
  y += GAP;

  const shown = Math.min(state.layer, frame.layer.length - 1);
  const layer = frame.layer[shown];
  const ends = endsOf(config.act, threshold);
  const full = ends === null ? layer.activation.range[1] : (ends[1] - ends[0]) / 2;
  const { key } = saturationWords(config.act, threshold, full);
  const dead = layer.dead[0] > 0 ? "; ▾ dead" : "";
  heading(`Layer ${shown + 1}, this minibatch: a row per example, a column per neuron; ${key}${dead}`);
  const map = { x: 0, y: y + 4, width, height: Math.max(20, height - below - GAP - y) };
  parts.push(
    drawnIn(context, map, (surface) =>
      createHeatmap(surface).draw(layer, {
        ...{ ends, full, palette, lecture: false, cell: null },
        zero: saturatesAtZero ? "apart" : "plain",
      }),
    ),
  );
  y = height - below + GAP;

  if (ownSamples !== null) {
    heading(`Samples at step ${count(ownSamples.step)}`);
    write(
      ownSamples.items
        .slice(0, 12)
        .map((item) => within(legible(item)) || "·")
        .join(" · "),
    );
  }
  y = last;
  for (const part of address) write(part, { fill: palette.muted, size: LINK.size, lines: 1 });

  const viewBox = `${-EDGE} ${-EDGE} ${short(width + 2 * EDGE)} ${short(height + 2 * EDGE)}`;
  const font = { "font-family": palette.font, "font-size": 11 };
  return svg(
    "svg",
    {
      viewBox,
      width: PAGE.width,
      height: PAGE.height,
      role: "img",
      "aria-label": `${title}, step ${count(frame.step)}, on one page`,
      ...font,
    },
    svg("title", {}, `initscope: ${title}, step ${count(frame.step)}`),
    svg("rect", { x: -EDGE, y: -EDGE, width: PAGE.width, height: PAGE.height, fill: palette.panel }),
    ...parts,
  );
}

/** The lines of the link, whole or not at all: what is missing of it can't be guessed. @param {string} link @param {number} width @param {(text: string) => number} measure */
function addressOf(link, width, measure) {
  const lines = wrapped(link, width, LINK.lines + 1, measure);
  if (lines.length <= LINK.lines) return lines;
  return [
    `The link, which carries the text, is too long for this page (${count(link.length)} characters): Share copies it.`,
  ];
}
