// Connects the settings form and the Config: a control changes the Config, and a new Config updates every control. Ranges
// and descriptions are Rust's schema. Used by main.js.

import { vocabularyOf } from "../run/selectors.js";
import { hasAny } from "../run/store.js";
import { make } from "../ui/dom.js";
import { button, element, select } from "../ui/elements.js";
import { createChoice } from "../ui/fields.js";
import { fieldLabel } from "../words/fields.js";
import { joinNetwork, joinNorm } from "./architecture.js";
import { joinWhole } from "./form.js";
import { joinOptimizer, joinRate, joinThen } from "./training.js";
import { joinWeights } from "./weights.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Form } from "./form.js" */

/** @param {App} app */
export function createControls(app) {
  const { core, store, commands } = app;
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  const form = { core, commands, config: () => store.get().config };
  const showPreset = joinPreset(form);
  const scales = { w: joinWeights("w", form), out: joinWeights("out", form) };
  const showNetwork = joinNetwork(form);
  const shows = [
    joinNorm(form),
    joinOptimizer(form),
    joinWhole("batch", form),
    joinWhole("seed", form),
    joinThen(form),
  ];
  const showRate = joinRate(form, app);

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
    preset.title = title;
    doc.textContent = words;
    const fields = core.differences(next).map(([key]) => fieldLabel(key).toLowerCase());
    changes.hidden = fields.length === 0;
    doc.hidden = !changes.hidden;
    differs.textContent = `Changed from “${title}”: ${fields.join(", ")}.`;
  };
}
