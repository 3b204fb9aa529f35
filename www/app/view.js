// Draws the newest frame, at most once for each frame of the screen and only when something changed. Holds two frames at
// most: the one on the screen and the next.

import { readPalette } from "../draw/color.js";
import { createCharts } from "./charts.js";
import { createLayerCards } from "./layers.js";
import { createSaturation } from "./saturation.js";
import { createSummary } from "./summary.js";

/** @import { Frame } from "../shared/protocol.js" */
/** @import { Experiment } from "./experiment.js" */
/** @import { Store } from "./store.js" */
/** @import { SaturationElements } from "./saturation.js" */

/** While a run moves, figures that change faster than this can't be read. */
const WORDS_EVERY_MS = 100;
/** Frames of a moving run are drawn this far apart, more than one frame of a screen at 60 Hz: training needs the rest. */
const FRAMES_APART_MS = 19;

/**
 * @param {object} elements
 * @param {Parameters<typeof createSummary>[0]} elements.summary
 * @param {HTMLElement} elements.layers
 * @param {SaturationElements} elements.saturation
 * @param {Parameters<typeof createCharts>[0]} elements.charts
 * @param {Store} store
 * @param {Pick<Experiment, "recycle" | "setThreshold">} experiment
 */
export function createView(elements, store, { recycle, setThreshold }) {
  const summary = createSummary(elements.summary);
  const layers = createLayerCards(elements.layers, invalidate);
  const saturation = createSaturation(elements.saturation, {
    resized: invalidate,
    layer: (layer) => store.set({ layer }),
    threshold: setThreshold,
  });
  const charts = createCharts(elements.charts);
  let palette = readPalette(document.body);
  /** @type {Frame | null} */
  let newest = null;
  /** @type {Frame | null} */
  let shown = null;
  let requested = false;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let wordsAt = Number.NEGATIVE_INFINITY;

  function invalidate() {
    drawnAt = Number.NEGATIVE_INFINITY;
    request();
  }

  function request() {
    if (requested) return;
    requested = true;
    requestAnimationFrame(draw);
  }

  /** @param {number} now */
  function draw(now) {
    requested = false;
    const { config, layer, mode, awaited, text, step, sum } = store.get();
    const moving = mode === "training" || mode === "replaying";
    if (moving && now - drawnAt < FRAMES_APART_MS) {
      request();
      return;
    }
    drawnAt = now;
    if (newest !== null) {
      if (shown !== null) recycle(shown);
      shown = newest;
      newest = null;
    }
    if (shown === null) return;
    const words = !awaited && (mode === "resting" || now - wordsAt >= WORDS_EVERY_MS);
    if (words && text !== null) {
      wordsAt = now;
      summary.tell(shown, text.vocabulary, shown.step === step ? sum : null);
    }
    const options = { palette, act: config.act, threshold: shown.threshold[0], layer, words };
    layers.draw(shown.layer, options);
    saturation.draw(shown, options);
    charts.draw(shown, options);
  }

  store.subscribe(({ awaited, sum }, changed) => {
    // What is waiting to be drawn is of the network before.
    if (changed.has("awaited") && awaited && newest !== null) {
      recycle(newest);
      newest = null;
    }
    if (changed.has("sum") && sum === null) summary.left();
    if (changed.has("layer") || changed.has("mode") || changed.has("sum")) invalidate();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    palette = readPalette(document.body);
    invalidate();
  });

  return {
    /** @param {Frame} frame */
    show(frame) {
      if (newest !== null) recycle(newest);
      newest = frame;
      request();
    },
  };
}
