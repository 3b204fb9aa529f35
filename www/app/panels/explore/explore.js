// The view Explore: the network as a strip, the verdict with its fix, the two weight scales, and two pictures. Draws a frame
// when view.js asks it to. Loaded by index.js.

import { drawHistogram } from "../../../draw/histogram.js";
import { createSurface } from "../../../draw/surface.js";
import { joinTrain } from "../../page/training.js";
import { isFast } from "../../run/selectors.js";
import { hasAny } from "../../run/store.js";
import { makeButton } from "../../ui/dom.js";
import { button, canvas, element, setLabel, setText } from "../../ui/elements.js";
import { createLazy } from "../../ui/lazy.js";
import { marksOf } from "../../words/activations.js";
import { count, figure, lossFigure, nonfiniteFacts } from "../../words/format.js";
import { createGauge } from "../gauge.js";
import { zerosOf } from "../layers.js";
import { setSource } from "../reading.js";
import { createFinding } from "./finding.js";
import { createScales } from "./scales.js";
import { createStrip } from "./strip.js";
import { goodNeurons, saturatedWords, taskWords } from "./wording.js";

/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { Panel } from "../../words/panels.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */

/**
 * @typedef {object} ExploreActions what Explore asks of the rest of the page
 * @property {(panel: Panel) => void} openInLab
 * @property {(id: string) => void} openLesson
 * @property {() => void} trainOrPause
 * @property {() => void} reset
 */

/** @param {App} app @param {ExploreActions} actions @param {() => void} onChange asks for a redraw */
export function createExplore(app, { openInLab, openLesson, trainOrPause, reset }, onChange) {
  const { core, store, sight, both, frames, questions, messages } = app;
  const strip = createStrip(app, openInLab, onChange);
  const { apply } = createFinding(app, openLesson);
  createScales(app, () => apply("shrink-output-biases"));
  const gauge = createGauge(element("explore-gauge"), element("explore-gauge-ticks"));
  const histogram = createSurface(canvas("explore-histogram"), onChange);
  const [first, uniform, vocabulary, saturatedSaid, good, task] = [
    ...["first", "uniform", "vocabulary", "saturated", "neurons-good", "task"].map((id) => element(`explore-${id}`)),
  ];
  const layerChoice = element("explore-layers");
  const [train, again] = ["explore-train", "explore-reset"].map(button);
  joinTrain(both, train);
  train.addEventListener("click", trainOrPause);
  again.addEventListener("click", () => {
    reset();
    // At step 0 there is nothing to reset.
    train.focus();
  });
  const [empty, step, timeline] = ["explore-curve-empty", "explore-step", "past"].map((id) => element(id));
  const back = button("explore-back");
  // The timeline may be left out of a frame of another page.
  const leaveBack = () => (timeline.checkVisibility() ? timeline : element("explore-curve")).focus();
  back.addEventListener("click", () => {
    questions.lookBack.goToLatest(frames.newest()?.step ?? 0);
    leaveBack();
  });
  button("explore-map").addEventListener("click", () => openInLab("saturation"));

  // The chart library is large, and there is nothing to draw before the first step.
  const curve = createLazy(
    async () => (await import("./curve.js")).createCurve(app),
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
      if (text !== null) {
        for (const place of [vocabulary, ...document.querySelectorAll(".explore-v")])
          setText(place, String(text.vocabulary));
      }
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

  return {
    /** @param {Frame} moment the frame shown @param {Frame} newest for the loss curve @param {Picture} picture */
    draw(moment, newest, picture) {
      const { palette, showsText, config, layer: wanted } = picture;
      const layer = Math.min(wanted, moment.layer.length - 1);
      const { activation, saturated } = moment.layer[layer];
      const [threshold] = moment.threshold;
      const ends = marksOf(config.act, threshold);
      const marks = ends ?? [];
      const zeros = zerosOf(moment.layer[layer], config.act);
      drawHistogram(histogram, activation, { color: palette.activation, palette, axis: "ends", marks, ends, zeros });
      setSource(histogram.canvas, { kind: "histogram", distribution: activation, axis: "ends", zeros });
      strip.draw(moment, picture, isFast(picture));
      if (newest.step > 0 || picture.pins.length > 0) curve.begin(onChange);
      curve.loaded()?.draw(newest, picture);
      if (!showsText) return;
      const [start, ln] = [moment.first_loss[0], moment.uniform_loss[0]];
      const judgment = core.judgeFirstLoss(start, ln);
      gauge.draw(start, ln, judgment);
      const verdicts = picture.past?.verdicts ?? picture.verdicts;
      first.classList.toggle("loud", judgment !== "near ln V");
      saturatedSaid.classList.toggle(
        "loud",
        verdicts.some((verdict) => verdict.layer === layer + 1 && verdict.remedy !== null),
      );
      setText(first, figure(start));
      setText(uniform, figure(ln));
      setText(saturatedSaid, nonfiniteFacts(activation) || saturatedWords(config.act, saturated[0]));
      setText(good, goodNeurons(config.act, threshold));
      showLayers(moment.layer.length, layer);
      setLabel(
        histogram.canvas,
        `Activations of layer ${layer + 1}, from ${figure(activation.range[0])} to ${figure(activation.range[1])}: mean ${figure(activation.mean[0])}, std ${figure(activation.std[0])}, ${saturatedWords(config.act, saturated[0])}`,
      );
      const hasRun = newest.step > 0;
      empty.hidden = hasRun || element("explore-curve").childElementCount > 0;
      setText(step, hasRun ? `step ${count(moment.step)}, loss ${lossFigure(moment.loss[0])}` : "");
      if (picture.past === null && document.activeElement === back) leaveBack();
      back.hidden = picture.past === null;
      setText(back, `Back to step ${count(newest.step)}`);
      again.disabled = !hasRun;
      element("explore").classList.toggle("has-run", hasRun);
    },
  };
}
