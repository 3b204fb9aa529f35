// The two weight scales of Explore with their healthy ranges, and the scenarios. Used by explore.js.

import { hasAny } from "../../run/store.js";
import { makeButton } from "../../ui/dom.js";
import { element, input, setText } from "../../ui/elements.js";
import { createFault } from "../../ui/faults.js";
import { typedInto } from "../../ui/fields.js";
import { createSlider, zoneShares } from "../../ui/slider.js";
import { figure } from "../../words/format.js";

/** @import { Scale } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Motion } from "../../run/interruption.js" */

/** The scenarios, in the order of the lecture. */
const SCENARIOS = ["naive", "output-fixed", "kaiming", "batchnorm", "deep-gain-5/3"];
/** Assumed until the text is known, as for the built-in names. */
const DEFAULT_VOCABULARY = 27;

/** @param {App} app */
export function createScales({ core, store, commands }) {
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
    const number = input(`explore-${key}-number`);
    /** @param {number} value @param {Motion | null} [motion] */
    const move = (value, motion) => {
      commands.adjust({ [key]: "gain" in store.get().config[key] ? { gain: value } : { std: value } }, motion);
    };
    const control = createSlider(slider, number, range, {
      moved: (value, keyHeld) => move(value, keyHeld ? "held" : "dragged"),
      released: commands.released,
      typed: typedInto(move, (text) => core.readNumber(key, text)),
      fault: createFault(number, slider.labels?.[0]?.textContent ?? key),
      reset: () => commands.adjust({ [key]: core.preset(store.get().config.preset).config[key] }),
    });
    return (/** @type {Scale} */ scale, /** @type {[number, number]} */ [low, high], /** @type {string} */ good) => {
      const [kind, value] = "gain" in scale ? ["gain", scale.gain] : ["std", scale.std];
      setText(element(`explore-${key}-kind`), kind);
      setText(element(`explore-${key}-good`), good);
      control.show(value, (shown) => `${kind} ${figure(shown)}`);
      control.showZone(low, high);
      const track = /** @type {HTMLElement} */ (slider.parentElement);
      const [now] = zoneShares(range, [value, value]);
      const [from, to] = zoneShares(range, [low, high]);
      track.style.setProperty("--share", now.toFixed(4));
      track.style.setProperty("--middle", ((from + to) / 2).toFixed(4));
    };
  }
  const [showHidden, showOutput] = [join("w"), join("out")];

  store.subscribe(({ config, text }, changed) => {
    if (!hasAny(changed, "config", "text")) return;
    const { gain, w, out } = core.healthyScales(config);
    const [{ formula }] = core.weights({ ...config, w: { gain } }, text?.vocabulary ?? DEFAULT_VOCABULARY);
    const { text: gainText } = core.gain(config.act);
    // In the unit of the scale: of several matrices, each has a fan-in of its own.
    const usual =
      "gain" in config.w ? `about ${gainText}` : config.hidden.length === 1 ? formula : `${gainText} / √fan_in`;
    showHidden(config.w, w, `healthy: ${config.norm === "none" ? usual : "any, with a norm"}`);
    showOutput(
      config.out,
      out,
      config.outnorm !== null ? "healthy: any, with a norm" : `healthy: up to ${figure(out[1], 2)}`,
    );
    const isPreset = core.differences(config).length === 0;
    for (const { name, chosen } of scenarios)
      chosen.setAttribute("aria-pressed", String(isPreset && config.preset === name));
  });
}
