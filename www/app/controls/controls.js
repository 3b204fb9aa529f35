// Connects the settings form and the Config: a control changes the Config, and a new Config updates every control. Ranges
// and descriptions are Rust's schema. Used by main.js.

import { hasAny } from "../run/store.js";
import { make } from "../ui/dom.js";
import { button, element, input, select } from "../ui/elements.js";
import { createChoice, createField, typedInto } from "../ui/fields.js";
import { createSlider } from "../ui/slider.js";
import { figure, formulas, networkFacts, normFacts, rateFacts } from "../words/format.js";

/** @import { Config, Scale } from "../../shared/protocol.js" */
/** @import { Read, WeightFacts } from "../engine/core.js" */
/** @import { App } from "../page/app.js" */
/** @import { Run } from "../run/store.js" */

/** Assumed until the worker has read the text: 26 letters and the boundary token, as for the built-in names. */
const DEFAULT_VOCABULARY = 27;

/** @param {App} app */
export function createControls({ core, store, commands, messages }) {
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  const form = { core, commands, messages, config: () => store.get().config };
  const showPreset = joinPreset(form);
  const showHidden = joinScale("w", form);
  const showOutput = joinScale("out", form);
  const shows = [joinNetwork(form), joinNorm(form), joinWhole("batch", form), joinWhole("seed", form), joinThen(form)];
  const showRate = joinRate(form);

  store.subscribe((state, changed) => {
    if (hasAny(changed, "rate", "pendingRate", "config", "pastRateChanges")) showRate(state);
    if (!changed.has("config") && !changed.has("text")) return;
    const { config, text } = state;
    const weights = core.weights(config, text?.vocabulary ?? DEFAULT_VOCABULARY);
    showPreset(config);
    showHidden(config, weights.slice(0, -1));
    showOutput(config, weights.slice(-1));
    for (const show of shows) show(config);
  });
}

/** @typedef {Pick<App, "core" | "commands" | "messages"> & {config: () => Readonly<Config>}} Form */

/**
 * A field for one setting.
 * @template {keyof Config} Key
 * @param {HTMLInputElement} field
 * @param {Key} key
 * @param {Form} form
 * @param {(text: string) => Read<Config[Key]>} read
 */
const joinField = (field, key, { commands, messages }, read) =>
  createField(
    field,
    typedInto((value) => commands.adjust({ [key]: value }), read, messages),
  );

/** @param {Form} form */
function joinPreset({ core, commands }) {
  const [preset, doc, changes, differs] = ["preset", "preset-doc", "preset-changes", "preset-differs"].map((id) =>
    element(id),
  );
  const choose = (/** @type {string} */ name) => commands.change(core.preset(name).config);
  const names = core.presets.map(({ name }) => name);
  const show = createChoice(select("preset"), names, choose);
  button("preset-restore").addEventListener("click", () => {
    choose(select("preset").value);
    preset.focus();
  });
  return (/** @type {Config} */ next) => {
    show(next.preset);
    doc.textContent = core.preset(next.preset).doc;
    const fields = core.differences(next).map(([key]) => key);
    changes.hidden = fields.length === 0;
    doc.hidden = !changes.hidden;
    differs.textContent = `Changed from ${next.preset}: ${fields.join(", ")}.`;
  };
}

/** @param {"w" | "out"} key @param {Form} form */
function joinScale(key, { core, commands, messages, config }) {
  const kind = select(`${key}-kind`);
  const hint = element(`${key}-hint`);
  /** @type {WeightFacts[]} */
  let weights = [];
  /** @param {Scale} scale */
  const change = (scale) => commands.adjust({ [key]: scale });
  const moved = (/** @type {number} */ value) => change("gain" in config()[key] ? { gain: value } : { std: value });
  const typed = typedInto(moved, (text) => core.readNumber(key, text), messages);
  const reset = () => change(core.preset(config().preset).config[key]);
  const control = createSlider(input(key), input(`${key}-number`), core.range(key), { moved, typed, reset });
  // Converts the current scale to the other kind by the first matrix, so that its weights stay the same.
  kind.addEventListener("change", () => {
    const [{ std, gain }] = weights;
    change(kind.value === "gain" ? { gain: rounded(gain) } : { std: rounded(std) });
  });
  return (/** @type {Config} */ next, /** @type {WeightFacts[]} */ described) => {
    weights = described;
    const scale = next[key];
    kind.value = "gain" in scale ? "gain" : "std";
    const lines = formulas(weights).map(({ names, formula }) => `${names}: std ${formula}`);
    hint.replaceChildren(...lines.map((line) => make("span", {}, line)));
    control.show("gain" in scale ? scale.gain : scale.std, (value) => `${kind.value} ${figure(value)}`);
  };
}

/** To four significant digits, as many as the number field shows. @param {number} value */
const rounded = (value) => Number(value.toPrecision(4));

