// The two line charts and their text alternatives; made again when the palette or the weight matrices change. What draws
// them is loaded after the first frame: it is a third of the page's script.

import { lossColumns, updateColumns } from "../../draw/columns.js";
import { isTraining } from "../run/selectors.js";
import { element, input, name } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { count, figure, lossFigure } from "../words/format.js";
import { createPinsKey, lossCourses, lossWords, ratioCourses, ratioWords } from "./pinned.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Palette } from "../../draw/color.js" */
/** @import { createLossChart, createUpdateChart } from "../../draw/line.js" */
/** @import { Picture } from "./layers.js" */
/** @import { App } from "../page/app.js" */

/**
 * @param {App} app
 * @param {() => void} onChange what is to be drawn has changed
 */
export function createCharts({ store, sight, messages }, onChange) {
  const [lossPlace, updatePlace] = ["loss-chart", "update-chart"].map((id) => element(id));
  const [lossEmpty, updateEmpty] = ["loss-empty", "update-empty"].map((id) => element(id));
  /** @type {{palette: Palette, weights: number, loss: ReturnType<typeof createLossChart>, update: ReturnType<typeof createUpdateChart>} | null} */
  let charts = null;
  let hasFailed = false;
  const lines = createLazy(
    () => import("../../draw/line.js"),
    (reason) => {
      hasFailed = true;
      messages.unfetched("What draws the curves", reason);
    },
  );

  const tellLossPins = createPinsKey(element("loss-pins"));
  const tellUpdatePins = createPinsKey(element("update-pins"), "mean");

  const log = input("log-loss");
  log.addEventListener("change", () => sight.set({ logLoss: log.checked }));
  const hide = input("hide");
  hide.addEventListener("change", () => {
    const text = hide.value.replaceAll(/[\s,]/g, "");
    if (/^\d{1,10}$/.test(text)) {
      messages.clear();
      sight.set({ hide: Number(text) });
    } else {
      const field = { field: "Hide first", expected: "a whole number of steps", got: hide.value || "nothing" };
      messages.errors("This can't be used; the old value stays", [field]);
    }
    hide.value = count(sight.get().hide);
  });

  async function load() {
    if (lines.isBegun() || hasFailed) return;
    if ((await lines.load()) !== null) onChange();
  }
  store.subscribe((state, changed) => {
    // After a failure, the next press of Train tries again.
    if (changed.has("mode") && isTraining(state)) hasFailed = false;
  });

  /** @param {Palette} palette @param {number} weights */
  function matching(palette, weights) {
    const drawing = lines.loaded();
    if (drawing === null) {
      load();
      return null;
    }
    if (charts?.palette === palette && charts.weights === weights) return charts;
    charts?.loss.close();
    charts?.update.close();
    const names = Array.from({ length: weights }, (_, i) => `W${i + 1}`);
    charts = {
      palette,
      weights,
      loss: drawing.createLossChart(lossPlace, palette),
      update: drawing.createUpdateChart(updatePlace, palette, names),
    };
    return charts;
  }

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, { palette, words, logLoss, hide: from, evaluations, cursor, pins }) {
      const current = matching(palette, frame.weight.length);
      const { loss, smooth, update } = frame.history;
      const columns = lossColumns({ loss, smooth }, frame.step, frame.loss[0], frame.uniform_loss[0]);
      const others = lossCourses(pins, palette);
      current?.loss.draw(columns, { log: logLoss, from: from < frame.step ? from : 0, evaluations, others, cursor });
      const ratios = ratioCourses(pins, palette);
      current?.update.draw(updateColumns(update, frame.step), ratios, cursor);
      lossEmpty.hidden = loss.points[0] > 0 || others.some(({ xs }) => xs.length > 1);
      updateEmpty.hidden = update[0].points[0] > 0 || ratios.some(({ xs }) => xs.length > 0);
      tellLossPins(pins);
      tellUpdatePins(pins);
      document.body.classList.toggle("pinned", pins.length > 0);
      if (!words) return;
      const last = evaluations.at(-1);
      const evaluated = last
        ? `; at step ${count(last.step)} train ${lossFigure(last.train)}, val ${lossFigure(last.val)}`
        : "";
      const looked = cursor === null ? [] : [`a line at step ${count(cursor)}, which is looked at`];
      const beside = [...lossWords(pins), ...looked];
      name(
        lossPlace,
        `Loss on a ${logLoss ? "log" : "linear"} axis over ${count(frame.step)} steps, from ${lossFigure(frame.first_loss[0])} to ` +
          `${lossFigure(frame.loss[0])}; ln V at ${lossFigure(frame.uniform_loss[0])}${[evaluated, ...beside].join("; ")}`,
      );
      const now = frame.weight.map(({ update_data }, i) => `W${i + 1} ${figure(update_data[0])}`);
      name(
        updatePlace,
        `Base-10 logarithm of update to data over ${count(frame.step)} steps, with a line at −3; now ${[now.join(", "), ...ratioWords(pins, ratios), ...looked].join("; ")}`,
      );
    },
  };
}
