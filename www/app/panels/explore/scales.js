// The two weight scales of Explore with their recommended ranges, the output biases, and the scenarios. Used by explore.js.

import { vocabularyOf } from "../../run/selectors.js";
import { hasAny } from "../../run/store.js";
import { makeButton } from "../../ui/dom.js";
import { button, element, input, setText } from "../../ui/elements.js";
import { createScale } from "../../ui/scale.js";
import { zoneShares } from "../../ui/slider.js";
import { figure } from "../../words/format.js";
import { hasNumber, INITS, initParts, isComparable } from "../../words/inits.js";

/** @import { Config, InitName } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */

/** The scenarios, in the order of the lecture. */
const SCENARIOS = ["naive", "output-fixed", "kaiming", "batchnorm", "deep-gain-5/3"];
/** Output biases of a standard deviation σ cost some σ²/2 nats of the first loss: smaller ones are not worth a word. */
const SMALL_BIASES = 0.1;

/** Of a scale that a norm cancels: the recommended value, and why. */
const ANY = /** @type {const} */ (["any", "with a norm, "]);

/** What the recommended number is, where the setting has another one. @param {string} name of the initialization */
const gainBefore = (name) => (name === "std" || name === "gain" ? "" : "gain ");

/** What stands before the number. Of an initialization without one it is the gain of its first matrix, which the slider changes. @param {InitName} name */
const kindWords = (name) => (hasNumber(name) ? INITS[name] : `${name}: gain`);

/** @param {App} app @param {() => void} dropOutputBiases sets them to 0 */
export function createScales({ core, store, commands }, dropOutputBiases) {
  element("scales").addEventListener("submit", (event) => event.preventDefault());
  const scenarios = SCENARIOS.map((name) => {
    const preset = core.preset(name);
    const chosen = makeButton(
      name.startsWith("deep") ? preset.group : preset.title,
      () => commands.replace(preset.config),
      {
        title: preset.doc,
        "aria-pressed": "false",
      },
    );
    return { name, chosen };
  });
  element("scenarios").replaceChildren(...scenarios.map(({ chosen }) => chosen));

  /** @param {"w" | "out"} key */
  function join(key) {
    const slider = input(`explore-${key}`);
    const range = core.range(key);
    const fields = { slider, number: input(`explore-${key}-number`), label: slider.labels?.[0]?.textContent ?? key };
    const control = createScale(key, fields, { core, commands, config: () => store.get().config });
    const [reasonSaid, usualSaid] = element(`explore-${key}-good`).children;
    /** @param {Config} config @param {number} gain of the first matrix @param {[number, number]} recommended @param {string} usual @param {string} [reason] */
    return (config, gain, [low, high], usual, reason = "") => {
      const { name, value } = control.show(config, gain);
      setText(element(`explore-${key}-kind`), kindWords(name));
      setText(reasonSaid, reason);
      setText(usualSaid, usual);
      if (isComparable(config[key])) control.showZone(low, high);
      else control.hideZone();
      const track = /** @type {HTMLElement} */ (slider.parentElement);
      const [now] = zoneShares(range, [value, value]);
      const [from, to] = zoneShares(range, [low, high]);
      track.style.setProperty("--share", now.toFixed(4));
      track.style.setProperty("--middle", ((from + to) / 2).toFixed(4));
    };
  }
  const [showHidden, showOutput] = [join("w"), join("out")];

  const biases = element("output-biases");
  button("output-biases-zero").addEventListener("click", () => {
    dropOutputBiases();
    input("explore-out").focus();
  });

  store.subscribe((state, changed) => {
    if (!hasAny(changed, "config", "text")) return;
    const { config } = state;
    const { outb, outnorm } = config;
    const { gain, w, out } = core.recommendedScales(config);
    const weights = core.weights(config, vocabularyOf(state));
    const [hiddenGain, outputGain] = [weights[0].gain, weights[weights.length - 1].gain];
    const [{ formula }] = core.weights({ ...config, w: { gain } }, vocabularyOf(state));
    const { text: gainText } = core.gain(config.act);
    /** @param {"w" | "out"} key */
    const nameOf = (key) => initParts(config[key]).name;
    // In the unit of the scale: of several matrices, each has a fan-in of its own.
    if (config.norm !== "none") showHidden(config, hiddenGain, w, ...ANY);
    else if (nameOf("w") !== "std") showHidden(config, hiddenGain, w, `${gainBefore(nameOf("w"))}about ${gainText}`);
    else if (config.hidden.length > 1) showHidden(config, hiddenGain, w, `${gainText} / √fan_in`);
    else {
      const value = formula.lastIndexOf("= ") + 2;
      showHidden(config, hiddenGain, w, formula.slice(value), formula.slice(0, value));
    }
    if (outnorm !== null) showOutput(config, outputGain, out, ...ANY);
    else showOutput(config, outputGain, out, `${gainBefore(nameOf("out"))}up to ${figure(out[1], 2)}`);
    const std = typeof outb === "string" ? 0 : outb.std;
    // A norm of the logits cancels them.
    const matter = std > SMALL_BIASES && outnorm === null;
    biases.classList.toggle("absent", !matter);
    if (matter) setText(element("output-biases-said"), `Output biases: std ${Number(std.toPrecision(3))}`);
    const isPreset = core.differences(config).length === 0;
    for (const { name, chosen } of scenarios)
      chosen.setAttribute("aria-pressed", String(isPreset && config.preset === name));
  });
}
