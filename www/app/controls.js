// Joins the form's controls to the Config: a control writes a new Config, the Config fills the controls. Ranges come from
// Rust's schema; nothing here knows a worker.

import { createSlider } from "./slider.js";
import { count, figure, formulas, plain } from "./wording.js";

/** @import { Config, Scale } from "../shared/protocol.js" */
/** @import { Core, WeightFacts } from "./core.js" */
/** @import { Experiment } from "./experiment.js" */
/** @import { State, Store } from "./store.js" */

/** Before the worker has counted the text's characters, the lecture's 26 letters and a boundary. */
const LIKELY_VOCABULARY = 27;
/** A rate under a moving finger would fill the schedule with changes: it is set when the finger rests. */
const RATE_RESTS_MS = 200;

/**
 * @typedef {object} ControlElements
 * @property {HTMLFormElement} form
 * @property {HTMLSelectElement} preset
 * @property {HTMLElement} presetDoc
 * @property {HTMLElement} presetChanges
 * @property {HTMLElement} presetDiffers
 * @property {HTMLButtonElement} presetRestore
 * @property {ScaleElements} w
 * @property {ScaleElements} out
 * @property {HTMLInputElement} norm
 * @property {HTMLElement} normHint
 * @property {Omit<ScaleElements, "kind">} lr
 * @property {HTMLInputElement} batch
 * @property {HTMLInputElement} seed
 * @property {HTMLButtonElement} newSeed
 * @property {HTMLElement} facts
 */
/** @typedef {{slider: HTMLInputElement, number: HTMLInputElement, kind: HTMLSelectElement, hint: HTMLElement}} ScaleElements */

/**
 * @param {ControlElements} elements
 * @param {Core} core
 * @param {Store} store
 * @param {Experiment} experiment
 */
export function createControls(elements, core, store, experiment) {
  const config = () => store.get().config;
  elements.form.addEventListener("submit", (event) => event.preventDefault());

  const showPreset = joinPreset(elements, core, experiment);
  const showHidden = joinScale(elements.w, "w", core, config, experiment);
  const showOutput = joinScale(elements.out, "out", core, config, experiment);
  const showNorm = joinNorm(elements, core, config, experiment);
  const showRate = joinRate(elements.lr, core, experiment);
  const showBatch = joinWhole(elements.batch, "batch", core, config, experiment);
  const showSeed = joinWhole(elements.seed, "seed", core, config, experiment);
  elements.newSeed.addEventListener("click", () => experiment.change({ ...config(), seed: core.newSeed() }));

  store.subscribe((state, changed) => {
    if (changed.has("rate") || changed.has("config")) showRate(state);
    if (!changed.has("config") && !changed.has("text")) return;
    const weights = core.weights(state.config, state.text?.vocabulary ?? LIKELY_VOCABULARY);
    showPreset(state.config);
    showHidden(state.config, weights.slice(0, -1));
    showOutput(state.config, weights.slice(-1));
    showNorm(state.config);
    showBatch(state.config);
    showSeed(state.config);
    elements.facts.textContent = networkFacts(state.config);
  });
}

/** @typedef {() => Readonly<Config>} ReadConfig */

/**
 * @param {ControlElements} elements
 * @param {Core} core
 * @param {Experiment} experiment
 */
function joinPreset({ preset, presetDoc, presetChanges, presetDiffers, presetRestore }, core, experiment) {
  preset.replaceChildren(...core.presets.map(({ name }) => new Option(name)));
  const choose = () => {
    const chosen = core.presets.find(({ name }) => name === preset.value);
    if (chosen) experiment.change(chosen.config);
  };
  preset.addEventListener("change", choose);
  presetRestore.addEventListener("click", () => {
    choose();
    preset.focus();
  });
  return (/** @type {Config} */ next) => {
    preset.value = next.preset;
    presetDoc.textContent = core.presets.find(({ name }) => name === next.preset)?.doc ?? "";
    const changes = core.changes(next);
    presetChanges.hidden = changes.length === 0;
    presetDiffers.textContent = `Changed from ${next.preset}: ${changes.join(", ")}.`;
  };
}

/**
 * @param {ScaleElements} elements
 * @param {"w" | "out"} key
 * @param {Core} core
 * @param {ReadConfig} config
 * @param {Experiment} experiment
 */
