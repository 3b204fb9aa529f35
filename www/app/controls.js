// Joins the form's controls to the Config: a control writes a new Config, the Config fills the controls. Ranges come from
// Rust's schema; nothing here knows a worker.

import { createSlider } from "./slider.js";
import { count, figure, formulas, plain } from "./wording.js";

/** @import { Config, Scale } from "../shared/protocol.js" */
/** @import { Core, Read, WeightFacts } from "./core.js" */
/** @import { Experiment } from "./experiment.js" */
/** @import { Messages } from "./messages.js" */
/** @import { State, Store } from "./store.js" */

/** Before the worker has counted the text's characters, the lecture's 26 letters and a boundary. */
const LIKELY_VOCABULARY = 27;

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
 * @param {Messages} messages
 */
export function createControls(elements, core, store, experiment, messages) {
  const config = () => store.get().config;
  elements.form.addEventListener("submit", (event) => event.preventDefault());

  const showPreset = joinPreset(elements, core, experiment);
  const showHidden = joinScale(elements.w, "w", core, config, experiment, messages);
  const showOutput = joinScale(elements.out, "out", core, config, experiment, messages);
  const showNorm = joinNorm(elements, core, config, experiment);
  const showRate = joinRate(elements.lr, core, experiment, messages);
  const showBatch = joinWhole(elements.batch, "batch", core, config, experiment, messages);
  const showSeed = joinWhole(elements.seed, "seed", core, config, experiment, messages);
  elements.newSeed.addEventListener("click", () => experiment.adjust({ seed: core.newSeed() }));

  store.subscribe((state, changed) => {
    if (changed.has("rate") || changed.has("rateAsked") || changed.has("config")) showRate(state);
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
 * @param {Messages} messages
 */
function joinScale({ slider, number, kind, hint }, key, core, config, experiment, messages) {
  /** @type {WeightFacts[]} */
  let weights = [];
  /** @param {Scale} scale */
  const change = (scale) => experiment.adjust({ [key]: scale });
  const moved = (/** @type {number} */ value) => change("gain" in config()[key] ? { gain: value } : { std: value });
  const typed = typedInto(moved, (text) => core.readNumber(key, text), messages);
  const control = createSlider(slider, number, core.range(key), { moved, typed });
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
    experiment.adjust({
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
 * What a number field does with the text in it: uses its value, or says what was expected.
 * @param {(value: number) => void} use
 * @param {(text: string) => Read} read
 * @param {Messages} messages
 */
const typedInto = (use, read, messages) => (/** @type {string} */ text) => {
  const { value, error } = read(text);
  if (error === null) use(value);
  else messages.errors("This can't be used; the old value stays", [error]);
  return error === null;
};

/**
 * @param {Omit<ScaleElements, "kind">} elements
 * @param {Core} core
 * @param {Experiment} experiment
 * @param {Messages} messages
 */
function joinRate({ slider, number, hint }, core, experiment, messages) {
  const control = createSlider(slider, number, core.range("lr"), {
    moved: experiment.moveLearningRate,
    rested: experiment.settleLearningRate,
    typed: typedInto(experiment.setLearningRate, (text) => core.readNumber("lr", text), messages),
  });
  return (/** @type {Readonly<State>} */ { config: { lr }, rate, rateAsked }) => {
    control.show(rateAsked ?? rate ?? lr.initial, (shown) => figure(shown));
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
 * @param {Messages} messages
 */
function joinWhole(input, key, core, config, experiment, messages) {
  const { min, max, doc } = core.range(key);
  input.min = String(min);
  input.max = String(max);
  input.title = doc;
  const typed = typedInto(
    (value) => experiment.adjust({ [key]: value }),
    (text) => core.readWhole(key, text),
    messages,
  );
  input.addEventListener("change", () => {
    const { value, valueAsNumber, validity } = input;
    // A browser keeps what is no number to itself.
    const text = Number.isNaN(valueAsNumber) && validity.badInput ? "no number" : value;
    if (!typed(Number.isInteger(valueAsNumber) ? String(valueAsNumber) : text)) input.value = String(config()[key]);
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
  return bias === "zero" || bias.std === 0 ? "bias 0" : `bias std ${plain(bias.std)}`;
}
