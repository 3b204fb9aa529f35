// Wires the page: modules to each other, and to the elements that they find themselves. Decides nothing.

import { createAnswers, NOTHING_KNOWN } from "./app/answers.js";
import { startEarly } from "./app/client.js";
import { createControls } from "./app/controls.js";
import { loadCore, missingFeature } from "./app/core.js";
import { createDialogs } from "./app/dialogs.js";
import { button, element } from "./app/elements.js";
import { createExperiment } from "./app/experiment.js";
import { createExport } from "./app/export.js";
import { createFrame } from "./app/frame.js";
import { createHiding } from "./app/hiding.js";
import { sees } from "./app/inside.js";
import { createKeys } from "./app/keys.js";
import { createLessons } from "./app/lessons.js";
import { createMap } from "./app/map.js";
import { createMessages } from "./app/messages.js";
import { loadNames } from "./app/names.js";
import { createPanels } from "./app/panels.js";
import { createPanes } from "./app/panes.js";
import { createPast } from "./app/past.js";
import { createHiddenTab, createPreferences } from "./app/preferences.js";
import { createRuns } from "./app/runs.js";
import { createSlow } from "./app/slow.js";
import { createStore } from "./app/store.js";
import { createTables } from "./app/tables.js";
import { createTextControls } from "./app/text.js";
import { createThreshold } from "./app/threshold.js";
import { createTransport } from "./app/transport.js";
import { createAddress } from "./app/url.js";
import { createVerdicts } from "./app/verdicts.js";
import { createView } from "./app/view.js";
import { createWanted } from "./app/wanted.js";

const messages = createMessages();
createDialogs({ "help-dialog": "help", "export-dialog": "export", "runs-dialog": "runs" });

/** Lets the browser paint and listen: all parts in one go would hold up a phone for a tenth of a second and more. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

async function open() {
  messages.say("Starting…");
  startEarly();
  const [core, bytes] = await Promise.all([loadCore(), loadNames()]);
  await breath();
  const names = { name: "Built-in names", builtIn: true, bytes };

  const address = createAddress((fragment, builtIn) => {
    experiment.open(fragment, builtIn);
    panels.point();
  });
  const store = createStore({
    config: core.parseLink("").config,
    textName: names.name,
    textIsBuiltIn: true,
    text: null,
    mode: "starting",
    awaited: true,
    step: 0,
    sum: null,
    replay: null,
    wanted: null,
    goal: null,
    phase: null,
    rate: null,
    passed: 0,
    rateAsked: null,
    ...NOTHING_KNOWN,
    verdicts: [],
    samples: null,
    strips: null,
    pins: [],
    lockstep: true,
    layer: 0,
    neuron: 0,
    example: null,
    drawer: true,
    tab: "now",
    threshold: core.threshold,
    preactivations: false,
    lecture: false,
    logLoss: true,
    hide: 0,
    lesson: null,
    focus: null,
    hidden: null,
    embed: false,
    pocket: false,
    pane: "layers",
  });
  const experiment = createExperiment(core, store, address, messages, names, (frame) => {
    transport.progress(frame.step);
    view.show(frame);
    lessons.frame();
    past.frame(frame.step);
  });
  const view = createView(core, store, experiment, messages);
  await breath();
  const transport = createTransport(core, store, experiment, messages);
  createControls(core, store, experiment, messages);
  createTextControls(store, experiment, messages);
  await breath();
  createThreshold(core, store, experiment, messages);
  createAnswers(store, experiment);
  createSlow(store, experiment, element("phases"));
  createExport({ core, store, experiment, view });
  const past = createPast({ core, store, experiment, messages, view });
  createMap({ core, store, experiment, messages });
  createRuns({ core, store, experiment, view });
  createTables(() => ({ frame: view.current(), state: store.get() }), messages);
  await breath();
  const panes = createPanes(store);
  const panels = createPanels(store, panes.reveal);
  createHiding(store, experiment);
  createWanted(store, experiment);
  createFrame(store, experiment);
  const lessons = createLessons({ core, store, experiment, messages, panels, frame: view.newest });
  createVerdicts(store, panes.reveal);
  const preferences = createPreferences(view.recolor);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", view.recolor);
  element("dark").addEventListener("load", view.recolor);
  createHiddenTab(() => preferences.get().hidden === "pause", store, experiment);
  createKeys(
    {
      train: () => !button("train").disabled && transport.trainOrPause(),
      step: () => !button("step").disabled && transport.step(),
      reset: transport.reset,
      newSeed: transport.newSeed,
      preset: (i) => experiment.change(core.presets[i].config),
    },
    () => preferences.get().shortcuts === "on",
  );
  store.subscribe((state, changed) => {
    const { layer, neuron, preactivations, pocket, pane } = state;
    if (changed.has("layer") || changed.has("neuron")) experiment.look({ focus: { layer, neuron } });
    if (["preactivations", "pocket", "pane", "tab"].some((key) => changed.has(/** @type {"tab"} */ (key)))) {
      experiment.look({ preactivations: preactivations || (pocket && pane === "norm"), norms: sees(state, "norm") });
    }
  });
  await breath();
  document.body.dataset.state = "open";
  experiment.open(address.read(), false);
  panels.point();
}

const missing = missingFeature();
if (missing !== null) messages.unsupported(missing);
else {
  document.body.dataset.state = "opening";
  open().catch((/** @type {unknown} */ thrown) => {
    messages.say("");
    messages.trouble("The page could not start", thrown instanceof Error ? thrown.message : String(thrown));
  });
}
