// Wires the page: elements to their modules, modules to each other. Decides nothing.

import { createControls } from "./app/controls.js";
import { fetched, loadCore, missingFeature } from "./app/core.js";
import { createExperiment } from "./app/experiment.js";
import { createMessages } from "./app/messages.js";
import { createStore } from "./app/store.js";
import { createTextControls } from "./app/text.js";
import { createTransport } from "./app/transport.js";
import { createAddress } from "./app/url.js";
import { createView } from "./app/view.js";

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {{new (): T}} [kind]
 * @returns {T}
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (found === null || (kind && !(found instanceof kind)))
    throw new TypeError(`#${id}: expected ${kind?.name}, got ${found}`);
  return /** @type {T} */ (found);
}

const scaleElements = (/** @type {string} */ id) => ({
  slider: element(id, HTMLInputElement),
  number: element(`${id}-number`, HTMLInputElement),
  hint: element(`${id}-hint`),
});

const messages = createMessages({
  alert: element("alert"),
  title: element("alert-title"),
  list: element("alert-list"),
  dismiss: element("alert-dismiss"),
  next: element("preset"),
  status: element("status"),
});

async function open() {
  messages.say("Starting…");
  const [core, bytes] = await Promise.all([
    loadCore(),
    fetched(new URL("./text/names.txt", import.meta.url), "names.txt: expected the built-in names").then((response) =>
      response.arrayBuffer(),
    ),
  ]);
  const names = { name: "Built-in names", builtIn: true, bytes: new Uint8Array(bytes) };

  const address = createAddress((fragment) => experiment.open(fragment));
  const store = createStore({
    config: core.parseLink("").config,
    textName: names.name,
    textIsBuiltIn: true,
    text: null,
    mode: "starting",
    awaited: true,
    step: 0,
    sum: null,
    rate: null,
    rateAsked: null,
    replay: null,
    layer: 0,
  });
  const experiment = createExperiment(core, store, address, messages, names, (frame) => {
    transport.progress(frame.step);
    view.show(frame);
  });
  const view = createView(
    {
      summary: {
        step: element("step-count"),
        checksum: element("checksum"),
        loss: element("loss"),
        starting: element("starting-loss"),
        uniform: element("uniform-loss"),
        vocabulary: element("vocabulary"),
        gauge: element("gauge"),
        verdict: element("start-verdict"),
      },
      layers: element("layers"),
      saturation: {
        figure: element("saturation"),
        map: element("saturation-map", HTMLCanvasElement),
        key: element("saturation-key", HTMLCanvasElement),
        keyText: element("saturation-key-text"),
        facts: element("saturation-facts"),
        nonfinite: element("saturation-nonfinite"),
        layer: element("layer", HTMLSelectElement),
        layerChoice: element("layer-choice"),
        threshold: element("threshold", HTMLInputElement),
        thresholdValue: element("threshold-value"),
        thresholdChoice: element("threshold-choice"),
      },
      charts: {
        loss: { chart: element("loss-chart"), empty: element("loss-empty") },
        update: { chart: element("update-chart"), empty: element("update-empty") },
      },
    },
    store,
    experiment,
  );
  const transport = createTransport(
    {
      train: element("train", HTMLButtonElement),
      step: element("step", HTMLButtonElement),
      reset: element("reset", HTMLButtonElement),
      replay: element("replay"),
      progress: element("replay-progress", HTMLProgressElement),
      cancel: element("cancel", HTMLButtonElement),
      copyLink: element("copy-link", HTMLButtonElement),
      link: element("link", HTMLInputElement),
    },
    store,
    experiment,
    messages,
  );
  createControls(
    {
      form: element("controls", HTMLFormElement),
      preset: element("preset", HTMLSelectElement),
      presetDoc: element("preset-doc"),
      presetChanges: element("preset-changes"),
      presetDiffers: element("preset-differs"),
      presetRestore: element("preset-restore", HTMLButtonElement),
      w: { ...scaleElements("w"), kind: element("w-kind", HTMLSelectElement) },
      out: { ...scaleElements("out"), kind: element("out-kind", HTMLSelectElement) },
      norm: element("norm", HTMLInputElement),
      normHint: element("norm-hint"),
      lr: scaleElements("lr"),
      batch: element("batch", HTMLInputElement),
      seed: element("seed", HTMLInputElement),
      newSeed: element("new-seed", HTMLButtonElement),
      facts: element("network-facts"),
    },
    core,
    store,
    experiment,
    messages,
  );
  createTextControls(
    {
      input: element("text-file", HTMLInputElement),
      choose: element("text-choose", HTMLButtonElement),
      facts: element("text-facts"),
      builtIn: element("text-built-in", HTMLButtonElement),
      dropHere: element("drop-here"),
    },
    store,
    experiment,
    messages,
  );
  experiment.open(address.read());
}

const missing = missingFeature();
if (missing !== null) {
  messages.trouble(
    `This browser has no ${missing}`,
    "The page trains a network with it. A current Chromium, Firefox or Safari has it.",
  );
} else {
  open().catch((/** @type {unknown} */ thrown) => {
    messages.say("");
    messages.trouble("The page could not start", thrown instanceof Error ? thrown.message : String(thrown));
  });
}
