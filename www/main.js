// Starts the page: creates its parts, each of which finds its elements itself, and opens the run of the address. Loaded by
// index.html.

import { createAbout } from "./app/about/index.js";
import { createControls } from "./app/controls/controls.js";
import { createMissingText } from "./app/controls/missing-text.js";
import { createSetAside } from "./app/controls/set-aside.js";
import { createSlow } from "./app/controls/slow.js";
import { createTextControls } from "./app/controls/text.js";
import { createThreshold } from "./app/controls/threshold.js";
import { createTransport } from "./app/controls/transport.js";
import { loadCore } from "./app/engine/core.js";
import { loadNames } from "./app/engine/names.js";
import { createExport } from "./app/export/index.js";
import { createLessons } from "./app/lessons/index.js";
import { createMap } from "./app/map/index.js";
import { createOffline } from "./app/offline/index.js";
import { createApp } from "./app/page/app.js";
import { createEmbed } from "./app/page/embed.js";
import { createHiding } from "./app/page/hiding.js";
import { createLastRun } from "./app/page/last-run.js";
import { createPanels } from "./app/page/panels.js";
import { createPanes } from "./app/page/panes.js";
import { createHiddenTab, createPreferences } from "./app/page/preferences.js";
import { createShortcuts } from "./app/page/shortcuts.js";
import { sees } from "./app/page/sight.js";
import { missingFeature } from "./app/page/supported.js";
import { trustOwnScripts } from "./app/page/trusted.js";
import { reportUncaught } from "./app/page/uncaught.js";
import { createViews } from "./app/page/views.js";
import { createAnswers } from "./app/panels/answers.js";
import { createEmpty } from "./app/panels/empty.js";
import { createExploreLoader, prefetchExplore } from "./app/panels/explore/index.js";
import { createVerdicts } from "./app/panels/verdicts.js";
import { createView } from "./app/panels/view.js";
import { createPast } from "./app/past/index.js";
import { createPresenting } from "./app/presenting/index.js";
import { hasAny } from "./app/run/store.js";
import { startEarly } from "./app/run/workers.js";
import { createShare } from "./app/share/index.js";
import { createRuns } from "./app/shelf/index.js";
import { createTables } from "./app/tables/index.js";
import { createDialogs } from "./app/ui/dialogs.js";
import { button, element } from "./app/ui/elements.js";
import { createMessages } from "./app/ui/messages.js";

/** @import { Panel } from "./app/words/panels.js" */

trustOwnScripts();
const messages = createMessages();
reportUncaught(messages);
createDialogs({ "help-dialog": "help", "export-dialog": "export", "runs-dialog": "runs" });
createAbout();

/** From this width, type is larger, on canvases too. */
const LARGE = "(min-width: 1600px)";

/** Lets the browser paint and listen: all parts in one go would hold up a phone for a tenth of a second and more. */
const yieldToBrowser = () => new Promise((resolve) => setTimeout(resolve));

/** @param {() => void} loaded all that is fetched is here */
async function open(loaded) {
  messages.status("Starting…");
  if (self.origin === "null") await import("./app/page/sandboxed.js");
  startEarly();
  if (location.hash.length <= 1) prefetchExplore();
  const [core, bytes] = await Promise.all([loadCore(), loadNames()]);
  loaded();
  await yieldToBrowser();
  const app = createApp({
    core,
    builtIn: { name: "Built-in names", builtIn: true, bytes },
    messages,
    onForeignChange(fragment, meansBuiltIn) {
      app.commands.open(fragment, meansBuiltIn);
      panels.point();
    },
  });
  const { sight, commands } = app;
  const view = createView(app);
  await yieldToBrowser();
  const transport = createTransport(app);
  const controls = createControls(app);
  createSetAside(app);
  createTextControls(app);
  await yieldToBrowser();
  createEmpty(app, transport.trainOrPause);
  createThreshold(app);
  createAnswers(app);
  createSlow(app, element("phases"));
  createShare(app);
  createExport(app);
  createPast(app);
  createRuns(app);
  createTables(app);
  await yieldToBrowser();
  const panes = createPanes(app);
  const panels = createPanels(app, panes.reveal);
  const views = createViews(app);
  createMap(app, () => views.choose("lab"));
  createHiding(app);
  createMissingText(app);
  createEmbed(app);
  const lessons = createLessons(app, panels);
  createVerdicts(app, (id) => {
    panes.reveal(id);
    controls.showRecommended(id);
  });
  const openInLab = (/** @type {Panel} */ panel) => {
    views.choose("lab");
    panels.point(panel);
  };
  const actions = { openInLab, openLesson: lessons.open, trainOrPause: transport.trainOrPause, reset: transport.reset };
  view.showExplore(createExploreLoader(app, actions, createLastRun(app), view.invalidate));
  const preferences = createPreferences(view.recolor);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", view.recolor);
  element("dark").addEventListener("load", view.recolor);
  createHiddenTab(app, () => preferences.get().hidden === "pause");
  matchMedia(LARGE).addEventListener("change", view.recolor);
  const presenting = createPresenting(app, transport.trainOrPause, view.recolor);
  createShortcuts(
    {
      train: () => !button("train").disabled && transport.trainOrPause(),
      step: () => !button("step").disabled && transport.step(),
      reset: transport.reset,
      newSeed: transport.newSeed,
      present: presenting.toggle,
      preset: (i) => commands.replace(core.presets[i].config),
    },
    presenting.actionFor,
    // The map shows nothing of the run that the other keys change.
    (key) => preferences.get().shortcuts === "on" && (sight.get().view !== "map" || key === "p" || key === "?"),
  );
  sight.subscribe((looked, changed) => {
    const { layer, neuron, threshold, preactivations, pocket, pane } = looked;
    if (changed.has("threshold")) commands.look({ threshold });
    if (changed.has("layer") || changed.has("neuron")) commands.look({ focus: { layer, neuron } });
    if (hasAny(changed, "preactivations", "view", "pocket", "pane", "tab")) {
      commands.look({ preactivations: preactivations || (pocket && pane === "norm"), norms: sees(looked, "norm") });
    }
  });
  createOffline(app, import.meta.url);
  await yieldToBrowser();
  document.body.dataset.state = "open";
  commands.open(app.address.read(), false);
  panels.point();
}

function start() {
  let again = start;
  // A page that is half built can't be built again: reload it instead.
  const loaded = () => {
    again = () => location.reload();
  };
  open(loaded).catch((/** @type {unknown} */ thrown) => {
    messages.status("");
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    messages.offer("The page could not start", [reason], "Try again", () => again());
  });
}

const missing = missingFeature();
if (missing !== null) messages.unsupported(`Missing: ${missing}.`);
else {
  document.body.dataset.state = "opening";
  start();
}