/** @param {Form} form */
function joinNetwork(form) {
  const { core, commands, config } = form;
  const { max } = core.range("hidden");
  const depth = input("depth");
  depth.min = "1";
  const showDepth = joinField(depth, "hidden", form, (text) => {
    const { hidden } = config();
    const layers = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    const widths = Array.from({ length: layers }, (_, i) => hidden[Math.min(i, hidden.length - 1)]);
    const read = core.readField("hidden", widths.join(","));
    return read.error === null ? read : { ...read, error: { ...read.error, field: "depth", got: text || "nothing" } };
  });
  const width = input("width");
  width.title = `1 to ${max} neurons per layer, or 64,48 for layers of different widths`;
  const showWidth = joinField(width, "hidden", form, (text) =>
    core.readField("hidden", /^\d+$/.test(text) ? `${text}x${config().hidden.length}` : text),
  );
  const showActivation = createChoice(select("act"), core.choices("act"), (act) =>
    commands.adjust({ act: /** @type {Config["act"]} */ (act) }),
  );
  /** @param {"b" | "outb"} key */
  const joinBias = (key) => {
    input(key).title = `${core.range(key).doc} A std, zero, or none for no bias.`;
    return joinField(input(key), key, form, (text) => core.readField(key, /^[\d.]/.test(text) ? `std:${text}` : text));
  };
  const [showBias, showOutputBias] = [joinBias("b"), joinBias("outb")];
  return (/** @type {Config} */ next) => {
    const { hidden, act, b, outb } = next;
    showBias(biasText(b));
    showOutputBias(biasText(outb));
    showDepth(String(hidden.length));
    showWidth(hidden.every((size) => size === hidden[0]) ? String(hidden[0]) : hidden.join(","));
    showActivation(act);
    element("network-facts").textContent = networkFacts(next);
  };
}

/** @param {Config["b"]} bias */
const biasText = (bias) => (typeof bias === "string" ? bias : typeable(bias.std));

/** @param {Form} form */
function joinNorm(form) {
  const { core, commands, config } = form;
  const showNorm = createChoice(select("norm"), core.choices("norm"), (choice) => {
    const norm = /** @type {Config["norm"]} */ (choice);
    const base = core.preset(config().preset).config;
    commands.adjust({ norm, outnorm: norm === "none" ? null : base.outnorm });
  });
  const showVariance = createChoice(select("variance"), core.choices("variance"), (variance) =>
    commands.adjust({ variance: /** @type {Config["variance"]} */ (variance) }),
  );
  /** @param {"eps" | "momentum" | "outnorm"} key */
  const joinNumber = (key) => {
    input(key).title = core.range(key).doc;
    return joinField(input(key), key, form, (text) =>
      core.readField(key, key === "outnorm" && text === "" ? "none" : text),
    );
  };
  const [showEps, showMomentum, showGain] = [joinNumber("eps"), joinNumber("momentum"), joinNumber("outnorm")];
  return (/** @type {Config} */ next) => {
    const { norm, variance, eps, momentum, outnorm } = next;
    showNorm(norm);
    showVariance(variance);
    showEps(typeable(eps));
    showMomentum(typeable(momentum));
    showGain(outnorm === null ? "" : typeable(outnorm));
    element("norm-more").hidden = norm === "none";
    // LayerNorm keeps no running statistics and always uses the biased variance.
    for (const field of [input("momentum").closest("label"), select("variance")]) {
      if (field) field.hidden = norm !== "batch";
    }
    element("norm-hint").textContent = normFacts(next);
    select("norm").title = normFacts(next);
  };
}

/** A number as one would type it. @param {number} value */
const typeable = (value) => (value > 0 && value < 1e-3 ? value.toExponential() : String(value));

/** @param {Form} form */
function joinRate({ core, commands, messages, config }) {
  const initial = () => core.preset(config().preset).config.lr.initial;
  const control = createSlider(input("lr"), input("lr-number"), core.range("lr"), {
    moved: commands.moveLearningRate,
    released: commands.commitLearningRate,
    typed: typedInto(commands.setLearningRate, (text) => core.readNumber("lr", text), messages),
    reset: () => commands.setLearningRate(initial()),
  });
  const plan = input("plan");
  const showPlan = createField(plan, commands.setPlan);
  return (/** @type {Readonly<Run>} */ { config: { lr }, rate, pendingRate, pastRateChanges }) => {
    control.show(pendingRate ?? rate ?? lr.initial, (shown) => figure(shown));
    const later = lr.changes.slice(pastRateChanges);
    if (document.activeElement !== plan) showPlan(later.map((change) => change.join(":")).join(","));
    element("lr-hint").textContent = rateFacts(lr, pastRateChanges);
  };
}

/** @param {"batch" | "seed"} key @param {Form} form */
function joinWhole(key, form) {
  const field = input(key);
  const { min, max, doc } = form.core.range(key);
  field.min = String(min);
  field.max = String(max);
  field.title = doc;
  const show = joinField(field, key, form, (text) => form.core.readField(key, text));
  return (/** @type {Config} */ next) => show(String(next[key]));
}

/** The field for a fork's later changes, shown if there are any. @param {Form} form */
function joinThen(form) {
  const { core } = form;
  const field = input("then");
  const show = joinField(field, "then", form, (text) => core.readField("then", text.replaceAll(/\s/g, "") || "none"));
  return (/** @type {Config} */ next) => {
    const { then } = next;
    show(then.length === 0 ? "" : (core.differences(next).find(([key]) => key === "then")?.[1] ?? ""));
    if (then.length === 0 && document.activeElement === field) input("batch").focus();
    element("then-row").hidden = then.length === 0;
  };
}
