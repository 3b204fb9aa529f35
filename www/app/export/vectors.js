// The pictures of the page that can be saved as vectors, drawn by plots.js from the frame: line charts, histograms and the
// saturation map. Used by dialog.js.

import { ghostsOf, lossCourses, ratioCourses } from "../panels/pinned.js";
import { ACTIVATIONS } from "../words/activations.js";
import { heatmap, histogram, label, lossPlot, shadesOf, updatePlot, wrapped } from "./plots.js";
import { svg } from "./svg.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { VisiblePicture } from "./pictures.js" */
/** @import { Moment } from "./record.js" */
/** @import { Node } from "./svg.js" */

const EDGE = 14;

/**
 * A picture as a vector, in a box of the given size.
 * @param {VisiblePicture} picture
 * @param {Pick<Moment, "frame" | "state"> & {live: Moment["frame"]}} moment `live` has the whole run, where `frame` is looked back at
 * @param {{width: number, height: number}} size
 * @param {Palette} palette
 * @returns {Node | null} null for other pictures
 */
export function vectorOf({ figure }, { frame, live, state }, size, palette) {
  const box = { x: 0, y: 0, ...size };
  const { config, logLoss, skippedSteps, evaluations, pins } = state;
  const [threshold] = frame.threshold;
  if (figure.querySelector("#loss-chart") !== null) {
    const from = skippedSteps < live.step ? skippedSteps : 0;
    return lossPlot(live, box, { palette, log: logLoss, from, evaluations, others: lossCourses(pins, palette) });
  }
  if (figure.querySelector("#update-chart") !== null) {
    return updatePlot(live, box, { palette, others: ratioCourses(pins, palette) });
  }
  if (figure.id === "saturation") {
    const layer = frame.layer[Math.min(state.layer, frame.layer.length - 1)];
    return heatmap(layer, box, { palette, ...shadesOf(config.act, threshold, layer.map) });
  }
  const row = figure.closest(".layer");
  if (row !== null && row.parentElement !== null && state.tab !== "time") {
    const at = [...row.parentElement.querySelectorAll(".layer")].indexOf(row);
    const which = [...row.querySelectorAll("figure")].indexOf(figure);
    const isEntering = state.preactivations;
    if (which === 0) {
      const marks = ACTIVATIONS[config.act].isBounded && !isEntering ? [-threshold, threshold] : [];
      const shown = frame.layer[at][isEntering ? "preactivation" : "activation"];
      const ghosts = ghostsOf(pins, at, isEntering ? "preactivation" : "activation", palette);
      return histogram(shown, box, { palette, color: palette.activation, marks, ghosts });
    }
    if (which === 1) {
      const ghosts = ghostsOf(pins, at, "gradient", palette);
      return histogram(frame.layer[at].gradient, box, { palette, color: palette.gradient, ghosts });
    }
  }
  const weights = figure.closest("#weights");
  if (weights !== null) {
    const at = [...weights.querySelectorAll("figure")].indexOf(figure);
    return histogram(frame.weight[at].gradient, box, { palette, color: palette.gradient });
  }
  return null;
}

/**
 * A vector on a sheet with its title above and other lines below it, as a whole SVG.
 * @param {Node} picture
 * @param {{width: number, height: number}} size
 * @param {{title: string, above: string[], below: string[], palette: Palette}} words
 */
export function sheetOf(picture, { width, height }, { title, above, below, palette }) {
  const wide = Math.max(340, width);
  /** @type {Node[]} */
  const parts = [];
  let y = EDGE;
  const write = (/** @type {string} */ text, size = 12, fill = palette.muted, bold = false) => {
    for (const line of wrapped(text, Math.floor(wide / (size * 0.56)), 6)) {
      y += size * 1.35;
      parts.push(label(line, EDGE, y, { fill, size, bold }));
    }
  };
  write(title, 15, palette.ink, true);
  for (const line of above) write(line);
  y += 8;
  parts.push(svg("g", { transform: `translate(${EDGE} ${Math.round(y)})` }, picture));
  y += height + 4;
  for (const line of below) write(line, 11);
  const [across, down] = [wide + 2 * EDGE, Math.ceil(y + EDGE)];
  return svg(
    "svg",
    { viewBox: `0 0 ${Math.round(across)} ${down}`, width: across, height: down, "font-family": palette.font },
    svg("title", {}, title),
    svg("rect", { width: across, height: down, fill: palette.panel }),
    ...parts,
  );
}
