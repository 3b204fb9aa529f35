// Connects the settings form and the Config: a control changes the Config, and a new Config updates every control. Ranges
// and descriptions are Rust's schema. Used by main.js.

import { vocabularyOf } from "../run/selectors.js";
import { hasAny } from "../run/store.js";
import { make } from "../ui/dom.js";
import { button, element, input, select } from "../ui/elements.js";
import { createFault, nameFault } from "../ui/faults.js";
import { createChoice, createField, typedInto } from "../ui/fields.js";
import { createScale } from "../ui/scale.js";
import { createSlider } from "../ui/slider.js";
import { ACTIVATIONS } from "../words/activations.js";
import { fieldLabel } from "../words/fields.js";
import { figure, formulas, normFacts, rateFacts } from "../words/format.js";
import { isComparable } from "../words/inits.js";

/** @import { Config, InitName } from "../../shared/protocol.js" */
/** @import { Read, WeightFacts } from "../engine/core.js" */
/** @import { Place } from "../ui/faults.js" */
/** @import { App } from "../page/app.js" */
/** @import { Run } from "../run/store.js" */

/** @param {App} app */
export function createControls({ core, store, commands }) {
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  const form = { core, commands, config: () => store.get().config };
  const showPreset = joinPreset(form);
  const scales = { w: joinScale("w", form), out: joinScale("out", form) };
  const showNetwork = joinNetwork(form);
  const shows = [joinNorm(form), joinWhole("batch", form), joinWhole("seed", form), joinThen(form)];
  const showRate = joinRate(form);

  store.subscribe((state, changed) => {
    if (hasAny(changed, "rate", "pendingRate", "config", "pastRateChanges")) showRate(state);
    if (!changed.has("config") && !changed.has("text")) return;
    const { config } = state;
    const weights = core.weights(config, vocabularyOf(state));
    showPreset(config);
    scales.w.show(config, weights.slice(0, -1));
    scales.out.show(config, weights.slice(-1));
    showNetwork(config, weights.slice(0, -1));
    for (const show of shows) show(config);
  });

  return {
    /** Marks the recommended values of a weight scale that a verdict has pointed at. @param {string} id of a control */
    showRecommended(id) {
      if (id === "w" || id === "out") scales[id].showRecommended();
    },
  };
}

/** @typedef {Pick<App, "core" | "commands"> & {config: () => Readonly<Config>}} Form */

/**
 * What is wrong with a setting's field, beside it.
 * @param {HTMLInputElement} field
 * @param {string} key
 * @param {Place} [place]
 */
function fieldFault(field, key, place) {
  const fault = createFault(field, fieldLabel(key), place);
  nameFault(key, fault);
  return fault;
}

/**
 * A field for one setting.
 * @template {keyof Config} Key
 * @param {HTMLInputElement} field
 * @param {Key} key
 * @param {Form} form
 * @param {(text: string) => Read<Config[Key]>} read
 * @param {string} [label] the key of its label, where it is only a part of the setting
 */
const joinField = (field, key, { commands }, read, label = key) =>
  createField(
    field,
    typedInto((value) => commands.adjust({ [key]: value }), read),
    fieldFault(field, label),
  );

/** @param {Form} form */
function joinPreset({ core, commands }) {
  const [preset, doc, changes, differs] = ["preset", "preset-doc", "preset-changes", "preset-differs"].map((id) =>
    element(id),
  );
  const choose = (/** @type {string} */ name) => commands.replace(core.preset(name).config);
  const groups = [...new Set(core.presets.map(({ group }) => group))];
  const options = groups.map((label) => {
    const presets = core.presets.filter(({ group }) => group === label);
    return make("optgroup", { label }, ...presets.map(({ name, title }) => new Option(title, name)));
  });
  const show = createChoice(select("preset"), options, choose);
  button("preset-restore").addEventListener("click", () => {
    choose(select("preset").value);
    preset.focus();
  });
  return (/** @type {Config} */ next) => {
    show(next.preset);
    const { title, doc: words } = core.preset(next.preset);
    doc.textContent = words;
    const fields = core.differences(next).map(([key]) => fieldLabel(key).toLowerCase());
    changes.hidden = fields.length === 0;
    doc.hidden = !changes.hidden;
    differs.textContent = `Changed from “${title}”: ${fields.join(", ")}.`;
  };
}

/** @param {"w" | "out"} key @param {Form} form */
function joinScale(key, form) {
  const { core, commands, config } = form;
  const hint = element(`${key}-hint`);
  /** @type {WeightFacts[]} */
  let weights = [];
  const fields = { slider: input(key), number: input(`${key}-number`), label: fieldLabel(key) };
  const control = createScale(key, fields, form);
  const showName = createChoice(select(`${key}-kind`), core.choices(key), (choice) => {
    const name = /** @type {InitName} */ (choice);
    const [{ std, gain }] = weights;
    // By the first matrix, so that its weights keep their size; the others have a size of their own.
    const numbers = { std, gain, trunc_normal: std };
    const number = Object.entries(numbers).find(([other]) => other === name)?.[1];
    commands.adjust({ [key]: number === undefined ? name : { [name]: rounded(number) } });
  });
  /** Whether its recommended values are marked: from when a verdict has pointed at it until something else has the focus. */
  let isMarked = false;
  const group = element(`group-${key}`);
  group.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && group.contains(relatedTarget)) return;
    isMarked = false;
    control.hideZone();
  });
  function mark() {
    const shown = config();
    if (isMarked && isComparable(shown[key])) control.showZone(...core.recommendedScales(shown)[key]);
    else control.hideZone();
  }
  return {
    /** @param {Config} next @param {WeightFacts[]} described */
    show(next, described) {
      weights = described;
      const lines = formulas(weights).map(({ names, formula }) => `${names}: ${stdBefore(formula)}${formula}`);
      hint.replaceChildren(...lines.map((line) => make("span", {}, line)));
      showName(control.show(next, weights[0].gain).name);
      mark();
    },
    showRecommended() {
      isMarked = true;
      mark();
    },
  };
}

