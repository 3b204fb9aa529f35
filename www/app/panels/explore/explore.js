// The view Explore: the network as a strip, the verdict with its fix, the two weight scales, and two pictures. Draws a frame
// when view.js asks it to. Loaded by index.js.

import { lossColumns } from "../../../draw/columns.js";
import { drawHistogram } from "../../../draw/histogram.js";
import { createSurface } from "../../../draw/surface.js";
import { canPause, isFast, isReplaying, isStarting } from "../../run/selectors.js";
import { hasAny } from "../../run/store.js";
import { makeButton } from "../../ui/dom.js";
import { button, canvas, element, setLabel, setText } from "../../ui/elements.js";
import { createLazy } from "../../ui/lazy.js";
import { ACTIVATIONS } from "../../words/activations.js";
import { count, figure, lossFigure, nonfiniteFacts } from "../../words/format.js";
import { createGauge } from "../gauge.js";
import { zerosOf } from "../layers.js";
import { setSource } from "../reading.js";
import { createFinding } from "./finding.js";
import { createScales } from "./scales.js";
import { createStrip } from "./strip.js";
import { goodNeurons, stuckWords, taskWords } from "./wording.js";

/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { Palette } from "../../../draw/color.js" */
/** @import { createLossChart } from "../../../draw/line.js" */
/** @import { Panel } from "../../words/panels.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */

/**
 * @typedef {object} Ways what Explore asks of the rest of the page
 * @property {(panel: Panel) => void} openInLab
 * @property {(id: string) => void} openLesson
 * @property {() => void} trainOrPause
 * @property {() => void} reset
 */

