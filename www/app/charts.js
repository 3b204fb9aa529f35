// The two line charts and their text alternatives; made anew when the palette or the weight matrices change.

import { lossColumns, updateColumns } from "../draw/columns.js";
import { createLossChart, createUpdateChart } from "../draw/line.js";
import { count, figure, lossFigure } from "./wording.js";

/** @import { Frame } from "../shared/protocol.js" */
/** @import { Palette } from "../draw/color.js" */

/** @typedef {{chart: HTMLElement, empty: HTMLElement}} Place where a chart goes, and what is said while it has nothing to draw */

/** @param {{loss: Place, update: Place}} places */
export function createCharts({ loss, update }) {
  /** @type {{palette: Palette, weights: number, loss: ReturnType<typeof createLossChart>, update: ReturnType<typeof createUpdateChart>} | null} */
  let charts = null;

  /** @param {Palette} palette @param {number} weights */
  function matching(palette, weights) {
    if (charts?.palette === palette && charts.weights === weights) return charts;
    charts?.loss.close();
    charts?.update.close();
    const names = Array.from({ length: weights }, (_, i) => `W${i + 1}`);
    charts = {
      palette,
      weights,
      loss: createLossChart(loss.chart, palette),
      update: createUpdateChart(update.chart, palette, names),
    };
    return charts;
  }

  return {
    /** @param {Frame} frame @param {{palette: Palette, words: boolean}} options */
    draw(frame, { palette, words }) {
      const current = matching(palette, frame.weight.length);
      current.loss.draw(lossColumns(frame.history.loss, frame.step, frame.loss[0], frame.uniform_loss[0]));
      current.update.draw(updateColumns(frame.history.update, frame.step));
      loss.empty.hidden = frame.history.loss.points[0] > 0;
      update.empty.hidden = frame.history.update[0].points[0] > 0;
      if (!words) return;
      loss.chart.setAttribute(
        "aria-label",
        `Loss on a log axis over ${count(frame.step)} steps, from ${lossFigure(frame.first_loss[0])} to ` +
          `${lossFigure(frame.loss[0])}; ln V at ${lossFigure(frame.uniform_loss[0])}`,
      );
      const ratios = frame.weight.map(({ update_data }, i) => `W${i + 1} ${figure(update_data[0])}`);
      update.chart.setAttribute(
        "aria-label",
        `Base-10 logarithm of update to data over ${count(frame.step)} steps, with a line at −3; now ${ratios.join(", ")}`,
      );
    },
  };
}