/** A formula that does not name what it is of is that of the standard deviation. @param {string} formula */
const stdBefore = (formula) => (/^[\d√]/.test(formula) ? "std " : "");

/** To four significant digits, as many as the number field shows. @param {number} value */
const rounded = (value) => Number(value.toPrecision(4));

/** @param {Form} form */
function joinNetwork(form) {
  const { core, commands, config } = form;
  const { max } = core.range("hidden");
  const depth = input("depth");
  depth.min = "1";
  const readDepth = (/** @type {string} */ text) => {
    const { hidden } = config();
    const layers = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    const widths = Array.from({ length: layers }, (_, i) => hidden[Math.min(i, hidden.length - 1)]);
    const read = core.readField("hidden", widths.join(","));
    return read.error === null ? read : { ...read, error: { ...read.error, field: "depth", got: text || "nothing" } };
  };
  const showDepth = joinField(depth, "hidden", form, readDepth, "depth");
  const width = input("width");
  width.title = `1 to ${max} neurons per layer, or 64,48 for layers of different widths`;
  const readWidth = (/** @type {string} */ text) => {
    const read = core.readField("hidden", /^\d+$/.test(text) ? `${text}x${config().hidden.length}` : text);
    return read.error === null ? read : { ...read, error: { ...read.error, got: text || "nothing" } };
  };
  const showWidth = joinField(width, "hidden", form, readWidth, "width");
  const offer = createGainOffer(form);
  const showActivation = createChoice(select("act"), core.choices("act"), (choice) => {
    const act = /** @type {Config["act"]} */ (choice);
    offer.make(act);
    commands.adjust({ act });
  });
  const showSizes = [joinWhole("context", form), joinWhole("emb", form)];
  /** @param {"b" | "outb"} key */
  const joinBias = (key) => {
    input(key).title = `${core.range(key).doc} A std, zero, torch, or none for no bias.`;
    return joinField(input(key), key, form, (text) => core.readField(key, text));
  };
  const [showBias, showOutputBias] = [joinBias("b"), joinBias("outb")];
  return (/** @type {Config} */ next, /** @type {WeightFacts[]} */ weights) => {
    const { hidden, act, b, outb } = next;
    for (const show of showSizes) show(next);
    offer.show(next, weights);
    showBias(biasText(b));
    showOutputBias(biasText(outb));
    showDepth(String(hidden.length));
    showWidth(hidden.every((size) => size === hidden[0]) ? String(hidden[0]) : hidden.join(","));
    showActivation(act);
  };
}

/** Gains this close to one another are the same to the eye. */
const SAME_GAIN = 0.005;

/** Offers the gain that goes with an activation once that is chosen, if the hidden weights have another one. @param {Form} form */
function createGainOffer({ core, commands }) {
  const use = button("gain-offer");
  /** The activation that has been chosen. @type {Config["act"] | null} */
  let chosen = null;
  use.addEventListener("click", () => {
    if (chosen === null) return;
    commands.adjust({ w: { gain: core.gain(chosen).value } });
    select("act").focus();
  });
  return {
    /** @param {Config["act"]} act */
    make(act) {
      chosen = act;
      use.textContent = `Use its gain: ${core.gain(act).text}`;
      use.title = `Scales the hidden weights by gain/√fan_in; ${core.gain(act).text} is ${ACTIVATIONS[act].gainSource}`;
    },
    /** @param {Config} config @param {WeightFacts[]} weights the hidden ones */
    show({ act, norm }, weights) {
      if (act !== chosen) chosen = null;
      const wanted = chosen === null ? null : core.gain(chosen).value;
      const has = (/** @type {number} */ gain) => weights.every((facts) => Math.abs(facts.gain / gain - 1) < SAME_GAIN);
      // With a norm the scale of the weights does not matter.
      use.hidden = wanted === null || norm !== "none" || has(wanted);
    },
  };
}

/** @param {Config["outb"]} bias */
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
function joinRate({ core, commands, config }) {
  const initial = () => core.preset(config().preset).config.lr.initial;
  const control = createSlider(input("lr"), input("lr-number"), core.range("lr"), {
    moved: commands.moveLearningRate,
    released: commands.commitLearningRate,
    typed: typedInto(commands.setLearningRate, (text) => core.readNumber("lr", text)),
    fault: fieldFault(input("lr-number"), "lr"),
    reset: () => commands.setLearningRate(initial()),
  });
  const plan = input("plan");
  const showPlan = createField(plan, commands.setPlan, fieldFault(plan, "plan"));
  return (/** @type {Readonly<Run>} */ { config: { lr }, rate, pendingRate, pastRateChanges }) => {
    control.show(pendingRate ?? rate ?? lr.initial, (shown) => figure(shown));
    const later = lr.changes.slice(pastRateChanges);
    if (document.activeElement !== plan) showPlan(later.map((change) => change.join(":")).join(","));
    element("lr-hint").textContent = rateFacts(lr, pastRateChanges);
  };
}

/** @param {"context" | "emb" | "batch" | "seed"} key @param {Form} form */
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