/** @param {App} app @param {Ways} ways @param {() => void} onChange asks for a redraw */
export function createExplore(app, { openInLab, openLesson, trainOrPause, reset }, onChange) {
  const { core, store, sight, messages } = app;
  const strip = createStrip(app, openInLab, onChange);
  createFinding(app, openLesson);
  createScales(app);
  const gauge = createGauge(element("explore-gauge"), element("explore-gauge-ticks"));
  const histogram = createSurface(canvas("explore-histogram"), onChange);
  const [first, uniform, vocabulary, step, stuck, good, task] = [
    ...["first", "uniform", "vocabulary", "step", "stuck", "neurons-good", "task"].map((id) =>
      element(`explore-${id}`),
    ),
  ];
  const curvePlace = element("explore-curve");
  const empty = element("explore-curve-empty");
  const layerChoice = element("explore-layers");
  const [train, again] = ["explore-train", "explore-reset"].map(button);
  train.addEventListener("click", trainOrPause);
  again.addEventListener("click", reset);
  button("explore-map").addEventListener("click", () => openInLab("saturation"));

  /** @type {{palette: Palette, chart: ReturnType<typeof createLossChart>} | null} */
  let curve = null;
  // The chart library is large, and there is nothing to draw before the first step.
  const lines = createLazy(
    () => import("../../../draw/line.js"),
    (reason) => messages.unfetched("The loss curve", reason),
  );

  const pictures = [...element("explore-pictures").querySelectorAll("button")];
  for (const chosen of pictures) {
    chosen.addEventListener("click", () => {
      element("explore").dataset.picture = chosen.dataset.picture;
      for (const other of pictures) other.setAttribute("aria-pressed", String(other === chosen));
    });
  }

  store.subscribe((state, changed) => {
    const { config, text, textName, textIsBuiltIn } = state;
    if (hasAny(changed, "config", "text", "textName")) {
      setText(task, taskWords({ context: config.context, isBuiltIn: textIsBuiltIn, textName }));
      setText(good, goodNeurons(config.act));
      if (text !== null) {
        for (const place of [vocabulary, ...document.querySelectorAll(".explore-v")])
          setText(place, String(text.vocabulary));
      }
    }
    if (hasAny(changed, "mode", "awaited")) {
      setText(train, canPause(state) ? "Pause" : "Train");
      train.disabled = isStarting(state) || isReplaying(state);
      again.disabled = isStarting(state);
    }
  });

  /** @param {number} layers @param {number} layer */
  function showLayers(layers, layer) {
    layerChoice.hidden = layers === 1;
    if (layerChoice.childElementCount !== layers) {
      const choose = (/** @type {number} */ i) => () => sight.set({ layer: i });
      layerChoice.replaceChildren(
        ...Array.from({ length: layers }, (_, i) =>
          makeButton(String(i + 1), choose(i), { "aria-label": `Layer ${i + 1}` }),
        ),
      );
    }
    for (const [i, chosen] of [...layerChoice.children].entries()) {
      chosen.setAttribute("aria-pressed", String(i === layer));
    }
  }

  /** @param {Frame} frame the newest @param {Picture} picture */
  function drawCurve(frame, { palette, evaluations, cursor }) {
    empty.hidden = frame.step > 0;
    if (frame.step === 0 && curve === null) return;
    const drawing = lines.loaded();
    if (drawing === null) {
      if (!lines.isBegun()) lines.load().then((loaded) => loaded !== null && onChange());
      return;
    }
    if (curve?.palette !== palette) {
      curve?.chart.close();
      curve = { palette, chart: drawing.createLossChart(curvePlace, palette) };
    }
    const { loss, smooth } = frame.history;
    const columns = lossColumns({ loss, smooth }, frame.step, frame.loss[0], frame.uniform_loss[0]);
    curve.chart.draw(columns, { log: true, from: 0, evaluations, cursor });
    setSource(curvePlace, { kind: "loss", plot: curve.chart.plot, made: frame.step, evaluations, others: [] });
  }

  return {
    /** @param {Frame} moment the frame shown @param {Frame} newest for the loss curve @param {Picture} picture */
    draw(moment, newest, picture) {
      const { palette, showsText, config, layer: wanted } = picture;
      const layer = Math.min(wanted, moment.layer.length - 1);
      const { activation, saturated } = moment.layer[layer];
      const [threshold] = moment.threshold;
      const beyond = ACTIVATIONS[config.act].isBounded ? threshold : null;
      const marks = beyond === null ? [] : [-beyond, beyond];
      const zeros = zerosOf(moment.layer[layer], config.act);
      drawHistogram(histogram, activation, { color: palette.activation, palette, axis: "ends", marks, beyond, zeros });
      setSource(histogram.canvas, { kind: "histogram", distribution: activation, axis: "ends", zeros });
      strip.draw(moment, picture, isFast(picture));
      drawCurve(newest, picture);
      if (!showsText) return;
      const [start, ln] = [moment.first_loss[0], moment.uniform_loss[0]];
      const judgment = core.judgeFirstLoss(start, ln);
      gauge.draw(start, ln, judgment);
      const verdicts = picture.past?.verdicts ?? picture.verdicts;
      first.classList.toggle("loud", judgment !== "near ln V");
      stuck.classList.toggle(
        "loud",
        verdicts.some((verdict) => verdict.layer === layer + 1 && verdict.remedy !== null),
      );
      setText(first, figure(start));
      setText(uniform, figure(ln));
      setText(stuck, nonfiniteFacts(activation) || stuckWords(config.act, saturated[0]));
      showLayers(moment.layer.length, layer);
      setLabel(
        histogram.canvas,
        `Activations of layer ${layer + 1}, from ${figure(activation.range[0])} to ${figure(activation.range[1])}: mean ${figure(activation.mean[0])}, std ${figure(activation.std[0])}, ${stuckWords(config.act, saturated[0])}`,
      );
      const at = newest.step > 0 ? `step ${count(newest.step)}, loss ${lossFigure(newest.loss[0])}` : "";
      setText(step, at);
      setLabel(
        curvePlace,
        newest.step > 0
          ? `Loss over ${count(newest.step)} steps, from ${lossFigure(start)} to ${lossFigure(newest.loss[0])}; ln V at ${lossFigure(ln)}`
          : "Loss curve: no step yet",
      );
      const hasRun = newest.step > 0;
      again.hidden = !hasRun;
      element("explore").classList.toggle("has-run", hasRun);
      element("explore-after").hidden = !hasRun;
    },
  };
}
