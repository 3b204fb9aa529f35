// The panel Optimizer: the norm of the gradients against the limit they are clipped to, Adam's √v of each weight matrix against
// ε, and the learned scales of the residual branches; each where the network has it. Loaded by ../lazy.js.

import { depthColor } from "../../../draw/depth-color.js";
import { drawRoots, rootScale } from "../../../draw/roots.js";
import { shortNumber } from "../../../draw/scale.js";
import { drawSteps, stepsScale } from "../../../draw/steps.js";
import { createSurface } from "../../../draw/surface.js";
import { make } from "../../ui/dom.js";
import { element, setLabel, setText } from "../../ui/elements.js";
import { count, figure, percent } from "../../words/format.js";
import { setSource } from "../reading.js";
import { branchColumns, normColumns } from "./columns.js";

/** @import { Steps } from "../../../draw/steps.js" */
/** @import { Palette } from "../../../draw/color.js" */
/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { Picture } from "../layers.js" */

/** The accessible name lists at most so many values; the table has all. */
const MAX_SPOKEN = 8;
const KEYS = "Arrow keys read a value";

/** @param {() => void} onResize */
export function createOptimizer(onResize) {
  const place = element("optimizer");
  const empty = make("p", { class: "hint" });
  empty.textContent =
    "Nothing to show for this network: its gradients are not clipped, its optimizer keeps no second average, and it learns no branch scale.";
  const [norm, roots, branches] = [
    createFigure("Gradient norm", onResize),
    createFigure("√v of Adam against ε", onResize),
    createFigure("Branch scales", onResize),
  ];
  place.replaceChildren(norm.element, roots.element, branches.element, empty);

  /** @param {Frame} live @param {Frame} frame @param {Picture} picture */
  function drawNorm(live, frame, { palette, config: { clip }, cursor, showsText }) {
    const columns = normColumns(live);
    norm.element.hidden = columns === null || clip === null;
    if (columns === null || clip === null) return;
    const { xs, low, mean, high } = columns;
    /** @type {Steps} */
    const steps = {
      ...{ xs, log: true, reference: clip, cursor },
      lines: [{ name: "", color: palette.gradient, values: mean, band: { low, high } }],
    };
    drawSteps(norm.surface, steps, palette);
    setSource(norm.surface.canvas, {
      kind: "points",
      xs: placesOf(steps, palette),
      lines: (i) => [
        stepName(xs[i]),
        `gradient norm ${mean[i] === null ? "–" : figure(Number(mean[i]))}${rangeWords(low[i], high[i])}`,
        `clipped to ${figure(clip)}`,
      ],
    });
    if (!showsText) return;
    const share = frame.optimizer.clipped_share[0];
    const clipped = Number.isNaN(share) ? "no step yet" : `${percent(100 * share)} clipped`;
    norm.say(`Gradient norm, dashed ${shortNumber(clip)}; ${clipped}`);
    const now = `now ${figure(frame.optimizer.gradient_norm[0])}`;
    setLabel(norm.surface.canvas, `Gradient norm: ${now}, clipped to ${figure(clip)}, ${clipped}. ${KEYS}`);
  }

  /** @param {Frame} frame @param {Picture} picture */
  function drawAverages({ optimizer: { root_v } }, { palette, config: { opteps: eps }, showsText }) {
    roots.element.hidden = root_v === undefined;
    if (root_v === undefined) return;
    const all = root_v.map(({ median, below_eps }) => ({ median: median[0], below: below_eps[0] }));
    drawRoots(roots.surface, all, { eps, palette });
    setSource(roots.surface.canvas, {
      kind: "points",
      xs: (width) => all.map((_, i) => rootScale(width, all.length)(i)),
      lines: (i) => [
        `W${i + 1}`,
        `median √v ${figure(all[i].median)}`,
        `${percent(100 * all[i].below)} below ε ${figure(eps)}`,
      ],
    });
    if (!showsText) return;
    const under = all.filter(({ median }) => median < eps).length;
    roots.say(`Median √v of Adam, dashed ε ${shortNumber(eps)}`);
    const words = spoken(
      all.map(({ median, below }, i) => `W${i + 1} ${figure(median)}, ${percent(100 * below)} below`),
    );
    setLabel(
      roots.surface.canvas,
      `√v of Adam: median against ε ${figure(eps)}, ${count(under)} of ${count(all.length)} matrices below; ${words}. ${KEYS}`,
    );
  }

  /** @param {Frame} live @param {Frame} frame @param {Picture} picture */
  function drawBranches(live, { branch }, { palette, cursor, showsText }) {
    const columns = branchColumns(live);
    branches.element.hidden = columns === null || branch === undefined;
    if (columns === null || branch === undefined) return;
    const layers = live.layer.length;
    const { xs, rows } = columns;
    /** @type {Steps} */
    const steps = {
      ...{ xs, log: false, reference: 0, cursor },
      lines: rows.map(({ layer, values }) => ({
        ...{ name: String(layer + 1), values },
        color: depthColor(layer, layers, palette),
      })),
    };
    drawSteps(branches.surface, steps, palette);
    setSource(branches.surface.canvas, {
      kind: "points",
      xs: placesOf(steps, palette),
      lines: (i) => [
        stepName(xs[i]),
        ...rows.map(
          ({ layer, values }) => `layer ${layer + 1} ${values[i] === null ? "–" : figure(Number(values[i]))}`,
        ),
      ],
    });
    if (!showsText) return;
    const some = rows.length < branch.layer.length ? `${rows.length} of ${branch.layer.length} layers` : "by layer";
    branches.say(`Learned branch scales, ${some}`);
    const words = spoken(Array.from(branch.layer, (layer, i) => `layer ${layer + 1} ${figure(branch.scale[i])}`));
    setLabel(branches.surface.canvas, `Learned branch scales now: ${words}. ${KEYS}`);
  }

  return {
    /** @param {Frame} live has the whole run @param {Frame} frame the displayed step @param {Picture} picture */
    draw(live, frame, picture) {
      drawNorm(live, frame, picture);
      drawAverages(frame, picture);
      drawBranches(live, frame, picture);
      empty.hidden = [norm, roots, branches].some((one) => !one.element.hidden);
    },
  };
}

/** @param {string} label @param {() => void} onResize */
function createFigure(label, onResize) {
  const canvas = make("canvas", { tabindex: 0, role: "application", "aria-roledescription": "chart" });
  const caption = make("figcaption", { class: "key" });
  return {
    element: make("figure", { "aria-label": label }, caption, canvas),
    surface: createSurface(canvas, onResize),
    /** @param {string} words */
    say: (words) => setText(caption, words),
  };
}

/** @param {Steps} steps @param {Palette} palette */
const placesOf =
  (steps, { tickSize }) =>
  (/** @type {number} */ width) =>
    steps.xs.map(stepsScale(steps, width, tickSize));

/** @param {number} x */
const stepName = (x) => `Step ${count(Math.round(x))}`;

/** @param {number | null} low @param {number | null} high */
const rangeWords = (low, high) =>
  low !== null && high !== null && high > low ? ` (${figure(low)} to ${figure(high)})` : "";

/** @param {string[]} all */
const spoken = (all) => (all.length <= MAX_SPOKEN ? all.join("; ") : `${all[0]}; … ${all[all.length - 1]}`);
