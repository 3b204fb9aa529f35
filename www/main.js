// Wires the page: modules to each other, and to the elements that they find themselves. Decides nothing.

import { createAbout } from "./app/about/index.js";
import { createControls } from "./app/controls/controls.js";
import { createWanted } from "./app/controls/missing-text.js";
import { createSlow } from "./app/controls/slow.js";
import { createTextControls } from "./app/controls/text.js";
import { createThreshold } from "./app/controls/threshold.js";
import { createTransport } from "./app/controls/transport.js";
import { loadCore, missingFeature } from "./app/engine/core.js";
import { loadNames } from "./app/engine/names.js";
import { createExport } from "./app/export/index.js";
import { createLessons } from "./app/lessons/index.js";
import { createMap } from "./app/map/index.js";
import { createOffline } from "./app/offline/index.js";
import { createAddress } from "./app/page/address.js";
import { createFrame } from "./app/page/embed.js";
import { createHiding } from "./app/page/hiding.js";
import { createKeys } from "./app/page/keys.js";
import { createPanels } from "./app/page/panels.js";
import { createPanes } from "./app/page/panes.js";
import { createHiddenTab, createPreferences } from "./app/page/preferences.js";
import { trustOwnScripts } from "./app/page/trusted.js";
import { createMishaps } from "./app/page/uncaught.js";
import { createAnswers, NOTHING_KNOWN } from "./app/panels/answers.js";
import { sees } from "./app/panels/lazy.js";
import { createVerdicts } from "./app/panels/verdicts.js";
import { createView } from "./app/panels/view.js";
import { createPast } from "./app/past/index.js";
import { createExperiment } from "./app/run/experiment.js";
import { createStore } from "./app/run/store.js";
import { startEarly } from "./app/run/workers.js";
import { createRuns } from "./app/shelf/index.js";
import { createTables } from "./app/tables/index.js";
import { createDialogs } from "./app/ui/dialogs.js";
import { button, element } from "./app/ui/elements.js";
import { createMessages } from "./app/ui/messages.js";

trustOwnScripts();
const messages = createMessages();
createMishaps(messages);
createDialogs({ "help-dialog": "help", "export-dialog": "export", "runs-dialog": "runs" });
createAbout();

/** Lets the browser paint and listen: all parts in one go would hold up a phone for a tenth of a second and more. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

/** @param {() => void} loaded all that is fetched is here */
async function open(loaded) {
  messages.say("Starting…");
  if (self.origin === "null") await import("./app/page/sandboxed.js");
  startEarly();
  const [core, bytes] = await Promise.all([loadCore(), loadNames()]);
  loaded();
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
  createTextControls(core, store, experiment, messages);
  await breath();
  createThreshold(core, store, experiment, messages);
  createAnswers(store, experiment);
  createSlow(store, experiment, element("phases"));
  createExport({ core, store, experiment, view });
  const past = createPast({ core, store, experiment, messages, view });
  createMap({ core, store, experiment, messages });
  createRuns({ core, store, experiment, messages, view });
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
  createOffline({ store, experiment, address, script: import.meta.url });
  await breath();
  document.body.dataset.state = "open";
  experiment.open(address.read(), false);
  panels.point();
}

function start() {
  let again = start;
  // What is made by halves can't be made once more on the same page.
  const loaded = () => {
    again = () => location.reload();
  };
  open(loaded).catch((/** @type {unknown} */ thrown) => {
    messages.say("");
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    messages.offer("The page could not start", [reason], "Try again", () => again());
  });
}

const missing = missingFeature();
if (missing !== null) messages.unsupported(missing);
else {
  document.body.dataset.state = "opening";
  start();
}
