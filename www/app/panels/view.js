// Draws the newest frame, at most once per animation frame and only when something changed; or, while looking back, a frame
// of the past with the charts of the whole run. Used by main.js.

import { readPalette } from "../../draw/color.js";
import { showsLab, showsProfile } from "../page/sight.js";
import { isFailed, isFast } from "../run/selectors.js";
import { element } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { createCharts } from "./charts.js";
import { createDrawer } from "./drawer.js";
import { createLayers, reached } from "./layers.js";
import { createLazyPanels } from "./lazy.js";
import { createMultiples } from "./multiples.js";
import { createReading } from "./reading.js";
import { createSummary } from "./summary.js";

/** @import { App } from "../page/app.js" */
/** @import { createExploreLoader } from "./explore/index.js" */
/** @import { Pane, Sight } from "../page/sight.js" */
/** @import { Pin, Run } from "../run/store.js" */

/** While a run moves, texts change at most this often, to stay readable. */
const TEXT_EVERY_MS = 100;
/** A moving run is drawn this often on average, on two of three frames at 60 Hz: training needs the remaining time. */
const FRAMES_EVERY_MS = 25;
/** While networks are being dragged, the charts are delayed by at most this. */
const CHARTS_WAIT_MS = 150;
/** How often the charts of a moving run are drawn while looking back. */
const CHARTS_LOOKING_BACK_MS = 250;
/** The state that the pictures depend on, apart from the frame. @type {(keyof Run | keyof Sight)[]} */
const DRAWN_STATE = /** @type {const} */ ([
  ...["mode", "strips", "evaluations", "coupled"],
  ...["layer", "neuron", "example", "drawer", "tab", "phase", "lecture", "profile", "logLoss", "skippedSteps", "kept"],
  ...["view", "presented", "pane", "pocket", "hidden", "embed"],
]);

/** @param {App} app */
export function createView(app) {
  const { both, frames } = app;
  const summary = createSummary(app.core);
  const layers = createLayers(app, invalidate);
  const drawer = createDrawer(app, invalidate);
  const charts = createCharts(app, invalidate);
  const weights = createMultiples("weights", element("weights-range"), "Weight gradients", invalidate);
  const preactivations = createMultiples(
    "norm-preactivations",
    element("preactivations-range"),
    "Pre-activations",
    invalidate,
  );
  const lazyPanels = createLazyPanels(app, invalidate);
  const reading = createReading(app);
  /** The view Explore, once main.js has made it. @type {ReturnType<typeof createExploreLoader> | null} */
  let explore = null;
  const pinned = createLazy(
    () => import("./pinned.js"),
    (reason) => app.messages.unfetched("The comparison", reason),
  );
  /** The legend of pinned runs over the layers. @type {((pins: Pin[]) => void) | null} */
  let showPins = null;
  let palette = readPalette(document.body);
  /** Whether the frame of the past has not been drawn yet. */
  let moved = false;
  let requested = false;
  /** Whether a frame has been drawn; bench/lighthouse.js measures when. */
  let hasDrawn = false;
  let due = Number.NEGATIVE_INFINITY;
  /** What must be redrawn: the layers, and the charts. */
  const stale = { layers: true, charts: true };
  /** Since when the charts have been delayed during a drag. @type {number | null} */
  let waitingSince = null;
  let textAt = Number.NEGATIVE_INFINITY;

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
    const state = both.get();
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
    // The displayed frame belongs to the previous network and is about to be replaced.
    if (awaited && !isWaiting && !isFailed(state)) return;
    // Looking back neither waits for a live frame nor withholds one from the charts.
    const isNew = isWaiting && !(past !== null && waits);
    if (isNew || past === null) {
      const every = past === null ? FRAMES_EVERY_MS : CHARTS_LOOKING_BACK_MS;
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
    const showsText = (isNew || !awaited) && (past !== null || !busy || now - textAt >= TEXT_EVERY_MS);
    summary.showSpeed(shown.step, now, moving, showsText);
    const phase = past === null ? state.phase : null;
    const picture = { ...state, phase, palette, showsText, cursor: past?.step ?? null, pinned: pinned.loaded() };
    if (state.pins.length > 0 || state.kept !== null) pinned.begin(invalidate);
    const inLab = showsLab(state);
    const compares = state.view === "compare";
    const isVisible = (/** @type {Pane} */ place) =>
      compares ? place === "layers" || place === "loss" : inLab && (!pocket || pane === place);
    const rows = pocket || tab === "now" || tab === "time";
    if (stale.layers && isVisible("layers") && rows) {
      // Pinned runs show only their latest step.
      const pins = past === null ? state.pins : [];
      showPins ??= picture.pinned?.createPinsKey(element("layers-pins")) ?? null;
      showPins?.(tab === "now" ? pins : []);
      const profile = showsProfile(state, moment.layer.length);
      if (!lazyPanels.drawDepth(moment, { ...picture, pins }, profile)) layers.draw(moment, { ...picture, pins });
      if (state.drawer && !compares && reached(phase, "forward")) drawer.draw(moment, picture);
    }
    if (state.presented === "map" && stale.layers) drawer.draw(moment, picture);
    if (inLab && stale.layers && reached(phase, "norm")) lazyPanels.draw(moment, picture);
    if (state.view === "explore" && (stale.layers || stale.charts)) explore?.loaded()?.draw(moment, shown, picture);
    if (showsText && text !== null) {
      textAt = now;
      summary.show(moment, text.vocabulary, moment.step === step ? sum : null);
    }
    stale.layers = false;
    const isDrawn = state.view !== "explore" || explore?.loaded() !== null;
    if (!hasDrawn && isDrawn) {
      hasDrawn = true;
      document.body.classList.add("drawn");
      performance.mark("first-frame");
    }
    // During a drag of a slider or the timeline, the layers are drawn at once, and the charts as soon as there is time.
    const isDragged = past === null ? isNew && shown.step === 0 : isMoved;
    if (isDragged && inLab && !pocket && now - (waitingSince ?? now) < CHARTS_WAIT_MS) {
      waitingSince ??= now;
      request();
      return;
    }
    waitingSince = null;
    if (stale.charts && isVisible("loss") && reached(phase, "update")) {
      charts.draw(shown, picture);
      if (!compares) {
        lazyPanels.drawOptimizer(shown, moment, picture);
        weights.draw(
          moment.weight.map(({ gradient }, i) => [`W${i + 1}`, gradient]),
          picture,
          "gradient",
        );
      }
    }
    stale.charts = false;
    if (isVisible("norm") && pocket) {
      preactivations.draw(
        moment.layer.map(({ preactivation }, i) => [`layer ${i + 1}`, preactivation]),
        picture,
        "activation",
      );
    }
    reading.refresh();
  }

  frames.subscribe(request);
  both.subscribe(({ sum, past }, changed) => {
    if (changed.has("sum") && sum === null) summary.clearChecksum();
    if (changed.has("past") && past !== null) moved = true;
    if (changed.has("past") || changed.has("pins")) {
      // Frames of pinned runs arrive at their own speed, and are drawn together with the run's.
      stale.layers = true;
      stale.charts = true;
      request();
    }
    if (DRAWN_STATE.some((key) => changed.has(key)) || (changed.has("past") && past === null)) invalidate();
    else if (changed.has("sum")) request();
  });

  return {
    invalidate,
    /** @param {ReturnType<typeof createExploreLoader>} loader */
    showExplore(loader) {
      explore = loader;
    },
    /** The color scheme has changed. */
    recolor() {
      palette = readPalette(document.body);
      invalidate();
    },
  };
}
