// The loss chart, the update ratio chart, and their text alternatives. Rebuilt when the palette or the number of weight
// matrices changes. The chart library is a third of the page's script, so it is loaded when there is something to draw. Used
// by view.js.

import { lossColumns, updateColumns } from "../../draw/columns.js";
import { isTraining } from "../run/selectors.js";
import { element, input, setLabel } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { createField } from "../ui/fields.js";
import { createLazy } from "../ui/lazy.js";
import { count, figure, lossFigure, wholeNumber } from "../words/format.js";
import { setSource } from "./reading.js";

/** @import { Course } from "../../draw/columns.js" */
/** @import { Config, Frame } from "../../shared/protocol.js" */
/** @import { Palette } from "../../draw/color.js" */
/** @import { createLossChart, createUpdateChart } from "../../draw/line.js" */
/** @import { Picture } from "./layers.js" */
/** @import { Pin } from "../run/store.js" */
/** @import { App } from "../page/app.js" */

/** More steps than any run makes. */
const MAX_HIDDEN = 1e10;

/** @param {App} app @param {() => void} onChange asks for a redraw */
export function createCharts({ core, store, sight, messages }, onChange) {
  const [lossPlace, updatePlace] = ["loss-chart", "update-chart"].map((id) => element(id));
  const [lossEmpty, updateEmpty, lossEvaluated] = ["loss-empty", "update-empty", "loss-evaluated"].map((id) =>
    element(id),
  );
  /** @type {{palette: Palette, weights: number, names: string[], loss: ReturnType<typeof createLossChart>, update: ReturnType<typeof createUpdateChart>} | null} */
  let charts = null;
  let hasFailed = false;
  const lines = createLazy(
    () => import("../../draw/line.js"),
    (reason) => {
      hasFailed = true;
      messages.unfetched("The charts", reason);
    },
  );

  /** The legends of pinned runs. @type {((pins: Pin[], config: Config) => void)[] | null} */
  let keys = null;

  const log = input("log-loss");
  log.addEventListener("change", () => sight.set({ logLoss: log.checked }));
  sight.subscribe(({ logLoss }, changed) => {
    if (changed.has("logLoss")) log.checked = logLoss;
  });
  const hide = input("hide");
  const head = hide.closest(".panel-head") ?? document.body;
  const showHide = createField(
    hide,
    (typed) => {
      const steps = wholeNumber(typed);
      if (!(steps < MAX_HIDDEN)) {
        return { field: "Hide first", expected: "a whole number of steps", got: typed || "nothing" };
      }
      messages.clear();
      sight.set({ skippedSteps: steps });
      showHide(count(steps));
      return null;
    },
    createFault(hide, "Hide first", { over: head }),
  );
  showHide(count(sight.get().skippedSteps));

  async function load() {
    if (lines.isBegun() || hasFailed) return;
    if ((await lines.load()) !== null) onChange();
  }
  store.subscribe((state, changed) => {
    if (!changed.has("mode") || !isTraining(state)) return;
    // After a failure, the next press of Train tries again.
    hasFailed = false;
    load();
  });

  /** @param {Palette} palette @param {number} weights @param {boolean} isNeeded whether there is anything to draw */
  function chartsFor(palette, weights, isNeeded) {
    const drawing = lines.loaded();
    if (drawing === null) {
      if (isNeeded) load();
      return null;
    }
    if (charts?.palette === palette && charts.weights === weights) return charts;
    charts?.loss.close();
    charts?.update.close();
    const names = Array.from({ length: weights }, (_, i) => `W${i + 1}`);
    charts = {
      palette,
      weights,
      names,
      loss: drawing.createLossChart(lossPlace, palette),
      update: drawing.createUpdateChart(updatePlace, palette, names),
    };
    return charts;
  }

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, { palette, config, showsText, logLoss, skippedSteps: from, evaluations, cursor, pins, pinned, kept }) {
      const isNeeded = frame.step > 0 || evaluations.length > 0 || pins.length > 0;
      const current = chartsFor(palette, frame.weight.length, isNeeded);
      const { loss, smooth, update } = frame.history;
      const columns = lossColumns({ loss, smooth }, frame.step, frame.loss[0], frame.uniform_loss[0]);
      const otherLosses = pinned?.lossCourses(pins, palette) ?? [];
      const before = kept === null || pinned === null ? [] : [pinned.beforeCourse(kept, palette)];
      current?.loss.draw(columns, {
        log: logLoss,
        from: from < frame.step ? from : 0,
        evaluations,
        others: [...before, ...otherLosses],
        drawOthers: pinned?.drawOthers,
        cursor,
      });
      const ratios = pinned?.ratioCourses(pins, palette) ?? [];
      current?.update.draw(updateColumns(update, frame.step), {
        others: ratios,
        drawOthers: pinned?.drawOthers,
        cursor,
      });
      if (current !== null) {
        const runs = pinned?.namesOf(pins) ?? [];
        const named = (/** @type {Course[]} */ courses) => courses.map((course, i) => ({ ...course, name: runs[i] }));
        const made = frame.step;
        setSource(lossPlace, {
          kind: "loss",
          plot: current.loss.plot,
          made,
          evaluations,
          others: [...before, ...named(otherLosses)],
        });
        const { plot } = current.update;
        setSource(updatePlace, { kind: "update", plot, made, names: current.names, others: named(ratios) });
      }
      lossEmpty.hidden = loss.points[0] > 0 || otherLosses.some(({ xs }) => xs.length > 1);
      updateEmpty.hidden = update[0].points[0] > 0 || ratios.some(({ xs }) => xs.length > 0);
      if (pinned !== null) {
        keys ??= [
          pinned.createPinsKey(element("loss-pins")),
          pinned.createPinsKey(element("update-pins"), "mean"),
          pinned.createRunKey(core, element("loss-run")),
        ];
        for (const show of keys) show(pins, config);
      }
      lossEvaluated.hidden = [{ evaluations }, ...pins].every((run) => run.evaluations.length === 0);
      document.body.classList.toggle("pinned", pins.length > 0);
      if (!showsText) return;
      const last = evaluations.at(-1);
      const evaluated = last
        ? `; at step ${count(last.step)} train ${lossFigure(last.train)}, val ${lossFigure(last.val)}`
        : "";
      const marked = cursor === null ? [] : [`a line at the displayed step ${count(cursor)}`];
      const keptWords = before.map(({ name, values }) => `${name} ${lossFigure(values.at(-1) ?? Number.NaN)} smoothed`);
      const others = [...keptWords, ...(pinned?.lossWords(pins) ?? []), ...marked];
      setLabel(
        lossPlace,
        `Loss on a ${logLoss ? "log" : "linear"} axis over ${count(frame.step)} steps, from ${lossFigure(frame.first_loss[0])} to ` +
          `${lossFigure(frame.loss[0])}; ln V at ${lossFigure(frame.uniform_loss[0])}${[evaluated, ...others].join("; ")}`,
      );
      const now = frame.weight.map(({ update_data }, i) => `W${i + 1} ${figure(update_data[0])}`);
      setLabel(
        updatePlace,
        `Base-10 logarithm of the update ratio over ${count(frame.step)} steps, with a line at −3; now ${[now.join(", "), ...(pinned?.ratioWords(pins, ratios) ?? []), ...marked].join("; ")}`,
      );
    },
  };
}
