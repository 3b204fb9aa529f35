// Draws the newest frame, at most once for each frame of the screen and only when something changed; or one of the past,
// with the charts of the whole run.

import { readPalette } from "../../draw/color.js";
import { isFailed, isFast } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { element } from "../ui/elements.js";
import { createCharts } from "./charts.js";
import { createDrawer } from "./drawer.js";
import { createLayers, reached } from "./layers.js";
import { createLazyPanels } from "./lazy.js";
import { createMultiples } from "./multiples.js";
import { createPinsKey } from "./pinned.js";
import { createSummary } from "./summary.js";

/** @import { App } from "../page/app.js" */
/** @import { Pane, Sight } from "../page/sight.js" */
/** @import { Run } from "../run/store.js" */

/** While a run moves, figures that change faster than this can't be read. */
const WORDS_EVERY_MS = 100;
/** Frames of a moving run are drawn this often on the average, two of three of a screen at 60 Hz: training needs the rest. */
const FRAMES_EVERY_MS = 25;
/** The longest that the charts of new networks wait for one that stays. */
const CHARTS_WAIT_MS = 150;
/** How often the charts of a run that goes on are drawn, while a step of the past is shown. */
const CHARTS_BESIDE_MS = 250;
/** What a picture depends on, besides the frame. @type {(keyof Run | keyof Sight)[]} */
const SEEN = /** @type {const} */ ([
  ...["mode", "strips", "evaluations", "coupled"],
  ...["layer", "neuron", "example", "drawer", "tab", "phase", "lecture", "logLoss", "hide"],
  ...["pane", "pocket", "hidden", "embed"],
]);

/** @param {App} app */
export function createView(app) {
  const { store, sight, frames } = app;
  const summary = createSummary();
  const layers = createLayers(invalidate, (layer) => sight.set({ layer, drawer: true }));
  const drawer = createDrawer(app, invalidate);
  const charts = createCharts(app, invalidate);
  const weights = createMultiples("weights", element("weights-range"), "Weight gradients", invalidate);
  const entering = createMultiples(
    "norm-preactivations",
    element("preactivations-range"),
    "Pre-activations",
    invalidate,
  );
  const lazyPanels = createLazyPanels(app, invalidate);
  const showPins = createPinsKey(element("layers-pins"));
  let palette = readPalette(document.body);
  /** Whether the step looked back at is another than was drawn. */
  let moved = false;
  let requested = false;
  /** Whether a frame has been drawn: how soon the first one is, is measured (bench/lighthouse.js). */
  let begun = false;
  let due = Number.NEGATIVE_INFINITY;
  /** What is to be drawn again: the layers, and the charts next to them. */
  const stale = { layers: true, charts: true };
  /** Since when the charts wait for a finger to pause. @type {number | null} */
  let waitingSince = null;
  let wordsAt = Number.NEGATIVE_INFINITY;

  function invalidate() {
    stale.layers = true;
    stale.charts = true;
    due = Number.NEGATIVE_INFINITY;
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
    const state = { ...store.get(), ...sight.get() };
    const { awaited, text, step, sum, pocket, pane, tab } = state;
    const past = state.past?.frame ?? null;
    const isWaiting = frames.waiting() !== null;
    const moving = isFast(state);
    const busy = moving || state.pins.some(isFast);
    const waits = isWaiting && now < due;
    if (past === null ? busy && now < due : waits && !stale.layers && !stale.charts) {
      request();
      return;
    }
    // What is on the screen is of the network before, and goes in a moment.
    if (awaited && !isWaiting && !isFailed(state)) return;
    // What is drawn of the past waits for no live frame, nor takes one from the charts.
    const isNew = isWaiting && !(past !== null && waits);
    if (isNew || past === null) {
      const every = past === null ? FRAMES_EVERY_MS : CHARTS_BESIDE_MS;
      due = Math.max(due, now - every) + every;
    } else if (waits) request();
    const shown = isNew ? frames.take() : frames.shown();
    if (isNew) {
      stale.layers ||= past === null;
      stale.charts = true;
    }
    if (shown === null) return;
    const moment = past ?? shown;
    const isMoved = moved;
    moved = false;
    const words = (isNew || !awaited) && (past !== null || !busy || now - wordsAt >= WORDS_EVERY_MS);
    summary.pace(shown.step, now, moving, words);
    const phase = past === null ? state.phase : null;
    const picture = { ...state, phase, palette, words, cursor: past?.step ?? null };
    const seen = (/** @type {Pane} */ place) => !pocket || pane === place;
    const rows = pocket || tab === "now" || tab === "time";
    if (stale.layers && seen("layers") && rows) {
      // Pinned runs show the present only.
      const beside = past === null ? state.pins : [];
      showPins(tab === "now" ? beside : []);
      layers.draw(moment, { ...picture, pins: beside });
      if (state.drawer && reached(phase, "forward")) drawer.draw(moment, picture);
    }
    if (stale.layers && reached(phase, "norm")) lazyPanels.draw(moment, picture);
    if (words && text !== null) {
      wordsAt = now;
      summary.tell(moment, text.vocabulary, moment.step === step ? sum : null);
    }
    stale.layers = false;
    if (!begun) {
      begun = true;
      document.body.classList.add("drawn");
      performance.mark("first-frame");
    }
    // A network or a step under a moving finger shows its layers at once, and its charts as soon as there is time for them.
    const underFinger = past === null ? isNew && shown.step === 0 : isMoved;
    if (underFinger && !pocket && now - (waitingSince ?? now) < CHARTS_WAIT_MS) {
      waitingSince ??= now;
      request();
      return;
    }
    waitingSince = null;
    if (stale.charts && seen("loss") && reached(phase, "update")) {
      charts.draw(shown, picture);
      weights.draw(
        moment.weight.map(({ gradient }, i) => [`W${i + 1}`, gradient]),
        picture,
        "gradient",
      );
    }
    stale.charts = false;
    if (pocket && pane === "norm") {
      entering.draw(
        moment.layer.map(({ preactivation }, i) => [`layer ${i + 1}`, preactivation]),
        picture,
        "activation",
      );
    }
  }

  frames.subscribe(request);
  combine(store, sight).subscribe(({ sum, past }, changed) => {
    if (changed.has("sum") && sum === null) summary.left();
    if (changed.has("past") && past !== null) moved = true;
    if (changed.has("past") || changed.has("pins")) {
      // Frames of pinned runs come at their own pace, and are drawn at the run's.
      stale.layers = true;
      stale.charts = true;
      request();
    }
    if (SEEN.some((key) => changed.has(key)) || (changed.has("past") && past === null)) invalidate();
    else if (changed.has("sum")) request();
  });

  return {
    /** The stylesheet's colours are others now. */
    recolor() {
      palette = readPalette(document.body);
      invalidate();
    },
  };
}