function joinScale({ slider, number, kind, hint }, key, core, config, experiment) {
  /** @type {WeightFacts[]} */
  let weights = [];
  /** @param {Scale} scale */
  const change = (scale) => experiment.change({ ...config(), [key]: scale });
  const control = createSlider(slider, number, core.range(key), (value) =>
    change("gain" in config()[key] ? { gain: value } : { std: value }),
  );
  // The other name for the scale the network has now, by its first matrix: there the picture stays as it is.
  kind.addEventListener("change", () => {
    const [{ std, gain }] = weights;
    change(kind.value === "gain" ? { gain: rounded(gain) } : { std: rounded(std) });
  });
  return (/** @type {Config} */ next, /** @type {WeightFacts[]} */ described) => {
    weights = described;
    const scale = next[key];
    kind.value = "gain" in scale ? "gain" : "std";
    const lines = formulas(weights).map(({ names, formula }) => `${names}: std ${formula}`);
    hint.replaceChildren(
      ...lines.map((line) => {
        const row = document.createElement("span");
        row.textContent = line;
        return row;
      }),
    );
    control.show("gain" in scale ? scale.gain : scale.std, (value) => `${kind.value} ${figure(value)}`);
  };
}

/** Four significant digits are what a slider and a reader tell apart. @param {number} value */
const rounded = (value) => Number(value.toPrecision(4));

/**
 * @param {ControlElements} elements
 * @param {Core} core
 * @param {ReadConfig} config
 * @param {Experiment} experiment
 */
function joinNorm({ norm, normHint }, core, config, experiment) {
  norm.addEventListener("change", () => {
    const base = core.presets.find(({ name }) => name === config().preset);
    experiment.change({
      ...config(),
      norm: norm.checked ? "batch" : "none",
      outnorm: norm.checked ? (base?.config.outnorm ?? null) : null,
    });
  });
  return (/** @type {Config} */ { norm: kind, variance, eps, momentum, outnorm }) => {
    norm.checked = kind === "batch";
    const logits = outnorm === null ? "" : `; also on the logits, gain ${plain(outnorm)}`;
    normHint.textContent = {
      none: "",
      batch: `${variance} variance, eps ${plain(eps)}, momentum ${plain(momentum)}${logits}`,
      layer: `LayerNorm is on${logits}`,
    }[kind];
  };
}

/**
 * @param {Omit<ScaleElements, "kind">} elements
 * @param {Core} core
 * @param {Experiment} experiment
 */
function joinRate({ slider, number, hint }, core, experiment) {
  let timer = 0;
  let moving = /** @type {number | null} */ (null);
  const inWords = (/** @type {number} */ rate) => figure(rate);
  const control = createSlider(slider, number, core.range("lr"), (rate) => {
    moving = rate;
    control.show(rate, inWords);
    clearTimeout(timer);
    timer = setTimeout(() => {
      moving = null;
      experiment.setLearningRate(rate);
    }, RATE_RESTS_MS);
  });
  return (/** @type {Readonly<State>} */ { config: { lr }, rate }) => {
    if (moving === null) control.show(rate ?? lr.initial, inWords);
    const planned = lr.changes.slice(-3).map(([step, later]) => `${later} from step ${count(step)}`);
    const before = lr.changes.length > planned.length ? "… " : "";
    hint.textContent = planned.length > 0 ? `${lr.initial} first; ${before}${planned.join(", ")}` : "";
  };
}

/**
 * @param {HTMLInputElement} input
 * @param {"batch" | "seed"} key
 * @param {Core} core
 * @param {ReadConfig} config
 * @param {Experiment} experiment
 */
function joinWhole(input, key, core, config, experiment) {
  const { min, max, doc } = core.range(key);
  input.min = String(min);
  input.max = String(max);
  input.title = doc;
  input.addEventListener("change", () => {
    const value = input.valueAsNumber;
    if (Number.isInteger(value)) experiment.change({ ...config(), [key]: value });
    else input.value = String(config()[key]);
  });
  return (/** @type {Config} */ next) => {
    input.value = String(next[key]);
  };
}

/** @param {Config} config */
function networkFacts({ hidden, act, b, outb, context, emb }) {
  const even = hidden.every((width) => width === hidden[0]);
  const widths = even ? (hidden.length > 1 ? `${hidden.length} × ${hidden[0]}` : `${hidden[0]}`) : hidden.join(", ");
  const neurons = act === "identity" ? "neurons, no nonlinearity" : `${act} neurons`;
  return `Hidden: ${widths} ${neurons}, ${biasFacts(b)}. Output: ${biasFacts(outb)}. Context ${context}, embedding ${emb}.`;
}

/** @param {Config["b"]} bias */
function biasFacts(bias) {
  if (bias === "none") return "no bias";
  return bias === "zero" ? "bias 0" : `bias std ${plain(bias.std)}`;
}
