// Draws the newest frame, at most once for each frame of the screen and only when something changed; or one of the past,
// beside the charts of the whole run. Holds three frames at most: the one on the screen, the next, and that of the past.

import { readPalette } from "../../draw/color.js";
import { element } from "../ui/elements.js";
import { createCharts } from "./charts.js";
import { createDrawer } from "./drawer.js";
import { createLayers, reached } from "./layers.js";
import { createInside } from "./lazy.js";
import { createMultiples } from "./multiples.js";
import { createPinsKey } from "./pinned.js";
import { createSummary } from "./summary.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Experiment } from "../run/experiment.js" */
/** @import { Messages } from "../ui/messages.js" */
/** @import { Pane, State, Store } from "../run/store.js" */

/** While a run moves, figures that change faster than this can't be read. */
const WORDS_EVERY_MS = 100;
/** Frames of a moving run are drawn this often on the average, two of three of a screen at 60 Hz: training needs the rest. */
const FRAMES_EVERY_MS = 25;
/** The longest that the charts of new networks wait for one that stays. */
const CHARTS_WAIT_MS = 150;
/** How often the charts of a run that moves on are drawn, while a step of the past is looked at. */
const CHARTS_BESIDE_MS = 250;
/** What a picture depends on, besides the frame. @type {(keyof State)[]} */
const SEEN = [
  "layer",
  "mode",
  "phase",
  "neuron",
  "example",
  "drawer",
  "tab",
  "strips",
  "lecture",
  "logLoss",
  "hide",
  "evaluations",
  "coupled",
  "pane",
  "pocket",
  "hidden",
  "embed",
];

/**
 * @param {Core} core
 * @param {Store} store
 * @param {Experiment} experiment
 * @param {Messages} messages
 */
export function createView(core, store, experiment, messages) {
  const { recycle } = experiment;
  const summary = createSummary();
  const layers = createLayers(invalidate, (layer) => store.set({ layer, drawer: true }));
  const drawer = createDrawer(store, invalidate);
  const charts = createCharts(store, messages, invalidate);
  const weights = createMultiples("weights", element("weights-range"), "Weight gradients", invalidate);
  const entering = createMultiples(
    "norm-preactivations",
    element("preactivations-range"),
    "Pre-activations",
    invalidate,
  );
  const inside = createInside(core, store, experiment, messages, invalidate);
  const tellPins = createPinsKey(element("layers-pins"));
  let palette = readPalette(document.body);
  /** @type {Frame | null} */
  let newest = null;
  /** @type {Frame | null} */
  let shown = null;
  /** Looked back at. @type {Frame | null} */
  let past = null;
  /** Whether that is another than was drawn. */
  let moved = false;
  let requested = false;
  /** Whether a frame has been drawn: how soon the first one is, is measured (bench/lighthouse.js). */
  let begun = false;
  let due = Number.NEGATIVE_INFINITY;
  /** What is to be drawn anew: the layers, and the charts beside them. */
  const stale = { layers: true, charts: true };
  /** Since when the charts wait for a finger to rest. @type {number | null} */
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
    const state = store.get();
    const { mode, awaited, text, step, sum, pocket, pane, tab } = state;
    const moves = (/** @type {string} */ of) => of === "training" || of === "replaying";
    const moving = moves(mode);
    const busy = moving || state.pins.some((pin) => moves(pin.mode));
    const waits = newest !== null && now < due;
    if (past === null ? busy && now < due : waits && !stale.layers && !stale.charts) {
      request();
      return;
    }
    // What is on the screen is of the network before, and goes in a moment.
    if (awaited && newest === null && mode !== "broken") return;
    // What is drawn of the past waits for no live frame, nor takes one from the charts.
    const isNew = newest !== null && !(past !== null && waits);
    if (isNew || past === null) {
      const every = past === null ? FRAMES_EVERY_MS : CHARTS_BESIDE_MS;
      due = Math.max(due, now - every) + every;
    } else if (waits) request();
    if (isNew) {
      if (shown !== null) recycle(shown);
      shown = newest;
      newest = null;
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
    const sight = { ...state, phase, palette, words, cursor: past?.step ?? null };
    const seen = (/** @type {Pane} */ place) => !pocket || pane === place;
    const rows = pocket || tab === "now" || tab === "time";
    if (stale.layers && seen("layers") && rows) {
      // Pinned runs show the present only.
      const beside = past === null ? sight.pins : [];
      tellPins(tab === "now" ? beside : []);
      layers.draw(moment, { ...sight, pins: beside });
      if (state.drawer && reached(phase, "forward")) drawer.draw(moment, sight);
    }
    if (stale.layers && reached(phase, "norm")) inside.draw(moment, sight);
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
      charts.draw(shown, sight);
      weights.draw(
        moment.weight.map(({ gradient }, i) => [`W${i + 1}`, gradient]),
        sight,
        "gradient",
      );
    }
    stale.charts = false;
    if (pocket && pane === "norm") {
      entering.draw(
        moment.layer.map(({ preactivation }, i) => [`layer ${i + 1}`, preactivation]),
        sight,
        "activation",
      );
    }
  }

  store.subscribe(({ awaited, sum, past: looked }, changed) => {
    if (changed.has("past") && looked === null && past !== null) {
      recycle(past);
      past = null;
      invalidate();
    }
    // What is waiting to be drawn is of the network before. Its first frame is drawn all the same: under a moving finger, a
    // network is asked for in every frame of the screen, and none would ever be seen.
    if (changed.has("awaited") && awaited && newest !== null && (newest.step > 0 || newest.epoch === shown?.epoch)) {
      recycle(newest);
      newest = null;
    }
    if (changed.has("sum") && sum === null) summary.left();
    if (changed.has("pins")) {
      // Their frames come at their own pace, and are drawn at the run's.
      stale.layers = true;
      stale.charts = true;
      request();
    }
    if (SEEN.some((key) => changed.has(key))) invalidate();
    else if (changed.has("sum")) request();
  });

  return {
    /** @param {Frame} frame */
    show(frame) {
      if (newest !== null) recycle(newest);
      newest = frame;
      request();
    },
    /** Draws a frame of the past in the place of the newest, until the store knows of none. @param {Frame} frame */
    lookBack(frame) {
      if (past !== null) recycle(past);
      past = frame;
      moved = true;
      stale.layers = true;
      stale.charts = true;
      request();
    },
    /** The frame on the screen; dead after the next is drawn. */
    current: () => past ?? shown,
    /** The run's newest frame, drawn or not; dead after the next comes. */
    newest: () => newest ?? shown,
    /** The stylesheet's colours are others now. */
    recolor() {
      palette = readPalette(document.body);
      invalidate();
    },
  };
}
